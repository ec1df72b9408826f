/* SPDX-License-Identifier: MIT
 *
 * A Lua state of ours: built from nothing, with a counting allocator and a cap on memory. Three
 * worlds differ in what can be reached (docs: programmes, templates and dialects, scripts). One
 * thread a state.
 */
#ifndef CL_VM_H
#define CL_VM_H

#include <lauxlib.h>
#include <locale.h>
#include <lua.h>

#include "error.h"
#include "limit.h"
#include "text.h"

typedef enum cl_world {
    CL_WORLD_PROGRAMME, /**< builds trees; no library at all */
    CL_WORLD_TEMPLATE,  /**< pure functions: reports, dialects, mappings, settings */
    CL_WORLD_SCRIPT     /**< trusted like the person who runs it */
} cl_world;

/** Which shortage made the allocator refuse. */
typedef enum cl_shortage { CL_SHORT_NOTHING, CL_SHORT_CAP, CL_SHORT_HEAP } cl_shortage;

/** A text that is being compiled. */
typedef struct cl_source_reading {
    const char *name;
    cl_view rest; /**< what the parser has not asked for */
    int line;     /**< the last that it has */
} cl_source_reading;

typedef struct cl_vm {
    lua_State *L;       /**< the main thread */
    lua_State *running; /**< the thread that runs now: a coroutine, or L */
    cl_world world;
    const cl_limits *limits;
    size_t memory, memory_peak, memory_cap; /**< bytes */
    size_t held;         /**< bytes that C keeps for the Lua code; they count against the cap */
    const void *growing; /**< block that was refused to grow, until it is asked for again */
    size_t growing_to;
    cl_shortage shortage;
    char short_file[LUA_IDSIZE]; /**< what asked for the memory that was refused; "": not known */
    int short_line;
    cl_budget budget;
    bool entered;               /**< inside cl_vm_call() */
    bool dead;                  /**< a limit or an internal error was reached: close it */
    bool handled;               /**< the message handler has filled `error` */
    cl_source_reading *reading; /**< what is being compiled now, or NULL */
    cl_error error;             /**< of the present or last entry */
    cl_text trace;              /**< its frames, one a line; empty when there are none */
    locale_t c_locale;
    void *owner; /**< whoever opened it: findings, a builder, a report */
} cl_vm;

/**
 * Opens a bare state: no names, no libraries, no metatable of strings.
 * @param limits  borrowed for ever (one of the rows of limit.h, or the owner's)
 * @return 0, CL_E_MEMORY
 */
int cl_vm_open(cl_vm **out, cl_world world, const cl_limits *limits, void *owner, cl_error *e);
/** NULL is accepted. */
void cl_vm_close(cl_vm *vm);
/** Other limits from the next entry on. */
void cl_vm_set_limits(cl_vm *vm, const cl_limits *limits);
/** Stops what runs as soon as it can; may be called from a signal handler or another thread. */
void cl_vm_interrupt(cl_vm *vm);

/** For limit.c: where memory may be refused next; a NULL file leaves what was noted. */
void cl_vm_note_place(cl_vm *vm, const char *file, int line);

/** The machine that a state belongs to (also from a coroutine). */
cl_vm *cl_vm_of(lua_State *L);

#endif
