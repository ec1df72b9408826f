/* SPDX-License-Identifier: MIT
 *
 * Rules, the rule that deadlines are, and the levels of an award.
 */
#include <string.h>

#include "class.h"
#include "standin.h"
#include "words.h"
#include "words_keys.h"

static const char *const stage_names[] = {"form", "apply", "fund", NULL};
static const char *const level_names[] = {"hard", "waivable", "advisory", NULL};
static const char *const rule_keys[] = {"stage", "level",   "title", "cite",         "applies",
                                        "needs", "message", "trial", "exception_to", NULL};

static cl_programme *programme_of(lua_State *L)
{
    return cl_builder_of(L)->programme;
}

/* A language by its tag: two or three small letters, and a region behind a dash. */
static bool is_language(const char *tag)
{
    size_t letters = strspn(tag, "abcdefghijklmnopqrstuvwxyz");

    if (letters < 2 || letters > 3)
        return false;
    tag += letters;
    return *tag == '\0' ||
           (*tag == '-' && tag[1] != '\0' &&
            strspn(tag + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(tag + 1));
}

/* message = { en = "…", cy = "…" }, on top of the stack. */
static void read_messages(lua_State *L, cl_rule *rule)
{
    int table = lua_gettop(L);
    size_t count;
    const char **tags = cl_keys_sorted(L, table, &count);
    cl_message *messages = cl_words_memory(L, count, sizeof *messages);

    for (size_t i = 0; i < count; i++) {
        const char *text = cl_key_text(L, table, tags[i], true), *tag;

        lua_pushstring(L, tags[i]);
        tag = cl_words_text(L, -1); /* lives as long as the programme */
        lua_pop(L, 1);
        if (!is_language(tags[i]))
            cl_words_fault(L,
                           "'message': '%s' is no language; write its tag, such as en, cy or "
                           "pt-BR",
                           tags[i]);
        else if (text != NULL)
            messages[rule->message_count++] = (cl_message){tag, text};
    }
    if (count == 0)
        cl_words_fault(L, "'message' is empty; write it in at least one language");
    rule->messages = messages;
    rule->message = rule->message_count > 0 ? messages[0].text : NULL;
    rule->message = cl_rule_message(rule, "en");
    lua_settop(L, table);
}

/* ---- words in other languages ---- */

/* A list, or a key that is no text, is no translation. */
static void only_texts(lua_State *L, size_t texts)
{
    size_t all = 0;

    for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1))
        all++;
    if (all != texts)
        cl_words_fault(L, "each word stands with its translation: [\"lead\"] = \"arweiniol\"");
}

static int word_language(lua_State *L)
{
    cl_programme *programme = programme_of(L);
    const char *language = cl_words_text(L, 1), **words;
    size_t count;

    if (!is_language(language))
        cl_words_fault(L, "this is no language; write its tag, such as cy or pt-BR");
    words = cl_keys_sorted(L, 2, &count);
    only_texts(L, count);
    for (size_t i = 0; i < count; i++) {
        cl_translation t = {language, NULL, cl_key_text(L, 2, words[i], true), programme->tree.file,
                            programme->tree.line};

        lua_pushstring(L, words[i]);
        t.word = cl_words_text(L, -1);
        lua_pop(L, 1);
        if (t.says != NULL)
            *(cl_translation *)cl_words_push(L, &programme->translations) = t;
    }
    return 0;
}

/* One text, or one in each of several languages. */
static void read_message(lua_State *L, int table, cl_rule *rule)
{
    if (cl_key_push(L, table, "message") == LUA_TTABLE)
        read_messages(L, rule);
    else
        rule->message = cl_key_text(L, table, "message", false);
    lua_pop(L, 1);
}

static int word_rule(lua_State *L)
{
    cl_programme *programme = programme_of(L);
    cl_rule rule = {.id = cl_words_text(L, 1)};
    int stage = cl_key_choice(L, 2, "stage", stage_names, -1);
    int level = cl_key_choice(L, 2, "level", level_names, CL_LEVEL_HARD);

    rule.file = programme->tree.file;
    rule.line = programme->tree.line;
    rule.stage = stage < 0 ? CL_STAGE_FORM : (cl_stage)stage;
    rule.level = level < 0 ? CL_LEVEL_HARD : (cl_level)level;
    rule.title = cl_key_text(L, 2, "title", true);
    rule.cites = cl_key_cites(L, 2, "cite");
    rule.applies = cl_key_condition(L, 2, "applies", false);
    rule.needs = cl_key_condition(L, 2, "needs", true);
    read_message(L, 2, &rule);
    rule.trial = cl_key_yes(L, 2, "trial");
    rule.exception_to = cl_key_text(L, 2, "exception_to", false);
    *(cl_rule *)cl_words_push(L, &programme->rules) = rule;
    return 0;
}

/* ---- deadlines ---- */

static const char *const deadlines_keys[] = {"cite", "title", "id", "rounds_until", NULL};

static void read_date(lua_State *L, cl_deadlines *deadlines, size_t number)
{
    cl_error error = CL_ERROR_INIT;
    cl_date date;

    if (lua_rawgeti(L, 1, (lua_Integer)number) != LUA_TSTRING)
        cl_words_fault(L, "a deadline is a date as text, \"2021-04-26\"; found %s",
                       cl_type_name(L, -1));
    else if (cl_date_parse(&date, cl_view_of(lua_tostring(L, -1)), &error) != 0)
        cl_words_fault(L, "%s", error.message);
    else if (deadlines->count > 0 && date <= deadlines->dates[deadlines->count - 1])
        cl_words_fault(L, "the days are written in their order, each once");
    else
        deadlines->dates[deadlines->count++] = date;
    lua_pop(L, 1);
}

