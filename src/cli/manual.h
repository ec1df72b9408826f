/* SPDX-License-Identifier: MIT
 *
 * The manual page, clachan(1), made from the same rows as the help. It is made when clachan is
 * built, so that it says what this program does.
 */
#ifndef CL_MANUAL_H
#define CL_MANUAL_H

#include "buffer.h"

/** The whole page, in the man macros of troff. */
void cl_manual(cl_buffer *out);

#endif
