/* SPDX-License-Identifier: MIT
 *
 * Who changed what of a record since the version that somebody read: what a stale write is refused
 * with, and whether its fields differ from those that changed.
 */
#ifndef CL_STALE_H
#define CL_STALE_H

#include "step.h"

enum { CL_STALE_FIELDS = 64 }; /* no table has more columns: see change.c */

/** A field, and who changed it last. Texts lie in the arena. */
typedef struct cl_stale_field {
    const char *name; /**< NULL: not changed */
    const char *actor;
    const char *value; /**< as people read it; a personal value is not told */
    int64_t seq;       /**< of the event */
} cl_stale_field;

typedef struct cl_stale {
    cl_stale_field fields[CL_STALE_FIELDS]; /**< by column of the table */
} cl_stale;

/** What the log says of a record after `version`. Nothing changed, or a version that was never
 * there: no field has a name. */
int cl_stale_read(cl_stale *out, cl_arena *arena, cl_store *store, const cl_table *table,
                  int64_t id, int64_t version, cl_error *e);
/** "option to 'online' by ann (event 17), …"; nothing when no field has a name. */
void cl_stale_print(cl_text *out, const cl_stale *stale);
/** Stops a step that read another version than there is now, telling what changed since. */
int cl_stale_stop(cl_step *step, int64_t version, cl_error *e);

#endif
