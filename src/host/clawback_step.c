/* SPDX-License-Identifier: MIT
 *
 * Facts and effects of a clawback. What is claimed of a share moves from paid to receivable when it
 * is approved, and on from there as it comes in, is lowered or written off; a payment is never
 * changed.
 */
#include "clawback.h"

#include <stdio.h>
#include <string.h>

#include "money.h"
#include "query.h"

static cl_clawback *clawback_of(const cl_step *step)
{
    return step->after;
}

static const cl_claim_context *context_of(const cl_step *step)
{
    return step->context;
}

int cl_claim_lines(cl_claim_line **out, size_t *count, cl_arena *arena, cl_store *store,
                   int64_t clawback, cl_error *e)
{
    void *items = NULL;
    int rc = cl_record_list_of(&items, count, arena, store, &cl_table_claim_line, "clawback",
                               clawback, e);

    *out = items;
    return rc;
}

static int64_t outstanding_of(const cl_claim_line *line)
{
    return line->amount - line->recovered - line->written_off;
}

int64_t cl_claim_outstanding(const cl_claim_line *lines, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += outstanding_of(&lines[i]);
    return sum;
}

static int read_lines(cl_claim_line **out, size_t *count, cl_step *step, cl_error *e)
{
    return cl_claim_lines(out, count, &step->arena, step->store, clawback_of(step)->id, e);
}

/* ---- facts ---- */

static int check_within(bool *within, cl_step *step, const cl_portion *claimed, cl_error *e)
{
    int64_t award = clawback_of(step)->award, paid = 0, proposed = 0;
    int rc =
        cl_ledger_balance(&paid, step->store, award, "paid", &claimed->line, claimed->school, e);

    if (rc == 0)
        rc = cl_claimed_of(&proposed, step->store, award, "proposed", claimed->line,
                           claimed->school, e);
    *within = claimed->amount <= paid - proposed;
    return rc;
}

static void say_share(cl_step *step, const char *fact, const cl_portion *claimed)
{
    char school[32] = "";

    if (claimed->school != 0)
        (void)snprintf(school, sizeof school, "/SCH-%lld", (long long)claimed->school);
    cl_step_says(step, fact, "less than that was paid for %.*s%s and is not claimed yet",
                 (int)claimed->line.length, claimed->line.at, school);
}

static int fact_within_paid(cl_step *step, const char *fact, cl_error *e)
{
    const cl_claim_context *context = context_of(step);
    bool all = context != NULL && context->count > 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && all && i < context->count; i++) {
        const cl_portion *claimed = &context->portions[i];

        rc = check_within(&all, step, claimed, e);
        if (rc == 0 && !all)
            say_share(step, fact, claimed);
    }
    cl_step_yes(step, fact, all);
    return rc;
}

static int fact_grace(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_day(step, fact, clawback_of(step)->grace_until);
    return 0;
}

static int fact_no(cl_step *step, const char *fact, cl_error *e)
{
    (void)e;
    cl_step_yes(step, fact, false);
    return 0;
}

static const cl_portion *portion_of(const cl_claim_context *context, const cl_claim_line *line)
{
    for (size_t i = 0; context != NULL && i < context->count; i++)
        if (context->portions[i].school == line->school &&
            cl_view_equal(context->portions[i].line, line->line))
            return &context->portions[i];
    return NULL;
}

/* Each amount that is named is of a line of the claim, and less than what it claims. */
static int fact_smaller(cl_step *step, const char *fact, cl_error *e)
{
    const cl_claim_context *context = context_of(step);
    cl_claim_line *lines;
    size_t count = 0, found = 0;
    bool smaller = true;
    int rc = read_lines(&lines, &count, step, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        const cl_portion *named = portion_of(context, &lines[i]);

        found += named != NULL;
        smaller = smaller && (named == NULL || named->amount < lines[i].amount);
    }
    cl_step_yes(step, fact,
                smaller && context != NULL && context->count > 0 && found == context->count);
    cl_step_says(step, fact,
                 "a claim is lowered by naming lines of it with less than they claim: --line "
                 "visits/SCH-3=100.00");
    return rc;
}

