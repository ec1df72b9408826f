/* SPDX-License-Identifier: MIT
 *
 * The public header over the session: errors, sessions, verbs. Its enums are asserted to be ours.
 */
#include "clachan.h"

#include <pthread.h>
#include <string.h>

#include "alloc.h"
#include "library_versions.h"
#include "public_error.h"
#include "session.h"

#define SAME(ours, theirs) _Static_assert((int)(ours) == (int)(theirs), "clachan.h differs: " #ours)
SAME(CL_OK, CLACHAN_OK);
SAME(CL_E_MEMORY, CLACHAN_E_MEMORY);
SAME(CL_E_INVALID, CLACHAN_E_INVALID);
SAME(CL_E_NOT_FOUND, CLACHAN_E_NOT_FOUND);
SAME(CL_E_RANGE, CLACHAN_E_RANGE);
SAME(CL_E_IO, CLACHAN_E_IO);
SAME(CL_E_SCRIPT, CLACHAN_E_SCRIPT);
SAME(CL_E_LIMIT, CLACHAN_E_LIMIT);
SAME(CL_E_STORE, CLACHAN_E_STORE);
SAME(CL_E_NET, CLACHAN_E_NET);
SAME(CL_E_STATE, CLACHAN_E_STATE);
SAME(CL_E_MISUSE, CLACHAN_E_MISUSE);
SAME(CL_E_INTERRUPTED, CLACHAN_E_INTERRUPTED);
SAME(CL_E_INTERNAL, CLACHAN_E_INTERNAL);
SAME(CL_E_UNKNOWN, CLACHAN_E_UNKNOWN);
SAME(CL_TAKES_TEXT, CLACHAN_TAKES_TEXT);
SAME(CL_TAKES_SWITCH, CLACHAN_TAKES_SWITCH);
SAME(CL_TAKES_NUMBER, CLACHAN_TAKES_NUMBER);
SAME(CL_TAKES_DATE, CLACHAN_TAKES_DATE);
SAME(CL_TAKES_FILE, CLACHAN_TAKES_FILE);
SAME(CL_TAKES_ID, CLACHAN_TAKES_ID);
SAME(CL_PARAMETER_REQUIRED, CLACHAN_PARAMETER_REQUIRED);
SAME(CL_PARAMETER_POSITIONAL, CLACHAN_PARAMETER_POSITIONAL);
SAME(CL_PARAMETER_REPEATED, CLACHAN_PARAMETER_REPEATED);
SAME(CL_NEEDS_STORE, CLACHAN_VERB_NEEDS_STORE);
SAME(CL_WRITES, CLACHAN_VERB_WRITES);

/* ---- versions and codes ---- */

const char *clachan_version(void)
{
    return "0.1.0";
}

const char *clachan_libraries(void)
{
    return cl_library_versions();
}

const char *clachan_code_name(int code)
{
    return cl_code_name(code);
}

int clachan_exit_status(int code)
{
    switch (code) {
    case CLACHAN_OK:
        return 0;
    case CLACHAN_E_MISUSE:
        return 2;
    case CLACHAN_E_MEMORY:
    case CLACHAN_E_IO:
    case CLACHAN_E_STORE:
    case CLACHAN_E_NET:
    case CLACHAN_E_INTERNAL:
        return 3;
    case CLACHAN_E_UNKNOWN:
        return 4;
    case CLACHAN_E_INTERRUPTED:
        return 130; /* as a shell shows a program that was stopped with Ctrl-C */
    default:
        return 1;
    }
}

/* ---- errors ---- */

clachan_error *clachan_error_new(void)
{
    clachan_error *error = cl_calloc(1, sizeof *error);

    return error;
}

void clachan_error_free(clachan_error *error)
{
    cl_free(error);
}

int clachan_error_code(const clachan_error *error)
{
    return error->error.code;
}

const char *clachan_error_message(const clachan_error *error)
{
    return error->error.message;
}

const char *clachan_error_file(const clachan_error *error)
{
    return error->error.file;
}

int clachan_error_line(const clachan_error *error)
{
    return error->error.line;
}

const char *clachan_error_path(const clachan_error *error)
{
    return error->error.path;
}

const char *clachan_error_text(clachan_error *error)
{
    cl_error_format(&error->error, error->text, sizeof error->text);
    return error->text;
}

cl_error *cl_error_of(clachan_error *error, cl_error *own)
{
    cl_error *e = error == NULL ? own : &error->error;

    cl_error_clear(e);
    return e;
}

/* ---- sessions ---- */

