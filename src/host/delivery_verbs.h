/* SPDX-License-Identifier: MIT
 *
 * Showing deliveries to people and programs; shared by submit, poll and the delivery verbs.
 */
#ifndef CL_DELIVERY_VERBS_H
#define CL_DELIVERY_VERBS_H

#include "courier.h"
#include "verb.h"

/** The verbs of submit.c, poll.c and receipt.c; their rows stand in cl_delivery_verbs. */
int cl_run_submit(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                  cl_error *e);
int cl_run_poll(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                cl_error *e);
int cl_run_receipt(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                   cl_error *e);
extern const cl_parameter cl_submit_parameters[], cl_poll_parameters[], cl_receipt_parameters[];
/** The verb of deliveries_verb.c. */
int cl_run_deliveries(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e);
extern const cl_parameter cl_deliveries_parameters[];

/** Tells what became of a delivery: a row, and a refusal where it is not at its goal (CL_E_UNKNOWN,
 * CL_E_NET while queued, CL_E_STATE when held, rejected or dead). With `only_open` deliveries at
 * their goal are left out. */
int cl_delivery_tell(const cl_delivery *delivery, int64_t now, const cl_sink *sink, bool only_open,
                     cl_error *e);
/** Appends a delivery as a JSON object for listings, with the alarm that it has at time `now`. */
int cl_delivery_print(cl_text *out, const cl_delivery *delivery, int64_t now);
/** Dry run: prints what would be sent, step by step, answered by the dialect's samples. */
int cl_delivery_rehearse(cl_courier *courier, const int64_t *deliveries, size_t count, cl_error *e);

#endif
