/* SPDX-License-Identifier: MIT
 *
 * When a delivery that is not at its goal has to be told of loudly, because its deadline is near or
 * gone: deadlines are not enforced here, they are told.
 */
#ifndef CL_DELIVERY_ALARM_H
#define CL_DELIVERY_ALARM_H

#include "courier.h"
#include "records.h"

/** An alarm: a word for programs, a sentence for people. */
typedef struct cl_delivery_alarm {
    const char *name; /**< deadline_1h, deadline_10m, deadline_passed, next_after_deadline */
    const char *text; /**< "its deadline is less than ten minutes away" */
} cl_delivery_alarm;

/** The alarm of a delivery at time `now` (milliseconds UTC); NULL for none. */
const cl_delivery_alarm *cl_delivery_alarm_of(const cl_delivery *delivery, int64_t now);
/**
 * For a run that waits: notes every unfinished delivery that is now one hour, ten minutes or
 * nothing from its deadline and was not when this was called last. `*next` is when it has to be
 * called again, INT64_MAX for never; before the first call 0. CL_E_STORE, CL_E_MEMORY.
 */
int cl_delivery_watch_deadlines(int64_t *next, int64_t *seen, cl_courier *courier, cl_error *e);

#endif
