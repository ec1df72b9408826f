/* SPDX-License-Identifier: MIT
 *
 * Calling words: the one C function that is registered (its upvalue is the row) checks the phase,
 * the number of arguments and the name, keeps place and subject of an outer word, and hands over.
 */
#include "words.h"

#include <string.h>

#include "call.h"
#include "class.h"
#include "compute.h"
#include "handbook.h"
#include "limit.h"
#include "standin.h"
#include "suggest.h"
#include "utf8.h"
#include "vm.h"
#include "words_keys.h"

const cl_word *const cl_words_groups[] = {
    cl_words_head,   cl_words_schema, cl_words_param,   cl_words_table,
    cl_words_rule,   cl_words_line,   cl_words_award,   cl_words_logic,
    cl_words_number, cl_words_test,   cl_words_compute, NULL,
};

cl_builder *cl_builder_of(lua_State *L)
{
    return cl_vm_of(L)->owner;
}

/* ---- place ---- */

/* Names of files are kept once: nodes point at them for as long as the programme lives. */
static const char *keep_file(lua_State *L, const char *file)
{
    cl_builder *builder = cl_builder_of(L);
    const char **slot;

    for (size_t i = 0; i < builder->files.count; i++) {
        const char *kept = *(const char **)cl_vec_at(&builder->files, i);

        if (strcmp(kept, file) == 0)
            return kept;
    }
    slot = cl_words_push(L, &builder->files);
    *slot = cl_arena_string(&builder->programme->arena, file);
    if (*slot == NULL) {
        builder->files.count--;
        cl_raise_text(L, CL_E_MEMORY, "out of memory");
    }
    return *slot;
}

void cl_words_place(lua_State *L)
{
    cl_tree *tree = &cl_builder_of(L)->programme->tree;
    const char *file;
    int line;

    cl_where(L, &file, &line);
    if (file == NULL)
        return;
    tree->file = keep_file(L, file);
    tree->line = line;
}

void cl_words_fault(lua_State *L, const char *format, ...)
{
    cl_builder *builder = cl_builder_of(L);
    cl_text text = CL_TEXT_INIT;
    va_list args;

    if (builder->subject != NULL)
        cl_text_format(&text, "%s: ", builder->subject);
    va_start(args, format);
    cl_text_format_v(&text, format, args);
    va_end(args);
    cl_tree_finding(&builder->programme->tree, "%s", text.at != NULL ? text.at : "out of memory");
    cl_text_clear(&text);
}

void cl_words_check_flood(lua_State *L)
{
    if (cl_builder_of(L)->findings->dropped > CL_FINDINGS_LIMIT)
        cl_raise_text(L, CL_E_LIMIT, "stopped: the first %d faults are shown, and there are more",
                      CL_FINDINGS_LIMIT);
}

/* ---- memory ---- */

/* What the edition keeps outside of Lua by now. */
static size_t held(const cl_programme *programme)
{
    const cl_vec *const vecs[] = {
        &programme->clauses,     &programme->params,     &programme->tables,
        &programme->rules,       &programme->lines,      &programme->adjusts,
        &programme->instalments, &programme->grades,     &programme->computes,
        &programme->tests,       &programme->tree.nodes, &programme->tree.arguments,
        &programme->tree.sets};
    size_t bytes = programme->arena.used + programme->tree.bucket_count * sizeof(uint32_t);

    for (size_t i = 0; i < sizeof vecs / sizeof *vecs; i++)
        bytes += vecs[i]->capacity * vecs[i]->size;
    return bytes;
}

static int no_room(lua_State *L)
{
    if (cl_builder_of(L)->programme->arena.full)
        return cl_stop_now(L, CL_STOP_MEMORY);
    return cl_raise_text(L, CL_E_MEMORY, "out of memory");
}

void *cl_words_memory(lua_State *L, size_t count, size_t size)
{
    void *memory = cl_arena_array(&cl_builder_of(L)->programme->arena, count + 1, size);

    if (memory == NULL)
        no_room(L);
    return memory;
}

void *cl_words_push(lua_State *L, cl_vec *vec)
{
    void *item = cl_vec_push(vec);

    if (item == NULL)
        no_room(L);
    return item;
}

const char *cl_words_text(lua_State *L, int index)
{
    cl_view view;
    char *copy;

    view.at = lua_tolstring(L, index, &view.length);
    if (view.at != NULL &&
        (memchr(view.at, '\0', view.length) != NULL || !cl_utf8_valid(view, NULL))) {
        cl_words_fault(L, "a text holds a NUL byte or is not UTF-8");
        return "";
    }
    cl_charge(L, cl_units(view.length));
    copy = cl_arena_copy(&cl_builder_of(L)->programme->arena, view);
    if (copy == NULL)
        no_room(L);
    return copy;
}

