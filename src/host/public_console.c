/* SPDX-License-Identifier: MIT
 *
 * The public header's third way in: Lua over a session. Hands the verbs to the console as its API.
 */
#include <string.h>

#include "alloc.h"
#include "clachan.h"
#include "console.h"
#include "file.h"
#include "prompt_commands.h"
#include "public_error.h"
#include "session.h"

struct clachan_console {
    cl_console *console;
    cl_session *session;
    cl_prompt prompt;
    clachan_console_options options;
    cl_api api;
    cl_api_verb *verbs;
    cl_api_parameter *parameters;
    cl_text result;
    bool shows;   /* what comes of an entry is shown: rows need their texts */
    cl_vec names; /* char *, of the last completion */
    const char **completions;
};

/* ---- the verbs as an API ---- */

static size_t count_parameters(const cl_parameter *parameters)
{
    size_t count = 0;

    while (parameters != NULL && parameters[count].name != NULL)
        count++;
    return count;
}

static void copy_parameters(cl_api_parameter *to, const cl_parameter *from, size_t count)
{
    static const cl_api_kind kinds[] = {
        [CL_TAKES_TEXT] = CL_API_TEXT,     [CL_TAKES_SWITCH] = CL_API_SWITCH,
        [CL_TAKES_NUMBER] = CL_API_NUMBER, [CL_TAKES_DATE] = CL_API_DATE,
        [CL_TAKES_FILE] = CL_API_FILE,     [CL_TAKES_ID] = CL_API_ID,
    };

    for (size_t i = 0; i < count; i++)
        to[i] = (cl_api_parameter){from[i].name,
                                   kinds[from[i].kind],
                                   (from[i].flags & CL_PARAMETER_REQUIRED) != 0,
                                   (from[i].flags & CL_PARAMETER_POSITIONAL) != 0,
                                   (from[i].flags & CL_PARAMETER_REPEATED) != 0,
                                   from[i].brief};
}

static int make_api(clachan_console *console, cl_error *e)
{
    const cl_verb *verbs[CL_VERBS_LIMIT];
    size_t count = cl_verbs_list(verbs), total = 0, used = 0;

    for (size_t i = 0; i < count; i++)
        total += count_parameters(verbs[i]->parameters);
    console->verbs = cl_calloc(count + 1, sizeof *console->verbs);
    console->parameters = cl_calloc(total + 1, sizeof *console->parameters);
    if (console->verbs == NULL || console->parameters == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++) {
        size_t own = count_parameters(verbs[i]->parameters);

        copy_parameters(&console->parameters[used], verbs[i]->parameters, own);
        console->verbs[i] =
            (cl_api_verb){verbs[i]->name,   &console->parameters[used], own, verbs[i]->brief,
                          verbs[i]->detail, verbs[i]->example,          NULL};
        used += own;
    }
    console->api.verbs = console->verbs;
    console->api.verb_count = count;
    return 0;
}

/* The sinks of host and script have the same functions but for progress, which a script does not
 * see. */
static int run_verb(void *context, const char *verb, const cl_api_argument *arguments, size_t count,
                    const cl_api_sink *sink, cl_error *e)
{
    clachan_console *console = context;
    cl_sink ours = {sink->context, sink->row, sink->refused, sink->note, NULL, !console->shows};
    cl_argument *copies = cl_calloc(count + 1, sizeof *copies);
    int rc;

    if (copies == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++)
        copies[i] = (cl_argument){arguments[i].name, arguments[i].value};
    rc = cl_session_run(console->session, verb, &(cl_arguments){copies, count}, &ours, e);
    cl_free(copies);
    return rc;
}

static void write_out(void *context, cl_view bytes)
{
    const clachan_console *console = context;

    if (console->options.write != NULL)
        console->options.write(console->options.context, bytes.at, bytes.length);
}

/* ---- opening ---- */

