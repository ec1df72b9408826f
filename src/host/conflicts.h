/* SPDX-License-Identifier: MIT
 *
 * What ties a person to a cluster, so that another one reviews and votes on what it applies for.
 */
#ifndef CL_CONFLICTS_H
#define CL_CONFLICTS_H

#include "arena.h"
#include "date.h"
#include "store.h"

/**
 * The first tie on record between the acting person and a cluster on a day: a post at a school that
 * is or was a member, the co-ordinator's post, or being its advisor. `*out` is NULL when there is
 * none, or when nobody on record is called so; else words in the arena.
 *     rc = cl_conflict_find(&tie, &arena, store, "ann", 3, today, e);   "a post at SCH-1 (POS-4)"
 */
int cl_conflict_find(const char **out, cl_arena *arena, cl_store *store, const char *actor,
                     int64_t cluster, cl_date on, cl_error *e);

#endif