static int fact_outstanding(cl_step *step, const char *fact, cl_error *e)
{
    const cl_claim_context *context = context_of(step);
    int64_t given = context == NULL ? 0 : context->amount, sum;
    cl_claim_line *lines;
    size_t count = 0;
    int rc = read_lines(&lines, &count, step, e);

    if (rc != 0 || given == 0)
        return rc;
    sum = cl_claim_outstanding(lines, count);
    cl_step_yes(step, fact, strcmp(fact, "settles_all") == 0 ? given >= sum : given <= sum);
    return 0;
}

const cl_fact_source cl_facts_of_clawback[] = {
    {"within_paid", fact_within_paid},
    {"grace_until", fact_grace},
    {"smaller", fact_smaller},
    {"school_agrees", fact_no},
    {"settles_all", fact_outstanding},
    {"within_outstanding", fact_outstanding},
    {NULL, NULL},
};

/* ---- effects ---- */

/* What each line still claims. */
static int outstanding(cl_portion **out, size_t *count, cl_step *step, cl_error *e)
{
    cl_claim_line *lines;
    int rc = read_lines(&lines, count, step, e);

    if (rc != 0)
        return rc;
    *out = cl_arena_array(&step->arena, *count + 1, sizeof **out);
    if (*out == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = (cl_portion){lines[i].line, lines[i].school, outstanding_of(&lines[i])};
    return 0;
}

/* Rows of the claim change in an event of their own that follows from the step. */
static int set_lines(const cl_step *step, const char *kind, const cl_claim_line *before,
                     cl_claim_line *after, size_t count, cl_error *e)
{
    cl_author author = cl_step_follower(step);
    cl_change change;
    int rc = cl_change_open(&change, step->store, &author, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = cl_change_set(&change, &cl_table_claim_line, &before[i], &after[i], e);
    if (rc == 0 && !cl_change_is_empty(&change))
        rc = cl_change_store(&change, kind, "CLB", clawback_of(step)->id, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

static cl_claim_line *copy_lines(cl_step *step, const cl_claim_line *lines, size_t count)
{
    cl_claim_line *copy = cl_arena_array(&step->arena, count + 1, sizeof *copy);

    if (copy != NULL && count > 0)
        memcpy(copy, lines, count * sizeof *copy);
    return copy;
}

static int write_off_lines(cl_step *step, cl_error *e)
{
    cl_claim_line *lines, *after;
    size_t count = 0;
    int rc = read_lines(&lines, &count, step, e);

    after = rc == 0 ? copy_lines(step, lines, count) : NULL;
    if (rc == 0 && after == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; rc == 0 && i < count; i++)
        after[i].written_off += outstanding_of(&lines[i]);
    return rc != 0 ? rc : set_lines(step, "write_off_lines", lines, after, count, e);
}

int cl_claim_move(cl_step *step, const char *from, const char *to, cl_error *e)
{
    cl_portion *portions;
    size_t count = 0;
    int rc = outstanding(&portions, &count, step, e);

    if (rc == 0)
        rc = cl_ledger_move(step, clawback_of(step)->award, 0, portions, count, from, to, e);
    if (rc == 0 && strcmp(to, "written off") == 0)
        rc = write_off_lines(step, e);
    return rc;
}

static int begin_grace(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    (void)effect;
    (void)e;
    clawback_of(step)->grace_until =
        cl_known(step->author.effective + cl_machine_number(step->machine, "grace_days"));
    return 0;
}

static int lower_claim(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_claim_line *lines, *after;
    cl_portion *less;
    size_t count = 0;
    int rc = read_lines(&lines, &count, step, e);

    (void)effect;
    after = rc == 0 ? copy_lines(step, lines, count) : NULL;
    less = cl_arena_array(&step->arena, count + 1, sizeof *less);
    if (rc == 0 && (after == NULL || less == NULL))
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; rc == 0 && i < count; i++) {
        const cl_portion *named = portion_of(context_of(step), &lines[i]);

        less[i] = (cl_portion){lines[i].line, lines[i].school, 0};
        if (named == NULL)
            continue;
        after[i].amount = named->amount;
        less[i].amount = lines[i].amount - named->amount;
    }
    if (rc == 0)
        rc = set_lines(step, "lower_lines", lines, after, count, e);
    return rc != 0 ? rc
                   : cl_ledger_move(step, clawback_of(step)->award, 0, less, count, "receivable",
                                    "paid", e);
}

/* ---- what comes in ---- */

/* Over the lines in proportion to what is outstanding, to the penny. */
static int spread(int64_t *parts, cl_step *step, const cl_claim_line *lines, size_t count,
                  int64_t amount, cl_view currency, cl_error *e)
{
    cl_money *split = cl_arena_array(&step->arena, count + 1, sizeof *split);
    int64_t *weights = cl_arena_array(&step->arena, count + 1, sizeof *weights);
    cl_money total = {amount, ""};
    int rc;

    if (split == NULL || weights == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    memcpy(total.currency, currency.at, currency.length < 3 ? currency.length : 3);
    for (size_t i = 0; i < count; i++)
        weights[i] = outstanding_of(&lines[i]);
    rc = cl_money_split(split, total, weights, count, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        parts[i] = split[i].minor;
    return rc;
}

static int keep_recovery(cl_step *step, int64_t amount, int64_t unallocated, cl_view currency,
                         int64_t instalment, cl_error *e)
{
    cl_recovery recovery = {.clawback = clawback_of(step)->id,
                            .kind = cl_view_of(step->event),
                            .amount = amount,
                            .unallocated = unallocated,
                            .currency = currency,
                            .reference = context_of(step)->reference,
                            .instalment = instalment,
                            .day = cl_known(step->author.effective)};

    return cl_step_add(step, "recovery", &cl_table_recovery, &recovery, e);
}

static int book_recovery(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_claim_context *context = context_of(step);
    cl_claim_line *lines, *after;
    cl_portion *portions;
    int64_t *parts, sum, settled, instalment = 0;
    size_t count = 0;
    cl_award award;
    int rc = read_lines(&lines, &count, step, e);

    (void)effect;
    if (rc == 0 && context == NULL)
        return cl_fail(e, CL_E_INTERNAL, "'%s' was not given what it needs", step->event);
    if (rc == 0)
        rc = cl_record_get(&award, &step->arena, step->store, &cl_table_award,
                           clawback_of(step)->award, e);
    if (rc != 0)
        return rc;
    after = copy_lines(step, lines, count);
    portions = cl_arena_array(&step->arena, count + 1, sizeof *portions);
    parts = cl_arena_array(&step->arena, count + 1, sizeof *parts);
    if (after == NULL || portions == NULL || parts == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    sum = cl_claim_outstanding(lines, count);
    settled = context->amount < sum ? context->amount : sum;
    rc = spread(parts, step, lines, count, settled, award.currency, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        after[i].recovered += parts[i];
        portions[i] = (cl_portion){lines[i].line, lines[i].school, parts[i]};
    }
    if (rc == 0 && context->instalment != 0)
        rc = cl_instalment_settle(&instalment, step, context->instalment, settled, e);
    if (rc == 0)
        rc = set_lines(step, "recover_lines", lines, after, count, e);
    if (rc == 0)
        rc = cl_ledger_move(step, award.id, 0, portions, count, "receivable", "recovered", e);
    return rc != 0 ? rc
                   : keep_recovery(step, context->amount, context->amount - settled, award.currency,
                                   instalment, e);
}

const cl_effect_source cl_effects_of_clawback[] = {
    {"begin_grace", false, begin_grace},
    {"lower_claim", true, lower_claim},
    {"book_recovery", true, book_recovery},
    {NULL, false, NULL},
};
