/* SPDX-License-Identifier: MIT
 *
 * Params: numbers, amounts, shares, days and lists of words that change from day to day, or that no
 * source gives. A value holds from its day until the next one begins.
 */
#include <stdlib.h>

#include "call.h"
#include "class.h"
#include "standin.h"
#include "words.h"
#include "words_keys.h"

static const char *const param_keys[] = {"to",          "cite",      "kind",     "unit", "about",
                                         "unpublished", "review_by", "at_least", NULL};
static const char *const kind_names[] = {"number", "money", "share", "date", "list", NULL};
static const cl_gives kinds[] = {CL_GIVES_NUMBER, CL_GIVES_MONEY, CL_GIVES_SHARE, CL_GIVES_DATE,
                                 CL_GIVES_LIST};

static const char *kind_words(cl_gives gives)
{
    static const char *const words[] = {"a number", "money, \"1500.00\"", "a share, \"80%\"",
                                        "a date, \"2021-04-26\"", "a list of words"};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i] == gives)
            return words[i];
    return "a text";
}

/* The first value says what the param is, unless `kind` does. */
static bool settle_kind(lua_State *L, cl_param *param, cl_gives found, const char *day)
{
    if (param->gives == CL_GIVES_NOTHING)
        param->gives = found;
    if (param->gives == found)
        return true;
    cl_words_fault(L, "the value of %s is %s, and %s is expected", day, kind_words(found),
                   kind_words(param->gives));
    return false;
}

static bool read_words(lua_State *L, cl_param_value *value)
{
    size_t count = cl_list_count(L, -1, "the list");

    value->words = cl_words_memory(L, count, sizeof *value->words);
    for (size_t i = 0; i < count; i++) {
        if (lua_rawgeti(L, -1, (lua_Integer)i + 1) == LUA_TSTRING)
            value->words[value->count++] = cl_words_text(L, -1);
        else
            cl_words_fault(L, "a list holds words as text; found %s", cl_type_name(L, -1));
        lua_pop(L, 1);
    }
    return value->count == count && count > 0;
}

/* A text is read by its form, or as the kind says ("5" may be money). */
static bool read_exact(lua_State *L, cl_param *param, cl_param_value *value, const char *day)
{
    cl_builder *builder = cl_builder_of(L);
    cl_tree *tree = &builder->programme->tree;
    cl_error error = CL_ERROR_INIT;
    cl_node node;
    cl_money money;

    if (param->gives == CL_GIVES_MONEY && lua_type(L, -1) == LUA_TSTRING) {
        cl_view text = cl_view_of(lua_tostring(L, -1));

        if (cl_money_parse(&money, text, builder->programme->currency, &error) != 0) {
            cl_words_fault(L, "%s", error.message);
            return false;
        }
        value->exact = cl_ratio_int(money.minor);
        return true;
    }
    node = cl_standin_node(L, -1, 0);
    if (node == 0)
        return false;
    if (cl_tree_at(tree, node)->op != CL_OP_LITERAL || cl_tree_gives(tree, node) == CL_GIVES_TEXT) {
        cl_words_fault(
            L,
            "the value of %s is a whole number, or text such as \"1500.00\", \"80%%\" or "
            "\"2021-04-26\"",
            day);
        return false;
    }
    value->exact = cl_tree_at(tree, node)->exact;
    return settle_kind(L, param, cl_tree_gives(tree, node), day);
}

/* The value on top of the stack, for the day that is its key. */
static void read_value(lua_State *L, cl_param *param, const char *day)
{
    cl_param_value value = {.until = CL_DATE_MAX, .exact = {0, 1}};
    cl_error error = CL_ERROR_INIT;
    bool good;

    if (cl_date_parse(&value.from, cl_view_of(day), &error) != 0) {
        cl_words_fault(L, "%s", error.message);
        return;
    }
    if (lua_type(L, -1) == LUA_TTABLE)
        good = settle_kind(L, param, CL_GIVES_LIST, day) && read_words(L, &value);
    else
        good = read_exact(L, param, &value, day);
    if (!good)
        return;
    if (param->value_count > 0)
        param->values[param->value_count - 1].until = value.from - 1;
    param->values[param->value_count++] = value;
}

static void read_values(lua_State *L, cl_param *param)
{
    size_t count;
    const char **days = cl_keys_sorted(L, 2, &count); /* dates as text sort by day */

    param->values = cl_words_memory(L, count, sizeof *param->values);
    for (size_t i = 0; i < count; i++) {
        if (*days[i] < '0' || *days[i] > '9')
            continue;
        cl_key_push(L, 2, days[i]);
        read_value(L, param, days[i]);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void read_end(lua_State *L, cl_param *param)
{
    cl_date to;

    if (!cl_key_date(L, 2, "to", &to) || param->value_count == 0)
        return;
    if (to < param->values[param->value_count - 1].from)
        cl_words_fault(L, "'to' lies before the last value begins");
    param->values[param->value_count - 1].until = to;
}

/* Something that no source gives still has a kind, as a rule money, and perhaps a least value. */
static void read_unpublished(lua_State *L, cl_param *param)
{
    cl_param_value least = {.exact = {0, 1}};

    if (param->gives == CL_GIVES_NOTHING)
        param->gives = CL_GIVES_MONEY;
    if (param->value_count > 0)
        cl_words_fault(L, "it has a value, so it is not unpublished");
    if (param->gives == CL_GIVES_LIST)
        cl_words_fault(L, "a list cannot be unpublished");
    if (cl_key_push(L, 2, "at_least") != LUA_TNIL && read_exact(L, param, &least, "at_least")) {
        param->has_least = true;
        param->least = least.exact;
    }
    lua_pop(L, 1);
}

static int word_param(lua_State *L)
{
    cl_programme *programme = cl_builder_of(L)->programme;
    cl_param param = {.name = cl_words_text(L, 1), .review_by = CL_DATE_MAX};
    int kind;

    param.file = programme->tree.file;
    param.line = programme->tree.line;
    kind = cl_key_choice(L, 2, "kind", kind_names, sizeof kinds / sizeof *kinds);
    if (kind >= 0 && kind_names[kind] != NULL)
        param.gives = kinds[kind];
    param.unit = cl_key_text(L, 2, "unit", false);
    param.about = cl_key_text(L, 2, "about", false);
    param.cites = cl_key_cites(L, 2, "cite");
    cl_key_date(L, 2, "review_by", &param.review_by);
    read_values(L, &param);
    read_end(L, &param);
    param.unpublished = cl_key_yes(L, 2, "unpublished");
    if (param.unpublished)
        read_unpublished(L, &param);
    else if (param.value_count == 0)
        cl_words_fault(
            L, "it has no value; write [\"2021-01-01\"] = …, or unpublished = true where no "
               "source gives one");
    else if (cl_key_there(L, 2, "at_least"))
        cl_words_fault(L, "'at_least' is for a param that is unpublished");
    if (param.gives != CL_GIVES_NOTHING)
        *(cl_param *)cl_words_push(L, &programme->params) = param;
    return 0;
}

const cl_word cl_words_param[] = {
    {.name = "param",
     .takes = "a name, values by date, and what they are",
     .gives = "nothing",
     .brief = "A value that may change from a day on, or that no source gives. Read as P.name.",
     .example = "param \"visit_rate\" { [\"2018-09-01\"] = \"1500.00\", cite = \"W1\" }",
     .call = word_param,
     .named = true,
     .naming = CL_NAMING_FACT,
     .keys = param_keys,
     .other_keys = CL_KEYS_DIGITS},
    {.name = NULL},
};
