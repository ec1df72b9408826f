/* SPDX-License-Identifier: MIT
 *
 * Who may take a step: the causer against the list of the transition, separation of persons, and
 * what takes two. Not for verbs.
 */
#ifndef CL_STEP_WHO_H
#define CL_STEP_WHO_H

#include "step.h"

/** Adds a stop for each reason why this causer may not take the transition; sets the role of the
 * author, and `asked` where another person has to carry it out. */
int cl_step_who(cl_step *step, const cl_transition *transition, cl_error *e);
/** × 2: records that the event was asked for; another person's call within 14 days takes it. */
int cl_step_ask(cl_step *step, cl_error *e);

#endif
