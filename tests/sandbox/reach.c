/* SPDX-License-Identifier: MIT
 *
 * What Lua code can reach. Every chunk of every world is compiled through cl_load(), which the
 * linker hands to this program: it walks the environment of the chunk there, and the class of every
 * value that is made. What it finds has to be what the list beside it says, to the line:
 *
 *   report dialect string.rep  function  a text again and again, its size paid for first
 *
 *   reach LIST             compares
 *   reach --update LIST    writes what was found; purposes that are known stay
 *
 * A function without a purpose is a failure: whoever adds one says what it is for.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "call.h"
#include "class.h"
#include "compute.h"
#include "console.h"
#include "decide.h"
#include "dialect.h"
#include "dossier.h"
#include "handbook.h"
#include "programme_load.h"
#include "report.h"
#include "settings.h"

enum { WORLDS = 6, FOUND = 4000, NAME = 96, PURPOSE = 160 };

static const char *const worlds[WORLDS] = {"programme", "compute", "report",
                                           "dialect",   "script",  "settings"};
static int world;

typedef struct found {
    char name[NAME], kind[24], purpose[PURPOSE];
    unsigned worlds; /* bit of each */
} found;

static found all[FOUND];
static size_t count;

static void note(const char *name, const char *kind)
{
    size_t i = 0;

    while (i < count && (strcmp(all[i].name, name) != 0 || strcmp(all[i].kind, kind) != 0))
        i++;
    if (i == FOUND) {
        fputs("too many names\n", stderr);
        exit(3);
    }
    if (i == count) {
        snprintf(all[i].name, NAME, "%s", name);
        snprintf(all[i].kind, sizeof all[i].kind, "%s", kind);
        count++;
    }
    all[i].worlds |= 1u << world;
}

/* ---- walking ---- */

typedef struct walk {
    const void *seen[FOUND];
    size_t seen_count;
} walk;

static bool is_new(walk *w, const void *object)
{
    for (size_t i = 0; i < w->seen_count; i++)
        if (w->seen[i] == object)
            return false;
    if (w->seen_count == FOUND)
        exit(3);
    w->seen[w->seen_count++] = object;
    return true;
}

static void walk_value(lua_State *L, walk *w, const char *name);

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Members of the table on top, in the order of their names: what is reached first gives the name.
 */
static void walk_members(lua_State *L, walk *w, const char *name, const char *between)
{
    char *keys[1000];
    size_t number = 0;

    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING && number < 1000)
            keys[number++] = strdup(lua_tostring(L, -2));
        else
            note(name, "has other keys");
    qsort(keys, number, sizeof *keys, compare_names);
    for (size_t i = 0; i < number; i++) {
        char path[NAME];

        snprintf(path, sizeof path, "%s%s%s", name, *name != '\0' ? between : "", keys[i]);
        lua_getfield(L, -1, keys[i]);
        walk_value(L, w, path);
        lua_pop(L, 1);
        free(keys[i]);
    }
}

/* What a closed value shows: the names behind its __index, and its metamethods. */
static void walk_metatable(lua_State *L, walk *w, const char *name)
{
    if (lua_getmetatable(L, -1) == 0)
        return;
    if (is_new(w, lua_topointer(L, -1))) {
        if (lua_getfield(L, -1, "__index") == LUA_TFUNCTION && lua_getupvalue(L, -1, 1) != NULL) {
            if (lua_type(L, -1) == LUA_TTABLE)
                walk_members(L, w, name, *name >= 'A' && *name <= 'Z' ? "." : ".");
            lua_pop(L, 1);
        }
        lua_pop(L, 1);
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
            char path[NAME];

            snprintf(path, sizeof path, "%s %s", *name != '\0' ? name : "environment",
                     lua_tostring(L, -2));
            if (lua_type(L, -1) == LUA_TFUNCTION)
                note(path, lua_iscfunction(L, -1) ? "function" : "LUA FUNCTION");
            else if (lua_type(L, -1) == LUA_TTABLE)
                walk_members(L, w, name, ":");
        }
    }
    lua_pop(L, 1);
}