/* ---- calling ---- */

/* What a nested word changes and the outer one must find again. */
typedef struct outer {
    const char *subject, *file;
    const cl_word *word;
    int line;
} outer;

static outer begin(lua_State *L, const cl_word *word)
{
    cl_builder *builder = cl_builder_of(L);
    cl_tree *tree = &builder->programme->tree;
    outer before = {builder->subject, tree->file, builder->word, tree->line};

    if (!builder->loading)
        cl_raise_text(L, CL_E_SCRIPT,
                      "'%s' is a word for reading an edition; a compute function cannot use it",
                      word->name);
    if (tree->no_memory)
        no_room(L);
    if (tree->failed)
        cl_raise_text(L, CL_E_LIMIT, "the programme is too large to go on");
    cl_words_check_flood(L);
    cl_charge(L, 1);
    cl_charge_memory(L, held(builder->programme) + builder->waiting.capacity * sizeof(cl_waiting));
    cl_words_place(L);
    builder->word = word;
    builder->subject = word->name;
    return before;
}

static void end(lua_State *L, outer before)
{
    cl_builder *builder = cl_builder_of(L);

    builder->subject = before.subject;
    builder->word = before.word;
    builder->programme->tree.file = before.file;
    builder->programme->tree.line = before.line;
}

static const cl_word *row_of(lua_State *L)
{
    return lua_touserdata(L, lua_upvalueindex(1));
}

static bool is_method(const cl_word *word)
{
    const cl_word *value = cl_words_find(cl_words_value, word->name);

    return word == value || word == cl_words_find(cl_words_list, word->name);
}

/* False after a finding. */
static bool count_fits(lua_State *L, const cl_word *word, int given)
{
    if (given >= word->least && (word->most < 0 || given <= word->most))
        return true;
    if (word->least == word->most)
        cl_words_fault(L, "takes %s; found %d value%s; write %s", word->takes, given,
                       given == 1 ? "" : "s", word->example);
    else
        cl_words_fault(L, "takes %s; found %d values", word->takes, given);
    return false;
}

/* A word that is called with its arguments at once. */
static int call_word(lua_State *L)
{
    const cl_word *word = row_of(L);
    outer before = begin(L, word);
    bool method = is_method(word);
    int results;

    if (method && !cl_standin_is(L, 1))
        return cl_raise_text(L, CL_E_SCRIPT, "call '%s' with a colon behind a value: value:%s(…)",
                             word->name, word->name);
    if (count_fits(L, word, lua_gettop(L) - (method ? 1 : 0)))
        results = word->call(L);
    else
        results = cl_standin_push(L, 0);
    end(L, before);
    return results;
}

/* ---- named words ---- */

/* Small letters only for facts, which are written F.name; a rule may be called E-02. */
static bool is_letter(cl_word_naming naming, char c)
{
    return (c >= 'a' && c <= 'z') || (naming == CL_NAMING_ID && c >= 'A' && c <= 'Z');
}

static bool name_fits(cl_word_naming naming, const char *name)
{
    char also = naming == CL_NAMING_ID ? '-' : '_';

    if (naming == CL_NAMING_FREE)
        return *name != '\0' && strchr(name, '\n') == NULL;
    if (!is_letter(naming, *name))
        return false;
    for (; *name != '\0'; name++)
        if (!is_letter(naming, *name) && !(*name >= '0' && *name <= '9') && *name != also)
            return false;
    return true;
}

static void check_name(lua_State *L, const cl_word *word, const char *name)
{
    if (name_fits(word->naming, name))
        return;
    if (word->naming == CL_NAMING_FREE)
        cl_words_fault(L, "the name is one line of text");
    else if (word->naming == CL_NAMING_ID)
        cl_words_fault(L, "'%s' is no name for it: a letter, then letters, digits and '-'", name);
    else
        cl_words_fault(
            L, "'%s' is no name for it: a small letter, then small letters, digits and '_'", name);
}

static const char *subject_of(lua_State *L, const cl_word *word, const char *name)
{
    lua_pushfstring(L, "%s '%s'", word->name, name);
    return cl_words_text(L, -1);
}

