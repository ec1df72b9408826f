/* SPDX-License-Identifier: MIT
 *
 * Pages of at most 100 columns. Lists are aligned on the longest name they hold.
 */
#include "help.h"

#include <string.h>

#include "catalogue.h"
#include "display.h"
#include "options.h"

enum { PAGE = 100, INDENT = 2, LONGEST_NAME = 30 };

/* Words of `text`, broken between words before column PAGE; lines after the first begin at
 * `indent`. The first line has `column` columns already, which end in a space. */
static void add_wrapped(cl_buffer *out, const char *text, size_t column, size_t indent)
{
    const char *word = text + strspn(text, " \n");
    bool space = false;

    while (*word != '\0') {
        size_t length = strcspn(word, " \n"), width = cl_display_columns(word, length);

        if (space && column + 1 + width > PAGE) {
            cl_buffer_add_string(out, "\n");
            cl_buffer_add_spaces(out, indent);
            column = indent;
        } else if (space) {
            cl_buffer_add_string(out, " ");
            column++;
        }
        cl_buffer_add(out, word, length);
        column += width;
        space = true;
        word += length + strspn(word + length, " \n");
    }
    cl_buffer_add_string(out, "\n");
}

/* A name, and beside it (below it, when it is long) what it means. */
static void add_entry(cl_buffer *out, const char *name, size_t width, const char *text)
{
    size_t columns = cl_display_columns(name, strlen(name));
    size_t indent = INDENT + width + 2;

    cl_buffer_add_spaces(out, INDENT);
    cl_buffer_add_string(out, name);
    if (columns > width) {
        cl_buffer_add_string(out, "\n");
        columns = 0;
        cl_buffer_add_spaces(out, INDENT);
    }
    cl_buffer_add_spaces(out, width - columns + 2);
    add_wrapped(out, text, indent, indent);
}

static bool is_positional(const clachan_parameter *row)
{
    return (row->flags & CLACHAN_PARAMETER_POSITIONAL) != 0;
}

static bool is_repeated(const clachan_parameter *row)
{
    return (row->flags & CLACHAN_PARAMETER_REPEATED) != 0;
}

void cl_help_typed(cl_buffer *out, const clachan_parameter *row)
{
    if (is_positional(row))
        cl_buffer_add_string(out, row->value);
    else if (row->kind == CLACHAN_TAKES_SWITCH)
        cl_buffer_format(out, "--%s", row->name);
    else
        cl_buffer_format(out, "--%s %s", row->name, row->value);
    if (is_repeated(row))
        cl_buffer_add_string(out, is_positional(row) ? "…" : " …");
}

static size_t width_of(const clachan_parameter *rows, bool positional)
{
    cl_buffer name = CL_BUFFER_INIT;
    size_t width = 0;

    for (; rows->name != NULL; rows++) {
        size_t columns;

        if (is_positional(rows) != positional)
            continue;
        cl_buffer_reset(&name);
        cl_help_typed(&name, rows);
        columns = cl_display_columns(cl_buffer_text(&name), strlen(cl_buffer_text(&name)));
        width = columns > width ? columns : width;
    }
    cl_buffer_clear(&name);
    return width < LONGEST_NAME ? width : LONGEST_NAME;
}

/* A heading and the rows that are positional, or those that are not; nothing where there are none.
 */
static void add_rows(cl_buffer *out, const char *title, const clachan_parameter *rows,
                     bool positional)
{
    size_t width = width_of(rows, positional);
    cl_buffer name = CL_BUFFER_INIT;

    if (width == 0)
        return;
    cl_buffer_format(out, "\n%s:\n", title);
    for (; rows->name != NULL; rows++) {
        if (is_positional(rows) != positional)
            continue;
        cl_buffer_reset(&name);
        cl_help_typed(&name, rows);
        add_entry(out, cl_buffer_text(&name), width, rows->brief);
    }
    cl_buffer_clear(&name);
}

static void add_usage_of(cl_buffer *out, const clachan_parameter *row)
{
    bool required = (row->flags & CLACHAN_PARAMETER_REQUIRED) != 0;

    cl_buffer_add_string(out, required ? " " : " [");
    cl_help_typed(out, row);
    cl_buffer_add_string(out, required ? "" : "]");
}

void cl_help_usage(cl_buffer *out, const clachan_verb *verb)
{
    cl_buffer line = CL_BUFFER_INIT;

    cl_buffer_format(&line, "Usage: clachan %s", verb->name);
    for (const clachan_parameter *row = verb->parameters; row->name != NULL; row++)
        if (is_positional(row))
            add_usage_of(&line, row);
    for (const clachan_parameter *row = verb->parameters; row->name != NULL; row++)
        if (!is_positional(row))
            add_usage_of(&line, row);
    add_wrapped(out, cl_buffer_text(&line), 0, strlen("Usage: "));
    cl_buffer_clear(&line);
}

