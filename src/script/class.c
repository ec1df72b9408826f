/* SPDX-License-Identifier: MIT
 *
 * Classes and boxes. A metatable lies in the registry under the address of its class, where Lua
 * code cannot reach it.
 */
#include "class.h"

#include "call.h"
#include "suggest.h"

enum { NAMES = 64 };

static size_t names_of(const cl_class *class, const char *names[NAMES])
{
    size_t count = 0;

    for (const char *const *field = class->fields; field != NULL && *field != NULL; field++)
        if (count < NAMES)
            names[count++] = *field;
    for (const luaL_Reg *method = class->methods; method != NULL && method->name != NULL; method++)
        if (count < NAMES)
            names[count++] = method->name;
    return count;
}

static int no_such_name(lua_State *L, const cl_class *class)
{
    const char *names[NAMES], *nearest = NULL;
    size_t count = names_of(class, names), length;
    const char *typed;

    if (lua_type(L, 2) != LUA_TSTRING)
        return cl_raise_text(L, CL_E_SCRIPT, "%s has no members by %s", class->name,
                             cl_type_name(L, 2));
    typed = lua_tolstring(L, 2, &length);
    nearest = cl_suggest((cl_view){typed, length}, names, count);
    if (nearest == NULL)
        return cl_raise_text(L, CL_E_SCRIPT, "%s has no '%s'", class->name, typed);
    return cl_raise_text(L, CL_E_SCRIPT, "%s has no '%s'; did you mean '%s'?", class->name, typed,
                         nearest);
}

/* Upvalues: the class, its table of methods (function) and fields (number). */
static int class_index(lua_State *L)
{
    const cl_class *class = lua_touserdata(L, lua_upvalueindex(1));

    if (cl_class_test(L, 1, class) == NULL)
        return cl_raise_text(L, CL_E_SCRIPT, "%s expected, got %s", class->name,
                             cl_type_name(L, 1));
    lua_pushvalue(L, 2);
    lua_rawget(L, lua_upvalueindex(2));
    if (lua_isnil(L, -1))
        return no_such_name(L, class);
    if (lua_isinteger(L, -1))
        return class->field(L, (int)lua_tointeger(L, -1));
    return 1;
}

static int class_newindex(lua_State *L)
{
    const cl_class *class = lua_touserdata(L, lua_upvalueindex(1));

    return cl_raise_text(L, CL_E_SCRIPT, "%s cannot be changed", class->name);
}

static void push_identity(lua_State *L, const cl_class *class)
{
    union {
        const void *in;
        void *out;
    } address = {class}; /* only compared and read, never written through */

    lua_pushlightuserdata(L, address.out);
}

static void push_members(lua_State *L, const cl_class *class)
{
    lua_newtable(L);
    if (class->methods != NULL)
        luaL_setfuncs(L, class->methods, 0);
    for (int i = 0; class->fields != NULL && class->fields[i] != NULL; i++) {
        lua_pushinteger(L, i);
        lua_setfield(L, -2, class->fields[i]);
    }
}

static void make_metatable(lua_State *L, const cl_class *class)
{
    lua_newtable(L);
    push_identity(L, class);
    push_members(L, class);
    lua_pushcclosure(L, class_index, 2);
    lua_setfield(L, -2, "__index");
    push_identity(L, class);
    lua_pushcclosure(L, class_newindex, 1);
    lua_setfield(L, -2, "__newindex");
    if (class->meta != NULL)
        luaL_setfuncs(L, class->meta, 0);
    lua_pushstring(L, class->name);
    lua_setfield(L, -2, "__name");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
}

void cl_class_push(lua_State *L, const cl_class *class)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, class) != LUA_TNIL)
        return;
    lua_pop(L, 1);
    luaL_checkstack(L, 8, NULL);
    make_metatable(L, class);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, class);
}

void *cl_class_new(lua_State *L, const cl_class *class, size_t size)
{
    void *block = lua_newuserdatauv(L, size, 0);

    cl_class_push(L, class);
    lua_setmetatable(L, -2);
    return block;
}

