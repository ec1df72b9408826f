/* SPDX-License-Identifier: MIT
 *
 * Tests that stand in the edition. What they expect is written short and kept as the part of a
 * decision that must hold; a misspelt rule or line is found here, not when the test passes for the
 * wrong reason.
 */
#include <string.h>

#include "call.h"
#include "class.h"
#include "money.h"
#include "standin.h"
#include "suggest.h"
#include "words.h"
#include "words_json.h"
#include "words_keys.h"
#include "words_test_parts.h"

static const char *const test_keys[] = {"dossier", "set", "waive", "expect", NULL};
static const char *const verdicts[] = {"eligible", "ineligible", "undetermined", "needs-judgement",
                                       NULL};
static const char *const outcomes[] = {"pass", "fail", "unknown", "waived", "judgement", NULL};
static const char *const stages[] = {"form", "apply", "fund", NULL};

static cl_programme *programme_of(lua_State *L)
{
    return cl_builder_of(L)->programme;
}

/* ---- names that must exist ---- */

static const char *id_at(const cl_vec *list, size_t i)
{
    return *(const char *const *)cl_vec_at(list, i); /* the id is the first member of every kind */
}

/* The id is in one of the two lists (the second may be NULL); else a finding with the nearest. */
bool cl_test_known_id(lua_State *L, const char *kind, const char *id, const cl_vec *list,
                      const cl_vec *also)
{
    const char *names[512], *nearest;
    size_t count = 0;

    for (const cl_vec *from = list; from != NULL; from = from == list ? also : NULL)
        for (size_t i = 0; i < from->count; i++) {
            if (strcmp(id_at(from, i), id) == 0)
                return true;
            if (count < 512)
                names[count++] = id_at(from, i);
        }
    nearest = cl_suggest(cl_view_of(id), names, count);
    cl_words_fault(L, "it expects something of the %s '%s', and there is none%s%s%s", kind, id,
                   nearest != NULL ? "; did you mean '" : "", nearest != NULL ? nearest : "",
                   nearest != NULL ? "'?" : "");
    return false;
}

static bool known_word(lua_State *L, const char *key, const char *const *words)
{
    const char *found = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "", *nearest;
    size_t count = 0;

    for (; words[count] != NULL; count++)
        if (strcmp(words[count], found) == 0)
            return true;
    nearest = cl_suggest(cl_view_of(found), words, count);
    cl_words_fault(L, "'%s' cannot be %s%s%s%s%s%s", key,
                   lua_type(L, -1) == LUA_TSTRING ? "'" : cl_type_name(L, -1), found,
                   lua_type(L, -1) == LUA_TSTRING ? "'" : "",
                   nearest != NULL ? "; did you mean '" : "", nearest != NULL ? nearest : "",
                   nearest != NULL ? "'?" : "");
    return false;
}

/* ---- what is expected, one function a key. The value is on top of the stack. ---- */

static void add_text(lua_State *L, cl_text *out)
{
    cl_text_add_json(out, cl_view_of(cl_words_text(L, -1)));
}

static void add_amount(lua_State *L, const char *key, cl_text *out)
{
    const char *currency = programme_of(L)->currency;
    cl_error error = CL_ERROR_INIT;
    cl_money money;

    if (cl_words_is_null(L, -1)) {
        cl_text_add_string(out, "null");
        return;
    }
    if (lua_type(L, -1) != LUA_TSTRING) {
        cl_words_fault(L, "'%s' is an amount as text, \"6000.00\", or null; found %s", key,
                       cl_type_name(L, -1));
        cl_text_add_string(out, "null");
    } else if (cl_money_parse(&money, cl_view_of(lua_tostring(L, -1)), currency, &error) != 0) {
        cl_words_fault(L, "'%s': %s", key, error.message);
        cl_text_add_string(out, "null");
    } else {
        cl_money_print_json(out, money);
    }
}

static void expect_verdict(lua_State *L, const char *key, cl_text *out)
{
    if (known_word(L, key, verdicts))
        add_text(L, out);
    else
        cl_text_add_string(out, "null");
}

static void expect_amount(lua_State *L, const char *key, cl_text *out)
{
    add_amount(L, key, out);
}

static bool is_table(lua_State *L, const char *key, const char *form)
{
    if (lua_type(L, -1) == LUA_TTABLE)
        return true;
    cl_words_fault(L, "'%s' is a table, %s; found %s", key, form, cl_type_name(L, -1));
    return false;
}

