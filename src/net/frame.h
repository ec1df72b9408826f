/* SPDX-License-Identifier: MIT
 *
 * Where an HTTP/1.1 message ends (RFC 9112, section 6), for those who pass messages on without
 * understanding them.
 */
#ifndef CL_FRAME_H
#define CL_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

typedef enum cl_frame {
    CL_FRAME_MORE,  /**< more is to come */
    CL_FRAME_WHOLE, /**< the message ends at `*length` */
    CL_FRAME_CLOSE, /**< an answer that ends with its connection */
    CL_FRAME_BAD    /**< no message that can be framed */
} cl_frame;

/** Length of the head with its empty line; 0: it is not whole yet. */
size_t cl_frame_head(cl_view bytes);
/** First value of a header in a head; empty when it is not there. Names without case. */
cl_view cl_frame_header(cl_view head, const char *name);
/** Status of an answer's head; 0 when it has none. */
int cl_frame_status(cl_view head);
/** How far the message that begins `bytes` goes. `bodiless`: an answer to HEAD, whatever it says.
 */
cl_frame cl_frame_find(size_t *length, cl_view bytes, bool answer, bool bodiless);

#endif
