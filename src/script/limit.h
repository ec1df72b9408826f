/* SPDX-License-Identifier: MIT
 *
 * What Lua code may use up: instructions, CPU time of the thread, memory, text. A limit only ever
 * raises; no value depends on one. Once over, it stays over until the next entry through the door
 * (call.h).
 */
#ifndef CL_LIMIT_H
#define CL_LIMIT_H

#include <lua.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

/** One row of the table of limits; 0 means none. */
typedef struct cl_limits {
    const char *name;     /**< for messages: "loading an edition" */
    int64_t instructions; /**< VM instructions and charged units of one entry */
    int64_t milliseconds; /**< CPU time of the thread in one entry */
    size_t memory;        /**< bytes that the state may hold */
    size_t source;        /**< bytes of one source file */
    size_t sources;       /**< bytes of all source files together */
    size_t output;        /**< bytes of output or of the result */
} cl_limits;

extern const cl_limits cl_limits_load;     /**< an edition with its libraries */
extern const cl_limits cl_limits_compute;  /**< one call of a compute function */
extern const cl_limits cl_limits_template; /**< one document */
extern const cl_limits cl_limits_dialect;  /**< one call of a dialect, one row of a mapping */
extern const cl_limits cl_limits_script;   /**< scripts and the prompt */

enum { CL_HOOK_COUNT = 10000 };

/** What stopped an entry; sticky until the next one. */
typedef enum cl_stop {
    CL_STOP_NOTHING,
    CL_STOP_INSTRUCTIONS,
    CL_STOP_TIME,
    CL_STOP_INTERRUPT,
    CL_STOP_MEMORY,
    CL_STOP_OUTPUT
} cl_stop;

/** The running account of one entry; part of cl_vm. */
typedef struct cl_budget {
    int64_t left;      /**< instructions and units that remain */
    int64_t unchecked; /**< units charged since clock and interrupt were looked at */
    int64_t started;   /**< CPU nanoseconds when the clock was first read; -1 before */
    cl_stop stop;
    bool described;        /**< the machine's error says what stopped it */
    atomic_bool interrupt; /**< set from a signal handler or another thread */
} cl_budget;

/**
 * Charges work that a C function does on behalf of Lua code, *before* doing it: one unit for 64
 * bytes or one element. Raises when the budget is gone or the user interrupted.
 */
void cl_charge(lua_State *L, size_t units);
/** Units of so many bytes, for cl_charge(). */
size_t cl_units(size_t bytes);
/** As cl_charge(), but tells instead of raising: false means stop at once and raise with
 * cl_stop_raise(). */
bool cl_charge_quietly(lua_State *L, size_t units);
/** C keeps `bytes` for the Lua code by now, in all: they count against the cap on memory like what
 * the state holds. Raises when both together are over it. */
void cl_charge_memory(lua_State *L, size_t bytes);
/** Raises the limit or interrupt that was reached; only after one was. */
int cl_stop_raise(lua_State *L);
/** Marks `stop` as reached and raises. */
int cl_stop_now(lua_State *L, cl_stop stop);

/** For call.c: a fresh account and the count hook, at every entry. */
void cl_limit_arm(lua_State *L);
/** For call.c: takes the hook away. */
void cl_limit_disarm(lua_State *L);
/** For coroutines: puts the hook on a thread that is about to run. */
void cl_limit_hook(lua_State *thread);
/** For the allocator: the next instruction of the running thread ends the run for its memory. */
void cl_limit_overdrawn(lua_State *running);

#endif
