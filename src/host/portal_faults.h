/* SPDX-License-Identifier: MIT
 *
 * The faults that a scenario can name, and the plan that a scenario and a seed make: which request
 * is spoilt, and how. The same requests under the same seed are spoilt the same way, in whatever
 * order they come. Faults of bytes are the relay's; those of meaning travel to the portal in a box
 * as a header.
 */
#ifndef CL_PORTAL_FAULTS_H
#define CL_PORTAL_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "json.h"
#include "relay.h"
#include "verb.h"

/** A plan under way. */
typedef struct cl_fault_plan cl_fault_plan;

/** Reads the scenario `path`. `steps` (may be NULL) is an object of patterns by step, for steps
 * that the scenario does not describe itself. Copies all of it. CL_E_IO, CL_E_SCRIPT, CL_E_INVALID
 * (file and line). */
int cl_fault_plan_open(cl_fault_plan **out, const char *path, const cl_json_value *steps,
                       uint64_t seed, cl_error *e);
void cl_fault_plan_close(cl_fault_plan *plan);
/** What becomes of one request; `fault` stays as it is where nothing does. */
int cl_fault_plan_choose(cl_fault_plan *plan, const char *method, const char *target,
                         cl_relay_fault *fault, cl_error *e);
/** How many requests were spoilt so far. */
size_t cl_fault_plan_struck(const cl_fault_plan *plan);

/** True when `text` is `pattern`, where `*` stands for any bytes but a slash and `**` for any. */
bool cl_fault_matches(const char *pattern, const char *text);

/** The verb `portal faults`; its row stands in cl_portal_verbs. */
int cl_run_portal_faults(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                         cl_error *e);

#endif
