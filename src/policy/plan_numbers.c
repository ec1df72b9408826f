/* SPDX-License-Identifier: MIT
 *
 * Steps that work on numbers: closed ones between bounds, and those of members.
 */
#include "plan_run.h"

/* ---- closed numbers ---- */

cl_span cl_run_param(const cl_running *r, const cl_step *step)
{
    const cl_setting *setting = &r->evaluator->settings[step->field];
    const cl_range *value = &setting->value;
    bool low_good = value->no_low || (value->low.den == 1 && cl_span_holds(value->low.num));
    bool high_good = value->no_high || (value->high.den == 1 && cl_span_holds(value->high.num));

    bool good = setting->there && value->state != CL_RANGE_NONE && !value->maybe_none && low_good &&
                high_good;

    cl_raise_if(r, step, !good);
    if (!good)
        return (cl_span){0, 0};
    return (cl_span){value->no_low ? CL_NO_LOW : value->low.num,
                     value->no_high ? CL_NO_HIGH : value->high.num};
}

static bool is_zero(const cl_span *a)
{
    return a->low == 0 && a->high == 0;
}

/* Where a bound can lie below zero, both have to be exact: else ask the evaluator. */
static bool multiply(cl_span *out, const cl_span *a, const cl_span *b)
{
    bool exact = cl_span_exact(a) && cl_span_exact(b);
    bool no_high = a->high == CL_NO_HIGH || b->high == CL_NO_HIGH;
    bool over;

    *out = (cl_span){0, 0};
    if (is_zero(a) || is_zero(b))
        return true;
    if (!exact && (a->low < 0 || b->low < 0))
        return false;
    over = __builtin_mul_overflow(a->low, b->low, &out->low);
    if (no_high)
        out->high = CL_NO_HIGH;
    else
        over |= __builtin_mul_overflow(a->high, b->high, &out->high) || !cl_span_holds(out->high);
    return !over && cl_span_holds(out->low);
}

/* `none` when one of the two is not there. */
static bool add_bounds(int64_t *out, int64_t a, int64_t b, int64_t none)
{
    if (a == none || b == none) {
        *out = none;
        return true;
    }
    return !__builtin_add_overflow(a, b, out) && cl_span_holds(*out);
}

static cl_span opposite(const cl_span *a)
{
    return (cl_span){a->high == CL_NO_HIGH ? CL_NO_LOW : -a->high,
                     a->low == CL_NO_LOW ? CL_NO_HIGH : -a->low};
}

cl_span cl_run_arithmetic(const cl_running *r, const cl_step *step)
{
    const cl_span *a = cl_plan_span_at(r->run, step->a), *b = cl_plan_span_at(r->run, step->b);
    cl_span taken, out = {0, 0};
    bool good;

    if (step->op == CL_STEP_MULTIPLY) {
        good = multiply(&out, a, b);
    } else {
        taken = step->op == CL_STEP_SUBTRACT ? opposite(b) : *b;
        good = add_bounds(&out.low, a->low, taken.low, CL_NO_LOW) &&
               add_bounds(&out.high, a->high, taken.high, CL_NO_HIGH);
    }
    cl_raise_if(r, step, !good);
    return good ? out : (cl_span){0, 0}; /* nobody looks at it, and it can be worked on */
}

cl_span cl_run_distinct(const cl_running *r, const cl_step *step)
{
    const cl_mask *list = cl_plan_mask_at(r->run, step->a);
    const cl_column *column = &r->run->columns[step->b];
    uint64_t in = list->may & column->known;
    int64_t seen[CL_PLAN_MEMBERS];
    cl_span span = {0, 0};

    cl_raise_if(r, step, (list->may & ~(column->known | column->none)) != 0);
    for (; in != 0; in &= in - 1) {
        unsigned i = (unsigned)__builtin_ctzll(in);
        int64_t j = 0;

        if ((list->yes >> i & 1) == 0) {
            span.high++;
            continue;
        }
        while (j < span.low && seen[j] != column->at.of[i])
            j++;
        if (j < span.low)
            continue;
        seen[span.low++] = column->at.of[i];
        span.high++;
    }
    return span;
}

/* ---- numbers of members ---- */

/* A number of each member, or one for all of them. */
typedef struct operand {
    const int64_t *at;
    size_t step; /* 0: the same for all */
    uint64_t known, none;
} operand;

static inline operand operand_of(const cl_running *r, cl_slot slot, bool is_closed)
{
    const cl_column *column;
    const cl_span *span;

    if (is_closed) {
        span = cl_plan_span_at(r->run, slot);
        return (operand){&span->low, 0, cl_span_exact(span) ? UINT64_MAX : 0, 0};
    }
    column = &r->run->columns[slot];
    return (operand){column->at.of, 1, column->known, column->none};
}

static inline unsigned first_of(uint64_t who)
{
    return (unsigned)__builtin_ctzll(who);
}

static void spread(cl_column *out, operand a, uint64_t who)
{
    for (; who != 0; who &= who - 1) {
        unsigned i = first_of(who);

        out->at.of[i] = *a.at;
    }
    out->known = a.known;
    out->none = 0;
}

