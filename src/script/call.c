/* SPDX-License-Identifier: MIT
 *
 * The door, and what an error is. Inside the message handler nothing is allocated in Lua: an error
 * value is a userdata that holds a cl_error, so that it can be read without one.
 */
#include "call.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "class.h"

enum { FRAMES = 20, LEVELS = 200 };

static const char *const error_fields[] = {"code", "message", "file", "line", "path", NULL};

static int error_field(lua_State *L, int which)
{
    const cl_error *error = lua_touserdata(L, 1);
    const char *const texts[] = {cl_code_name(error->code), error->message, error->file, NULL,
                                 error->path};

    if (which == 3)
        lua_pushinteger(L, error->line);
    else
        lua_pushstring(L, texts[which]);
    return 1;
}

static int error_tostring(lua_State *L)
{
    const cl_error *error = lua_touserdata(L, 1);
    char text[CL_ERROR_FILE + CL_ERROR_PATH + CL_ERROR_TEXT + 32];

    cl_error_format(error, text, sizeof text);
    lua_pushstring(L, text);
    return 1;
}

static const luaL_Reg error_meta[] = {{"__tostring", error_tostring}, {NULL, NULL}};
static const cl_class error_class = {"error", error_meta, NULL, error_fields, error_field};

void cl_error_push(lua_State *L, const cl_error *error)
{
    memcpy(cl_class_new(L, &error_class, sizeof *error), error, sizeof *error);
}

static const char *source_name(const lua_Debug *ar)
{
    return ar->source + (*ar->source == '@' || *ar->source == '=');
}

void cl_where(lua_State *L, const char **file, int *line)
{
    cl_where_from(L, 1, file, line);
}

void cl_where_from(lua_State *L, int level, const char **file, int *line)
{
    lua_Debug ar;

    for (; level < LEVELS && lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sl", &ar);
        if (ar.currentline > 0) {
            *file = source_name(&ar);
            *line = ar.currentline;
            return;
        }
    }
    *file = NULL;
    *line = 0;
}

/* Lua writes the place in front of a message. Where the text begins with the place of a frame, that
 * is the place (error(text, 2) names another frame than the first). */
static const char *after_place(const lua_Debug *ar, const char *message)
{
    char place[LUA_IDSIZE + 32];
    int length = snprintf(place, sizeof place, "%s:%d: ", ar->short_src, ar->currentline);

    return length > 0 && strncmp(message, place, (size_t)length) == 0 ? message + length : NULL;
}

static void place_text(lua_State *L, const char *message, cl_error *out)
{
    lua_Debug ar;
    const char *rest = NULL;

    for (int level = 0; level < LEVELS && rest == NULL && lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sl", &ar);
        if (ar.currentline <= 0)
            continue;
        rest = after_place(&ar, message);
        if (out->line == 0 || rest != NULL)
            cl_error_place(out, source_name(&ar), ar.currentline, NULL);
    }
    if (rest != NULL)
        memmove(out->message, out->message + (rest - message),
                strlen(out->message) + 1 - (size_t)(rest - message));
}

static void message_of(lua_State *L, int index, cl_error *out)
{
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
        cl_fail(out, CL_E_SCRIPT, "%s", lua_tostring(L, index));
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            cl_fail(out, CL_E_SCRIPT, "%lld", (long long)lua_tointeger(L, index));
        else
            cl_fail(out, CL_E_SCRIPT, "%.14g", lua_tonumber(L, index));
        break;
    case LUA_TNIL:
        cl_fail(out, CL_E_SCRIPT, "an error without a message was raised (nil)");
        break;
    default:
        cl_fail(out, CL_E_SCRIPT, "a %s was raised as an error; raise a text",
                luaL_typename(L, index));
        break;
    }
}

void cl_error_from(lua_State *L, int index, cl_error *out)
{
    const cl_error *held = cl_class_test(L, index, &error_class);

    if (held != NULL) {
        *out = *held;
        return;
    }
    message_of(L, index, out);
    place_text(L, lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : "", out);
}

