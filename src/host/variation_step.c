/* SPDX-License-Identifier: MIT
 *
 * Facts and effects of a variation. Whoever asks a fact about its plan gets it from a plan made
 * now.
 */
#include <string.h>

#include "lifecycle.h"
#include "query.h"
#include "variation.h"

static cl_variation *variation_of(const cl_step *step)
{
    return step->after;
}

/* ---- facts ---- */

static int fact_changeable(cl_step *step, const char *fact, cl_error *e)
{
    cl_award award;
    int rc = cl_record_get(&award, &step->arena, step->store, &cl_table_award,
                           variation_of(step)->award, e);

    if (rc == 0) {
        cl_step_yes(step, fact,
                    cl_words_hold_view("active suspended reporting closing", award.state));
        cl_step_says(step, fact, "AWD-%lld is %.*s", (long long)award.id, (int)award.state.length,
                     award.state.at);
    }
    return rc;
}

typedef int look(cl_step *step, const char *fact, cl_variation_plan *plan, cl_error *e);

static int with_plan(cl_step *step, const char *fact, look *looks, cl_error *e)
{
    cl_variation_plan plan;
    int rc;

    cl_variation_plan_init(&plan, step->session);
    rc = cl_variation_plan_make(&plan, variation_of(step), e);
    if (rc == 0)
        rc = looks(step, fact, &plan, e);
    cl_variation_plan_clear(&plan);
    return rc;
}

static int look_current(cl_step *step, const char *fact, cl_variation_plan *plan, cl_error *e)
{
    (void)e;
    cl_step_yes(step, fact, cl_variation_plan_is_current(plan));
    cl_step_says(step, fact,
                 "AWD-%lld has changed since the preview; clachan variation edit VAR-%lld makes it "
                 "anew",
                 (long long)plan->award.id, (long long)variation_of(step)->id);
    return 0;
}

static int fact_current(cl_step *step, const char *fact, cl_error *e)
{
    return with_plan(step, fact, look_current, e);
}

static int look_signed(cl_step *step, const char *fact, cl_variation_plan *plan, cl_error *e)
{
    const cl_variation *v = variation_of(step);

    (void)e;
    cl_step_yes(step, fact,
                !plan->lead || (v->signed_by.length > 0 &&
                                cl_view_equal(v->signed_digest, v->preview_digest)));
    cl_step_says(step, fact,
                 "the head of the lead school has not signed this preview: clachan variation sign "
                 "VAR-%lld --as PERSON",
                 (long long)v->id);
    return 0;
}

static int fact_signed(cl_step *step, const char *fact, cl_error *e)
{
    return with_plan(step, fact, look_signed, e);
}

static const char *first_of(const cl_vec *list)
{
    return list->count == 0 ? NULL : *(const char **)cl_vec_at(list, 0);
}

static int look_eligible(cl_step *step, const char *fact, cl_variation_plan *plan, cl_error *e)
{
    (void)e;
    cl_step_yes(step, fact, cl_variation_plan_is_eligible(plan));
    if (plan->wrong.count > 0)
        cl_step_says(step, fact, "%s", first_of(&plan->wrong));
    else if (plan->fails.count > 0)
        cl_step_says(step, fact, "with it the rule '%s' is not met any more%s",
                     first_of(&plan->fails),
                     plan->worse ? ", and it is a hard one" : "; --waive sets it aside");
    else if (plan->over)
        cl_step_says(step, fact,
                     "it is more than the edition grants; --waive with a --reason allows it");
    else if (plan->verdict_after != NULL)
        cl_step_says(step, fact, "with it the award is %s", plan->verdict_after);
    return 0;
}

static int fact_eligible(cl_step *step, const char *fact, cl_error *e)
{
    return with_plan(step, fact, look_eligible, e);
}

/* `variation approve --waive` says so; nobody else does. */
static int fact_waived(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_yes(step, fact, false);
    return 0;
}

static int look_money(cl_step *step, const char *fact, cl_variation_plan *plan, cl_error *e)
{
    int64_t available = 0, rise = plan->after.amount - plan->award.amount;
    bool limited = false;
    int rc = 0;

    if (rise > 0 && plan->award.round != 0)
        rc = cl_round_available(&available, &limited, step->store, plan->award.round, e);
    cl_step_yes(step, fact, !limited || rise <= available);
    cl_step_says(step, fact, "the budget of RND-%lld does not cover the rise",
                 (long long)plan->award.round);
    return rc;
}

static int fact_money(cl_step *step, const char *fact, cl_error *e)
{
    return with_plan(step, fact, look_money, e);
}

/* supersede_others has compared the fields before it tells. */
static int fact_touched(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_yes(step, fact, step->causer != NULL && strcmp(step->causer, "(variation)") == 0);
    return 0;
}

static int fact_effective(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_day(step, fact, variation_of(step)->effective);
    return 0;
}