static int open_console(clachan_console *console, cl_error *e)
{
    const char *modules = cl_session_scripts(console->session);
    cl_console_options options = {.api = &console->api,
                                  .memory = console->options.memory,
                                  .read_folder = console->options.read_folder,
                                  .write_folder = console->options.write_folder,
                                  .modules = &modules,
                                  .module_count = 1,
                                  .context = console,
                                  .write = write_out};
    int rc = make_api(console, e);

    console->api.context = console;
    console->api.run = run_verb;
    if (rc == 0)
        rc = cl_console_open(&console->console, &options, e);
    if (rc == 0)
        rc = cl_session_watch(console->session, console->console, e);
    return rc;
}

int clachan_console_open(clachan_console **out, clachan_session *session,
                         const clachan_console_options *options, clachan_error *error)
{
    static const clachan_console_options standard = CLACHAN_CONSOLE_OPTIONS_INIT;
    const clachan_console_options *o = options == NULL ? &standard : options;
    cl_error own, *e = cl_error_of(error, &own);
    clachan_console *console;
    int rc;

    if (out == NULL || session == NULL || o->size < sizeof *o)
        return cl_fail(e, CL_E_MISUSE, "options: start from CLACHAN_CONSOLE_OPTIONS_INIT");
    *out = NULL;
    console = cl_calloc(1, sizeof *console);
    if (console == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    console->session = (cl_session *)session;
    console->options = *o;
    console->names = (cl_vec)CL_VEC_INIT(char *);
    cl_prompt_init(&console->prompt, console->session);
    rc = open_console(console, e);
    if (rc != 0)
        clachan_console_close(console);
    else
        *out = console;
    return rc;
}

void clachan_console_close(clachan_console *console)
{
    if (console == NULL)
        return;
    cl_session_watch(console->session, NULL, NULL);
    cl_console_close(console->console);
    cl_prompt_clear(&console->prompt);
    cl_text_clear(&console->result);
    cl_names_clear(&console->names);
    cl_free(console->completions);
    cl_free(console->verbs);
    cl_free(console->parameters);
    cl_free(console);
}

/* ---- using it ---- */

int clachan_console_eval(clachan_console *console, const char *text, size_t length,
                         const char **result, int *incomplete, clachan_error *error)
{
    cl_error own, *e = cl_error_of(error, &own);
    cl_view entry = cl_view_trim((cl_view){text, length});
    bool goes_on = false;
    int rc;

    cl_text_reset(&console->result);
    console->shows = true;
    if (entry.length > 0 && entry.at[0] == ':')
        rc = cl_prompt_command(&console->prompt, console->console, &console->result, entry, e);
    else
        rc = cl_console_eval(console->console, &console->result, (cl_view){text, length}, "prompt",
                             &goes_on, e);
    console->shows = false;
    if (incomplete != NULL)
        *incomplete = goes_on;
    if (result != NULL)
        *result = console->result.at == NULL ? "" : console->result.at;
    return rc;
}

int clachan_console_run(clachan_console *console, const char *path, const char *const *arguments,
                        size_t count, clachan_error *error)
{
    cl_error own;

    return cl_console_run(console->console, path, arguments, count, cl_error_of(error, &own));
}

int clachan_console_complete(clachan_console *console, const char *line, size_t length,
                             const char *const **names, size_t *from, clachan_error *error)
{
    cl_error own, *e = cl_error_of(error, &own);
    cl_view view = {line, length};
    size_t count;
    int rc;

    cl_names_clear(&console->names);
    console->names = (cl_vec)CL_VEC_INIT(char *);
    rc = length > 0 && line[0] == ':'
             ? cl_prompt_complete(&console->prompt, &console->names, from, view, e)
             : cl_console_complete(console->console, &console->names, from, view, e);
    if (rc != 0)
        return rc;
    count = console->names.count;
    cl_free(console->completions);
    console->completions = cl_calloc(count + 1, sizeof *console->completions);
    if (console->completions == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++)
        console->completions[i] = *(const char **)cl_vec_at(&console->names, i);
    *names = console->completions;
    return 0;
}

int clachan_console_done(const clachan_console *console)
{
    return console->prompt.done;
}

const char *clachan_console_trace(const clachan_console *console)
{
    cl_view trace = cl_console_trace(console->console);

    return trace.at == NULL ? "" : trace.at;
}