static void expect_stages(lua_State *L, const char *key, cl_text *out)
{
    int table = lua_gettop(L);
    size_t written = 0;

    cl_text_add_char(out, '{');
    if (is_table(L, key, "{ form = \"eligible\" }")) {
        cl_keys_check(L, table, stages, 0);
        for (size_t i = 0; stages[i] != NULL; i++) {
            if (cl_key_push(L, table, stages[i]) != LUA_TNIL) {
                cl_text_format(out, "%s\"%s\":", written++ > 0 ? "," : "", stages[i]);
                expect_verdict(L, stages[i], out);
            }
            lua_pop(L, 1);
        }
    }
    cl_text_add_char(out, '}');
}

/* { id = value, … } as [ {"id": …, MEMBER: …}, … ]. */
typedef void member_writer(lua_State *L, const char *id, cl_text *out);

static void expect_by_id(lua_State *L, const char *key, const char *form, member_writer *write,
                         cl_text *out)
{
    int table = lua_gettop(L);
    size_t count = 0;
    const char **ids;

    cl_text_add_char(out, '[');
    if (is_table(L, key, form)) {
        ids = cl_keys_sorted(L, table, &count);
        for (size_t i = 0; i < count; i++) {
            cl_text_format(out, "%s{\"id\":", i > 0 ? "," : "");
            cl_text_add_json(out, cl_view_of(ids[i]));
            cl_text_add_char(out, ',');
            cl_key_push(L, table, ids[i]);
            write(L, ids[i], out);
            lua_pop(L, 1);
            cl_text_add_char(out, '}');
        }
        if (cl_items_count(L, table) > 0)
            cl_words_fault(L, "'%s' names what it expects: %s", key, form);
    }
    cl_text_add_char(out, ']');
}

static void write_rule(lua_State *L, const char *id, cl_text *out)
{
    cl_test_known_id(L, "rule", id, &programme_of(L)->rules, NULL);
    cl_text_add_string(out, "\"verdict\":");
    if (known_word(L, id, outcomes))
        add_text(L, out);
    else
        cl_text_add_string(out, "null");
}

static void expect_rules(lua_State *L, const char *key, cl_text *out)
{
    expect_by_id(L, key, "{ [\"minimum-schools\"] = \"pass\" }", write_rule, out);
}

static void write_line(lua_State *L, const char *id, cl_text *out)
{
    cl_test_known_id(L, "line", id, &programme_of(L)->lines, &programme_of(L)->adjusts);
    cl_text_add_string(out, "\"amount\":");
    add_amount(L, id, out);
}

static void expect_lines(lua_State *L, const char *key, cl_text *out)
{
    expect_by_id(L, key, "{ visits = \"6000.00\" }", write_line, out);
}

static void write_instalment(lua_State *L, const char *id, cl_text *out)
{
    cl_test_known_id(L, "instalment", id, &programme_of(L)->instalments, NULL);
    cl_text_add_string(out, "\"amount\":");
    add_amount(L, id, out);
}

static void expect_instalments(lua_State *L, const char *key, cl_text *out)
{
    expect_by_id(L, key, "{ upfront = \"4800.00\" }", write_instalment, out);
}

static void add_amounts(lua_State *L, const char *key, bool wrapped, cl_text *out)
{
    int table = lua_gettop(L);
    size_t count =
        is_table(L, key, "{ \"4500.00\", \"6000.00\" }") ? cl_list_count(L, table, key) : 0;

    cl_text_add_char(out, '[');
    for (size_t i = 1; i <= count; i++) {
        cl_text_format(out, "%s%s", i > 1 ? "," : "", wrapped ? "{\"amount\":" : "");
        lua_rawgeti(L, table, (lua_Integer)i);
        add_amount(L, key, out);
        lua_pop(L, 1);
        cl_text_add_string(out, wrapped ? "}" : "");
    }
    cl_text_add_char(out, ']');
}

static void expect_between(lua_State *L, const char *key, cl_text *out)
{
    add_amounts(L, key, false, out);
}

static void expect_missing(lua_State *L, const char *key, cl_text *out)
{
    if (is_table(L, key, "{ \"cluster.schools[s2].funding\" }"))
        cl_words_json(L, lua_gettop(L), -1, out);
    else
        cl_text_add_string(out, "[]");
}

static void expect_round(lua_State *L, const char *key, cl_text *out)
{
    cl_error error = CL_ERROR_INIT;
    cl_date date;

    if (cl_words_is_null(L, -1)) {
        cl_text_add_string(out, "null");
        return;
    }
    cl_text_add_string(out, "{\"deadline\":");
    if (lua_type(L, -1) == LUA_TSTRING &&
        cl_date_parse(&date, cl_view_of(lua_tostring(L, -1)), &error) == 0) {
        add_text(L, out);
    } else {
        cl_words_fault(L, "'%s' is the day of the deadline as text, or null", key);
        cl_text_add_string(out, "null");
    }
    cl_text_add_char(out, '}');
}