static void otherwise(cl_column *out, operand a, operand b, uint64_t who)
{
    for (; who != 0; who &= who - 1) {
        unsigned i = first_of(who);

        out->at.of[i] = (a.known >> i & 1) != 0 ? a.at[i * a.step] : b.at[i * b.step];
    }
    out->known = a.known | (a.none & b.known);
    out->none = a.none & b.none;
}

static void pick(cl_column *out, const cl_mask *when, operand a, operand b, uint64_t who)
{
    for (; who != 0; who &= who - 1) {
        unsigned i = first_of(who);

        out->at.of[i] = (when->yes >> i & 1) != 0 ? a.at[i * a.step] : b.at[i * b.step];
    }
    out->known = (when->yes & a.known) | (~when->may & b.known);
    out->none = 0;
}

/* As OTHERWISE and LEAST: b has to be known, because the evaluator looks at it, too. */
static void up_to(cl_column *out, operand a, operand b, uint64_t who)
{
    for (; who != 0; who &= who - 1) {
        unsigned i = first_of(who);
        int64_t x = a.at[i * a.step], y = b.at[i * b.step];

        out->at.of[i] = (a.known >> i & 1) != 0 && x < y ? x : y;
    }
    out->known = (a.known | a.none) & b.known;
    out->none = 0;
}

static void least(cl_column *out, operand a, operand b, uint64_t who, bool greatest)
{
    for (; who != 0; who &= who - 1) {
        unsigned i = first_of(who);
        int64_t x = a.at[i * a.step], y = b.at[i * b.step];

        out->at.of[i] = (x < y) != greatest ? x : y;
    }
    out->known = a.known & b.known;
    out->none = 0;
}

/* What overflows, or is worked out of something that is not known, is not known. */
static void arithmetic(cl_column *out, int op, operand a, operand b, uint64_t who)
{
    uint64_t known = a.known & b.known;

    for (; who != 0; who &= who - 1) {
        unsigned i = first_of(who);
        int64_t x = a.at[i * a.step], y = b.at[i * b.step], z = 0;
        bool over = op == CL_STEP_COLUMN_ADD        ? __builtin_add_overflow(x, y, &z)
                    : op == CL_STEP_COLUMN_SUBTRACT ? __builtin_sub_overflow(x, y, &z)
                                                    : __builtin_mul_overflow(x, y, &z);

        out->at.of[i] = z;
        known &= ~((uint64_t)over << i);
    }
    out->known = known;
    out->none = 0;
}

void cl_run_columns(const cl_running *r, const cl_step *step)
{
    uint64_t who = step->narrow ? r->priced : r->run->all[step->base];
    cl_column *out = &r->run->columns[step->out];
    bool spreads = step->op == CL_STEP_COLUMN_SPREAD;
    operand a = operand_of(r, step->a, spreads || (step->closed & 1) != 0);
    operand b = operand_of(r, step->b, spreads || (step->closed & 2) != 0);

    switch ((int)step->op) {
    case CL_STEP_COLUMN_SPREAD:
        spread(out, a, who);
        break;
    case CL_STEP_COLUMN_OTHERWISE:
        otherwise(out, a, b, who);
        break;
    case CL_STEP_COLUMN_PICK:
        pick(out, cl_plan_mask_at(r->run, step->c), a, b, who);
        break;
    case CL_STEP_COLUMN_UP_TO:
        up_to(out, a, b, who);
        break;
    case CL_STEP_COLUMN_LEAST:
    case CL_STEP_COLUMN_GREATEST:
        least(out, a, b, who, step->op == CL_STEP_COLUMN_GREATEST);
        break;
    default:
        arithmetic(out, step->op, a, b, who);
        break;
    }
}

/* ---- comparing ---- */

static inline bool holds(int op, int64_t x, int64_t y)
{
    switch (op) {
    case CL_OP_AT_LEAST:
        return x >= y;
    case CL_OP_AT_MOST:
        return x <= y;
    case CL_OP_MORE:
        return x > y;
    default:
        return x < y;
    }
}

void cl_run_compare(const cl_running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    operand a = operand_of(r, step->a, (step->closed & 1) != 0);
    operand b = operand_of(r, step->b, (step->closed & 2) != 0);
    uint64_t both_known = a.known & b.known, yes = 0;

    cl_raise_if(r, step, (r->run->all[step->base] & ~(both_known | a.none | b.none)) != 0);
    if (step->test == CL_OP_EQUAL) /* the commonest one, without the choice each time */
        for (uint32_t i = 0; i < base->count; i++)
            yes |= (uint64_t)(a.at[i * a.step] == b.at[i * b.step]) << i;
    else
        for (uint32_t i = 0; i < base->count; i++)
            yes |= (uint64_t)holds(step->test, a.at[i * a.step], b.at[i * b.step]) << i;
    yes &= both_known;
    *cl_plan_mask_at(r->run, step->out) = (cl_mask){yes, yes, 0};
}
