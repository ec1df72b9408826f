/* SPDX-License-Identifier: MIT
 *
 * :help, :programme, :dossier, :set, :with, :decide and the others, as rows. What is none of them
 * is a command of the program (prompt_verb.h).
 */
#include "prompt_commands.h"

#include <string.h>

#include "alloc.h"
#include "decide_request.h"
#include "file.h"
#include "json_edit.h"
#include "prompt_save.h"
#include "prompt_verb.h"
#include "suggest.h"

typedef struct entry {
    cl_prompt *prompt;
    cl_console *console;
    cl_text *out;
    cl_view argument;
    cl_error *error;
} entry;

typedef struct command {
    const char *name, *takes, *brief;
    int (*run)(entry *e);
} command;

static int run_help(entry *at);

static char *argument_text(const entry *at)
{
    return cl_strndup(at->argument.at == NULL ? "" : at->argument.at, at->argument.length);
}

static int out_of_memory(entry *at)
{
    return cl_fail(at->error, CL_E_MEMORY, "out of memory");
}

static int run_quit(entry *at)
{
    at->prompt->done = true;
    return 0;
}

static int run_programme(entry *at)
{
    char *text = argument_text(at), *id = NULL, *edition = NULL;
    int rc;

    if (text == NULL)
        return out_of_memory(at);
    rc = cl_split_edition(&id, &edition, text, at->error);
    cl_free(text);
    if (rc != 0)
        return rc;
    cl_free(at->prompt->programme);
    cl_free(at->prompt->edition);
    at->prompt->programme = id;
    at->prompt->edition = edition;
    if (at->argument.length == 0) { /* without a name: what the dossier says */
        cl_free(at->prompt->programme);
        at->prompt->programme = NULL;
    }
    return 0;
}

/* Takes the memory of both. */
static void replace_dossier(cl_prompt *prompt, cl_text *text, char *name)
{
    cl_text_clear(&prompt->dossier);
    cl_free(prompt->dossier_name);
    prompt->dossier = *text;
    prompt->dossier_name = name;
}

static int run_dossier(entry *at)
{
    char *path = argument_text(at);
    cl_text text = CL_TEXT_INIT;
    int rc;

    if (path == NULL)
        return out_of_memory(at);
    rc = cl_file_read(&text, path, CL_DOSSIER_BYTES, at->error);
    if (rc != 0) {
        cl_text_clear(&text);
        cl_free(path);
        return rc;
    }
    replace_dossier(at->prompt, &text, path);
    cl_session_hold(at->prompt->session, NULL, (cl_view)CL_VIEW_INIT);
    return 0;
}

static int no_dossier(entry *at)
{
    return cl_fail(at->error, CL_E_STATE, "there is no dossier yet; read one with :dossier FILE");
}

/* From the first change on it has a name of its own: what it says is no file's any more. */
static int change_dossier(entry *at, cl_view path, cl_view value)
{
    static const char changed[] = " (changed)";
    cl_prompt *prompt = at->prompt;
    cl_text text = CL_TEXT_INIT, name = CL_TEXT_INIT;
    int rc;

    if (prompt->dossier.length == 0)
        return no_dossier(at);
    rc = cl_json_edit(&text, cl_text_view(&prompt->dossier), path, value, at->error);
    if (rc == 0) {
        cl_text_add_string(&name, prompt->dossier_name);
        if (!cl_view_ends(cl_text_view(&name), changed))
            cl_text_add_string(&name, changed);
        rc = cl_text_check(&name, at->error);
    }
    if (rc != 0) {
        cl_text_clear(&text);
        cl_text_clear(&name);
        return rc;
    }
    replace_dossier(prompt, &text, cl_text_take(&name));
    cl_session_hold(prompt->session, prompt->dossier_name, cl_text_view(&prompt->dossier));
    return 0;
}

static int run_set(entry *at)
{
    const char *space = memchr(at->argument.at, ' ', at->argument.length);
    cl_view path = {at->argument.at, space == NULL ? 0 : (size_t)(space - at->argument.at)};

    if (space == NULL)
        return cl_fail(at->error, CL_E_MISUSE,
                       ":set takes PATH VALUE, such as "
                       "cluster.schools[s2].role network");
    return change_dossier(
        at, path,
        cl_view_trim((cl_view){space, at->argument.length - (size_t)(space - at->argument.at)}));
}

