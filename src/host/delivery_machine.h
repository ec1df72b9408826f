/* SPDX-License-Identifier: MIT
 *
 * The states of a delivery and the events between them, as data (the same table is printed for
 * people and walked by the courier). Knows no store and no network.
 */
#ifndef CL_DELIVERY_MACHINE_H
#define CL_DELIVERY_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

/** Which step a transition is for. */
typedef enum cl_delivery_when {
    CL_DELIVERY_ANY,
    CL_DELIVERY_COMMITTING, /**< the step after which the funder has the application */
    CL_DELIVERY_OTHER
} cl_delivery_when;

typedef struct cl_delivery_move {
    const char *from, *event, *to;
    cl_delivery_when when;
    const char *application; /**< event that the application gets, NULL for none */
    const char *about;       /**< one line for people */
} cl_delivery_move;

/** All transitions in the order in which they are documented. */
const cl_delivery_move *cl_delivery_moves(size_t *count);

/** The transition of `event` from `from`, for a committing step or another one; NULL when it is not
 *  allowed. */
const cl_delivery_move *cl_delivery_find_move(const char *from, const char *event, bool commits);

/** True for a state that nothing leaves. */
bool cl_delivery_is_final(const char *state);

#endif
