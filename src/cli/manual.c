/* SPDX-License-Identifier: MIT
 *
 * A request of troff begins a line with a dot or an apostrophe, and a backslash begins an escape:
 * texts of rows are written so that they hold neither.
 */
#include "manual.h"

#include <string.h>

#include "catalogue.h"
#include "help.h"
#include "options.h"

/* Text as it reads. A dash stays the one that is typed, so that examples can be copied. */
static void add_plain(cl_buffer *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        cl_buffer_add_string(out, "\\&");
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            cl_buffer_add_string(out, "\\e");
        else if (*text == '-')
            cl_buffer_add_string(out, "\\-");
        else if (*text == '\n' && (text[1] == '.' || text[1] == '\''))
            cl_buffer_add_string(out, "\n\\&");
        else
            cl_buffer_add(out, text, 1);
    }
}

static void add_line(cl_buffer *out, const char *request, const char *text)
{
    cl_buffer_add_string(out, request);
    add_plain(out, text);
    cl_buffer_add_string(out, "\n");
}

static void add_section(cl_buffer *out, const char *title)
{
    cl_buffer_format(out, ".SH %s\n", title);
}

/* A term and what it means. */
static void add_term(cl_buffer *out, const char *term, const char *meaning)
{
    cl_buffer_add_string(out, ".TP\n");
    add_line(out, ".B ", term);
    add_line(out, "", meaning);
}

static void add_row(cl_buffer *out, const clachan_parameter *row)
{
    cl_buffer term = CL_BUFFER_INIT;

    cl_help_typed(&term, row);
    add_term(out, cl_buffer_text(&term), row->brief);
    cl_buffer_clear(&term);
}

static void add_rows(cl_buffer *out, const clachan_parameter *rows, bool positional)
{
    for (; rows->name != NULL; rows++)
        if (((rows->flags & CLACHAN_PARAMETER_POSITIONAL) != 0) == positional)
            add_row(out, rows);
}

static void add_command(cl_buffer *out, const clachan_verb *verb)
{
    cl_buffer usage = CL_BUFFER_INIT;

    add_line(out, ".SS ", verb->name);
    cl_help_usage(&usage, verb);
    cl_buffer_add_string(out, ".nf\n");
    add_plain(out, cl_buffer_text(&usage) + strlen("Usage: "));
    cl_buffer_add_string(out, ".fi\n");
    add_line(out, ".PP\n", verb->brief);
    if (verb->detail != NULL)
        add_line(out, "", verb->detail);
    add_rows(out, verb->parameters, true);
    add_rows(out, verb->parameters, false);
    add_line(out, ".PP\nExample:\n.PP\n.RS\n.EX\n", verb->example);
    cl_buffer_add_string(out, ".EE\n.RE\n");
    cl_buffer_clear(&usage);
}

static void add_environment(cl_buffer *out)
{
    static const struct {
        const char *name, *meaning;
    } rows[] = {
        {"CLACHAN_DB",
         "the database, where --db does not name one; else clachan.db in this folder"},
        {"CLACHAN_RULES", "folders of programmes, joined by colons, where --rules names none"},
        {"CLACHAN_PORTALS", "the file of the funding portals, where --portals names none"},
        {"CREDENTIALS_DIRECTORY", "where systemd puts the secrets of LoadCredential="}};

    add_section(out, "ENVIRONMENT");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add_term(out, rows[i].name, rows[i].meaning);
}

static void add_head(cl_buffer *out)
{
    cl_buffer_add_string(out, ".TH CLACHAN 1 \"\" \"clachan ");
    add_plain(out, clachan_version());
    cl_buffer_add_string(out, "\"\n");
    add_section(out, "NAME");
    add_line(out, "",
             "clachan - school partnerships, their grants and their awards, by programmes "
             "written in Lua");
    add_section(out, "SYNOPSIS");
    cl_buffer_add_string(out, ".B clachan\n.I COMMAND\n[\\fIARGUMENT\\fR...] "
                              "[\\fIOPTION\\fR...]\n.br\n.B clachan\n");
    add_section(out, "DESCRIPTION");
    add_line(out, "",
             "Schools form clusters, apply for grants, report, and earn awards. What an "
             "application must meet and what is paid is written in programmes, which are "
             "Lua; every decision names its rules, its clauses and its edition, and can be "
             "replayed.");
    add_line(out, ".PP\n",
             "Without a command, clachan opens the prompt: Lua over the open database. "
             "'clachan help COMMAND' explains one command.");
}

void cl_manual(cl_buffer *out)
{
    const clachan_verb *verb;

    add_head(out);
    add_section(out, "OPTIONS OF EVERY COMMAND");
    add_rows(out, cl_options_global, false);
    add_section(out, "COMMANDS");
    for (size_t i = 0; (verb = cl_catalogue_at(i)) != NULL; i++)
        add_command(out, verb);
    add_section(out, "EXIT STATUS");
    for (const cl_help_status *row = cl_help_statuses; row->status != NULL; row++)
        add_term(out, row->status, row->meaning);
    add_environment(out);
}