const cl_fact_source cl_facts_of_variation[] = {
    {"award_changeable", fact_changeable},
    {"preview_current", fact_current},
    {"lead_signed", fact_signed},
    {"preview_eligible", fact_eligible},
    {"waived", fact_waived},
    {"money_there", fact_money},
    {"version_same", fact_current},
    {"fields_touched", fact_touched},
    {"effective", fact_effective},
    {NULL, NULL},
};

/* ---- effects ---- */

static int keep(cl_step *step, cl_variation_plan *plan, cl_error *e)
{
    cl_variation *v = variation_of(step);
    int rc = 0;

    v->award_version = plan->award.version;
    v->preview =
        (cl_view){cl_arena_copy(&step->arena, cl_text_view(&plan->preview)), plan->preview.length};
    v->preview_digest = cl_view_of(cl_arena_string(&step->arena, plan->digest));
    v->dossier = (cl_view){cl_arena_copy(&step->arena, plan->dossier), plan->dossier.length};
    if (v->preview.at == NULL || v->preview_digest.at == NULL || v->dossier.at == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    v->decision = 0;
    if (plan->dossier.length > 0 && plan->verdict_after != NULL)
        rc = cl_judged_record(&plan->judged, &v->decision, &step->change, plan->award.application,
                              0, "variation", e);
    return rc;
}

static int keep_preview(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_variation_plan plan;
    int rc;

    (void)effect;
    cl_variation_plan_init(&plan, step->session);
    rc = cl_variation_plan_make(&plan, variation_of(step), e);
    if (rc == 0)
        rc = keep(step, &plan, e);
    cl_variation_plan_clear(&plan);
    return rc;
}

/* A step of a variation that a timer causes; what may not be yet stays as it is. */
static int try_event(const cl_step *step, const char *event, cl_error *e)
{
    cl_step tried;
    int rc =
        cl_step_open(&tried, step->session, &cl_table_variation, variation_of(step)->id, event, e);

    if (rc == 0) {
        tried.causer = "timer";
        tried.author = cl_step_follower(step);
        tried.author.actor = "system:timer";
        rc = cl_step_judge(&tried, e);
    }
    if (rc == 0 && tried.stop_count == 0)
        rc = cl_step_take(&tried, e);
    cl_step_close(&tried);
    return rc;
}

static int apply_when_due(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    (void)effect;
    return try_event(step, "apply", e);
}

static int mark_applied(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    (void)effect;
    (void)e;
    variation_of(step)->applied = cl_known(step->author.effective);
    return 0;
}

static int apply_patch(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_variation_plan plan;
    int rc;

    (void)effect;
    cl_variation_plan_init(&plan, step->session);
    rc = cl_variation_plan_make(&plan, step->before, e);
    if (rc == 0 && !cl_variation_plan_is_current(&plan))
        rc = cl_fail(e, CL_E_INTERNAL, "what VAR-%lld would do is not what its preview shows",
                     (long long)variation_of(step)->id);
    if (rc == 0)
        rc = cl_variation_plan_apply(&plan, step, e);
    cl_variation_plan_clear(&plan);
    return rc;
}

/* ---- others that touch the same ---- */

static const cl_json_value *fields_of(const cl_json *preview)
{
    return cl_json_get(cl_json_root(preview), "fields");
}

static bool have_common(const cl_json_value *a, const cl_json_value *b)
{
    for (size_t i = 0; a != NULL && i < cl_json_count(a); i++)
        for (size_t n = 0; b != NULL && n < cl_json_count(b); n++)
            if (cl_view_equal(cl_json_string(cl_json_item(a, i)),
                              cl_json_string(cl_json_item(b, n))))
                return true;
    return false;
}

static int touches_same(bool *out, const cl_variation *a, const cl_variation *b, cl_error *e)
{
    cl_json *x = NULL, *y = NULL;
    int rc = cl_json_parse(&x, a->preview, "the preview", 1, e);

    if (rc == 0)
        rc = cl_json_parse(&y, b->preview, "the preview", 1, e);
    *out = rc == 0 && have_common(fields_of(x), fields_of(y));
    cl_json_free(x);
    cl_json_free(y);
    return rc;
}

static int supersede_others(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_variation *applied = step->before;
    cl_variation *list;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_variation,
                               "award", applied->award, e);

    (void)effect;
    list = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        bool same = cl_view_is(applied->kind, "terminate"); /* then there is nothing to change */

        if (list[i].id == applied->id ||
            !cl_words_hold_view("draft submitted queried approved", list[i].state))
            continue;
        if (!same)
            rc = touches_same(&same, applied, &list[i], e);
        if (rc == 0 && same)
            rc = cl_step_tell(step, &cl_table_variation, list[i].id, "supersede", e);
    }
    return rc;
}

const cl_effect_source cl_effects_of_variation[] = {
    {"keep_preview", false, keep_preview},        {"apply_when_due", true, apply_when_due},
    {"mark_applied", false, mark_applied},        {"apply_patch", true, apply_patch},
    {"supersede_others", true, supersede_others}, {NULL, false, NULL},
};
