/* SPDX-License-Identifier: MIT
 *
 * print, os and io of scripts. A file is a handle with close and __close as one function; what was
 * not closed is closed by the collector.
 */
#include "outside.h"

#include <errno.h>
#include <fcntl.h>
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bytes.h"
#include "call.h"
#include "class.h"
#include "limit.h"

enum { NAME = 256 };

static const cl_outside *outside_of(lua_State *L)
{
    return lua_touserdata(L, lua_upvalueindex(1));
}

static void write_out(const cl_outside *outside, cl_view bytes)
{
    if (outside->write != NULL)
        outside->write(outside->context, bytes);
}

static int outside_print(lua_State *L)
{
    const cl_outside *outside = outside_of(L);
    int count = lua_gettop(L);

    for (int i = 1; i <= count; i++) {
        cl_tostring(L, i);
        cl_charge(L, cl_units(lua_rawlen(L, -1)));
        if (i > 1)
            write_out(outside, CL_VIEW("\t"));
        write_out(outside, cl_check_view(L, -1));
        lua_pop(L, 1);
    }
    write_out(outside, CL_VIEW("\n"));
    return 0;
}

static int io_write(lua_State *L)
{
    int count = lua_gettop(L);

    for (int i = 1; i <= count; i++) {
        cl_charge(L, cl_units(cl_check_view(L, i).length));
        write_out(outside_of(L), cl_check_view(L, i));
    }
    return 0;
}

/* ---- opening below a folder ---- */

/* The next segment of *at into `out`; false when it is empty, climbs, or is too long. */
static bool next_segment(const char **at, char out[NAME])
{
    size_t length = strcspn(*at, "/");

    if (length == 0 || length >= NAME)
        return false;
    memcpy(out, *at, length);
    out[length] = '\0';
    *at += length + ((*at)[length] == '/');
    return strcmp(out, ".") != 0 && strcmp(out, "..") != 0;
}

static int open_below(const char *folder, const char *name, int flags)
{
    char segment[NAME];
    int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    while (at >= 0 && *name != '\0') {
        bool good = next_segment(&name, segment);
        int last = *name == '\0', next = -1;

        if (good)
            next = openat(at, segment,
                          (last ? flags : O_RDONLY | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC, 0666);
        else
            errno = EACCES;
        close(at);
        at = next;
    }
    return at;
}

/* ---- handles ---- */

typedef struct handle {
    FILE *file; /* NULL once closed */
} handle;

static const cl_class file_class;

static handle *check_file(lua_State *L, int index)
{
    handle *h = cl_class_check(L, index, &file_class);

    if (h->file == NULL)
        cl_raise_text(L, CL_E_SCRIPT, "the file is closed");
    return h;
}

static int file_close(lua_State *L)
{
    handle *h = cl_class_check(L, 1, &file_class);
    FILE *file = h->file;

    h->file = NULL;
    if (file != NULL && fclose(file) != 0)
        return cl_raise_text(L, CL_E_IO, "the file could not be written: %s", strerror(errno));
    return 0;
}

static int file_write(lua_State *L)
{
    handle *h = check_file(L, 1);

    for (int i = 2; i <= lua_gettop(L); i++) {
        cl_view view = cl_check_view(L, i);

        cl_charge(L, cl_units(view.length));
        if (fwrite(view.at, 1, view.length, h->file) != view.length)
            return cl_raise_text(L, CL_E_IO, "the file could not be written: %s", strerror(errno));
    }
    lua_settop(L, 1);
    return 1;
}

static bool read_line(lua_State *L, FILE *file, bool keep)
{
    luaL_Buffer line;
    int c, length = 0;

    luaL_buffinit(L, &line);
    while ((c = getc_unlocked(file)) != EOF && c != '\n') {
        if (++length % 4096 == 0)
            cl_charge(L, 64);
        luaL_addchar(&line, (char)c);
    }
    cl_charge(L, 1);
    if (c == '\n' && keep)
        luaL_addchar(&line, '\n');
    luaL_pushresult(&line);
    return c == '\n' || length != 0;
}

static void read_bytes(lua_State *L, FILE *file, size_t most)
{
    luaL_Buffer all;
    size_t got = 1;

    luaL_buffinit(L, &all);
    while (most != 0 && got != 0) {
        size_t want = most < LUAL_BUFFERSIZE ? most : LUAL_BUFFERSIZE;
        char *room = luaL_prepbuffsize(&all, want);

        got = fread(room, 1, want, file);
        cl_charge(L, cl_units(got));
        luaL_addsize(&all, got);
        most -= got;
    }
    luaL_pushresult(&all);
}

/* "l", "L", "a", or a number of bytes; nil at the end. */
static bool read_format(lua_State *L, FILE *file, int index)
{
    if (lua_isinteger(L, index)) {
        lua_Integer most = lua_tointeger(L, index);

        read_bytes(L, file, most > 0 ? (size_t)most : 0);
        return most == 0 ? !feof(file) : lua_rawlen(L, -1) != 0;
    }
    switch (*luaL_optstring(L, index, "l")) {
    case 'l':
        return read_line(L, file, false);
    case 'L':
        return read_line(L, file, true);
    case 'a':
        read_bytes(L, file, SIZE_MAX);
        return true;
    default:
        cl_raise_text(L, CL_E_SCRIPT, "read takes \"l\", \"L\", \"a\" or a number of bytes");
        return false;
    }
}

static int file_read(lua_State *L)
{
    handle *h = check_file(L, 1);
    int count = lua_gettop(L), first = 2;

    if (count == 1)
        lua_settop(L, count = 2); /* one line */
    luaL_checkstack(L, count + 4, "too many formats");
    for (; first <= count; first++)
        if (!read_format(L, h->file, first)) {
            lua_pop(L, 1);
            lua_pushnil(L);
            first++;
            break;
        }
    return first - 2;
}

static int next_line(lua_State *L)
{
    handle *h = check_file(L, lua_upvalueindex(1));

    if (!read_line(L, h->file, false)) {
        lua_pop(L, 1);
        lua_pushnil(L);
    }
    return 1;
}

static int file_lines(lua_State *L)
{
    check_file(L, 1);
    lua_settop(L, 1);
    lua_pushcclosure(L, next_line, 1);
    return 1;
}

static const luaL_Reg file_methods[] = {{"close", file_close},
                                        {"lines", file_lines},
                                        {"read", file_read},
                                        {"write", file_write},
                                        {NULL, NULL}};
static const luaL_Reg file_meta[] = {{"__close", file_close}, {"__gc", file_close}, {NULL, NULL}};
static const cl_class file_class = {"file", file_meta, file_methods, NULL, NULL};

/* Pushes a handle, or raises why not: without a folder, the option that grants one is named. */
static int push_file(lua_State *L, const char *name, bool writes, int flags, const char *mode)
{
    const cl_outside *outside = outside_of(L);
    const char *folder = writes ? outside->write_folder : outside->read_folder;
    handle *h;
    int fd;

    if (folder == NULL)
        return cl_raise_text(L, CL_E_STATE, "%s files is not permitted here; start with --%s DIR",
                             writes ? "writing" : "reading", writes ? "write" : "read");
    h = cl_class_new(L, &file_class, sizeof *h);
    h->file = NULL;
    fd = open_below(folder, name, flags);
    if (fd >= 0)
        h->file = fdopen(fd, mode);
    if (h->file != NULL)
        return 1;
    if (fd >= 0)
        close(fd);
    lua_pushnil(L);
    lua_pushfstring(L, "%s: %s (below %s)", name, strerror(errno), folder);
    return 2;
}

static const char *check_name(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);

    if (strlen(name) != lua_rawlen(L, 1))
        cl_raise_text(L, CL_E_SCRIPT, "the name of a file holds no NUL byte");
    return name;
}