static int run_unset(entry *at)
{
    return change_dossier(at, at->argument, (cl_view)CL_VIEW_INIT);
}

static void forget_assumptions(cl_prompt *prompt)
{
    cl_vec_reset(&prompt->assumptions);
    cl_names_clear(&prompt->texts);
    prompt->texts = (cl_vec)CL_VEC_INIT(char *);
}

/* A copy that the prompt owns; NULL when memory is out. */
static const char *keep_text(cl_prompt *prompt, const char *text, size_t length)
{
    char *copy = cl_strndup(text, length);

    if (copy == NULL || cl_vec_add(&prompt->texts, &copy) == 0)
        return copy;
    cl_free(copy);
    return NULL;
}

static int run_with(entry *at)
{
    const char *equals = memchr(at->argument.at, '=', at->argument.length);
    cl_assumption assumption;
    size_t name;

    if (at->argument.length == 0) {
        forget_assumptions(at->prompt);
        return 0;
    }
    if (equals == NULL || equals == at->argument.at)
        return cl_fail(at->error, CL_E_MISUSE, ":with takes PARAM=VALUE");
    name = (size_t)(equals - at->argument.at);
    assumption.name = keep_text(at->prompt, at->argument.at, name);
    assumption.value = keep_text(at->prompt, equals + 1, at->argument.length - name - 1);
    if (assumption.name != NULL && assumption.value != NULL &&
        cl_vec_add(&at->prompt->assumptions, &assumption) == 0)
        return 0;
    return out_of_memory(at);
}

static void print_refusal(entry *at, const cl_decider *decider)
{
    for (size_t i = 0; i < cl_findings_count(&decider->findings); i++) {
        cl_finding_print(at->out, cl_findings_at(&decider->findings, i));
        cl_text_add_char(at->out, '\n');
    }
}

typedef int show_decision(entry *at, const cl_json *dossier, const cl_decision *decision);

static int decide(entry *at, show_decision *show)
{
    cl_decide_request request = CL_DECIDE_REQUEST_INIT;
    cl_decision decision = {0};
    cl_decider decider;
    cl_json *json = NULL;
    int rc;

    if (at->prompt->dossier.length == 0)
        return no_dossier(at);
    request.programme = at->prompt->programme;
    request.edition = at->prompt->edition;
    request.options.assume = at->prompt->assumptions.items;
    request.options.assume_count = at->prompt->assumptions.count;
    cl_decider_init(&decider, at->prompt->session);
    rc = cl_json_parse(&json, cl_text_view(&at->prompt->dossier), at->prompt->dossier_name, 1,
                       at->error);
    if (rc == 0)
        rc = cl_decider_decide(&decider, &decision, json, &request, at->error);
    if (rc == 0) {
        rc = show(at, json, &decision);
        cl_decision_clear(&decision);
    } else {
        print_refusal(at, &decider);
    }
    cl_json_free(json);
    cl_decider_clear(&decider);
    return rc;
}

static int show_page(entry *at, const cl_json *dossier, const cl_decision *decision)
{
    (void)dossier;
    cl_decision_print_text(at->out, decision, 0);
    return cl_text_check(at->out, at->error);
}

static int run_decide(entry *at)
{
    return decide(at, show_page);
}

static int show_test(entry *at, const cl_json *dossier, const cl_decision *decision)
{
    cl_view name = cl_view_trim((cl_view){at->argument.at + 4, at->argument.length - 4});

    cl_prompt_save_test(at->out, name, cl_json_root(dossier), decision);
    return cl_text_check(at->out, at->error);
}

static int run_save(entry *at)
{
    if (!cl_view_starts(at->argument, "test ") ||
        memchr(at->argument.at, '"', at->argument.length) != NULL)
        return cl_fail(at->error, CL_E_MISUSE, ":save takes test NAME, the name without quotes");
    return decide(at, show_test);
}