static void expect_level(lua_State *L, const char *key, cl_text *out)
{
    if (lua_type(L, -1) == LUA_TSTRING) {
        cl_test_known_id(L, key, lua_tostring(L, -1), &programme_of(L)->grades, NULL);
        add_text(L, out);
        return;
    }
    if (!cl_words_is_null(L, -1))
        cl_words_fault(L, "'level' is the id of a level, or null; found %s", cl_type_name(L, -1));
    cl_text_add_string(out, "null");
}

static void expect_refused(lua_State *L, const char *key, cl_text *out)
{
    if (lua_type(L, -1) == LUA_TSTRING) {
        add_text(L, out);
        return;
    }
    cl_words_fault(L, "'%s' is a part of the message, as text; found %s", key, cl_type_name(L, -1));
    cl_text_add_string(out, "null");
}

typedef struct expectation {
    const char *key;
    void (*write)(lua_State *L, const char *key, cl_text *out);
} expectation;

/* In the order of their keys; `parts` and `lines` are one member of the decision and come last. */
static const expectation expectations[] = {
    {"grant", expect_amount},
    {"grant_between", expect_between},
    {"instalments", expect_instalments},
    {"level", expect_level},
    {"missing", expect_missing},
    {"refused", expect_refused},
    {"round", expect_round},
    {"rules", expect_rules},
    {"stages", expect_stages},
    {"verdict", expect_verdict},
};
static const char *const expect_keys[] = {
    "grant",   "grant_between", "instalments", "level",  "lines",   "missing", "parts",
    "refused", "round",         "rules",       "stages", "verdict", NULL};

static void write_parts(lua_State *L, const char *id, cl_text *out)
{
    cl_test_known_id(L, "line", id, &programme_of(L)->lines, NULL);
    cl_text_add_string(out, "\"parts\":");
    add_amounts(L, id, true, out);
}

static void expect_parts(lua_State *L, const char *key, cl_text *out)
{
    expect_by_id(L, key, "{ visits = { \"1500.00\", \"1320.50\" } }", write_parts, out);
}

/* Both lists are looked up by id, so one may follow the other. */
static void add_lines(lua_State *L, int table, size_t *written, cl_text *out)
{
    bool lines = cl_key_there(L, table, "lines"), parts = cl_key_there(L, table, "parts");
    size_t start;

    if (!lines && !parts)
        return;
    cl_text_format(out, "%s\"lines\":", (*written)++ > 0 ? "," : "");
    start = out->length;
    if (lines) {
        cl_key_push(L, table, "lines");
        expect_lines(L, "lines", out);
        lua_pop(L, 1);
    }
    if (!parts)
        return;
    if (lines && out->failed == 0) { /* "[a]" and "[b]" become "[a,b]" */
        bool empty = out->length - start <= 2;

        out->length--;
        cl_text_add_char(out, empty ? ' ' : ',');
    }
    start = out->length;
    cl_key_push(L, table, "parts");
    expect_parts(L, "parts", out);
    lua_pop(L, 1);
    if (lines && out->failed == 0)
        out->at[start] = ' ';
}

void cl_test_expectations(lua_State *L, int table, cl_text *out)
{
    size_t written = 0;

    cl_text_add_char(out, '{');
    for (size_t i = 0; i < sizeof expectations / sizeof *expectations; i++) {
        if (cl_key_push(L, table, expectations[i].key) != LUA_TNIL) {
            cl_text_format(out, "%s\"%s\":", written++ > 0 ? "," : "", expectations[i].key);
            expectations[i].write(L, expectations[i].key, out);
        }
        lua_pop(L, 1);
    }
    add_lines(L, table, &written, out);
    cl_text_add_char(out, '}');
    cl_keys_check(L, table, expect_keys, 0);
    if (written == 0)
        cl_words_fault(L, "'expect' says nothing, so the test could not fail");
}

/* ---- the word ---- */

const char *cl_test_keep(lua_State *L, const cl_text *text)
{
    cl_error error = CL_ERROR_INIT;
    char *copy;

    cl_check_rc(L, cl_text_check(text, &error), &error);
    copy = cl_arena_copy(&programme_of(L)->arena, cl_text_view(text));
    if (copy == NULL)
        cl_raise_text(L, CL_E_MEMORY, "out of memory");
    return copy;
}

