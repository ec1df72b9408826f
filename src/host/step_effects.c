/* SPDX-License-Identifier: MIT
 *
 * Effects that more than one noun has: telling another record, letters and notices, how it ended.
 */
#include <string.h>

#include "query.h"
#include "step.h"

/* ---- tell ---- */

static int tell_each(const cl_step *step, const cl_table *table, const int64_t *ids, size_t count,
                     const char *event, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = cl_step_tell(step, table, ids[i], event, e);
    return rc;
}

/* The one record that this one belongs to. */
static int64_t owner_of(const cl_step *step, const char *noun)
{
    if (step->table == &cl_table_award && strcmp(noun, "application") == 0)
        return ((const cl_award *)step->after)->application;
    if (step->table == &cl_table_instalment && strcmp(noun, "award") == 0)
        return ((const cl_instalment *)step->after)->award;
    if (step->table == &cl_table_report && strcmp(noun, "award") == 0)
        return ((const cl_grant_report *)step->after)->award;
    return 0;
}

static int tell(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_table *table = cl_table_find(cl_view_of(effect->a));
    int64_t owner = owner_of(step, effect->a);

    if (table == NULL || owner == 0)
        return cl_fail(e, CL_E_STATE, "a %s has no %s to tell", step->table->noun, effect->a);
    return tell_each(step, table, &owner, 1, effect->b, e);
}

/* ---- letters ---- */

static int add_notice(cl_step *step, const char *kind, const char *form, cl_error *e)
{
    cl_notice notice = {.kind = cl_view_of(kind),
                        .form = cl_view_of(form),
                        .day = cl_known(step->author.effective)};
    char about[32];

    cl_step_name(step, about);
    notice.about = cl_view_of(about);
    return cl_step_add(step, form, &cl_table_notice, &notice, e);
}

static int letter(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    return add_notice(step, effect->a, "letter", e);
}

static int notice(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    return add_notice(step, effect->a, "notice", e);
}

/* ---- outcome ---- */

static const struct {
    const char *state, *outcome;
} answers[] = {{"active", "funded"},
               {"declined", "declined"},
               {"lapsed", "lapsed"},
               {"terminated", "retracted"}};

/* How the last award of the application was answered. */
static int outcome_of_award(cl_view *out, cl_step *step, cl_error *e)
{
    cl_award *awards;
    size_t count = 0;
    int rc = cl_award_list(&awards, &count, &step->arena, step->store,
                           ((const cl_application *)step->after)->id, e);

    for (size_t i = 0; rc == 0 && count > 0 && i < sizeof answers / sizeof *answers; i++)
        if (cl_view_is(awards[count - 1].state, answers[i].state))
            *out = cl_view_of(answers[i].outcome);
    return rc;
}

static int outcome(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_application *a = step->after;

    if (step->table != &cl_table_application)
        return cl_fail(e, CL_E_STATE, "a %s has no outcome", step->table->noun);
    if (strcmp(effect->a, "award") == 0)
        return outcome_of_award(&a->outcome, step, e);
    a->outcome = strcmp(effect->a, "state") == 0 ? cl_step_state(step) : cl_view_of(effect->a);
    return 0;
}

const cl_effect_source cl_effects_common[] = {
    {"tell", true, tell},        {"letter", true, letter}, {"notice", true, notice},
    {"outcome", false, outcome}, {NULL, false, NULL},
};
