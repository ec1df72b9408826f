/* SPDX-License-Identifier: MIT
 *
 * What a script reaches outside: a place to print to, the time, files below permitted folders.
 * Files are opened from the descriptor of their folder, a segment at a time, and no link is
 * followed.
 */
#ifndef CL_OUTSIDE_H
#define CL_OUTSIDE_H

#include <lua.h>

#include "text.h"

typedef struct cl_outside {
    void *context;
    void (*write)(void *context, cl_view bytes); /**< NULL: what is printed goes nowhere */
    const char *read_folder, *write_folder;      /**< NULL: none */
} cl_outside;

/** Adds print, os { time, date, clock, difftime } and io { open, lines, write } to the table on
 * top. `outside` is borrowed for the life of the state. */
void cl_outside_add(lua_State *L, const cl_outside *outside);

#endif