static void walk_value(lua_State *L, walk *w, const char *name)
{
    luaL_checkstack(L, 12, NULL);
    switch (lua_type(L, -1)) {
    case LUA_TFUNCTION:
        note(name, lua_iscfunction(L, -1) ? "function" : "LUA FUNCTION");
        return;
    case LUA_TTABLE:
        if (!is_new(w, lua_topointer(L, -1))) {
            note(name, "the same again");
            return;
        }
        if (*name != '\0')
            note(name, "table");
        walk_members(L, w, name, ".");
        walk_metatable(L, w, name);
        return;
    case LUA_TUSERDATA:
        if (*name != '\0')
            note(name, "closed value");
        walk_metatable(L, w, name);
        return;
    case LUA_TLIGHTUSERDATA:
    case LUA_TTHREAD:
        note(name, "ADDRESS OR THREAD");
        return;
    default:
        note(name, "constant");
        return;
    }
}

static void walk_texts(lua_State *L, walk *w)
{
    lua_pushliteral(L, "");
    if (lua_getmetatable(L, -1) != 0) {
        lua_pop(L, 1);
        walk_metatable(L, w, "a text");
    }
    lua_pop(L, 1);
}

/* ---- where the linker calls in ---- */

void __real_cl_load(lua_State *L, cl_view text, const char *name);
void __wrap_cl_load(lua_State *L, cl_view text, const char *name);
void *__real_cl_class_new(lua_State *L, const cl_class *class, size_t size);
void *__wrap_cl_class_new(lua_State *L, const cl_class *class, size_t size);
void __real_cl_compute_freeze(lua_State *L, int names);
void __wrap_cl_compute_freeze(lua_State *L, int names);

void __wrap_cl_load(lua_State *L, cl_view text, const char *name)
{
    walk w = {.seen_count = 0};

    walk_value(L, &w, "");
    walk_texts(L, &w);
    __real_cl_load(L, text, name);
}

void *__wrap_cl_class_new(lua_State *L, const cl_class *class, size_t size)
{
    walk w = {.seen_count = 0};
    void *value = __real_cl_class_new(L, class, size);

    walk_value(L, &w, class->name);
    for (const char *const *field = class->fields; field != NULL && *field != NULL; field++) {
        char path[NAME];

        snprintf(path, sizeof path, "%s.%s", class->name, *field);
        note(path, "field");
    }
    return value;
}

/* From here on, functions of the edition find other names. */
void __wrap_cl_compute_freeze(lua_State *L, int names)
{
    walk w = {.seen_count = 0};

    names = lua_absindex(L, names);
    __real_cl_compute_freeze(L, names);
    world = 1;
    lua_pushvalue(L, names);
    walk_value(L, &w, "");
    lua_pop(L, 1);
    walk_texts(L, &w);
}

/* ---- the worlds ---- */

static char folder[64];

static void write_file(const char *name, const char *text)
{
    char path[128];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        exit(3);
}

static void must(int rc, const cl_error *e)
{
    char text[2048];

    if (rc == 0)
        return;
    cl_error_format(e, text, sizeof text);
    fprintf(stderr, "%s: %s\n", worlds[world], text);
    exit(1);
}

static cl_json *parse(const char *text)
{
    cl_json *json = NULL;
    cl_error error = CL_ERROR_INIT;

    must(cl_json_parse(&json, cl_view_of(text), NULL, 1, &error), &error);
    return json;
}