static int run_mode(entry *at)
{
    static const struct {
        const char *name;
        cl_console_mode mode;
    } modes[] = {{"lua", CL_CONSOLE_LUA}, {"table", CL_CONSOLE_TABLE}, {"json", CL_CONSOLE_JSON}};

    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (cl_view_is(at->argument, modes[i].name)) {
            cl_console_set_mode(at->console, modes[i].mode);
            return 0;
        }
    return cl_fail(at->error, CL_E_MISUSE, ":mode takes lua, table or json");
}

static int run_load(entry *at)
{
    char *path = argument_text(at);
    int rc =
        path == NULL ? out_of_memory(at) : cl_console_run(at->console, path, NULL, 0, at->error);

    cl_free(path);
    return rc;
}

/* ---- :reload ---- */

static int show_row(void *context, cl_view json, cl_view text)
{
    cl_text *out = context;

    (void)json;
    cl_text_add(out, text.at, text.length);
    return 0;
}

static void show_refused(void *context, const cl_error *error)
{
    char text[CL_ERROR_TEXT + CL_ERROR_FILE + CL_ERROR_PATH + 32];

    cl_error_format(error, text, sizeof text);
    cl_text_format(context, "%s\n", text);
}

static int run_reload(entry *at)
{
    cl_sink sink = {.context = at->out, .row = show_row, .refused = show_refused};
    cl_error why = CL_ERROR_INIT;
    int rc = cl_session_reload(at->prompt->session, &sink, &why);

    if (rc != 0 && why.code == 0) /* every error stands in what is shown */
        return cl_fail(at->error, rc, "not all editions could be read again");
    if (rc != 0 && at->error != NULL)
        *at->error = why;
    if (rc == 0 && at->out->length == 0)
        cl_text_add_string(at->out, "no edition is loaded yet\n");
    return rc;
}

