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

/** A class; its address is its identity. */
typedef struct cl_class {
    const char *name;        /**< what a value is called in messages: "money" */
    const luaL_Reg *meta;    /**< metamethods; ends with NULL. NULL for none */
    const luaL_Reg *methods; /**< found by name unless `meta` has __index. NULL for none */
} cl_class;

/** Pushes the metatable of a class, made on first use. Has __name, and __metatable = false. */
void cl_class_push(lua_State *L, const cl_class *class);
/** Pushes a new userdata of `size` bytes and gives its block. */
void *cl_class_new(lua_State *L, const cl_class *class, size_t size);
/** The block at `index` when it is of that class, else NULL. */
void *cl_class_test(lua_State *L, int index, const cl_class *class);
/** As cl_class_test(), but raises "money expected, got a text". */
void *cl_class_check(lua_State *L, int index, const cl_class *class);
/** What a value is called in messages: the class, or "a text", "a whole number", "nothing", …. */
const char *cl_type_name(lua_State *L, int index);

/**
 * Pushes an empty to-be-closed box. What is put into it (`*cl_box(L, cl_free) = block;`) is
 * released when the calling C function returns or is unwound. The box must stay where it was
 * pushed.
 */
void **cl_box(lua_State *L, void (*release)(void *resource));

#endif
