/* SPDX-License-Identifier: MIT
 *
 * What happens to an application when its delivery does, or when its portal says something: the
 * events delivered, refused, abandon, and those of a decision, by the machine of the application.
 */
#ifndef CL_DELIVERY_APPLICATION_H
#define CL_DELIVERY_APPLICATION_H

#include "change.h"
#include "error.h"
#include "session.h"

/** What is told. Texts are borrowed. */
typedef struct cl_told {
    const char *event;
    const char *causer; /**< courier, poll; NULL: the person who is the author */
    cl_view reason;     /**< kept as a personal value; may be empty */
    cl_view reference;  /**< the portal's id of the award, for offer; may be empty */
} cl_told;

/** How it was taken. */
typedef struct cl_heard {
    bool moved;       /**< false: the application stays as it is, and why is in `refused` */
    bool other_state; /**< the event does not start from its state: it was recorded before */
    cl_error refused;
} cl_heard;

/** Tells an application an event, within the caller's transaction. 0 also when the machine refuses
 * it (`heard` says why); another code when it could not be judged or stored. */
int cl_application_tell(cl_heard *heard, cl_session *session, const cl_author *author,
                        int64_t application, const cl_told *told, cl_error *e);

#endif