static int io_open(lua_State *L)
{
    static const struct {
        const char *mode;
        bool writes;
        int flags;
    } rows[] = {{"r", false, O_RDONLY},
                {"rb", false, O_RDONLY},
                {"w", true, O_WRONLY | O_CREAT | O_TRUNC},
                {"wb", true, O_WRONLY | O_CREAT | O_TRUNC},
                {"a", true, O_WRONLY | O_CREAT | O_APPEND}};
    const char *name = check_name(L), *mode = luaL_optstring(L, 2, "r");

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(mode, rows[i].mode) == 0)
            return push_file(L, name, rows[i].writes, rows[i].flags, rows[i].mode);
    return cl_raise_text(L, CL_E_SCRIPT, "the mode is \"r\", \"w\" or \"a\", not '%s'", mode);
}

static int io_lines(lua_State *L)
{
    if (push_file(L, check_name(L), false, O_RDONLY, "r") != 1)
        return cl_raise_text(L, CL_E_IO, "%s", lua_tostring(L, -1));
    lua_pushcclosure(L, next_line, 1);
    return 1;
}

static void push_os(lua_State *L)
{
    static const char *const names[] = {"clock", "date", "difftime", "time", NULL};

    lua_newtable(L);
    lua_pushcfunction(L, luaopen_os);
    lua_call(L, 0, 1);
    for (const char *const *name = names; *name != NULL; name++) {
        lua_getfield(L, -1, *name);
        lua_setfield(L, -3, *name);
    }
    lua_pop(L, 1);
}

void cl_outside_add(lua_State *L, const cl_outside *outside)
{
    static const luaL_Reg io[] = {
        {"lines", io_lines}, {"open", io_open}, {"write", io_write}, {NULL, NULL}};
    union {
        const void *in;
        void *out;
    } pointer = {outside};

    luaL_checkstack(L, 6, NULL);
    push_os(L);
    lua_setfield(L, -2, "os");
    lua_newtable(L);
    lua_pushlightuserdata(L, pointer.out);
    luaL_setfuncs(L, io, 1);
    lua_setfield(L, -2, "io");
    lua_pushlightuserdata(L, pointer.out);
    lua_pushcclosure(L, outside_print, 1);
    lua_setfield(L, -2, "print");
}
