/* SPDX-License-Identifier: MIT
 *
 * One argument at a time: an option with its value, or the next positional one. What is wrong is
 * said in the words of the table, with the option that was probably meant.
 */
#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "nearest.h"

const clachan_parameter cl_options_global[] = {
    {"db", CLACHAN_TAKES_FILE, 0, "FILE", "the database; else $CLACHAN_DB, else clachan.db here"},
    {"rules", CLACHAN_TAKES_FILE, CLACHAN_PARAMETER_REPEATED, "DIR",
     "a folder of programmes; else $CLACHAN_RULES, else the installed ones"},
    {"portals", CLACHAN_TAKES_FILE, 0, "FILE",
     "the funding portals; else $CLACHAN_PORTALS, else portals.lua beside the database"},
    {"today", CLACHAN_TAKES_DATE, 0, "DATE", "the day, for rehearsals"},
    {"as", CLACHAN_TAKES_TEXT, 0, "NAME", "who acts; else your name on this computer"},
    {"as-of", CLACHAN_TAKES_DATE, 0, "DATE", "what was true on this day, by what is known now"},
    {"known-at", CLACHAN_TAKES_TEXT, 0, "EVENT|TIME",
     "what was known after this event, day or time (UTC)"},
    {"json", CLACHAN_TAKES_SWITCH, 0, NULL, "results as JSON, one object a line"},
    {"dry-run", CLACHAN_TAKES_SWITCH, 0, NULL, "show what a change would do, and change nothing"},
    {"no-progress", CLACHAN_TAKES_SWITCH, 0, NULL, "no progress line on a terminal"},
    {"help", CLACHAN_TAKES_SWITCH, 0, NULL, "explain the command, with an example"},
    {"version", CLACHAN_TAKES_SWITCH, 0, NULL, "print the versions of clachan and what it uses"},
    {NULL, CLACHAN_TAKES_TEXT, 0, NULL, NULL}};

static const clachan_parameter none[] = {{NULL, CLACHAN_TAKES_TEXT, 0, NULL, NULL}};

static bool is_option_of(const clachan_parameter *row, const char *name, size_t length)
{
    return (row->flags & CLACHAN_PARAMETER_POSITIONAL) == 0 && strlen(row->name) == length &&
           strncmp(row->name, name, length) == 0;
}

static const clachan_parameter *find_in(const clachan_parameter *rows, const char *name,
                                        size_t length)
{
    for (; rows->name != NULL; rows++)
        if (is_option_of(rows, name, length))
            return rows;
    return NULL;
}

/* A verb's own option comes before a general one of that name. */
static const clachan_parameter *find(const clachan_parameter *own, const char *name, size_t length)
{
    const clachan_parameter *row = find_in(own, name, length);

    return row != NULL ? row : find_in(cl_options_global, name, length);
}

static void begin_fault(cl_options *options)
{
    cl_buffer_reset(&options->fault);
    if (options->command[0] != '\0')
        cl_buffer_format(&options->fault, "%s: ", options->command);
}

/* Always 0: what a fault takes. */
static int unknown_option(cl_options *options, const clachan_parameter *own, const char *typed,
                          size_t length)
{
    char name[80];
    cl_nearest nearest = CL_NEAREST_INIT(name);

    begin_fault(options);
    cl_buffer_format(&options->fault, "there is no option %.*s", (int)length, typed);
    typed += strspn(typed, "-");
    if (strlen(typed) < sizeof name) {
        memcpy(name, typed, strlen(typed) + 1);
        name[strcspn(name, "=")] = '\0';
        for (const clachan_parameter *row = own; row->name != NULL; row++)
            if ((row->flags & CLACHAN_PARAMETER_POSITIONAL) == 0)
                cl_nearest_try(&nearest, row->name);
        for (const clachan_parameter *row = cl_options_global; row->name != NULL; row++)
            cl_nearest_try(&nearest, row->name);
    }
    if (nearest.best != NULL)
        cl_buffer_format(&options->fault, "; did you mean --%s?", nearest.best);
    return 0;
}

static bool add(cl_options *options, const char *name, const char *value)
{
    if (options->count == options->capacity) {
        size_t capacity = options->capacity == 0 ? 16 : options->capacity * 2;
        clachan_argument *grown = realloc(options->items, capacity * sizeof *grown);

        if (grown == NULL) {
            begin_fault(options);
            cl_buffer_add_string(&options->fault, "out of memory");
            return false;
        }
        options->items = grown;
        options->capacity = capacity;
    }
    options->items[options->count].name = name;
    options->items[options->count].value = value;
    options->count++;
    return true;
}

static bool add_option(cl_options *options, const clachan_parameter *row, const char *value)
{
    bool again =
        row->kind == CLACHAN_TAKES_SWITCH || (row->flags & CLACHAN_PARAMETER_REPEATED) != 0;

    if (again || cl_options_get(options, row->name) == NULL)
        return add(options, row->name, value);
    begin_fault(options);
    cl_buffer_format(&options->fault, "--%s is given twice", row->name);
    return false;
}