static void walk_programme(void)
{
    cl_programme *programme = NULL;
    cl_error error = CL_ERROR_INIT;
    cl_dossier dossier = CL_DOSSIER_INIT;
    cl_evaluator evaluator = {0};
    cl_decision decision = {0};
    cl_json *json;
    char path[128];

    snprintf(path, sizeof path, "%s/made", folder);
    mkdir(path, 0700);
    write_file(
        "made/1.lua",
        "programme \"made\" { edition = \"1\", currency = \"GBP\", title = \"Made\", in_force = { "
        "from = \"2021-01-01\" } }\n"
        "clause \"C1\" { source = \"a page\", sense = \"A sense.\" }\n"
        "dossier { field \"n\" { kind = \"number\" }, field \"m\" { kind = \"money\", none = true "
        "},\n"
        "  field \"s\" { kind = \"share\" }, field \"d\" { kind = \"date\" } }\n"
        "local b = bands \"b\" { [1] = 1, cite = \"C1\" }\n"
        "param \"p\" { [\"2021-01-01\"] = 1, cite = \"C1\" }\n"
        "rule \"r\" { stage = \"form\", cite = \"C1\", title = \"R\", needs = b(F.n):at_least(P.p) "
        "}\n"
        "line \"f\" { title = \"F\", cite = \"C1\", amount = compute \"f\" { from = { F.n, F.m, "
        "F.s, F.d },\n"
        "  gives = \"money\", cite = \"C1\", with = function(n, m, s, d) return money \"1.00\" end "
        "} }\n"
        "instalment \"all\" { share = \"rest\", when = \"later\", cite = \"C1\" }\n");
    world = 0;
    must(cl_programme_load(&programme, path, "1.lua", NULL, 0, NULL, &error), &error);
    json = parse("{\"date\": \"2021-02-01\", \"n\": 1, \"m\": null, \"s\": \"1%\", \"d\": "
                 "\"2021-02-01\"}");
    must(cl_dossier_read(&dossier, &programme->schema, "GBP", json, NULL, &error), &error);
    must(cl_evaluator_init(&evaluator, programme, &error), &error);
    world = 1;
    must(cl_decide(&decision, &evaluator, &dossier, NULL, &error), &error);
    cl_decision_clear(&decision);
    cl_evaluator_clear(&evaluator);
    cl_dossier_clear(&dossier);
    cl_json_free(json);
    cl_programme_free(programme);
}

/* Makes a value of every kind that code of this world can make. */
#define VALUES                                                                                     \
    "local values = { money(\"1.00\", \"GBP\"), share \"1%\", number \"1\", date "                 \
    "\"2021-01-01\", null, html.markup(\"<b>%s</b>\", \"x\"), json.parse \"[1]\" }\n"

static void walk_report(void)
{
    cl_json *json = parse("{\"list\": [1, 2, {\"a\": null}], \"money\": {\"amount\": \"1.00\", "
                          "\"currency\": \"GBP\"}}");
    cl_report *report = NULL;
    cl_error error = CL_ERROR_INIT;
    cl_text out = CL_TEXT_INIT;

    world = 2;
    write_file("made.lua",
               "report \"made\" { title = \"Made\", render = function(snapshot, out)\n" VALUES
               "for _, v in ipairs(snapshot.list) do out:line(v) end out:line(#values) end }\n");
    must(cl_report_open(&report, folder, "made", &error), &error);
    must(cl_report_render(report, &out, cl_json_root(json), &error), &error);
    cl_text_clear(&out);
    cl_report_close(report);
    cl_json_free(json);
}

static void walk_dialect(void)
{
    cl_json *json = parse("{\"list\": [1, 2], \"portal\": {}}");
    const char *steps[CL_DIALECT_STEPS];
    cl_dialect *dialect = NULL;
    cl_error error = CL_ERROR_INIT;
    cl_arena arena = {0};
    size_t number;

    world = 3;
    write_file("made.lua", "return { id = \"made\", title = \"Made\", kinds = { \"submit\" },\n"
                           "steps = function(delivery)\n" VALUES "return { \"send\" } end,\n"
                           "request = function() end }\n");
    must(cl_dialect_open(&dialect, folder, "made", &error), &error);
    must(cl_dialect_steps(dialect, steps, &number, &arena, cl_json_root(json), &error), &error);
    cl_arena_clear(&arena);
    cl_dialect_close(dialect);
    cl_json_free(json);
}

