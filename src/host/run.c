/* SPDX-License-Identifier: MIT
 *
 * Running a verb: its arguments are checked against its row, what it needs is opened, what it
 * writes is one transaction, and its refusals are counted so that none is lost in the exit status.
 */
#include <string.h>

#include "date.h"
#include "ratio.h"
#include "rights.h"
#include "session_parts.h"
#include "suggest.h"

/* ---- arguments ---- */

static const cl_parameter *parameter_of(const cl_verb *verb, const char *name)
{
    for (const cl_parameter *p = verb->parameters; p != NULL && p->name != NULL; p++)
        if (strcmp(p->name, name) == 0)
            return p;
    return NULL;
}

static int unknown_argument(const cl_verb *verb, const char *name, cl_error *e)
{
    const char *names[64], *nearest;
    size_t count = 0;

    for (const cl_parameter *p = verb->parameters; p != NULL && p->name != NULL && count < 64; p++)
        names[count++] = p->name;
    nearest = cl_suggest(cl_view_of(name), names, count);
    if (nearest != NULL)
        return cl_fail(e, CL_E_MISUSE, "%s has no argument '%s'; did you mean '%s'?", verb->name,
                       name, nearest);
    return cl_fail(e, CL_E_MISUSE, "%s has no argument '%s'", verb->name, name);
}

static int check_value(const cl_verb *verb, const cl_parameter *parameter, const char *value,
                       cl_error *e)
{
    cl_error why = CL_ERROR_INIT;
    cl_date date;
    cl_ratio number;
    bool good = true;

    if (parameter->kind == CL_TAKES_DATE)
        good = cl_date_parse(&date, cl_view_of(value), &why) == 0;
    else if (parameter->kind == CL_TAKES_NUMBER)
        good = cl_ratio_parse(&number, cl_view_of(value), &why) == 0 && cl_ratio_is_whole(number);
    if (good)
        return 0;
    return cl_fail(e, CL_E_MISUSE, "%s: %s takes %s; found '%s'%s%s", verb->name, parameter->name,
                   parameter->kind == CL_TAKES_DATE ? "a date (YYYY-MM-DD)" : "a whole number",
                   value, why.message[0] != '\0' ? ": " : "", why.message);
}

static int check_required(const cl_verb *verb, const cl_arguments *arguments, cl_error *e)
{
    for (const cl_parameter *p = verb->parameters; p != NULL && p->name != NULL; p++)
        if ((p->flags & CL_PARAMETER_REQUIRED) != 0 && !cl_argument_is_set(arguments, p->name))
            return cl_fail(e, CL_E_MISUSE, "%s needs %s (%s); for example: %s", verb->name,
                           p->value == NULL ? p->name : p->value, p->brief, verb->example);
    return 0;
}

static int check_arguments(const cl_verb *verb, const cl_arguments *arguments, cl_error *e)
{
    for (size_t i = 0; i < arguments->count; i++) {
        const cl_argument *argument = &arguments->items[i];
        const cl_parameter *parameter = parameter_of(verb, argument->name);
        int rc;

        if (parameter == NULL)
            return unknown_argument(verb, argument->name, e);
        if ((parameter->flags & CL_PARAMETER_REPEATED) == 0 &&
            cl_argument_at(arguments, argument->name, 1) != NULL)
            return cl_fail(e, CL_E_MISUSE, "%s: %s is given twice", verb->name, argument->name);
        rc = check_value(verb, parameter, argument->value, e);
        if (rc != 0)
            return rc;
    }
    return check_required(verb, arguments, e);
}

/* ---- refusals ---- */

typedef struct counting {
    const cl_sink *to;
    int first; /* code of the first refusal */
} counting;

static int pass_row(void *context, cl_view json, cl_view text)
{
    return cl_sink_row(((counting *)context)->to, json, text);
}

static void pass_refused(void *context, const cl_error *error)
{
    counting *c = context;

    if (c->first == 0)
        c->first = error->code == 0 ? CL_E_INVALID : error->code;
    cl_sink_refuse(c->to, error);
}

static void pass_note(void *context, cl_view text)
{
    const cl_sink *to = ((counting *)context)->to;

    if (to != NULL && to->note != NULL)
        to->note(to->context, text);
}

static void pass_progress(void *context, size_t done, size_t total)
{
    cl_sink_progress(((counting *)context)->to, done, total);
}

/* ---- running ---- */

static int open_needs(cl_session *session, const cl_verb *verb, cl_error *e)
{
    if (session->in_past && (verb->needs & (CL_WRITES | CL_CREATES_STORE)) != 0)
        return cl_fail(e, CL_E_MISUSE, "%s writes; the past is only looked at", verb->name);
    if ((verb->needs & (CL_NEEDS_STORE | CL_CREATES_STORE)) == 0)
        return 0;
    return cl_session_open_store(session, (verb->needs & CL_CREATES_STORE) != 0, e);
}

static int run_in_transaction(cl_session *session, const cl_verb *verb,
                              const cl_arguments *arguments, const cl_sink *sink, cl_error *e)
{
    int rc = cl_store_begin(session->store, e);

    if (rc != 0)
        return rc;
    rc = verb->run(session, arguments, sink, e);
    if (rc == 0)
        return cl_store_commit(session->store, e);
    cl_store_rollback(session->store);
    return rc;
}

/* The refusal of an attempt that is to be kept, once nothing of it is left. Within a transaction of
 * the caller's the caller keeps it (bulk), or it goes with the rest. */
static int keep_refusal(cl_session *session, const cl_verb *verb, const cl_arguments *arguments,
                        const cl_error *refused)
{
    cl_error e = CL_ERROR_INIT;

    if (!cl_rights_remembers(verb) || refused->code != CL_E_STATE || session->store == NULL ||
        cl_store_depth(session->store) > 0)
        return 0;
    return cl_rights_remember(session, verb, arguments, refused, &e);
}

static int run_verb(cl_session *session, const cl_verb *verb, const cl_arguments *arguments,
                    const cl_sink *sink, cl_error *e)
{
    cl_error refused = CL_ERROR_INIT;
    bool one_transaction = (verb->needs & CL_WRITES) != 0 &&
                           (verb->needs & CL_OWN_TRANSACTIONS) == 0 && session->store != NULL;
    int rc = cl_rights_check(session, verb, arguments, &refused);

    if (rc == 0)
        rc = one_transaction ? run_in_transaction(session, verb, arguments, sink, &refused)
                             : verb->run(session, arguments, sink, &refused);
    if (rc == CL_E_STATE && keep_refusal(session, verb, arguments, &refused) != 0)
        cl_sink_note(sink, "that this was refused could not be kept in the log");
    if (refused.code != 0 && e != NULL)
        *e = refused;
    return rc;
}

int cl_session_run(cl_session *session, const char *name, const cl_arguments *arguments,
                   const cl_sink *sink, cl_error *e)
{
    const cl_verb *verb = cl_verb_find(name);
    counting count = {sink, 0};
    cl_sink proxy = {&count,    pass_row,      pass_refused,
                     pass_note, pass_progress, sink != NULL && sink->json_only};
    int rc;

    if (verb == NULL)
        return cl_fail(e, CL_E_MISUSE, "there is no command '%s'", name);
    rc = check_arguments(verb, arguments, e);
    if (rc == 0)
        rc = open_needs(session, verb, e);
    if (rc != 0)
        return rc;
    session->interrupted = 0;
    session->running++;
    rc = run_verb(session, verb, arguments, &proxy, e);
    session->running--;
    return rc != 0 ? rc : count.first;
}
