/* SPDX-License-Identifier: MIT
 *
 * What a school answers about itself, and what a cluster makes of it. Answers are JSON:
 * {"areas": {AREA: {"needs": […], "score": N, "strengths": […]}}}.
 */
#ifndef CL_SELF_EVALUATION_H
#define CL_SELF_EVALUATION_H

#include "journey_data.h"
#include "recording.h"

/** Were any answers given (--strength, --need, --score)? */
bool cl_self_evaluation_is_answered(const cl_arguments *arguments);
/** Appends the answers as canonical JSON. CL_E_INVALID names an area that the questionnaire does
 * not have, and those that it has. */
int cl_self_evaluation_read(cl_text *out, const cl_arguments *arguments,
                            const cl_journey_data *data, cl_error *e);
/** Makes, stores and shows the self-evaluation of the cluster that the arguments name. */
int cl_self_evaluation_roll_up(cl_recording *r, cl_error *e);

#endif
