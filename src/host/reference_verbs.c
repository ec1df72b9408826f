/* SPDX-License-Identifier: MIT
 *
 * reference: what an editor wants to know of the names that programmes and scripts may use, as
 * definitions for Lua's language server (LuaCATS). Made from the rows that also make help.
 */
#include <string.h>

#include "handbook.h"
#include "verb.h"

/* Comments of a definition: a dash more, so that the editor shows them. */
static void add_comment(cl_text *out, const char *text)
{
    cl_text_add_string(out, "---");
    for (; *text != '\0'; text++) {
        cl_text_add_char(out, *text);
        if (*text == '\n')
            cl_text_add_string(out, "---");
    }
    cl_text_add_char(out, '\n');
}

static void add_example(cl_text *out, const char *example)
{
    add_comment(out, "```lua");
    add_comment(out, example);
    add_comment(out, "```");
}

static bool mentions(const char *text, const char *word)
{
    return strstr(text, word) != NULL;
}

/* ---- programmes ---- */

static const char *class_given(const cl_handbook_word *word)
{
    if (cl_view_is(cl_view_of(word->gives), "nothing"))
        return NULL;
    return mentions(word->gives, "a list") ? "clachan.list" : "clachan.value";
}

/* Words in front of which a value or a list stands are methods of it. */
static void add_word(cl_text *out, const cl_handbook_word *word)
{
    bool global = cl_view_is(cl_view_of(word->place), "edition");
    const char *given = class_given(word);

    add_comment(out, word->brief);
    add_example(out, word->example);
    cl_text_format(out, "---@param ... any %s\n", word->takes);
    if (given != NULL)
        cl_text_format(out, "---@return %s gives %s\n", given, word->gives);
    cl_text_format(out, "function %s%s%s(...) end\n\n", global ? "" : word->place,
                   global ? "" : ":", word->name);
}

static void add_programme(cl_text *out)
{
    cl_handbook_word word;

    cl_text_add_string(out, "---@meta\n"
                            "--- Words of programmes. `clachan rules words` explains them.\n\n"
                            "---What a fact, a param or a calculation gives.\n"
                            "---@class clachan.value\n"
                            "---@operator add(any): clachan.value\n"
                            "---@operator sub(any): clachan.value\n"
                            "---@operator mul(any): clachan.value\n"
                            "---@operator div(any): clachan.value\n"
                            "---@operator unm: clachan.value\n"
                            "---@field [string] clachan.value\n"
                            "local value = {}\n\n"
                            "---Records that can be narrowed, counted and added up.\n"
                            "---@class clachan.list\n"
                            "local list = {}\n\n"
                            "---The facts of a dossier: F.lead.country, F.partners.\n"
                            "---@type table<string, any>\n"
                            "F = {}\n\n"
                            "---The params of this edition: P.grant_cap.\n"
                            "---@type table<string, clachan.value>\n"
                            "P = {}\n\n");
    for (size_t i = 0; cl_handbook_word_at(&word, i); i++)
        add_word(out, &word);
}

/* ---- scripts ---- */

/* The type of what a function gives, from the words of the handbook. */
static const char *type_of(const char *gives)
{
    static const struct {
        const char *gives, *type;
    } types[] = {{"text", "string"},
                 {"whole number", "integer"},
                 {"money", "money"},
                 {"share", "share"},
                 {"date", "date"},
                 {"number", "number_exact"},
                 {"list of money", "money[]"},
                 {"list", "any[]"},
                 {"table", "table"},
                 {"markup", "markup"}};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (cl_view_is(cl_view_of(gives), types[i].gives))
            return types[i].type;
    return "any";
}

/* "share, rounding?" as one @param a name; the names alone, joined, go to `names`. */
static void add_params(cl_text *out, cl_text *names, const char *takes)
{
    while (*takes != '\0') {
        size_t length = strcspn(takes, ",");
        cl_view name = cl_view_trim((cl_view){takes, length});
        bool rest = cl_view_ends(name, "…"), optional = cl_view_ends(name, "?");
        int width = (int)(optional ? name.length - 1 : name.length);

        if (rest)
            cl_text_format(out, "---@param ... any %.*s\n", width, name.at);
        else
            cl_text_format(out, "---@param %.*s any\n", (int)name.length, name.at);
        if (names->length > 0)
            cl_text_add_string(names, ", ");
        cl_text_format(names, "%.*s", rest ? 3 : width, rest ? "..." : name.at);
        takes += length + (takes[length] == ',');
    }
}

