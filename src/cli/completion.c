/* SPDX-License-Identifier: MIT
 *
 * The words before the last are read as main() reads them: options that every command takes, words
 * of a command, then its own arguments.
 */
#include "completion.h"

#include <string.h>

#include "catalogue.h"
#include "options.h"

typedef struct typed {
    int count; /* of the words before the last */
    char **words;
    const char *last;
} typed;

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void add(cl_buffer *out, const char *prefix, const char *word, size_t length,
                const char *brief)
{
    cl_buffer_format(out, "%s%.*s\t%s\n", prefix, (int)length, word, brief);
}

static bool is_positional(const clachan_parameter *row)
{
    return (row->flags & CLACHAN_PARAMETER_POSITIONAL) != 0;
}

static const clachan_parameter *option_in(const clachan_parameter *rows, const char *name,
                                          size_t length)
{
    for (; rows->name != NULL; rows++)
        if (!is_positional(rows) && strlen(rows->name) == length &&
            strncmp(rows->name, name, length) == 0)
            return rows;
    return NULL;
}

/* The row of "--name" or "--name=value"; NULL for what is no option. */
static const clachan_parameter *option_of(const clachan_parameter *own, const char *word)
{
    const clachan_parameter *row = NULL;

    if (!begins(word, "--") || word[2] == '\0')
        return NULL;
    if (own != NULL)
        row = option_in(own, word + 2, strcspn(word + 2, "="));
    return row != NULL ? row : option_in(cl_options_global, word + 2, strcspn(word + 2, "="));
}

static bool takes_next(const clachan_parameter *row, const char *word)
{
    return row != NULL && row->kind != CLACHAN_TAKES_SWITCH && strchr(word, '=') == NULL;
}

/* Index of the first word that is no leading option; `count` when there is none. */
static int skip_options(const typed *line)
{
    int at = 0;

    while (at < line->count && line->words[at][0] == '-')
        at += takes_next(option_of(NULL, line->words[at]), line->words[at]) ? 2 : 1;
    return at;
}

/* How many of the words from `first` the name of a command begins with; the rest of the name. */
static int match(const typed *line, int first, const char *name, const char **rest)
{
    int words = 0;

    while (*name != '\0' && first + words < line->count) {
        size_t length = strcspn(name, " ");
        const char *word = line->words[first + words];

        if (strlen(word) != length || strncmp(word, name, length) != 0)
            break;
        words++;
        name += length + strspn(name + length, " ");
    }
    *rest = name;
    return words;
}

/* The command with the most words that all were typed. @return how many words it has, or 0 */
static int find_verb(const typed *line, int first, const clachan_verb **verb)
{
    const clachan_verb *row;
    const char *rest;
    int most = 0;

    *verb = NULL;
    for (size_t i = 0; (row = cl_catalogue_at(i)) != NULL; i++) {
        int words = match(line, first, row->name, &rest);

        if (*rest == '\0' && words > most) {
            most = words;
            *verb = row;
        }
    }
    return most;
}

/* Next words of commands that begin with what was typed; each once, since names are sorted. */
static void add_commands(cl_buffer *out, const typed *line, int first)
{
    const clachan_verb *row;
    const char *rest, *before = "";
    size_t before_length = 0;

    for (size_t i = 0; (row = cl_catalogue_at(i)) != NULL; i++) {
        size_t length;

        if (match(line, first, row->name, &rest) != line->count - first)
            continue;
        length = strcspn(rest, " ");
        if (length == 0 || !begins(rest, line->last))
            continue;
        if (length == before_length && strncmp(rest, before, length) == 0)
            continue;
        add(out, "", rest, length, rest[length] == '\0' ? row->brief : "…");
        before = rest;
        before_length = length;
    }
}

static bool was_given(const typed *line, const clachan_parameter *row)
{
    for (int i = 0; i < line->count; i++)
        if (begins(line->words[i], "--") &&
            strncmp(line->words[i] + 2, row->name, strlen(row->name)) == 0 &&
            strchr("=", line->words[i][2 + strlen(row->name)]) != NULL)
            return true;
    return false;
}

static void add_options(cl_buffer *out, const typed *line, const clachan_parameter *rows)
{
    for (; rows->name != NULL; rows++) {
        bool again = (rows->flags & CLACHAN_PARAMETER_REPEATED) != 0;

        if (is_positional(rows) || (!again && was_given(line, rows)) ||
            !begins(rows->name, line->last + 2))
            continue;
        add(out, "--", rows->name, strlen(rows->name), rows->brief);
    }
}

static void add_value(cl_buffer *out, const clachan_parameter *row)
{
    if (row != NULL && row->kind == CLACHAN_TAKES_FILE)
        cl_buffer_add_string(out, CL_COMPLETION_FILES "\n");
}

/* The positional parameter that comes after `given` others; one that is repeated takes the rest. */
static const clachan_parameter *positional(const clachan_parameter *rows, int given)
{
    for (; rows->name != NULL; rows++)
        if (is_positional(rows) &&
            (given-- == 0 || (rows->flags & CLACHAN_PARAMETER_REPEATED) != 0))
            return rows;
    return NULL;
}

static void add_arguments(cl_buffer *out, const typed *line, int next, const clachan_verb *verb)
{
    const clachan_parameter *waiting = NULL;
    int given = 0;

    for (int i = next; i < line->count; i++) {
        const clachan_parameter *row = option_of(verb->parameters, line->words[i]);

        if (waiting != NULL)
            waiting = NULL;
        else if (takes_next(row, line->words[i]))
            waiting = row;
        else
            given += row == NULL;
    }
    if (waiting != NULL)
        add_value(out, waiting);
    else if (begins(line->last, "--")) {
        add_options(out, line, verb->parameters);
        add_options(out, line, cl_options_global);
    } else
        add_value(out, positional(verb->parameters, given));
}

void cl_completion(cl_buffer *out, int count, char **words)
{
    typed line = {count > 0 ? count - 1 : 0, words, count > 0 ? words[count - 1] : ""};
    int first = skip_options(&line), known;
    const clachan_verb *verb;

    if (first > line.count) { /* the last word is the value of a leading option */
        add_value(out, option_of(NULL, line.words[line.count - 1]));
        return;
    }
    known = find_verb(&line, first, &verb);
    if (verb != NULL && cl_catalogue_own(verb) == CL_OWN_HELP)
        first += known;
    if (first == line.count && begins(line.last, "--"))
        add_options(out, &line, cl_options_global);
    else if (verb == NULL || cl_catalogue_own(verb) == CL_OWN_HELP || known == line.count - first)
        add_commands(out, &line, first);
    if (verb != NULL && cl_catalogue_own(verb) != CL_OWN_HELP)
        add_arguments(out, &line, first + known, verb);
}
