/* SPDX-License-Identifier: MIT
 *
 * Ctrl-C. The first one asks the session to stop, so that what is half done is undone in order.
 */
#ifndef CL_INTERRUPT_H
#define CL_INTERRUPT_H

#include "clachan.h"

typedef enum cl_patience {
    CL_ONCE,  /**< a second Ctrl-C ends the program at once */
    CL_ALWAYS /**< each asks again: the prompt is not left by Ctrl-C */
} cl_patience;

/** From now on Ctrl-C and a request to end stop what `session` runs. */
void cl_interrupt_watch(clachan_session *session, cl_patience patience);
/** The session is about to be closed. */
void cl_interrupt_forget(void);

#endif
