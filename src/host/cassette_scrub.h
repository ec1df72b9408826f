/* SPDX-License-Identifier: MIT
 *
 * A recording without personal values, so that it can be passed on.
 */
#ifndef CL_CASSETTE_SCRUB_H
#define CL_CASSETTE_SCRUB_H

#include "verb.h"

/** The verb `cassette scrub`; its row stands in cl_portal_verbs. */
int cl_run_cassette_scrub(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                          cl_error *e);
extern const cl_parameter cl_cassette_scrub_parameters[];

#endif