/* A dossier in the file is of this programme and edition, unless it says so itself. */
static void set_missing(lua_State *L, int table, const char *key, const char *value)
{
    if (value == NULL || cl_key_there(L, table, key))
        return;
    lua_pushstring(L, key);
    lua_pushstring(L, value);
    lua_rawset(L, table);
}

const char *cl_test_dossier(lua_State *L, int index)
{
    cl_text *text;

    set_missing(L, index, "programme", programme_of(L)->id);
    set_missing(L, index, "edition", programme_of(L)->edition);
    text = cl_box_text(L);
    cl_words_json(L, index, 0, text);
    return cl_test_keep(L, text);
}

static void read_dossier(lua_State *L, cl_edition_test *test)
{
    int at;

    cl_key_push(L, 2, "dossier");
    at = lua_gettop(L);
    if (lua_type(L, at) == LUA_TSTRING)
        test->dossier = cl_words_text(L, at);
    else if (lua_type(L, at) == LUA_TTABLE)
        test->dossier_json = cl_test_dossier(L, at);
    else
        cl_words_fault(L,
                       "'dossier' is needed: a table, or the name of a JSON file beside the "
                       "edition; found %s",
                       cl_type_name(L, at));
}

static void write_setting(lua_State *L, const char *name, cl_text *out)
{
    cl_test_known_id(L, "param", name, &programme_of(L)->params, NULL);
    cl_text_add_json(out, cl_view_of(name));
    cl_text_add_char(out, ':');
    if (lua_type(L, -1) == LUA_TSTRING || lua_isinteger(L, -1)) {
        lua_pushvalue(L, -1);
        cl_text_add_json(out, cl_view_of(lua_tostring(L, -1)));
        lua_pop(L, 1);
    } else {
        cl_words_fault(L, "'set': '%s' gets a text or a whole number; found %s", name,
                       cl_type_name(L, -1));
        cl_text_add_string(out, "null");
    }
}

static void write_waiver(lua_State *L, const char *id, cl_text *out)
{
    const cl_rule *rule = cl_programme_rule(programme_of(L), id);

    cl_test_known_id(L, "rule", id, &programme_of(L)->rules, NULL);
    if (rule != NULL && rule->level != CL_LEVEL_WAIVABLE)
        cl_words_fault(L, "'waive': rule '%s' is not waivable", id);
    cl_text_add_json(out, cl_view_of(id));
    cl_text_add_char(out, ':');
    if (lua_type(L, -1) == LUA_TSTRING) {
        add_text(L, out);
    } else {
        cl_words_fault(L, "'waive': '%s' gets a reason as text; found %s", id, cl_type_name(L, -1));
        cl_text_add_string(out, "null");
    }
}

/* A table of names under `key` as a JSON object; NULL when it is not there. */
static const char *read_named(lua_State *L, const char *key, const char *form,
                              void (*write)(lua_State *L, const char *name, cl_text *out))
{
    const char **names;
    cl_text *text;
    size_t count;
    int at;

    if (cl_key_push(L, 2, key) == LUA_TNIL)
        return NULL;
    at = lua_gettop(L);
    if (!is_table(L, key, form))
        return NULL;
    names = cl_keys_sorted(L, at, &count);
    text = cl_box_text(L);
    cl_text_add_char(text, '{');
    for (size_t i = 0; i < count; i++) {
        cl_text_add_string(text, i > 0 ? "," : "");
        cl_key_push(L, at, names[i]);
        write(L, names[i], text);
        lua_pop(L, 1);
    }
    cl_text_add_char(text, '}');
    return cl_test_keep(L, text);
}

const char *cl_test_settings(lua_State *L)
{
    return read_named(L, "set", "{ online_step = \"400.00\" }", write_setting);
}

static void read_expect(lua_State *L, cl_edition_test *test)
{
    cl_text *text;
    int at;

    if (cl_key_push(L, 2, "expect") != LUA_TTABLE) {
        cl_words_fault(
            L, "'expect' is needed: { verdict = \"eligible\", grant = \"6000.00\" }; found %s",
            cl_type_name(L, -1));
        return;
    }
    at = lua_gettop(L);
    text = cl_box_text(L);
    cl_test_expectations(L, at, text);
    test->expect_json = cl_test_keep(L, text);
}