static void add_frame(cl_text *trace, const lua_Debug *ar)
{
    const char *name = ar->name != NULL ? ar->name : *ar->what == 'm' ? "the file" : "a function";

    if (ar->currentline > 0)
        cl_text_format(trace, "  %s:%d: in %s\n", source_name(ar), ar->currentline, name);
    else if (ar->name != NULL)
        cl_text_format(trace, "  [%s]\n", name);
}

static void add_frames(lua_State *L, cl_vm *vm)
{
    lua_Debug ar;

    cl_text_reset(&vm->trace);
    for (int level = 1; level <= FRAMES && lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sln", &ar);
        add_frame(&vm->trace, &ar);
    }
}

static int handler(lua_State *L)
{
    cl_vm *vm = cl_vm_of(L);

    if (vm->budget.stop == CL_STOP_NOTHING) {
        cl_error_from(L, 1, &vm->error);
        vm->handled = true;
    }
    add_frames(L, vm);
    return 1;
}

int cl_raise(lua_State *L, const cl_error *error)
{
    cl_error placed = *error;
    const char *file;
    int line;

    if (placed.line == 0 && *placed.file == '\0') {
        cl_where(L, &file, &line);
        cl_error_place(&placed, file, line, NULL);
    }
    cl_error_push(L, &placed);
    return lua_error(L);
}

int cl_raise_text(lua_State *L, int code, const char *format, ...)
{
    cl_error error = CL_ERROR_INIT;
    va_list args;

    va_start(args, format);
    cl_fail_v(&error, code, format, args);
    va_end(args);
    return cl_raise(L, &error);
}

void cl_check_rc(lua_State *L, int rc, const cl_error *error)
{
    if (rc != 0)
        cl_raise(L, error);
}

static int out_of_memory(cl_vm *vm)
{
    int rc;

    if (vm->shortage == CL_SHORT_HEAP)
        rc = cl_fail(&vm->error, CL_E_MEMORY, "out of memory while running %s", vm->limits->name);
    else if (vm->memory_cap % (1 << 20) == 0)
        rc = cl_fail(&vm->error, CL_E_LIMIT, "memory limit of %zu MiB reached",
                     vm->memory_cap >> 20);
    else
        rc = cl_fail(&vm->error, CL_E_LIMIT, "memory limit of %zu bytes reached", vm->memory_cap);
    if (*vm->short_file != '\0')
        cl_error_place(&vm->error, vm->short_file, vm->short_line, NULL);
    return rc;
}

/* A memory error never runs the handler, and an error inside the handler leaves no text either. */
static int outcome(cl_vm *vm, int status, cl_error *e)
{
    if (status == LUA_OK)
        return 0;
    if (status == LUA_ERRMEM)
        out_of_memory(vm);
    else if (status == LUA_ERRERR && !vm->handled)
        cl_fail(&vm->error, CL_E_SCRIPT, "the stack is used up: calls go too deep");
    else if (!vm->handled)
        cl_fail(&vm->error, CL_E_INTERNAL, "an error left no message");
    if (e != NULL)
        *e = vm->error;
    if (vm->world != CL_WORLD_SCRIPT &&
        (vm->error.code == CL_E_LIMIT || vm->error.code == CL_E_INTERNAL ||
         vm->budget.stop != CL_STOP_NOTHING))
        vm->dead = true;
    return vm->error.code;
}

static int enter(cl_vm *vm, lua_CFunction body, void *context)
{
    lua_State *L = vm->L;
    int handler_at = lua_gettop(L) + 1;
    int status;

    lua_pushcfunction(L, handler);
    lua_pushcfunction(L, body);
    lua_pushlightuserdata(L, context);
    cl_limit_arm(L);
    status = lua_pcall(L, 1, 0, handler_at);
    cl_limit_disarm(L);
    lua_settop(L, handler_at - 1);
    return status;
}

