/* SPDX-License-Identifier: MIT
 *
 * Waivers of an application, from its records and in the record of a decision.
 */
#ifndef CL_WAIVERS_H
#define CL_WAIVERS_H

#include "decide.h"
#include "json.h"
#include "records.h"
#include "store.h"

typedef struct cl_waivers {
    cl_waiver *items; /**< in the arena, texts as well */
    size_t count;
} cl_waivers;

/** Those of an application that were not taken back, in the order in which they were given. Which
 * of them count is for the day of the dossier to say. */
int cl_waivers_of(cl_waivers *out, cl_arena *arena, cl_store *store, int64_t application,
                  cl_error *e);
/** Appends [{"rule": …, "person": …, "reason": …, "until": …}]: what a decision keeps. */
int cl_waivers_print(cl_text *out, const cl_waivers *waivers);
/** Reads what was kept. CL_E_INVALID when it is not that. */
int cl_waivers_read(cl_waivers *out, cl_arena *arena, cl_view json, cl_error *e);

#endif
