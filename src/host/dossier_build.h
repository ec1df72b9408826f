/* SPDX-License-Identifier: MIT
 *
 * An application's dossier, built from the records as they were on its date: what contract.md,
 * section 3, describes. What is not on record is left out, so unknown; what is known not to be
 * there is null.
 */
#ifndef CL_DOSSIER_BUILD_H
#define CL_DOSSIER_BUILD_H

#include "arena.h"
#include "error.h"
#include "records.h"
#include "store.h"
#include "text.h"

/** Appends the dossier as one line of JSON. `arena` holds records meanwhile. */
int cl_dossier_build(cl_text *out, cl_arena *arena, cl_store *store,
                     const cl_application *application, cl_error *e);

#endif
