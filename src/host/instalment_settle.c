/* SPDX-License-Identifier: MIT
 *
 * An offset: a part of an instalment is settled with what the school owes, and only the rest is
 * paid. The part is an instalment of its own, so that the plan still says where every penny went.
 */
#include <string.h>

#include "clawback.h"
#include "query.h"

static int read_open(cl_instalment *out, int64_t *last, const cl_step *step, cl_arena *arena,
                     int64_t instalment, int64_t amount, cl_error *e)
{
    cl_instalment *plan;
    size_t count = 0;
    int rc = cl_record_get(out, arena, step->store, &cl_table_instalment, instalment, e);

    if (rc == 0)
        rc = cl_instalment_list(&plan, &count, arena, step->store, out->award, e);
    *last = 0;
    for (size_t i = 0; rc == 0 && i < count; i++)
        *last = plan[i].n > *last ? plan[i].n : *last;
    if (rc == 0 && out->award != ((const cl_clawback *)step->after)->award)
        rc = cl_fail(e, CL_E_STATE, "INS-%lld is of AWD-%lld", (long long)instalment,
                     (long long)out->award);
    if (rc == 0 && !cl_view_is(out->state, "due"))
        rc = cl_fail(e, CL_E_STATE, "INS-%lld is %.*s; only one that is due can be settled",
                     (long long)instalment, (int)out->state.length, out->state.at);
    if (rc == 0 && amount > out->amount)
        rc = cl_fail(e, CL_E_STATE, "INS-%lld is less than that", (long long)instalment);
    return rc;
}

/* Its approvals were for another amount. */
static int lower(const cl_step *step, cl_arena *arena, const cl_instalment *before, int64_t amount,
                 cl_error *e)
{
    cl_author author = cl_step_follower(step);
    cl_instalment after = *before;
    cl_approval *rows;
    cl_change change = {0};
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, arena, step->store, &cl_table_approval, "instalment",
                               before->id, e);

    rows = items;
    after.amount -= amount;
    if (rc == 0)
        rc = cl_change_open(&change, step->store, &author, e);
    if (rc == 0)
        rc = cl_change_set(&change, &cl_table_instalment, before, &after, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_approval voided = rows[i];

        if (voided.voided.known)
            continue;
        voided.voided = cl_known(author.effective);
        rc = cl_change_set(&change, &cl_table_approval, &rows[i], &voided, e);
    }
    if (rc == 0)
        rc = cl_change_store(&change, "split", "INS", before->id, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

static int begin_part(cl_instalment *part, const cl_step *step, cl_view programme, cl_error *e)
{
    cl_step begun;
    int rc = cl_step_begin(&begun, step->session, &cl_table_instalment, part, "plan", programme, e);

    if (rc == 0) {
        begun.causer = "(award)";
        begun.author = cl_step_follower(step);
        rc = cl_step_take(&begun, e);
    }
    cl_step_close(&begun);
    return rc;
}

/* Tells the new part `event`, as from `causer`, with a `fact` that its making has settled. */
static int tell(const cl_step *step, int64_t part, const char *event, const char *causer,
                const char *fact, cl_error *e)
{
    cl_step told;
    int rc = cl_step_open(&told, step->session, &cl_table_instalment, part, event, e);

    if (rc == 0) {
        told.causer = causer;
        told.author = cl_step_follower(step);
        cl_step_yes(&told, fact, true);
        rc = cl_step_take(&told, e);
    }
    cl_step_close(&told);
    return rc;
}

int cl_instalment_settle(int64_t *settled, const cl_step *step, int64_t instalment, int64_t amount,
                         cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_instalment open = {0}, part;
    cl_award award;
    cl_application application;
    int64_t last = 0;
    int rc = read_open(&open, &last, step, &arena, instalment, amount, e);

    if (rc == 0 && amount == open.amount) { /* nothing of it is left to be paid */
        rc = tell(step, instalment, "settle", "(clawback)", "same_amount", e);
        *settled = instalment;
        goto done;
    }
    if (rc == 0)
        rc = cl_record_get(&award, &arena, step->store, &cl_table_award, open.award, e);
    if (rc == 0)
        rc = cl_record_get(&application, &arena, step->store, &cl_table_application,
                           award.application, e);
    if (rc == 0)
        rc = lower(step, &arena, &open, amount, e);
    if (rc == 0) {
        part = (cl_instalment){.award = open.award,
                               .n = last + 1,
                               .name = CL_VIEW("offset"),
                               .due_when = open.due_when,
                               .amount = amount,
                               .currency = open.currency,
                               .state = CL_VIEW("planned")};
        rc = begin_part(&part, step, application.programme, e);
    }
    if (rc == 0) /* what it is a part of was due */
        rc = tell(step, part.id, "fall_due", "(award)", "when_happened", e);
    if (rc == 0) /* it was made of that amount */
        rc = tell(step, part.id, "settle", "(clawback)", "same_amount", e);
    if (rc == 0)
        *settled = part.id;
done:
    cl_arena_clear(&arena);
    return rc;
}