/* An argument that begins with a dash. @return how many arguments it took, or 0 for a fault */
static int read_option(cl_options *options, const clachan_parameter *own, int left, char **argv)
{
    const char *name = argv[0] + 2, *typed = argv[0];
    size_t length = strcspn(typed, "=");
    const char *value = typed[length] == '=' ? typed + length + 1 : NULL;
    const clachan_parameter *row = NULL;

    if (strcmp(typed, "-h") == 0)
        row = find(own, "help", 4);
    else if (typed[1] == '-')
        row = find(own, name, length - 2);
    if (row == NULL)
        return unknown_option(options, own, typed, length);
    if (row->kind == CLACHAN_TAKES_SWITCH) {
        if (value == NULL)
            return add_option(options, row, "true") ? 1 : 0;
        begin_fault(options);
        cl_buffer_format(&options->fault, "--%s takes no value", row->name);
        return 0;
    }
    if (value != NULL)
        return add_option(options, row, value) ? 1 : 0;
    if (left > 1)
        return add_option(options, row, argv[1]) ? 2 : 0;
    begin_fault(options);
    cl_buffer_format(&options->fault, "--%s needs a value: --%s %s", row->name, row->name,
                     row->value);
    return 0;
}

/* The row that the next positional argument belongs to: a repeated one takes all that is left. */
static const clachan_parameter *next_positional(const cl_options *options,
                                                const clachan_parameter *rows)
{
    for (; rows->name != NULL; rows++) {
        bool positional = (rows->flags & CLACHAN_PARAMETER_POSITIONAL) != 0;
        bool repeated = (rows->flags & CLACHAN_PARAMETER_REPEATED) != 0;

        if (positional && (repeated || cl_options_get(options, rows->name) == NULL))
            return rows;
    }
    return NULL;
}

static bool read_positional(cl_options *options, const clachan_parameter *rows, const char *value)
{
    const clachan_parameter *row = next_positional(options, rows);

    if (row != NULL)
        return add(options, row->name, value);
    begin_fault(options);
    cl_buffer_format(&options->fault, "'%s' is one argument too many", value);
    return false;
}

/* Once what comes next belongs to a script, its options are not ours. */
static bool rest_is_verbatim(const cl_options *options, const clachan_parameter *rows)
{
    const clachan_parameter *row = next_positional(options, rows);

    return row != NULL && (row->flags & CL_CATALOGUE_VERBATIM) != 0;
}

/* "-" is standard input, and -5 is a number: both are values. */
static bool looks_like_option(const char *argument)
{
    return argument[0] == '-' && argument[1] != '\0' && strchr("0123456789", argument[1]) == NULL;
}

int cl_options_read_global(cl_options *options, int argc, char **argv)
{
    int i = 1;

    while (i < argc && looks_like_option(argv[i]) && strcmp(argv[i], "--") != 0) {
        int taken = read_option(options, none, argc - i, argv + i);

        if (taken == 0)
            return -1;
        i += taken;
    }
    return i;
}

bool cl_options_read(cl_options *options, const clachan_parameter *parameters, int first, int argc,
                     char **argv)
{
    bool only_values = false;

    for (int i = first; i < argc;) {
        int taken = 1;

        if (!only_values && strcmp(argv[i], "--") == 0)
            only_values = true;
        else if (!only_values && looks_like_option(argv[i]))
            taken = read_option(options, parameters, argc - i, argv + i);
        else if (!read_positional(options, parameters, argv[i]))
            return false;
        if (taken == 0)
            return false;
        i += taken;
        only_values = only_values || rest_is_verbatim(options, parameters);
    }
    return true;
}

bool cl_options_complete(cl_options *options, const clachan_parameter *parameters)
{
    for (const clachan_parameter *row = parameters; row->name != NULL; row++) {
        bool positional = (row->flags & CLACHAN_PARAMETER_POSITIONAL) != 0;

        if ((row->flags & CLACHAN_PARAMETER_REQUIRED) == 0 ||
            cl_options_get(options, row->name) != NULL)
            continue;
        begin_fault(options);
        if (positional)
            cl_buffer_format(&options->fault, "%s is missing: %s", row->value, row->brief);
        else
            cl_buffer_format(&options->fault, "--%s %s is missing: %s", row->name, row->value,
                             row->brief);
        return false;
    }
    return true;
}

const char *cl_options_get(const cl_options *options, const char *name)
{
    for (size_t i = options->count; i > 0; i--)
        if (strcmp(options->items[i - 1].name, name) == 0)
            return options->items[i - 1].value;
    return NULL;
}

void cl_options_clear(cl_options *options)
{
    free(options->items);
    cl_buffer_clear(&options->fault);
    *options = (cl_options)CL_OPTIONS_INIT;
}