/* Upvalues: the row, the name, the number of the entry that waits. */
static int call_with_table(lua_State *L)
{
    const cl_word *word = row_of(L);
    cl_builder *builder = cl_builder_of(L);
    outer before = begin(L, word);
    cl_waiting *waiting =
        cl_vec_at(&builder->waiting, (size_t)lua_tointeger(L, lua_upvalueindex(3)));
    int results = 0;

    builder->subject = waiting->what;
    waiting->done = true;
    if (lua_gettop(L) != 1 || lua_type(L, 1) != LUA_TTABLE) {
        cl_words_fault(L, "a table { … } follows the name; found %s", cl_type_name(L, 1));
    } else {
        lua_pushvalue(L, lua_upvalueindex(2));
        lua_insert(L, 1);
        results = word->call(L);
        if (word->keys != NULL)
            cl_keys_check(L, 2, word->keys, word->other_keys);
    }
    end(L, before);
    return results;
}

static void wait_for_table(lua_State *L, const char *what)
{
    cl_builder *builder = cl_builder_of(L);
    cl_waiting *waiting = cl_words_push(L, &builder->waiting);

    *waiting = (cl_waiting){what, "{ … } after the name", builder->programme->tree.file,
                            builder->programme->tree.line, false};
}

static int call_with_name(lua_State *L)
{
    const cl_word *word = row_of(L);
    cl_builder *builder = cl_builder_of(L);
    outer before = begin(L, word);

    if (lua_gettop(L) != 1 || lua_type(L, 1) != LUA_TSTRING) {
        cl_words_fault(L, "a name comes first: %s \"name\" { … }; found %s", word->name,
                       cl_type_name(L, 1));
        end(L, before);
        return cl_standin_push(L, 0);
    }
    builder->subject = subject_of(L, word, cl_words_text(L, 1));
    check_name(L, word, cl_words_text(L, 1));
    if (word->begin != NULL)
        word->begin(L);
    wait_for_table(L, builder->subject);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, 1);
    lua_pushinteger(L, (lua_Integer)builder->waiting.count - 1);
    lua_pushcclosure(L, call_with_table, 3);
    end(L, before);
    return 1;
}

/* ---- names ---- */

void cl_words_function(lua_State *L, const cl_word *word)
{
    lua_pushlightuserdata(L, (void *)(uintptr_t)word); /* read only */
    lua_pushcclosure(L, word->named ? call_with_name : call_word, 1);
}

const cl_word *cl_words_find(const cl_word *group, const char *name)
{
    for (; group->name != NULL; group++)
        if (strcmp(group->name, name) == 0)
            return group;
    return NULL;
}

void cl_words_add(lua_State *L)
{
    for (size_t g = 0; cl_words_groups[g] != NULL; g++)
        for (const cl_word *word = cl_words_groups[g]; word->name != NULL; word++) {
            cl_words_function(L, word);
            lua_setfield(L, -2, word->name);
        }
}

static bool word_at(cl_handbook_word *out, const cl_word *group, const char *place, size_t *index)
{
    for (const cl_word *word = group; word->name != NULL; word++) {
        if ((*index)-- > 0)
            continue;
        *out = (cl_handbook_word){word->name,  place,       word->takes,
                                  word->gives, word->brief, word->example};
        return true;
    }
    return false;
}

bool cl_handbook_word_at(cl_handbook_word *out, size_t index)
{
    for (size_t g = 0; cl_words_groups[g] != NULL; g++)
        if (word_at(out, cl_words_groups[g], "edition", &index))
            return true;
    return word_at(out, cl_words_value, "value", &index) ||
           word_at(out, cl_words_list, "list", &index);
}

int cl_words_unknown(lua_State *L)
{
    cl_builder *builder = cl_builder_of(L);

    if (!builder->loading)
        return cl_compute_unknown(L);
    cl_words_check_flood(L);
    cl_words_place(L);
    if (lua_type(L, 3) == LUA_TSTRING)
        cl_tree_finding(&builder->programme->tree, "there is no word '%s' here; did you mean '%s'?",
                        lua_tostring(L, 2), lua_tostring(L, 3));
    else
        cl_tree_finding(&builder->programme->tree, "there is no word '%s' here",
                        lua_tostring(L, 2));
    return cl_standin_push(L, 0);
}

int cl_words_assigned(lua_State *L)
{
    cl_builder *builder = cl_builder_of(L);

    if (!builder->loading)
        return cl_raise_text(L, CL_E_SCRIPT, "%s", lua_tostring(L, 1));
    cl_words_place(L);
    cl_tree_finding(&builder->programme->tree, "%s", lua_tostring(L, 1));
    return 0;
}

void cl_words_check_waiting(cl_builder *builder)
{
    for (size_t i = 0; i < builder->waiting.count; i++) {
        const cl_waiting *waiting = cl_vec_at(&builder->waiting, i);

        if (!waiting->done)
            cl_findings_add(builder->findings, waiting->file, waiting->line, NULL, "%s needs %s",
                            waiting->what, waiting->needs);
    }
}