void *cl_class_test(lua_State *L, int index, const cl_class *class)
{
    void *block = NULL;

    index = lua_absindex(L, index); /* an upvalue keeps its own */
    if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index))
        return NULL;
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, class) == LUA_TTABLE && lua_rawequal(L, -1, -2))
        block = lua_touserdata(L, index);
    lua_pop(L, 2);
    return block;
}

void *cl_class_check(lua_State *L, int index, const cl_class *class)
{
    void *block = cl_class_test(L, index, class);

    if (block == NULL)
        cl_argument_error(L, index, class->name);
    return block;
}

static const char *plain_name(lua_State *L, int index)
{
    switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL:
        return "nothing";
    case LUA_TBOOLEAN:
        return "yes or no";
    case LUA_TSTRING:
        return "a text";
    case LUA_TNUMBER:
        return lua_isinteger(L, index) ? "a whole number" : "a number with a fraction";
    case LUA_TTABLE:
        return "a table";
    case LUA_TFUNCTION:
        return "a function";
    default:
        return "a value of another kind";
    }
}

const char *cl_type_name(lua_State *L, int index)
{
    const char *name = NULL;

    if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index))
        return plain_name(L, index);
    lua_pushstring(L, "__name");
    lua_rawget(L, -2);
    if (lua_type(L, -1) == LUA_TSTRING)
        name = lua_tostring(L, -1); /* the class keeps it alive */
    lua_pop(L, 2);
    return name != NULL ? name : plain_name(L, index);
}

int cl_argument_error(lua_State *L, int index, const char *what)
{
    lua_Debug ar = {0};
    const char *got = cl_type_name(L, index);

    if (lua_getstack(L, 0, &ar) && lua_getinfo(L, "n", &ar) && ar.name != NULL) {
        if (ar.namewhat != NULL && ar.namewhat[0] == 'm' && ar.namewhat[1] == 'e' &&
            ar.namewhat[4] == 'o' && index > 0)
            index--; /* a method: the value in front of the colon is not counted */
        if (index == 0)
            return cl_raise_text(L, CL_E_SCRIPT, "call '%s' with a colon: %s expected, got %s",
                                 ar.name, what, got);
        return cl_raise_text(L, CL_E_SCRIPT, "argument %d of '%s': %s expected, got %s", index,
                             ar.name, what, got);
    }
    return cl_raise_text(L, CL_E_SCRIPT, "argument %d: %s expected, got %s", index, what, got);
}

/* ---- boxes ---- */

typedef struct box {
    void *resource;
    void (*release)(void *resource);
} box;

static int box_close(lua_State *L)
{
    box *b = lua_touserdata(L, 1);
    void *resource = b->resource;

    b->resource = NULL;
    if (resource != NULL)
        b->release(resource);
    return 0;
}

static const luaL_Reg box_meta[] = {{"__close", box_close}, {NULL, NULL}};
static const cl_class box_class = {"box", box_meta, NULL, NULL, NULL};

void **cl_box(lua_State *L, void (*release)(void *resource))
{
    box *b = cl_class_new(L, &box_class, sizeof *b);

    b->resource = NULL;
    b->release = release;
    lua_toclose(L, -1);
    return &b->resource;
}

static int text_close(lua_State *L)
{
    cl_text_clear(lua_touserdata(L, 1));
    return 0;
}

static const luaL_Reg text_meta[] = {{"__close", text_close}, {NULL, NULL}};
static const cl_class text_class = {"buffer", text_meta, NULL, NULL, NULL};

cl_text *cl_box_text(lua_State *L)
{
    cl_text *text = cl_class_new(L, &text_class, sizeof *text);

    *text = (cl_text)CL_TEXT_INIT;
    lua_toclose(L, -1);
    return text;
}

void cl_push_view(lua_State *L, cl_view view)
{
    lua_pushlstring(L, view.at != NULL ? view.at : "", view.length);
}

int cl_push_text(lua_State *L, const cl_text *text)
{
    cl_error error = CL_ERROR_INIT;

    cl_check_rc(L, cl_text_check(text, &error), &error);
    cl_push_view(L, cl_text_view(text));
    return 1;
}