int cl_word_test(lua_State *L)
{
    cl_programme *programme = programme_of(L);
    cl_edition_test test = {.name = cl_words_text(L, 1),
                            .kind = "test",
                            .file = programme->tree.file,
                            .line = programme->tree.line};

    read_dossier(L, &test);
    test.set_json = cl_test_settings(L);
    test.waive_json = read_named(L, "waive", "{ [\"rule-id\"] = \"the reason\" }", write_waiver);
    read_expect(L, &test);
    for (size_t i = 0; i < programme->tests.count; i++)
        if (strcmp(((cl_edition_test *)cl_vec_at(&programme->tests, i))->name, test.name) == 0)
            cl_words_fault(L, "there is a test of that name already");
    if (test.expect_json != NULL)
        *(cl_edition_test *)cl_words_push(L, &programme->tests) = test;
    return 0;
}

static const char *const excuse_keys[] = {"because", NULL};

/* What looks like a fault to mutate, coverage or check, and is none. */
static int word_excuse(lua_State *L)
{
    cl_builder *builder = cl_builder_of(L);
    cl_programme *programme = builder->programme;
    cl_vec *lists[] = {&programme->unnoticed, &programme->unreachable, &programme->intended};
    cl_excuse excuse = {.what = cl_words_text(L, 1),
                        .because = cl_key_text(L, 2, "because", true),
                        .file = programme->tree.file,
                        .line = programme->tree.line};

    *(cl_excuse *)cl_words_push(L, lists[builder->word->op]) = excuse;
    return 0;
}

const cl_word cl_words_test[] = {
    {.name = "test",
     .takes = "a name and { dossier, expect, set, waive }",
     .gives = "nothing",
     .brief =
         "A case and what must come of it; run by `clachan rules test`. set: params for this test "
         "alone; waive: rules that a person set aside, with the reason.",
     .example = "test \"nothing asked\" { dossier = nothing_asked, expect = { grant = \"0.00\" } }",
     .call = cl_word_test,
     .named = true,
     .keys = test_keys},
    {.name = "cases",
     .takes = "a name and { dossier, given, expect, set }, then a row for each case",
     .gives = "nothing",
     .brief = "A table of tests: each row gives facts, by their paths, and then what must come of "
              "them.",
     .example = "cases \"by day\" { dossier = nothing_asked, given = \"date\", expect = \"grant\", "
                "{ \"2021-04-20\", \"0.00\" }, { \"2021-06-21\", \"0.00\" } }",
     .call = cl_word_cases,
     .named = true,
     .keys = cl_cases_keys,
     .other_keys = CL_KEYS_ITEMS},
    {.name = "property",
     .takes = "a name and { dossier, changed, set, given, same, more, at_most, expect }",
     .gives = "nothing",
     .brief =
         "What holds for every dossier like this one, and for a changed one: hundreds are made "
         "by `clachan rules test`, and the smallest that shows otherwise is told.",
     .example = "property \"no more than the ceiling\" { dossier = A01, at_most = \"35000.00\" }",
     .call = cl_word_property,
     .named = true,
     .keys = cl_property_keys},
    {.name = "unnoticed",
     .takes = "a change as `clachan rules mutate` prints it, and { because }",
     .gives = "nothing",
     .brief = "A change of this edition that no test can notice, since no decision would differ, "
              "and why. When a test does notice it, or there is no such change, mutate tells.",
     .example = "unnoticed \"deadline 2 a day later\" { because = \"the edition ends that day\" }",
     .call = word_excuse,
     .op = 0,
     .named = true,
     .keys = excuse_keys},
    {.name = "unreachable",
     .takes = "what `clachan rules coverage` asks for, and { because }",
     .gives = "nothing",
     .brief = "Says why no test can show something of the edition, so that coverage does not ask "
              "for it again.",
     .example = "unreachable \"rule 'deadline' is unknown\" { because = \"no dossier is without "
                "a date\" }",
     .call = word_excuse,
     .op = 1,
     .named = true,
     .keys = excuse_keys},
    {.name = "intended",
     .takes = "what `clachan rules check` finds, and { because }",
     .gives = "nothing",
     .brief = "Says which clause wants what check finds strange, so that check does not tell it "
              "again.",
     .example = "intended \"more activity.days lowers the grant\" { because = \"W42: from day 57 "
                "on the lower rate holds for the whole stay\" }",
     .call = word_excuse,
     .op = 2,
     .named = true,
     .keys = excuse_keys},
    {.name = "with",
     .takes = "a dossier and changes by path",
     .gives = "a changed copy",
     .brief = "A copy that differs where it is said. [id] finds an item, [+] adds one, unknown "
              "takes a key "
              "away, null says that there is none.",
     .example = "with(A01, { [\"cluster.schools[s2].funding\"] = \"fee-paying\" })",
     .call = cl_word_with,
     .least = 2,
     .most = 2},
    {.name = NULL},
};