static void add_function(cl_text *out, const cl_handbook_row *row)
{
    cl_text names = CL_TEXT_INIT;

    add_comment(out, row->brief);
    add_example(out, row->example);
    if (*row->takes == '\0' &&
        cl_view_is(cl_view_of(row->gives), row->name)) { /* null is no function */
        cl_text_format(out, "---@type any\n%s = nil\n\n", row->name);
    } else {
        add_params(out, &names, row->takes);
        cl_text_format(out, "---@return %s %s\nfunction %s(%.*s) end\n\n", type_of(row->gives),
                       row->gives, row->name, (int)names.length, names.at != NULL ? names.at : "");
    }
    cl_text_clear(&names);
}

static const char *type_taken(cl_parameter_kind kind)
{
    switch (kind) {
    case CL_TAKES_SWITCH:
        return "boolean";
    case CL_TAKES_NUMBER:
        return "integer";
    case CL_TAKES_DATE:
        return "date|string";
    case CL_TAKES_TEXT:
    case CL_TAKES_FILE:
    case CL_TAKES_ID:
        break;
    }
    return "string";
}

static void add_lua_name(cl_text *out, const char *name)
{
    for (; *name != '\0'; name++)
        cl_text_add_char(out, *name == ' ' || *name == '-' ? '_' : *name);
}

static void add_field(cl_text *out, const cl_parameter *parameter)
{
    const char *type = type_taken(parameter->kind);

    cl_text_add_string(out, "---@field ");
    add_lua_name(out, parameter->name);
    cl_text_format(out, "%s %s", (parameter->flags & CL_PARAMETER_REQUIRED) != 0 ? "" : "?", type);
    if ((parameter->flags & CL_PARAMETER_REPEATED) != 0)
        cl_text_format(out, "|(%s)[]", type);
    cl_text_format(out, " %s\n", parameter->brief);
}

/* A verb is a function of one table and gives the rows that the command prints. */
static void add_verb(cl_text *out, const cl_verb *verb)
{
    const cl_parameter *parameter = verb->parameters;

    cl_text_add_string(out, "---@class clachan.arguments_of_");
    add_lua_name(out, verb->name);
    cl_text_add_char(out, '\n');
    for (; parameter != NULL && parameter->name != NULL; parameter++)
        add_field(out, parameter);
    cl_text_add_char(out, '\n');
    add_comment(out, verb->brief);
    if (verb->detail != NULL)
        add_comment(out, verb->detail);
    cl_text_add_string(out, "---@param arguments? clachan.arguments_of_");
    add_lua_name(out, verb->name);
    cl_text_add_string(out, "\n---@return table[] rows\nfunction clachan.");
    add_lua_name(out, verb->name);
    cl_text_add_string(out, "(arguments) end\n\n");
}

static void add_script(cl_text *out)
{
    const cl_verb *verbs[CL_VERBS_LIMIT];
    size_t count, verb_count = cl_verbs_list(verbs);
    const cl_handbook_row *rows = cl_handbook(&count);

    cl_text_add_string(out,
                       "---@meta\n"
                       "--- What scripts, reports, dialects and the prompt find beyond Lua.\n\n"
                       "---@class date\n---@class money\n---@class share\n"
                       "---@class number_exact\n---@class markup\n\n"
                       "csv, html, json, url, clachan = {}, {}, {}, {}, {}\n\n");
    for (size_t i = 0; i < count; i++)
        add_function(out, &rows[i]);
    for (size_t i = 0; i < verb_count; i++)
        add_verb(out, verbs[i]);
}

/* ---- the verb ---- */

static int run_reference(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                         cl_error *e)
{
    const char *what = cl_argument_get(arguments, "what");
    cl_text text = CL_TEXT_INIT, json = CL_TEXT_INIT;
    int rc;

    (void)session;
    if (strcmp(what, "programme") == 0)
        add_programme(&text);
    else if (strcmp(what, "script") == 0)
        add_script(&text);
    else
        return cl_fail(e, CL_E_NOT_FOUND,
                       "there is no reference of '%s'; there are: programme, script", what);
    cl_text_add_string(&json, "{\"reference\": ");
    cl_text_add_json(&json, cl_text_view(&text));
    cl_text_add_char(&json, '}');
    rc = cl_text_check(&text, e);
    if (rc == 0)
        rc = cl_text_check(&json, e);
    if (rc == 0 && cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&text);
    cl_text_clear(&json);
    return rc;
}

static const cl_parameter reference_parameters[] = {
    {"what", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "WHAT",
     "programme: the words of editions; script: what scripts, reports and the prompt find"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_reference_verbs[] = {
    {.name = "reference",
     .run = run_reference,
     .parameters = reference_parameters,
     .brief = "Prints the names that Lua files may use, as definitions for an editor.",
     .detail =
         "The definitions are LuaCATS, which the language server of Lua reads: an editor then "
         "completes and explains the words. Installed in share/clachan/luacats.",
     .example = "clachan reference programme"},
    {.name = NULL},
};