const cl_help_status cl_help_statuses[] = {
    {"0", "done; an application that is ineligible is a result, not a failure"},
    {"1", "something was refused or failed; every refusal is printed, the rest was done"},
    {"2", "wrong usage"},
    {"3", "could not run: no such file, database locked or damaged, portal unreachable"},
    {"4", "of submit and poll: at least one delivery has an unknown outcome"},
    {NULL, NULL}};

static void add_statuses(cl_buffer *out)
{
    cl_buffer_add_string(out, "\nExit status:\n");
    for (const cl_help_status *row = cl_help_statuses; row->status != NULL; row++)
        add_entry(out, row->status, 1, row->meaning);
}

void cl_help_verb(cl_buffer *out, const clachan_verb *verb)
{
    cl_help_usage(out, verb);
    cl_buffer_add_string(out, "\n");
    add_wrapped(out, verb->brief, 0, 0);
    if (verb->detail != NULL)
        add_wrapped(out, verb->detail, 0, 0);
    add_rows(out, "Arguments", verb->parameters, true);
    add_rows(out, "Options", verb->parameters, false);
    add_rows(out, "Options of every command", cl_options_global, false);
    cl_buffer_format(out, "\nExample:\n  %s\n", verb->example);
    add_statuses(out);
}

static size_t first_word(const clachan_verb *verb)
{
    return strcspn(verb->name, " ");
}

static size_t widest_verb(void)
{
    const clachan_verb *verb;
    size_t width = 0;

    for (size_t i = 0; (verb = cl_catalogue_at(i)) != NULL; i++)
        width = strlen(verb->name) > width ? strlen(verb->name) : width;
    return width < LONGEST_NAME ? width : LONGEST_NAME;
}

size_t cl_help_group(cl_buffer *out, const char *group, size_t length)
{
    const clachan_verb *verb;
    size_t found = 0, width = widest_verb();

    for (size_t i = 0; (verb = cl_catalogue_at(i)) != NULL; i++) {
        if (first_word(verb) != length || strncmp(verb->name, group, length) != 0)
            continue;
        add_entry(out, verb->name, width, verb->brief);
        found++;
    }
    return found;
}

/* Headings of the overview and the first words of the verbs below them. A word that is on none of
 * these lines comes under the last heading, so that a new verb is never left out. */
static const struct {
    const char *title, *words;
} groups[] = {
    {"Decisions", "decide why ask near compare difference whatif replay dossier judge waiver"},
    {"Programmes", "rules"},
    {"Schools and clusters", "school cluster self-evaluation journey directory"},
    {"The life of a partnership",
     "agreement board meeting term contribution support advisor person post "
     "purpose role"},
    {"Applications and awards",
     "application award instalment report-due variation clawback accreditation payment "
     "round extension due reminder bank-holiday condition grant-report payee tick"},
    {"State machines", "machine who why-not"},
    {"Funding portals", "submit poll portal delivery deliveries receipt cassette"},
    {"Reports", "report publish"},
    {"The database", "init log verify anchor redact backup restore bulk"},
    {"Lua", "eval prompt run reference"},
    {"More", ""}};

enum { GROUPS = sizeof groups / sizeof *groups };

static bool has_word(const char *words, const char *word, size_t length)
{
    while (*words != '\0') {
        size_t next = strcspn(words, " ");

        if (next == length && strncmp(words, word, length) == 0)
            return true;
        words += next + strspn(words + next, " ");
    }
    return false;
}

static size_t group_of(const clachan_verb *verb)
{
    size_t group = 0;

    while (group + 1 < GROUPS && !has_word(groups[group].words, verb->name, first_word(verb)))
        group++;
    return group;
}

static void add_group(cl_buffer *out, size_t group, size_t width)
{
    const clachan_verb *verb;
    bool begun = false;

    for (size_t i = 0; (verb = cl_catalogue_at(i)) != NULL; i++) {
        if (group_of(verb) != group)
            continue;
        if (!begun)
            cl_buffer_format(out, "\n%s:\n", groups[group].title);
        begun = true;
        add_entry(out, verb->name, width, verb->brief);
    }
}

void cl_help_overview(cl_buffer *out)
{
    cl_buffer_add_string(out,
                         "Usage: clachan COMMAND [ARGUMENT…] [OPTION…]\n"
                         "       clachan                   the prompt: Lua over the open database\n"
                         "       clachan help COMMAND      what it takes, with an example\n");
    for (size_t i = 0; i < GROUPS; i++)
        add_group(out, i, widest_verb());
    add_rows(out, "Options of every command", cl_options_global, false);
    add_statuses(out);
}