/* The rule that a date after the last round fails. */
static void add_rule(lua_State *L, const cl_deadlines *deadlines)
{
    cl_programme *programme = programme_of(L);
    cl_tree *tree = &programme->tree;
    cl_date last = deadlines->dates[deadlines->count - 1];
    cl_node date = cl_tree_field(tree, cl_tree_root(tree), CL_VIEW("date"));
    cl_rule rule = {.id = deadlines->rule_id,
                    .title = deadlines->title,
                    .stage = CL_STAGE_APPLY,
                    .level = CL_LEVEL_HARD,
                    .cites = deadlines->cites,
                    .file = tree->file,
                    .line = tree->line};
    char day[11];

    if (deadlines->open_until > last)
        last = deadlines->open_until;
    cl_date_format(last, day);
    rule.needs =
        cl_tree_compare(tree, CL_OP_AT_MOST, date, cl_tree_literal(tree, date, cl_view_of(day)));
    *(cl_rule *)cl_words_push(L, &programme->rules) = rule;
}

static int word_deadlines(lua_State *L)
{
    cl_programme *programme = programme_of(L);
    cl_deadlines deadlines = {.there = true, .open_until = CL_DATE_MIN};
    size_t count;

    if (lua_type(L, 1) != LUA_TTABLE || programme->deadlines.there) {
        cl_words_fault(L, "%s",
                       programme->deadlines.there
                           ? "an edition has one list of deadlines"
                           : "takes days: deadlines { \"2021-04-26\", cite = \"Q18\" }");
        return 0;
    }
    count = cl_items_count(L, 1);
    deadlines.dates = cl_words_memory(L, count, sizeof *deadlines.dates);
    for (size_t i = 1; i <= count; i++)
        read_date(L, &deadlines, i);
    deadlines.cites = cl_key_cites(L, 1, "cite");
    deadlines.title = cl_key_text(L, 1, "title", false);
    if (deadlines.title == NULL)
        deadlines.title = "The application is in time for a round";
    deadlines.rule_id = cl_key_text(L, 1, "id", false);
    if (deadlines.rule_id == NULL)
        deadlines.rule_id = "deadline";
    cl_key_date(L, 1, "rounds_until", &deadlines.open_until);
    cl_keys_check(L, 1, deadlines_keys, CL_KEYS_ITEMS);
    deadlines.file = programme->tree.file;
    deadlines.line = programme->tree.line;
    if (deadlines.count == 0) {
        cl_words_fault(L, "at least one day is needed");
        return 0;
    }
    programme->deadlines = deadlines;
    add_rule(L, &deadlines);
    return 0;
}

/* ---- levels ---- */

static const char *const grade_keys[] = {"title", "needs", "cite", NULL};

static int word_level(lua_State *L)
{
    cl_programme *programme = programme_of(L);
    cl_grade grade = {
        .id = cl_words_text(L, 1), .file = programme->tree.file, .line = programme->tree.line};

    grade.title = cl_key_text(L, 2, "title", true);
    grade.needs = cl_key_condition(L, 2, "needs", true);
    grade.cites = cl_key_cites(L, 2, "cite");
    *(cl_grade *)cl_words_push(L, &programme->grades) = grade;
    return 0;
}

const cl_word cl_words_rule[] = {
    {.name = "rule",
     .takes = "an id and { stage, title, cite, needs, … }",
     .gives = "nothing",
     .brief =
         "What an application must meet. stage: form, apply, fund; level: hard (so when left out), "
         "waivable, advisory; applies: when it is looked at at all; message: what is said when it "
         "fails, with {facts} filled in, one text or one a language: { en = …, cy = … }.",
     .example =
         "rule \"minimum-schools\" { stage = \"form\", title = \"Four schools\", cite = \"Q1\", "
         "needs = schools:count():at_least(4) }",
     .call = word_rule,
     .named = true,
     .naming = CL_NAMING_ID,
     .keys = rule_keys},
    {.name = "language",
     .takes = "a language and words",
     .gives = "nothing",
     .brief = "What facts say in another language, where they are filled into a message: choices, "
              "countries, months, units, what members of a list are called, yes, no, none, not "
              "known.",
     .example = "language \"cy\" { [\"yes\"] = \"ydy\", [\"April\"] = \"Ebrill\" }",
     .call = word_language,
     .named = true,
     .naming = CL_NAMING_FREE},
    {.name = "deadlines",
     .takes = "days in their order",
     .gives = "nothing",
     .brief = "The last days of the rounds; a later date fails the rule 'deadline'. rounds_until: "
              "rounds go "
              "on to that day, on days that no source gives.",
     .example = "deadlines { \"2021-04-26\", \"2021-06-21\", cite = \"Q18\" }",
     .call = word_deadlines,
     .least = 1,
     .most = 1},
    {.name = "level",
     .takes = "an id and { title, needs, cite }",
     .gives = "nothing",
     .brief = "A level of an award, the lowest first: the highest whose needs are met is reached.",
     .example = "level \"foundation\" { title = \"Foundation\", needs = F.activities:at_least(1), "
                "cite = \"W20\" }",
     .call = word_level,
     .named = true,
     .naming = CL_NAMING_ID,
     .keys = grade_keys},
    {.name = NULL},
};