static int run_verb(void *context, const char *verb, const cl_api_argument *arguments,
                    size_t number, const cl_api_sink *sink, cl_error *e)
{
    (void)context, (void)verb, (void)arguments, (void)number, (void)sink, (void)e;
    return 0;
}

static void walk_script(void)
{
    static const cl_api_verb verbs[] = {{"list", NULL, 0, "Lists.", NULL, "list", NULL}};
    static const cl_api api = {NULL, verbs, 1, run_verb};
    cl_console_options options = {.api = &api, .read_folder = folder, .write_folder = folder};
    cl_console *console = NULL;
    cl_error error = CL_ERROR_INIT;
    static const char text[] = VALUES "local file = io.open(\"made.txt\", \"w\") file:close()\n";

    world = 4;
    must(cl_console_open(&console, &options, &error), &error);
    must(cl_console_run_text(console, cl_view_of(text), "made.lua", NULL, 0, &error), &error);
    cl_console_close(console);
}

static void walk_settings(void)
{
    cl_text out = CL_TEXT_INIT;
    cl_error error = CL_ERROR_INIT;
    char path[128];

    world = 5;
    write_file("portals.lua", "portal \"p\" { dialect = \"d\", base = \"https://p.example\", "
                              "auth = bearer { token = \"env:T\" } }\n");
    snprintf(path, sizeof path, "%s/portals.lua", folder);
    must(cl_settings_read(&out, NULL, path, cl_settings_portals, &error), &error);
    cl_text_clear(&out);
}

/* ---- purposes, and the list ---- */

/* Words of programmes and what stands in the handbook say themselves what they are for. */
static bool purpose_of_word(found *f)
{
    const cl_handbook_row *row = cl_handbook_find(cl_view_of(f->name));
    cl_handbook_word word;

    for (size_t i = 0; (f->worlds & 1) != 0 && cl_handbook_word_at(&word, i); i++)
        if (strcmp(word.name, f->name) == 0) {
            snprintf(f->purpose, PURPOSE, "%s", word.brief);
            return true;
        }
    if (row != NULL)
        snprintf(f->purpose, PURPOSE, "%s", row->brief);
    return row != NULL;
}

static const struct {
    const char *event, *purpose;
} metamethods[] = {
    {"__index", "finds a member, or suggests the nearest"},
    {"__newindex", "refuses: nothing closed is changed"},
    {"__tostring", "as people write it, without an address"},
    {"__eq", "compares two of a kind"},
    {"__lt", "orders two of a kind"},
    {"__le", "orders two of a kind"},
    {"__add", "exact sum"},
    {"__sub", "exact difference"},
    {"__mul", "exact product"},
    {"__div", "exact quotient"},
    {"__unm", "exact negative"},
    {"__concat", "joins as text"},
    {"__len", "how many items"},
    {"__call", "asks the table for the value of a key"},
    {"__close", "releases what it holds"},
    {"__gc", "releases what it holds, in C and once"},
    {"__pairs", "sorted members"},
    {"__mod", "refuses with a hint"},
    {"__pow", "refuses with a hint"},
    {"__idiv", "refuses with a hint"},
    {"__band", "refuses with a hint"},
    {"__bor", "refuses with a hint"},
    {"__bxor", "refuses with a hint"},
    {"__shl", "refuses with a hint"},
    {"__shr", "refuses with a hint"},
    {"__bnot", "refuses with a hint"},
};

static void purpose_of(found *f)
{
    const char *event = strstr(f->name, " __");

    if (*f->purpose != '\0' || strcmp(f->kind, "function") != 0 || purpose_of_word(f))
        return;
    for (size_t i = 0; event != NULL && i < sizeof metamethods / sizeof *metamethods; i++)
        if (strcmp(event + 1, metamethods[i].event) == 0)
            snprintf(f->purpose, PURPOSE, "%s", metamethods[i].purpose);
}

static int compare_found(const void *a, const void *b)
{
    const found *x = a, *y = b;
    int order = strcmp(x->name, y->name);

    return order != 0 ? order : strcmp(x->kind, y->kind);
}

