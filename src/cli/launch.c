/* SPDX-License-Identifier: MIT
 *
 * One session, one command.
 */
#include "launch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalogue.h"
#include "interrupt.h"
#include "prompt.h"

/* What was typed, parted into what the session takes and what the verb takes. */
typedef struct parts {
    const char **rules;
    size_t rules_count;
    clachan_argument *arguments;
    size_t count;
} parts;

static bool has_row(const clachan_parameter *rows, const char *name)
{
    for (; rows->name != NULL; rows++)
        if (strcmp(rows->name, name) == 0)
            return true;
    return false;
}

static bool part(parts *out, const clachan_verb *verb, const cl_options *options)
{
    out->rules = calloc(options->count + 1, sizeof *out->rules);
    out->arguments = calloc(options->count + 1, sizeof *out->arguments);
    if (out->rules == NULL || out->arguments == NULL)
        return false;
    for (size_t i = 0; i < options->count; i++) {
        const clachan_argument *item = &options->items[i];

        if (has_row(verb->parameters, item->name))
            out->arguments[out->count++] = *item;
        else if (strcmp(item->name, "rules") == 0)
            out->rules[out->rules_count++] = item->value;
    }
    return true;
}

static void free_parts(parts *out)
{
    free(out->rules);
    free(out->arguments);
}

/* share/clachan beside the folder that the program lies in: an installed tree can be moved. Empty
 * when it is not there, and the library then looks where it was installed. */
static void find_share(cl_buffer *share)
{
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program);
    struct stat folder;

    for (int up = 0; up < 2; up++)
        while (length > 0 && program[--length] != '/')
            continue;
    if (length <= 0)
        return;
    cl_buffer_format(share, "%.*s/share/clachan", (int)length, program);
    if (stat(cl_buffer_text(share), &folder) != 0 || !S_ISDIR(folder.st_mode))
        cl_buffer_reset(share);
}

static int open_session(clachan_session **session, const parts *given, const cl_options *options,
                        clachan_error *error)
{
    clachan_session_options wishes = CLACHAN_SESSION_OPTIONS_INIT;
    cl_buffer share = CL_BUFFER_INIT;
    int code;

    find_share(&share);
    wishes.database = cl_options_get(options, "db");
    wishes.rules = given->rules;
    wishes.rules_count = given->rules_count;
    wishes.share = share.length > 0 ? cl_buffer_text(&share) : NULL;
    wishes.portals = cl_options_get(options, "portals");
    wishes.today = cl_options_get(options, "today");
    wishes.actor = cl_options_get(options, "as");
    wishes.as_of = cl_options_get(options, "as-of");
    wishes.known_at = cl_options_get(options, "known-at");
    wishes.dry_run = cl_options_get(options, "dry-run") != NULL;
    code = clachan_session_open(session, &wishes, error);
    cl_buffer_clear(&share);
    return code;
}

/* What was refused item by item has been printed already; what could not run at all is in `error`.
 */
static void run_verb(clachan_session *session, const clachan_verb *verb, const parts *given,
                     cl_output *output, clachan_error *error)
{
    clachan_sink sink = cl_output_sink(output);
    int code;

    output->keep_going = (verb->needs & CLACHAN_VERB_WRITES) != 0;
    code = clachan_run(session, verb->name, given->arguments, given->count, &sink, error);
    if (code == 0 || output->closed || output->broken)
        return;
    if (clachan_error_code(error) != 0)
        cl_output_error(output, code, clachan_error_text(error));
    else
        cl_output_worsen(output, clachan_exit_status(code));
}

static void run(clachan_session *session, const clachan_verb *verb, const cl_options *options,
                const parts *given, cl_output *output, clachan_error *error)
{
    cl_interrupt_watch(session, CL_ONCE);
    switch (cl_catalogue_own(verb)) {
    case CL_OWN_NONE:
        run_verb(session, verb, given, output, error);
        break;
    case CL_OWN_EVAL:
        cl_prompt_eval(session, options, output, error);
        break;
    case CL_OWN_RUN:
        cl_prompt_script(session, options, output, error);
        break;
    case CL_OWN_COMPLETE:
    case CL_OWN_PROMPT:
    case CL_OWN_HELP:
        cl_prompt_open(session, options, output, error);
        break;
    }
    cl_interrupt_forget();
}

void cl_launch(const clachan_verb *verb, const cl_options *options, cl_output *output)
{
    clachan_session *session = NULL;
    clachan_error *error = clachan_error_new();
    parts given = {0};
    int code;

    if (error == NULL || !part(&given, verb, options)) {
        cl_output_error(output, CLACHAN_E_MEMORY, "out of memory");
    } else {
        code = open_session(&session, &given, options, error);
        if (code == 0)
            run(session, verb, options, &given, output, error);
        else
            cl_output_error(output, code == CLACHAN_E_INVALID ? CLACHAN_E_MISUSE : code,
                            clachan_error_text(error)); /* an option's value: wrong usage */
    }
    clachan_session_close(session);
    clachan_error_free(error);
    free_parts(&given);
}