int clachan_session_open(clachan_session **out, const clachan_session_options *options,
                         clachan_error *error)
{
    static const clachan_session_options standard = CLACHAN_SESSION_OPTIONS_INIT;
    const clachan_session_options *o = options == NULL ? &standard : options;
    cl_error own, *e = cl_error_of(error, &own);
    cl_session *session = NULL;
    int rc;

    if (out == NULL || o->size < sizeof *o)
        return cl_fail(e, CL_E_MISUSE, "options: start from CLACHAN_SESSION_OPTIONS_INIT");
    *out = NULL;
    rc = cl_session_open(&session,
                         &(cl_session_options){o->database, o->rules, o->rules_count, o->share,
                                               o->portals, o->today, o->actor, o->dry_run != 0,
                                               o->as_of, o->known_at},
                         e);
    *out = (clachan_session *)session;
    return rc;
}

void clachan_session_close(clachan_session *session)
{
    cl_session_close((cl_session *)session);
}

void clachan_session_interrupt(clachan_session *session)
{
    cl_session_interrupt((cl_session *)session);
}

/* ---- verbs ---- */

/* The public rows, made once from ours; never changed after. */
static clachan_verb rows[CL_VERBS_LIMIT];
static size_t row_count;
static pthread_once_t rows_made = PTHREAD_ONCE_INIT;

static clachan_parameter parameters[CL_VERBS_LIMIT * 8];

/* Parameters of one verb, with their end. */
static const clachan_parameter *copy_parameters(const cl_parameter *from, size_t *used)
{
    size_t first = *used;

    for (; from != NULL && from->name != NULL && *used + 1 < sizeof parameters / sizeof *parameters;
         from++)
        parameters[(*used)++] = (clachan_parameter){from->name, (clachan_takes)from->kind,
                                                    from->flags, from->value, from->brief};
    parameters[(*used)++] = (clachan_parameter){NULL, CLACHAN_TAKES_TEXT, 0, NULL, NULL};
    return &parameters[first];
}

static void make_rows(void)
{
    const cl_verb *verbs[CL_VERBS_LIMIT];
    size_t used = 0;

    row_count = cl_verbs_list(verbs);
    for (size_t i = 0; i < row_count; i++)
        rows[i] = (clachan_verb){verbs[i]->name,
                                 verbs[i]->needs & (CLACHAN_VERB_NEEDS_STORE | CLACHAN_VERB_WRITES),
                                 copy_parameters(verbs[i]->parameters, &used),
                                 verbs[i]->brief,
                                 verbs[i]->detail,
                                 verbs[i]->example};
}

const clachan_verb *clachan_verb_at(size_t index)
{
    pthread_once(&rows_made, make_rows);
    return index < row_count ? &rows[index] : NULL;
}

static int to_row(void *context, cl_view json, cl_view text)
{
    const clachan_sink *to = context;

    if (to->row == NULL)
        return 0;
    return to->row(to->context, json.at, json.length, text.at, text.length);
}

static void to_refused(void *context, const cl_error *error)
{
    const clachan_sink *to = context;
    char text[CL_ERROR_TEXT + CL_ERROR_FILE + CL_ERROR_PATH + 32];

    if (to->refused == NULL)
        return;
    cl_error_format(error, text, sizeof text);
    to->refused(to->context, error->code, text);
}

static void to_note(void *context, cl_view text)
{
    const clachan_sink *to = context;

    if (to->note != NULL)
        to->note(to->context, text.at);
}

static void to_progress(void *context, size_t done, size_t total)
{
    const clachan_sink *to = context;

    if (to->progress != NULL)
        to->progress(to->context, done, total);
}

int clachan_run(clachan_session *session, const char *verb, const clachan_argument *arguments,
                size_t count, const clachan_sink *sink, clachan_error *error)
{
    cl_error own, *e = cl_error_of(error, &own);
    cl_argument *copies;
    clachan_sink to = {NULL, NULL, NULL, NULL, NULL, 0};
    cl_sink ours = {&to, to_row, to_refused, to_note, to_progress, sink != NULL && sink->json_only};
    int rc;

    if (session == NULL || verb == NULL || (arguments == NULL && count > 0))
        return cl_fail(e, CL_E_MISUSE, "a session, a verb and its arguments are needed");
    if (sink != NULL)
        to = *sink;
    copies = cl_calloc(count + 1, sizeof *copies);
    if (copies == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++)
        copies[i] = (cl_argument){arguments[i].name, arguments[i].value};
    rc = cl_session_run((cl_session *)session, verb, &(cl_arguments){copies, count}, &ours, e);
    cl_free(copies);
    return rc;
}

int clachan_session_reload(clachan_session *session, const clachan_sink *sink, clachan_error *error)
{
    cl_error own, *e = cl_error_of(error, &own);
    clachan_sink to = {NULL, NULL, NULL, NULL, NULL, 0};
    cl_sink ours = {&to, to_row, to_refused, to_note, to_progress, sink != NULL && sink->json_only};

    if (session == NULL)
        return cl_fail(e, CL_E_MISUSE, "a session is needed");
    if (sink != NULL)
        to = *sink;
    return cl_session_reload((cl_session *)session, &ours, e);
}