static void print_line(char *out, size_t size, const found *f)
{
    size_t used = 0;

    for (int i = 0; i < WORLDS; i++)
        if ((f->worlds >> i & 1) != 0)
            used +=
                (size_t)snprintf(out + used, size - used, "%s%s", used == 0 ? "" : " ", worlds[i]);
    snprintf(out + used, size - used, " | %s | %s%s%s", f->name, f->kind,
             *f->purpose != '\0' ? " | " : "", f->purpose);
}

/* Purposes that the list has already, by name. */
static void take_purposes(FILE *list)
{
    char line[512];

    while (fgets(line, sizeof line, list) != NULL) {
        char *name = strstr(line, " | "), *kind = name != NULL ? strstr(name + 3, " | ") : NULL;
        char *purpose = kind != NULL ? strstr(kind + 3, " | ") : NULL;

        if (purpose == NULL)
            continue;
        *kind = *purpose = '\0';
        purpose[strcspn(purpose + 3, "\n") + 3] = '\0';
        for (size_t i = 0; i < count; i++)
            if (strcmp(all[i].name, name + 3) == 0 && strcmp(all[i].kind, kind + 3) == 0)
                snprintf(all[i].purpose, PURPOSE, "%s", purpose + 3);
    }
    rewind(list);
}

static int compare_list(FILE *list)
{
    char line[512], ours[512];
    int failures = 0;
    size_t i = 0;

    while (fgets(line, sizeof line, list) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (*line == '#')
            continue;
        print_line(ours, sizeof ours, &all[i < count ? i : count - 1]);
        if (i < count && strcmp(line, ours) == 0) {
            i++;
            continue;
        }
        printf("listed: %s\nfound:  %s\n", line, i < count ? ours : "nothing more");
        return 1;
    }
    for (; i < count; i++) {
        print_line(ours, sizeof ours, &all[i]);
        printf("not listed: %s\n", ours);
        failures++;
    }
    return failures;
}

static int without_purpose(void)
{
    int failures = 0;

    for (size_t i = 0; i < count; i++) {
        bool wrong = strstr("LUA FUNCTION, ADDRESS OR THREAD", all[i].kind) != NULL;

        if (wrong || (strcmp(all[i].kind, "function") == 0 && *all[i].purpose == '\0')) {
            printf("%s (%s): %s\n", all[i].name, all[i].kind,
                   wrong ? "may not be reached" : "what is it for?");
            failures++;
        }
    }
    return failures;
}

static void write_list(const char *path)
{
    FILE *list = fopen(path, "w");
    char line[512];

    if (list == NULL)
        exit(3);
    fputs("# What Lua code can reach, in which worlds, and what each function is for. reach.c "
          "compares;\n"
          "# `reach --update` writes names and kinds, people the purposes.\n",
          list);
    for (size_t i = 0; i < count; i++) {
        print_line(line, sizeof line, &all[i]);
        fprintf(list, "%s\n", line);
    }
    fclose(list);
}

int main(int argc, char **argv)
{
    bool updating = argc == 3 && strcmp(argv[1], "--update") == 0;
    const char *path = argv[argc - 1];
    FILE *list;
    int failures;

    if (argc != (updating ? 3 : 2)) {
        fputs("usage: reach [--update] LIST\n", stderr);
        return 2;
    }
    snprintf(folder, sizeof folder, "/tmp/clachan-reach-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 3;
    walk_programme();
    walk_report();
    walk_dialect();
    walk_script();
    walk_settings();
    qsort(all, count, sizeof *all, compare_found);
    list = fopen(path, "r");
    if (list != NULL)
        take_purposes(list);
    for (size_t i = 0; i < count; i++)
        purpose_of(&all[i]);
    if (updating)
        write_list(path);
    failures = without_purpose();
    if (!updating)
        failures += list != NULL ? compare_list(list) : 1;
    if (list != NULL)
        fclose(list);
    return failures == 0 ? 0 : 1;
}
