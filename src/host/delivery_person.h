/* SPDX-License-Identifier: MIT
 *
 * The verbs by which a person settles what no machine can; their rows stand in cl_delivery_verbs.
 */
#ifndef CL_DELIVERY_PERSON_H
#define CL_DELIVERY_PERSON_H

#include "delivery_verbs.h"

int cl_run_delivery_resume(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                           cl_error *e);
int cl_run_delivery_resolve(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                            cl_error *e);
int cl_run_delivery_cancel(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                           cl_error *e);
int cl_run_delivery_requeue(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                            cl_error *e);
int cl_run_delivery_reconcile(cl_session *session, const cl_arguments *arguments,
                              const cl_sink *sink, cl_error *e);
extern const cl_parameter cl_delivery_reason_parameters[], cl_delivery_resolve_parameters[];

#endif
