/* SPDX-License-Identifier: MIT
 *
 * What the events of an application need from whoever drives them.
 */
#ifndef CL_APPLICATION_STEP_H
#define CL_APPLICATION_STEP_H

#include "courier.h"
#include "judged.h"
#include "step.h"

typedef struct cl_application_context {
    const cl_programme *programme;  /**< start: the edition in force */
    cl_judged *judged;              /**< check, request_signoff, decide_*: the decision */
    cl_revision revision;           /**< request_signoff: made; decide_*, sign: the frozen one */
    cl_courier *courier;            /**< submit */
    const cl_portal *portal;        /**< submit */
    int64_t delivery;               /**< submit: what was queued */
    cl_view evidence;               /**< submit_by_hand: digest of the file */
    const cl_condition *conditions; /**< decide_conditional */
    size_t condition_count;
    cl_maybe until;    /**< extend: the last day of the extension */
    cl_view reference; /**< offer: the portal's id of the award */
    int64_t award;     /**< offer: what began */
} cl_application_context;

/** Names the delivery that is under way as a stop. */
int cl_application_stop_for_delivery(cl_step *step, cl_error *e);

#endif