static const command commands[] = {
    {"help", "[NAME]", "help on a command, a function or a field; all of them without a name",
     run_help},
    {"programme", "ID[@EDITION]", "decide with this edition; without a name, as the dossier says",
     run_programme},
    {"dossier", "FILE", "read a dossier to decide", run_dossier},
    {"set", "PATH VALUE", "what-if: change a fact of the dossier; the file stays as it is",
     run_set},
    {"unset", "PATH", "what-if: a fact is not known, or an item is not there", run_unset},
    {"with", "PARAM=VALUE", "what-if: set a param; without one, forget all that were set",
     run_with},
    {"decide", "", "decide the dossier and show the page", run_decide},
    {"save", "test NAME", "print the dossier and what was decided as a test of the edition",
     run_save},
    {"reload", "",
     "read editions and machines again whose files changed; one with errors stays as it was",
     run_reload},
    {"mode", "lua|table|json", "how results are printed", run_mode},
    {"load", "FILE", "run a Lua file", run_load},
    {"quit", "", "leave (also Ctrl-D)", run_quit},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static int run_help(entry *at)
{
    cl_view name = at->argument;

    if (name.length > 0 && name.at[0] == ':')
        name = (cl_view){name.at + 1, name.length - 1};
    for (size_t i = 0; i < COMMANDS; i++)
        if (at->argument.length == 0 || cl_view_is(name, commands[i].name))
            cl_text_format(at->out, ":%s %s\n    %s\n", commands[i].name, commands[i].takes,
                           commands[i].brief);
    if (at->out->length > 0 && at->argument.length > 0)
        return 0;
    if (at->argument.length == 0)
        cl_text_add_string(at->out,
                           ":COMMAND …\n    any command of the program, as on its command line; "
                           "one that takes a dossier\n    or an edition takes what :dossier, :set, "
                           ":with and :programme named: :why visits\n");
    return cl_console_help(at->console, at->out, at->argument, at->error);
}

static int unknown_command(cl_view name, cl_view line, cl_error *e)
{
    const char *names[COMMANDS], *nearest;
    int length = (int)(name.length < 60 ? name.length : 60);

    for (size_t i = 0; i < COMMANDS; i++) {
        if (cl_view_is(name, commands[i].name))
            return cl_fail(e, CL_E_MISUSE, ":%s takes nothing", commands[i].name);
        names[i] = commands[i].name;
    }
    nearest = cl_suggest(name, names, COMMANDS);
    if (nearest == NULL)
        nearest = cl_prompt_verb_nearest(line);
    if (nearest != NULL)
        return cl_fail(e, CL_E_MISUSE, "there is no command ':%.*s'; did you mean ':%s'?", length,
                       name.at, nearest);
    return cl_fail(e, CL_E_MISUSE, "there is no command ':%.*s'; :help lists them", length,
                   name.at);
}

/* The place of the call in an entry that nobody typed says nothing. An empty list is no result. */
static int run_call(entry *at, cl_view call)
{
    size_t before = at->out->length;
    int rc = cl_console_eval(at->console, at->out, call, "prompt", NULL, at->error);

    if (rc == 0 && at->out->length > before && strcmp(at->out->at + before, "{}\n") == 0) {
        at->out->length = before;
        at->out->at[before] = '\0';
    }
    if (rc != 0 && at->error != NULL && strcmp(at->error->file, "prompt") == 0) {
        at->error->file[0] = '\0';
        at->error->line = 0;
    }
    return rc;
}

/* What is a command of the program runs as Lua. */
static int run_verb(entry *at, cl_view line, cl_view name)
{
    cl_prompt_given given = {at->prompt->dossier_name, NULL, &at->prompt->assumptions};
    cl_text programme = CL_TEXT_INIT, call = CL_TEXT_INIT;
    int rc;

    if (at->prompt->programme != NULL) {
        cl_text_format(&programme, "%s%s%s", at->prompt->programme,
                       at->prompt->edition != NULL ? "@" : "",
                       at->prompt->edition != NULL ? at->prompt->edition : "");
        given.programme = programme.at;
    }
    rc = cl_prompt_verb(&call, line, &given, at->error);
    if (rc == CL_E_NOT_FOUND)
        rc = unknown_command(name, line, at->error);
    else if (rc == 0)
        rc = run_call(at, cl_text_view(&call));
    cl_text_clear(&programme);
    cl_text_clear(&call);
    return rc;
}

int cl_prompt_command(cl_prompt *prompt, cl_console *console, cl_text *out, cl_view line,
                      cl_error *e)
{
    size_t length = 1;
    cl_view name;
    entry at = {prompt, console, out, CL_VIEW_INIT, e};

    while (length < line.length && line.at[length] != ' ')
        length++;
    name = (cl_view){line.at + 1, length - 1};
    at.argument = cl_view_trim((cl_view){line.at + length, line.length - length});
    for (size_t i = 0; i < COMMANDS; i++)
        if (cl_view_is(name, commands[i].name) &&
            (at.argument.length == 0 || *commands[i].takes != '\0'))
            return commands[i].run(&at);
    return run_verb(&at, (cl_view){line.at + 1, line.length - 1}, name);
}

int cl_prompt_complete(cl_prompt *prompt, cl_vec *names, size_t *from, cl_view line, cl_error *e)
{
    cl_view typed = {line.at + 1, line.length - 1};
    int rc;

    (void)prompt;
    rc = cl_prompt_verb_complete(names, from, typed, e);
    *from += 1; /* the colon */
    for (size_t i = 0; rc == 0 && i < COMMANDS; i++) {
        char *copy;

        if (strncmp(commands[i].name, typed.at, typed.length) != 0)
            continue;
        copy = cl_strdup(commands[i].name);
        if (copy == NULL || cl_vec_add(names, &copy) != 0) {
            cl_free(copy);
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
        }
    }
    return rc;
}

void cl_prompt_init(cl_prompt *prompt, cl_session *session)
{
    memset(prompt, 0, sizeof *prompt);
    prompt->session = session;
    prompt->assumptions = (cl_vec)CL_VEC_INIT(cl_assumption);
    prompt->texts = (cl_vec)CL_VEC_INIT(char *);
}

void cl_prompt_clear(cl_prompt *prompt)
{
    cl_session_hold(prompt->session, NULL, (cl_view)CL_VIEW_INIT);
    forget_assumptions(prompt);
    cl_vec_clear(&prompt->assumptions);
    cl_text_clear(&prompt->dossier);
    cl_free(prompt->dossier_name);
    cl_free(prompt->programme);
    cl_free(prompt->edition);
}
