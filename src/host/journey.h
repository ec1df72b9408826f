/* SPDX-License-Identifier: MIT
 *
 * What proves each step of a cluster's journey. A journey is a view over the records, never stored:
 * its steps and their order are data (journey_data.h), what a word means is here.
 */
#ifndef CL_JOURNEY_H
#define CL_JOURNEY_H

#include <stdbool.h>

#include "journey_data.h"
#include "recording.h"

/** How far a step has come. */
typedef enum cl_journey_state {
    CL_JOURNEY_NOT_STARTED,
    CL_JOURNEY_IN_PROGRESS,
    CL_JOURNEY_DONE,
    CL_JOURNEY_BLOCKED,
    CL_JOURNEY_NOT_NEEDED
} cl_journey_state;

/** "not started", "in progress", … */
const char *cl_journey_state_name(cl_journey_state state);

/** One step as it stands. Texts live in the recording's arena. */
typedef struct cl_journey_view {
    cl_journey_state state;
    const char *evidence; /**< what proves it, or what is known; "" for nothing */
    const char *next;     /**< the command to type next; "" when there is nothing to do */
    cl_maybe by;          /**< day until which */
} cl_journey_view;

/** The cluster whose journey it is, and the application that is looked at (id 0: none yet). */
typedef struct cl_journey {
    cl_recording *r;
    const cl_journey_data *data;
    cl_cluster cluster;
    cl_application application;
    const char *programme;
    cl_date on;
} cl_journey;

/** Is this one of the words that a step may be? */
bool cl_journey_knows(const char *is);
/** Looks at one step. CL_E_STORE, CL_E_MEMORY; a programme that cannot judge blocks its step. */
int cl_journey_look(cl_journey_view *out, cl_journey *journey, const char *is, cl_error *e);

#endif
