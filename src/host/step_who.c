/* SPDX-License-Identifier: MIT
 *
 * Separation compares persons, not roles. The system is no person: what courier, poll or a timer
 * caused separates nobody.
 */
#include "step_who.h"

#include <stdio.h>
#include <string.h>

#include "roles.h"

enum { ASKED_DAYS = 14, KIND = 64 };

static bool is_system(const char *actor)
{
    return strncmp(actor, "system:", 7) == 0;
}

static void add_words(cl_text *out, const cl_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        cl_text_format(out, "%s%s",
                       i == 0                  ? ""
                       : i + 1 == words->count ? " or "
                                               : ", ",
                       words->items[i]);
}

static bool is_role(const char *word)
{
    for (size_t i = 0; cl_lifecycle_roles[i] != NULL; i++)
        if (strcmp(cl_lifecycle_roles[i], word) == 0)
            return true;
    return false;
}

/* ---- roles ---- */

static void stop_for_role(cl_step *step, const cl_transition *t)
{
    cl_text may = CL_TEXT_INIT;

    add_words(&may, &t->who);
    cl_step_stop(step, "role", "only %s causes %s", may.at == NULL ? "nobody" : may.at, t->event);
    cl_text_clear(&may);
}

static int check_role(cl_step *step, const cl_transition *t, cl_error *e)
{
    bool holds = false, persons = false;
    int rc = 0;

    if (step->causer != NULL) {
        if (!cl_words_have(&t->who, step->causer))
            stop_for_role(step, t);
        step->author.role = step->causer;
        return 0;
    }
    for (size_t i = 0; rc == 0 && !holds && i < t->who.count; i++) {
        if (!is_role(t->who.items[i]))
            continue;
        persons = true;
        rc = cl_step_role(&holds, step, t->who.items[i], e);
        if (holds)
            step->author.role = t->who.items[i];
    }
    if (rc == 0 && (!persons || !holds))
        stop_for_role(step, t);
    return rc;
}

/* ---- separation ---- */

static void stop_for_person(cl_step *step, const char *event, int64_t seq)
{
    cl_step_stop(step, "separation",
                 "%s caused %s (event %lld), so another person gives it (--as PERSON)",
                 step->author.actor, event, (long long)seq);
}

/* What the same event of the same record was caused by, as long as nothing made it void. */
static int check_own(cl_step *step, const char *entity, const char *event, cl_error *e)
{
    int64_t seq = 0;
    int rc = cl_event_in_last_run(&seq, step->store, entity, event, step->author.actor, e);

    if (rc == 0 && seq != 0)
        stop_for_person(step, event, seq);
    return rc;
}

static int64_t award_of(const cl_step *step)
{
    return step->table == &cl_table_award ? *(const int64_t *)step->after : 0;
}

static int check_difference(cl_step *step, const char *event, cl_error *e)
{
    cl_causer causer;
    char entity[32];
    int rc;

    cl_step_name(step, entity);
    if (strcmp(event, step->event) == 0)
        return check_own(step, entity, event, e);
    if (strncmp(event, "report.", 7) == 0)
        rc = cl_event_latest_report(&causer, &step->arena, step->store, award_of(step), event + 7,
                                    e);
    else
        rc = cl_event_latest(&causer, &step->arena, step->store, entity, event, e);
    if (rc == 0 && causer.seq != 0 && cl_view_is(causer.actor, step->author.actor))
        stop_for_person(step, event, causer.seq);
    return rc;
}

/* ---- two persons ---- */

static void asked_kind(const cl_step *step, char out[KIND])
{
    (void)snprintf(out, KIND, "%s_asked", step->event);
}

static int check_twice(cl_step *step, cl_error *e)
{
    const int64_t lapse = (int64_t)ASKED_DAYS * 24 * 60 * 60 * 1000;
    cl_causer asked, done;
    char entity[32], kind[KIND];
    int rc;

    cl_step_name(step, entity);
    asked_kind(step, kind);
    rc = cl_event_latest(&asked, &step->arena, step->store, entity, kind, e);
    if (rc == 0)
        rc = cl_event_latest(&done, &step->arena, step->store, entity, step->event, e);
    if (rc != 0)
        return rc;
    step->asked = asked.seq == 0 || asked.seq < done.seq || asked.at + lapse < step->author.at;
    if (!step->asked && cl_view_is(asked.actor, step->author.actor))
        cl_step_stop(step, "separation",
                     "%s asked for it (event %lld), so another person carries it out (--as PERSON)",
                     step->author.actor, (long long)asked.seq);
    return 0;
}

int cl_step_ask(cl_step *step, cl_error *e)
{
    char kind[KIND], state[40];
    cl_view now = cl_step_state(step);
    int rc;

    asked_kind(step, kind);
    (void)snprintf(state, sizeof state, "%.*s", (int)now.length, now.at == NULL ? "" : now.at);
    step->author.machine = step->machine->digest;
    rc = cl_change_open(&step->change, step->store, &step->author, e);
    if (rc != 0)
        return rc;
    step->changing = true;
    if (step->reason.length > 0)
        cl_change_reason(&step->change, step->reason);
    rc = cl_change_store(&step->change, kind, step->table->prefix, *(const int64_t *)step->after,
                         state, state, e);
    if (rc == 0)
        step->seq = cl_change_seq(&step->change);
    return rc;
}

int cl_step_who(cl_step *step, const cl_transition *transition, cl_error *e)
{
    int rc = check_role(step, transition, e);

    if (rc != 0 || step->before == NULL || is_system(step->author.actor) ||
        (step->causer != NULL && step->causer[0] == '('))
        return rc;
    for (size_t i = 0; rc == 0 && i < transition->differs.count; i++)
        rc = check_difference(step, transition->differs.items[i], e);
    if (rc == 0 && transition->twice)
        rc = check_twice(step, e);
    return rc;
}
