/* SPDX-License-Identifier: MIT
 *
 * The bank holidays that count for a school: those of the division of the United Kingdom in which
 * its nation lies. Overseas, and where no list was imported, nothing is known.
 */
#ifndef CL_CALENDAR_H
#define CL_CALENDAR_H

#include "arena.h"
#include "store.h"
#include "table.h"
#include "workdays.h"

/** england-and-wales, scotland, northern-ireland; NULL ends the list. */
extern const char *const cl_calendar_divisions[];

/** The division of a nation ("Wales"); NULL for none. */
const char *cl_calendar_division(cl_view nation);
/** The list of a division, in the arena; empty (nothing is known) when `division` is NULL. */
int cl_calendar_read(cl_workdays *out, cl_arena *arena, cl_store *store, const char *division,
                     cl_error *e);
/** The list of the school that leads the cluster on that day. */
int cl_calendar_of_cluster(cl_workdays *out, cl_arena *arena, cl_store *store, int64_t cluster,
                           cl_date on, cl_error *e);

/** The cluster of an application, or of what follows from one: award, instalment, report,
 * condition; 0 where there is no way to one. */
int cl_cluster_of_record(int64_t *cluster, cl_arena *arena, cl_store *store, const cl_table *table,
                         int64_t id, cl_error *e);
/** The list for such a record; an empty one where it has no cluster. */
int cl_calendar_of_record(cl_workdays *out, cl_arena *arena, cl_store *store, const cl_table *table,
                          int64_t id, cl_date on, cl_error *e);

#endif
