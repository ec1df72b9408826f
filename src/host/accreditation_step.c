/* SPDX-License-Identifier: MIT
 *
 * Facts and effects of an accreditation: what a school has earned, for how long its certificate
 * holds, and which earlier one it replaces.
 */
#include "accreditation.h"

#include <string.h>

#include "freeze.h"
#include "machines.h"
#include "query.h"

static cl_accreditation *accreditation_of(const cl_step *step)
{
    return step->after;
}

/* ---- facts ---- */

static int fact_level(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_yes(step, fact, accreditation_of(step)->level.length > 0);
    return 0;
}

static int fact_certificate(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_text(step, fact, accreditation_of(step)->certificate);
    return 0;
}

static int fact_day(cl_step *step, const char *fact, cl_error *e)
{
    cl_maybe day = accreditation_of(step)->valid_to;

    (void)e;
    if (day.known && strcmp(fact, "notice_from") == 0)
        day.value -= cl_machine_number(step->machine, "notice_days");
    cl_step_day(step, fact, day);
    return 0;
}

const cl_fact_source cl_facts_of_accreditation[] = {
    {"level_reached", fact_level},
    {"certificate", fact_certificate},
    {"notice_from", fact_day},
    {"valid_to", fact_day},
    {NULL, NULL},
};

/* ---- effects ---- */

/* Facts and decision are columns of the record itself; the edition is frozen as with any decision.
 */
int cl_accreditation_freeze(cl_step *step, cl_error *e)
{
    const cl_programme *const *judged_by = step->context, *programme;

    if (judged_by == NULL)
        return cl_fail(e, CL_E_INTERNAL, "'%s' was not given what it needs", step->event);
    programme = *judged_by;
    return cl_edition_freeze(&step->change, cl_view_of(programme->id),
                             cl_view_of(programme->edition), cl_view_of(programme->digest),
                             cl_view_of(programme->files == NULL ? "[]" : programme->files), e);
}

/* Foundation, Intermediate, Accreditation: a higher one takes the place of those below. */
static int rank_of(cl_view level)
{
    static const char *const levels[] = {"foundation", "intermediate", "accreditation"};
    int rank = 0;

    while (rank < 3 && !cl_view_is(level, levels[rank]))
        rank++;
    return rank;
}

static int list_replaced(cl_accreditation **out, size_t *count, cl_step *step, cl_error *e)
{
    const cl_accreditation *mine = accreditation_of(step);
    cl_accreditation *rows;
    size_t all = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &all, &step->arena, step->store, &cl_table_accreditation,
                               "school", mine->school, e);

    *count = 0;
    *out = rows = items;
    for (size_t i = 0; rc == 0 && i < all; i++)
        if (rows[i].id != mine->id && cl_words_hold_view("issued expiring", rows[i].state) &&
            cl_view_equal(rows[i].programme, mine->programme) &&
            rank_of(rows[i].level) <= rank_of(mine->level))
            rows[(*count)++] = rows[i];
    return rc;
}

/* Only the third level is said to end; how long the others hold is in no source. */
static int set_validity(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_accreditation *a = accreditation_of(step), *replaced;
    int months = 12 * (int)cl_machine_number(step->machine, "valid_years");
    size_t count = 0;
    cl_date end;
    int rc = list_replaced(&replaced, &count, step, e);

    (void)effect;
    if (!a->valid_from.known)
        a->valid_from = cl_known(step->author.effective);
    if (rc == 0 && count > 0)
        a->replaces = replaced[count - 1].id;
    if (rc != 0 || !cl_view_is(a->level, "accreditation"))
        return rc;
    rc = cl_date_add_months(&end, (cl_date)a->valid_from.value, months, e);
    if (rc == 0)
        a->valid_to = cl_known(end - 1);
    return rc;
}

static int replace_earlier(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_accreditation *replaced;
    size_t count = 0;
    int rc = list_replaced(&replaced, &count, step, e);

    (void)effect;
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = cl_step_tell(step, &cl_table_accreditation, replaced[i].id, "supersede", e);
    return rc;
}

const cl_effect_source cl_effects_of_accreditation[] = {
    {"set_validity", false, set_validity},
    {"replace_earlier", true, replace_earlier},
    {NULL, false, NULL},
};
