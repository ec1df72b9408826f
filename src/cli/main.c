/* SPDX-License-Identifier: MIT
 *
 * The program: one command line, one command, one exit status. What it can do are rows of
 * clachan.h.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "catalogue.h"
#include "command.h"
#include "completion.h"
#include "help.h"
#include "launch.h"
#include "manual.h"
#include "options.h"
#include "output.h"

/** A command line that has been read. */
typedef struct line {
    int argc;
    char **argv;
    int first;                /**< index of the first word of the command */
    const clachan_verb *verb; /**< NULL until it is known */
    cl_options options;
    cl_output output;
} line;

static int wrong_usage(line *here, const char *fault)
{
    cl_buffer text = CL_BUFFER_INIT;

    cl_buffer_format(&text, "clachan: %s\n", fault);
    if (here->verb != NULL)
        cl_help_usage(&text, here->verb);
    cl_buffer_format(&text, "More: clachan help%s%s", here->verb != NULL ? " " : "",
                     here->verb != NULL ? here->verb->name : "");
    cl_output_note(&here->output, cl_buffer_text(&text));
    cl_buffer_clear(&text);
    return CL_EXIT_USAGE;
}

static int print(line *here, cl_buffer *text)
{
    cl_output_text(&here->output, cl_buffer_text(text), text->length);
    cl_buffer_clear(text);
    return CL_EXIT_DONE;
}

static int print_version(line *here)
{
    cl_buffer text = CL_BUFFER_INIT;

    cl_buffer_format(&text, "clachan %s\n%s\n", clachan_version(), clachan_libraries());
    return print(here, &text);
}

/* Help about the words from `first`; the overview when there are none. */
static int print_help(line *here, int first)
{
    cl_buffer page = CL_BUFFER_INIT, fault = CL_BUFFER_INIT;
    const clachan_verb *verb = NULL;
    int status = CL_EXIT_DONE;

    if (first >= here->argc || here->argv[first][0] == '-')
        cl_help_overview(&page);
    else
        verb = cl_command_for_help(first, here->argc, here->argv, &page, &fault);
    if (verb != NULL)
        cl_help_verb(&page, verb);
    if (fault.length > 0)
        status = wrong_usage(here, cl_buffer_text(&fault));
    (void)print(here, &page);
    cl_buffer_clear(&fault);
    return status;
}

static int print_manual(line *here)
{
    cl_buffer page = CL_BUFFER_INIT;

    cl_manual(&page);
    return print(here, &page);
}

static int print_completion(line *here, int first)
{
    cl_buffer words = CL_BUFFER_INIT;

    first += first < here->argc && strcmp(here->argv[first], "--") == 0;
    cl_completion(&words, here->argc - first, here->argv + first);
    return print(here, &words);
}

static bool is_set(const line *here, const char *name)
{
    return cl_options_get(&here->options, name) != NULL;
}

/* A rehearsal of a command that changes nothing is a misunderstanding that should be seen. */
static bool rehearses_nothing(const line *here)
{
    bool own = cl_catalogue_own(here->verb) != CL_OWN_NONE;

    return is_set(here, "dry-run") && !own && (here->verb->needs & CLACHAN_VERB_WRITES) == 0;
}

/* A record's --version, as `application edit` has it, is the command's own. */
static bool takes(const clachan_verb *verb, const char *name)
{
    for (const clachan_parameter *row = verb->parameters; row != NULL && row->name != NULL; row++)
        if (strcmp(row->name, name) == 0)
            return true;
    return false;
}

static int run_command(line *here, int next)
{
    bool right =
        cl_options_read(&here->options, here->verb->parameters, next, here->argc, here->argv);

    if (is_set(here, "help"))
        return print_help(here, here->first);
    if (!right)
        return wrong_usage(here, cl_buffer_text(&here->options.fault));
    if (is_set(here, "version") && !takes(here->verb, "version"))
        return print_version(here);
    if (cl_catalogue_own(here->verb) == CL_OWN_HELP)
        return is_set(here, "man") ? print_manual(here) : print_help(here, next);
    if (cl_catalogue_own(here->verb) == CL_OWN_COMPLETE)
        return print_completion(here, next);
    if (!cl_options_complete(&here->options, here->verb->parameters))
        return wrong_usage(here, cl_buffer_text(&here->options.fault));
    if (rehearses_nothing(here))
        return wrong_usage(here, "--dry-run: this command changes nothing anyway");
    here->output.json = is_set(here, "json");
    cl_output_progress(&here->output, here->verb->name, !is_set(here, "no-progress"));
    cl_launch(here->verb, &here->options, &here->output);
    return CL_EXIT_DONE;
}

static int find_and_run(line *here)
{
    cl_buffer fault = CL_BUFFER_INIT;
    int next = here->first, status;

    here->verb = cl_command_find(here->first, here->argc, here->argv, &next, &fault);
    status =
        here->verb == NULL ? wrong_usage(here, cl_buffer_text(&fault)) : run_command(here, next);
    cl_buffer_clear(&fault);
    return status;
}

static int obey(line *here)
{
    here->first = cl_options_read_global(&here->options, here->argc, here->argv);
    if (here->first < 0)
        return wrong_usage(here, cl_buffer_text(&here->options.fault));
    if (is_set(here, "help"))
        return print_help(here, here->first);
    if (is_set(here, "version"))
        return print_version(here);
    if (here->first < here->argc)
        return find_and_run(here);
    here->verb = cl_catalogue_prompt();
    return run_command(here, here->argc);
}

int main(int argc, char **argv)
{
    line here = {.argc = argc, .argv = argv, .options = CL_OPTIONS_INIT};
    int status;

    (void)signal(SIGPIPE, SIG_IGN); /* a reader that goes away is met where we write */
    cl_output_begin(&here.output, stdout, stderr);
    status = obey(&here);
    cl_options_clear(&here.options);
    cl_output_worsen(&here.output, status);
    return cl_output_end(&here.output);
}
