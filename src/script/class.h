/* SPDX-License-Identifier: MIT
 *
 * Classes of userdata: a metatable made on first use, checked by identity, closed to Lua code.
 * Boxes for what C holds while it may jump.
 */
#ifndef CL_CLASS_H
#define CL_CLASS_H

#include <lauxlib.h>
#include <lua.h>
#include <stddef.h>

#include "text.h"

/** A class; its address is its identity. Fields are data, methods are actions, never both. */
typedef struct cl_class {
    const char *name;                      /**< what a value is called in messages: "money" */
    const luaL_Reg *meta;                  /**< metamethods, ends with NULL; NULL for none */
    const luaL_Reg *methods;               /**< ends with NULL; NULL for none */
    const char *const *fields;             /**< names, ends with NULL; NULL for none */
    int (*field)(lua_State *L, int which); /**< pushes field number `which` of the value at 1 */
} cl_class;

/**
 * Pushes the metatable of a class, made on first use. It has __name, __metatable = false, and,
 * unless `meta` says otherwise, an __index over methods and fields that suggests the nearest name,
 * and a
 * __newindex that raises.
 */
void cl_class_push(lua_State *L, const cl_class *class);
/** Pushes a new userdata of `size` bytes and gives its block. */
void *cl_class_new(lua_State *L, const cl_class *class, size_t size);
/** The block at `index` when it is of that class, else NULL. Allocates nothing. */
void *cl_class_test(lua_State *L, int index, const cl_class *class);
/** As cl_class_test(), but raises "money expected, got a text". */
void *cl_class_check(lua_State *L, int index, const cl_class *class);
/** What a value is called in messages: the class, or "a text", "a whole number", "nothing", ….
 * Borrowed from the value. */
const char *cl_type_name(lua_State *L, int index);
/** Raises "argument 2 of share: WHAT expected, got a text". */
int cl_argument_error(lua_State *L, int index, const char *what);

/**
 * Pushes an empty to-be-closed box. What is put into it (`*cl_box(L, cl_free) = block;`) is
 * released when the calling C function returns or is unwound. The box must stay where it was
 * pushed.
 */
void **cl_box(lua_State *L, void (*release)(void *resource));
/** Pushes a box that holds an empty buffer; its memory is released like the resource of a box. */
cl_text *cl_box_text(lua_State *L);
/** Pushes what was written to a buffer; raises where that failed. Gives 1. */
int cl_push_text(lua_State *L, const cl_text *text);
/** Pushes a view. */
void cl_push_view(lua_State *L, cl_view view);

#endif