int cl_vm_call(cl_vm *vm, lua_CFunction body, void *context, cl_error *e)
{
    int top = lua_gettop(vm->L), status;
    locale_t before;

    if (vm->dead)
        return cl_fail(e, CL_E_MISUSE, "%s was stopped by a limit; open it again",
                       vm->limits->name);
    if (vm->entered)
        return cl_fail(e, CL_E_MISUSE, "%s is already running", vm->limits->name);
    if (!lua_checkstack(vm->L, LUA_MINSTACK))
        return cl_fail(e, CL_E_MEMORY, "no memory for the stack of %s", vm->limits->name);
    before = uselocale(vm->c_locale);
    vm->entered = true;
    vm->handled = false;
    vm->running = vm->L;
    vm->shortage = CL_SHORT_NOTHING;
    vm->held = 0;
    *vm->short_file = '\0';
    vm->growing = NULL;
    cl_error_clear(&vm->error);
    cl_text_reset(&vm->trace);
    status = enter(vm, body, context);
    vm->entered = false;
    uselocale(before);
    assert(lua_gettop(vm->L) == top);
    (void)top;
    return outcome(vm, status, e);
}

/* "2021.lua:12: unexpected symbol near 'x'" */
static void syntax_error(cl_error *out, const char *message, const char *name)
{
    size_t length = strlen(name);
    char *rest = NULL;
    long line = 0;

    if (strncmp(message, name, length) == 0 && message[length] == ':')
        line = strtol(message + length + 1, &rest, 10);
    if (rest == NULL || strncmp(rest, ": ", 2) != 0) {
        cl_fail(out, CL_E_SCRIPT, "%s", message);
        cl_error_place(out, name, 0, NULL);
        return;
    }
    cl_fail(out, CL_E_SCRIPT, "%s", rest + 2);
    cl_error_place(out, name, (int)line, NULL);
}

/* Gives the text line by line: where the parser stops without a line of its own (memory, nesting),
 * the last line that it asked for is the place. */
static const char *next_line(lua_State *L, void *context, size_t *length)
{
    cl_source_reading *reading = context;
    const char *line = reading->rest.at, *end;

    (void)L;
    if (reading->rest.length == 0)
        return NULL;
    end = memchr(line, '\n', reading->rest.length);
    *length = end != NULL ? (size_t)(end - line) + 1 : reading->rest.length;
    reading->rest = (cl_view){line + *length, reading->rest.length - *length};
    reading->line++;
    return line;
}

/* A parser that is too deep in nested code says so without a place. */
static int placed_status(lua_State *L, int status, const cl_source_reading *reading)
{
    if (status == LUA_OK || status == LUA_ERRSYNTAX)
        return status;
    if (status != LUA_ERRRUN)
        return lua_error(L); /* memory: lua_error raises it as such again */
    lua_pop(L, 1);
    lua_pushfstring(L, "%s:%d: the code is nested too deeply", reading->name, reading->line);
    return LUA_ERRSYNTAX;
}

int cl_try_load(lua_State *L, cl_view text, const char *name)
{
    cl_vm *vm = cl_vm_of(L);
    cl_source_reading reading = {name, text, 0}, *outer = vm->reading;
    int status;

    cl_charge(L, cl_units(text.length));
    lua_pushfstring(L, "@%s", name);
    vm->reading = &reading;
    status = lua_load(L, next_line, &reading, lua_tostring(L, -1), "t");
    vm->reading = outer;
    status = placed_status(L, status, &reading);
    lua_remove(L, -2);
    lua_insert(L, -2);
    if (status == LUA_OK)
        lua_setupvalue(L, -2, 1);
    else
        lua_pop(L, 1);
    return status;
}

void cl_load(lua_State *L, cl_view text, const char *name)
{
    cl_error error = CL_ERROR_INIT;

    if (cl_try_load(L, text, name) == LUA_OK)
        return;
    syntax_error(&error, lua_tostring(L, -1), name);
    cl_raise(L, &error);
}
