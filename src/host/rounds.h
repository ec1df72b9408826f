/* SPDX-License-Identifier: MIT
 *
 * Rounds of money: on which day one is open, which one an application enters, and what of its
 * budget is promised. The state is derived from the day, so it cannot disagree with it.
 */
#ifndef CL_ROUNDS_H
#define CL_ROUNDS_H

#include "query.h"
#include "workdays.h"

typedef enum cl_window {
    CL_WINDOW_ANNOUNCED,
    CL_WINDOW_OPEN,
    CL_WINDOW_GRACE,  /**< only for what was signed in time */
    CL_WINDOW_CLOSED, /**< only with a named extension */
    CL_WINDOW_UNKNOWN /**< the holidays about the last day are not known */
} cl_window;

/** "announced", "open", "grace", "closed", "unknown". */
const char *cl_window_name(cl_window window);
/** The last day, moved where it is no working day and the round says so; not known when the round
 * has none, or when the holidays are not known. */
cl_maybe cl_round_closes(const cl_funding_round *round, const cl_workdays *list);
cl_window cl_round_window(const cl_funding_round *round, const cl_workdays *list, cl_date day);

/** The round of this application: the one whose name or last day is `deadline`, else the first that
 * is open on the day, in grace, about to open, closed last. `*found` false: its programme has no
 * round on record. `list` gets the holidays of the lead school. */
int cl_round_of(cl_funding_round *out, bool *found, cl_workdays *list, cl_arena *arena,
                cl_store *store, const cl_application *application, const char *deadline,
                cl_date day, cl_error *e);

#endif
