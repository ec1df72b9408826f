/* SPDX-License-Identifier: MIT
 *
 * Running a plan over a dossier: one step after the other, each over all members of its list.
 */
#include <string.h>

#include "alloc.h"
#include "plan.h"

typedef struct running {
    cl_plan_run *run;
    const cl_plan *plan;
    const cl_dossier *dossier;
    const cl_evaluator *evaluator;
} running;

/* ---- memory ---- */

bool cl_plan_run_init(cl_plan_run *run, const cl_programme *programme)
{
    const cl_plan *plan = programme->plan;

    memset(run, 0, sizeof *run);
    run->masks = cl_calloc(plan->mask_count + 1, sizeof *run->masks);
    run->columns = cl_calloc(plan->column_count + 1, sizeof *run->columns);
    run->spans = cl_calloc(plan->span_count + 1, sizeof *run->spans);
    run->bases = cl_calloc(plan->base_count + 1, sizeof *run->bases);
    run->listed = cl_calloc(programme->params.count + 1, sizeof *run->listed);
    run->listed_from = cl_calloc(programme->params.count + 1, sizeof *run->listed_from);
    if (run->masks != NULL && run->columns != NULL && run->spans != NULL && run->bases != NULL &&
        run->listed != NULL && run->listed_from != NULL)
        return true;
    cl_plan_run_clear(run);
    return false;
}

void cl_plan_run_clear(cl_plan_run *run)
{
    cl_free(run->masks);
    cl_free(run->columns);
    cl_free(run->spans);
    cl_free(run->bases);
    cl_free(run->listed);
    cl_free(run->listed_from);
    memset(run, 0, sizeof *run);
}

/* ---- facts ---- */

static const cl_fact *facts_of(const running *r, uint32_t record)
{
    return r->dossier->facts + r->dossier->records[record].first;
}

/* The fact at the end of the way; where a record on the way is none or unknown, that fact. */
static inline const cl_fact *reach(const running *r, const cl_step *step, const cl_fact *facts)
{
    for (unsigned i = 0; i < step->hop_count; i++) {
        const cl_fact *hop = &facts[step->hops[i]];

        if (hop->state != CL_FACT_KNOWN)
            return hop;
        facts = facts_of(r, (uint32_t)hop->value);
    }
    return &facts[step->field];
}

static const cl_fact *member_facts(const cl_base *base, uint32_t i)
{
    return base->facts + (size_t)i * base->stride;
}

static void run_list(running *r, const cl_step *step)
{
    cl_base *base = &r->run->bases[step->out];
    const cl_fact *list = reach(r, step, r->run->bases[0].facts);

    base->count = list->state == CL_FACT_KNOWN ? list->extra : 0;
    base->bad = list->state == CL_FACT_UNKNOWN || base->count > CL_PLAN_MEMBERS ? UINT64_MAX : 0;
    if (base->bad != 0)
        base->count = 0;
    base->all = base->count == 0 ? 0 : UINT64_MAX >> (CL_PLAN_MEMBERS - base->count);
    base->first = (uint32_t)list->value;
    base->stride = 0;
    base->facts = base->count == 0 ? NULL : facts_of(r, base->first);
    if (base->count > 1)
        base->stride =
            r->dossier->records[base->first + 1].first - r->dossier->records[base->first].first;
}

/* ---- tests ---- */

static bool in_set(const cl_code_set *set, int64_t code, bool country)
{
    int64_t place = country ? (code / 256 - 'A') * 26 + (code % 256 - 'A') : code;

    return (set->bits[place / 64] >> place % 64 & 1) != 0;
}

/* The set of a list param, made again when another list is in force; NULL: there is none. */
static const cl_code_set *listed(running *r, const cl_step *step)
{
    const cl_setting *setting = &r->evaluator->settings[step->value];
    const cl_param *param = (const cl_param *)r->evaluator->programme->params.items + step->value;
    cl_code_set *set = &r->run->listed[step->value];
    bool country = param->list_of == CL_GIVES_COUNTRY;

    if (setting->list == NULL)
        return NULL;
    if (r->run->listed_from[step->value] == setting->list && !setting->assumed)
        return set;
    memset(set, 0, sizeof *set);
    r->run->listed_from[step->value] = setting->list;
    for (size_t i = 0; i < setting->list->count; i++) {
        int64_t code = setting->list->codes[i];
        int64_t place = country ? (code / 256 - 'A') * 26 + (code % 256 - 'A') : code;

        if (place >= 0 && place < 26 * 26)
            set->bits[place / 64] |= (uint64_t)1 << place % 64;
    }
    return set;
}

static cl_truth truth_if(bool yes)
{
    return yes ? CL_TRUE : CL_FALSE;
}

static cl_truth among(const cl_code_set *set, const cl_fact *fact, bool country)
{
    if (fact->state != CL_FACT_KNOWN)
        return fact->state == CL_FACT_NONE ? CL_FALSE : CL_UNSURE;
    return truth_if(in_set(set, fact->value, country));
}

/* What the test of a step finds in a fact; `set` where it has one. */
static cl_truth test_fact(const cl_step *step, const cl_fact *fact, const cl_code_set *set)
{
    bool known = fact->state == CL_FACT_KNOWN;

    switch ((cl_test)step->test) {
    case CL_TEST_WORD:
        return known                         ? truth_if((step->value >> fact->value & 1) != 0)
               : fact->state == CL_FACT_NONE ? CL_FALSE
                                             : CL_UNSURE;
    case CL_TEST_IS:
        return known                         ? truth_if(fact->value == step->value)
               : fact->state == CL_FACT_NONE ? CL_FALSE
                                             : CL_UNSURE;
    case CL_TEST_AMONG:
    case CL_TEST_LISTED:
        return set == NULL ? CL_UNSURE : among(set, fact, step->country);
    case CL_TEST_PRESENT:
        return fact->state == CL_FACT_UNKNOWN ? CL_UNSURE : truth_if(known);
    case CL_TEST_YES:
        return known                         ? truth_if(fact->value != 0)
               : fact->state == CL_FACT_NONE ? CL_FALSE
                                             : CL_UNSURE;
    case CL_TEST_NO:
        return known                         ? truth_if(fact->value == 0)
               : fact->state == CL_FACT_NONE ? CL_FALSE
                                             : CL_UNSURE;
    case CL_TEST_JUDGED:
        return known ? truth_if(fact->value != 0) : CL_FOR_A_PERSON;
    }
    return CL_UNSURE;
}

static const cl_code_set *set_of(running *r, const cl_step *step)
{
    if (step->test == CL_TEST_AMONG)
        return &r->plan->sets[step->value];
    return step->test == CL_TEST_LISTED ? listed(r, step) : NULL;
}

/* A list param without a value on the day is an error, which the evaluator words. */
static uint64_t bad_set(const running *r, const cl_step *step)
{
    return step->test == CL_TEST_LISTED && !r->evaluator->settings[step->value].there ? UINT64_MAX
                                                                                      : 0;
}

static void put(cl_mask *mask, uint32_t i, cl_truth truth)
{
    mask->yes |= (uint64_t)(truth == CL_TRUE) << i;
    mask->unsure |= (uint64_t)(truth == CL_UNSURE) << i;
    mask->person |= (uint64_t)(truth == CL_FOR_A_PERSON) << i;
}

/* Members whose value is in the set. */
static uint64_t members_among(const cl_column *column, const cl_base *base, const cl_code_set *set,
                              bool country)
{
    uint64_t yes = 0;

    for (uint32_t i = 0; i < base->count; i++)
        if ((column->known >> i & 1) != 0)
            yes |= (uint64_t)in_set(set, column->of[i], country) << i;
    return yes;
}

static uint64_t members_with(const cl_column *column, const cl_base *base, int64_t value)
{
    uint64_t yes = 0;

    for (uint32_t i = 0; i < base->count; i++)
        yes |= (uint64_t)(column->of[i] == value) << i;
    return yes & column->known;
}

static inline uint64_t members_of(const cl_column *column, uint64_t words)
{
    uint64_t yes = 0;

    for (; words != 0; words &= words - 1)
        yes |= column->words[__builtin_ctzll(words)];
    return yes;
}

static inline void run_test(running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    const cl_column *column = &r->run->columns[step->a];
    uint64_t open = base->all & ~column->known & ~column->none;
    cl_mask *out = &r->run->masks[step->out];
    const cl_code_set *set;

    *out = (cl_mask){0, open, 0, base->bad};
    switch ((cl_test)step->test) {
    case CL_TEST_WORD:
        out->yes = members_of(column, (uint64_t)step->value) & column->known;
        break;
    case CL_TEST_IS:
        out->yes = members_with(column, base, step->value);
        break;
    case CL_TEST_AMONG:
    case CL_TEST_LISTED:
        set = set_of(r, step);
        out->bad |= bad_set(r, step);
        if (set == NULL)
            out->unsure = base->all;
        else
            out->yes = members_among(column, base, set, step->country);
        break;
    case CL_TEST_PRESENT:
        out->yes = column->known;
        break;
    case CL_TEST_NO:
        out->yes = members_with(column, base, 0);
        break;
    case CL_TEST_YES:
        out->yes = column->known & ~members_with(column, base, 0);
        break;
    case CL_TEST_JUDGED:
        out->yes = column->known & ~members_with(column, base, 0);
        out->unsure = 0;
        out->person = base->all & ~column->known;
        break;
    }
}

static cl_truth some_below(running *r, const cl_step *step, const cl_fact *list,
                           const cl_code_set *set)
{
    cl_truth truth = CL_FALSE;

    if (list->state != CL_FACT_KNOWN)
        return list->state == CL_FACT_NONE ? CL_FALSE : CL_UNSURE;
    for (uint32_t j = 0; j < list->extra && truth != CL_TRUE; j++) {
        const cl_fact *facts = facts_of(r, (uint32_t)list->value + j);

        truth = cl_truth_or(truth, test_fact(step, reach(r, step, facts), set));
    }
    return truth;
}

/* The bits of a record that is referred to; UINT32_MAX: it is in another list. */
static uint32_t place_of(const cl_base *base, const cl_fact *reference)
{
    uint64_t place = (uint64_t)reference->value - base->first;

    return place < base->count ? (uint32_t)place : UINT32_MAX;
}

/* Whether a member's list refers to a record that has mask a. */
static void refer(running *r, const cl_step *step, uint32_t i, cl_mask *mask)
{
    const cl_base *target = &r->run->bases[step->c];
    const cl_mask *has = &r->run->masks[step->a];
    const cl_fact *list = &member_facts(&r->run->bases[step->base], i)[step->list];
    uint64_t bit = (uint64_t)1 << i, yes = 0, unsure = list->state == CL_FACT_UNKNOWN, person = 0;

    for (uint32_t j = 0; list->state == CL_FACT_KNOWN && j < list->extra; j++) {
        const cl_fact *to = &facts_of(r, (uint32_t)list->value + j)[step->field];
        uint32_t place = to->state == CL_FACT_KNOWN ? place_of(target, to) : 0;

        if (to->state != CL_FACT_KNOWN) {
            unsure |= to->state == CL_FACT_UNKNOWN;
        } else if (place == UINT32_MAX) {
            mask->bad |= bit;
        } else {
            yes |= has->yes >> place & 1;
            unsure |= has->unsure >> place & 1;
            person |= has->person >> place & 1;
        }
    }
    mask->yes |= yes != 0 ? bit : 0;
    mask->unsure |= yes == 0 && unsure != 0 ? bit : 0;
    mask->person |= yes == 0 && unsure == 0 && person != 0 ? bit : 0;
}

static void run_some_referred(running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    bool bad = r->run->masks[step->a].bad != 0;
    cl_mask mask = {0, 0, 0, base->bad | (bad ? UINT64_MAX : 0)};

    for (uint32_t i = 0; i < base->count; i++)
        refer(r, step, i, &mask);
    r->run->masks[step->out] = mask;
}

static void run_some_below(running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    const cl_code_set *set = set_of(r, step);
    cl_mask mask = {0, 0, 0, base->bad | bad_set(r, step)};

    for (uint32_t i = 0; i < base->count; i++)
        put(&mask, i, some_below(r, step, &member_facts(base, i)[step->list], set));
    r->run->masks[step->out] = mask;
}

/* ---- conditions ---- */

static inline cl_mask both(cl_mask a, cl_mask b)
{
    uint64_t live = (a.yes | a.unsure | a.person) & (b.yes | b.unsure | b.person);
    cl_mask mask = {a.yes & b.yes, live & (a.unsure | b.unsure), 0, a.bad | b.bad};

    mask.person = live & ~mask.yes & ~mask.unsure;
    return mask;
}

static inline cl_mask either(cl_mask a, cl_mask b)
{
    cl_mask mask = {a.yes | b.yes, 0, 0, a.bad | b.bad};

    mask.unsure = (a.unsure | b.unsure) & ~mask.yes;
    mask.person = (a.person | b.person) & ~mask.yes & ~mask.unsure;
    return mask;
}

static inline cl_mask not(cl_mask a, uint64_t all)
{
    a.yes = all & ~(a.yes | a.unsure | a.person);
    return a;
}

static cl_mask spread(cl_mask a, uint64_t all)
{
    return (cl_mask){(a.yes & 1) != 0 ? all : 0, (a.unsure & 1) != 0 ? all : 0,
                     (a.person & 1) != 0 ? all : 0, (a.bad & 1) != 0 ? UINT64_MAX : 0};
}

static cl_mask closed(cl_truth truth, bool bad)
{
    return (cl_mask){truth == CL_TRUE, truth == CL_UNSURE, truth == CL_FOR_A_PERSON, bad};
}

static uint64_t live(const cl_mask *list)
{
    return list->yes | list->unsure | list->person;
}

static inline cl_mask every(const cl_mask *list, cl_mask body, uint64_t all)
{
    cl_mask each = either(not(*list, all), body);
    uint64_t fails = all & ~(each.yes | each.unsure | each.person);
    cl_truth truth = fails != 0         ? CL_FALSE
                     : each.unsure != 0 ? CL_UNSURE
                     : each.person != 0 ? CL_FOR_A_PERSON
                                        : CL_TRUE;

    return closed(truth, list->bad != 0 || (body.bad & live(list)) != 0);
}

static inline cl_mask some(const cl_mask *list, cl_mask body)
{
    cl_mask each = both(*list, body);
    cl_truth truth = each.yes != 0      ? CL_TRUE
                     : each.unsure != 0 ? CL_UNSURE
                     : each.person != 0 ? CL_FOR_A_PERSON
                                        : CL_FALSE;

    return closed(truth, list->bad != 0 || (body.bad & live(list)) != 0);
}

/* ---- closed numbers ---- */

static cl_span exactly(int64_t value)
{
    return (cl_span){value, value, false, false, false};
}

static bool is_exact(const cl_span *a)
{
    return !a->bad && !a->no_low && !a->no_high && a->low == a->high;
}

static cl_span span_param(const running *r, const cl_step *step)
{
    const cl_setting *setting = &r->evaluator->settings[step->field];
    const cl_range *value = &setting->value;
    cl_span span = {value->low.num, value->high.num, value->no_low != 0, value->no_high != 0,
                    false};

    span.bad = !setting->there || value->state == CL_RANGE_NONE || value->maybe_none ||
               value->low.den != 1 || value->high.den != 1;
    return span;
}

static cl_span span_fact(const running *r, const cl_step *step)
{
    const cl_fact *fact = reach(r, step, r->run->bases[0].facts);
    cl_span span = exactly(fact->value);

    span.bad = fact->state != CL_FACT_KNOWN;
    return span;
}

static cl_span add_spans(const cl_span *a, const cl_span *b)
{
    cl_span sum = {0, 0, a->no_low || b->no_low, a->no_high || b->no_high, a->bad || b->bad};

    if (__builtin_add_overflow(a->low, b->low, &sum.low) ||
        __builtin_add_overflow(a->high, b->high, &sum.high))
        sum.bad = true;
    return sum;
}

static cl_span subtract_spans(const cl_span *a, const cl_span *b)
{
    cl_span rest = {0, 0, a->no_low || b->no_high, a->no_high || b->no_low, a->bad || b->bad};

    if (__builtin_sub_overflow(a->low, b->high, &rest.low) ||
        __builtin_sub_overflow(a->high, b->low, &rest.high))
        rest.bad = true;
    return rest;
}

static bool is_zero(const cl_span *a)
{
    return is_exact(a) && a->low == 0;
}

/* Where a bound can lie below zero, both have to be exact: else ask the evaluator. */
static cl_span multiply_spans(const cl_span *a, const cl_span *b)
{
    cl_span product = {0, 0, false, a->no_high || b->no_high, a->bad || b->bad};
    bool exact = is_exact(a) && is_exact(b);

    if (!product.bad && (is_zero(a) || is_zero(b)))
        return exactly(0);
    if (!exact && (a->no_low || b->no_low || a->low < 0 || b->low < 0))
        product.bad = true;
    if (__builtin_mul_overflow(a->low, b->low, &product.low) ||
        (!product.no_high && __builtin_mul_overflow(a->high, b->high, &product.high)))
        product.bad = true;
    return product;
}

static cl_span least_span(const cl_span *a, const cl_span *b)
{
    cl_span least = {a->low < b->low ? a->low : b->low, 0, a->no_low || b->no_low,
                     a->no_high && b->no_high, a->bad || b->bad};

    least.high = a->no_high ? b->high : b->no_high || a->high < b->high ? a->high : b->high;
    return least;
}

static cl_span pick_span(const cl_mask *when, const cl_span *a, const cl_span *b)
{
    cl_span hull = {a->low < b->low ? a->low : b->low, a->high > b->high ? a->high : b->high,
                    a->no_low || b->no_low, a->no_high || b->no_high, a->bad || b->bad};

    if ((when->bad & 1) != 0)
        hull.bad = true;
    else if ((when->yes & 1) != 0)
        return *a;
    else if (((when->unsure | when->person) & 1) == 0)
        return *b;
    return hull;
}

/* Not __builtin_popcountll(), which calls a function where no CPU can be assumed to have one. */
static int64_t bits_of(uint64_t word)
{
    word -= word >> 1 & 0x5555555555555555u;
    word = (word & 0x3333333333333333u) + (word >> 2 & 0x3333333333333333u);
    word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (int64_t)(word * 0x0101010101010101u >> 56);
}

static cl_span count_members(const cl_mask *list)
{
    uint64_t open = list->unsure | list->person;
    int64_t sure = bits_of(list->yes);

    return (cl_span){sure, open == 0 ? sure : sure + bits_of(open), false, false, list->bad != 0};
}

static __attribute__((noinline)) cl_span distinct_members(const cl_mask *list,
                                                          const cl_column *column)
{
    uint64_t in = live(list) & column->known;
    int64_t seen[CL_PLAN_MEMBERS];
    cl_span span = exactly(0);

    span.bad = list->bad != 0 || (live(list) & ~(column->known | column->none)) != 0;
    for (; in != 0; in &= in - 1) {
        unsigned i = (unsigned)__builtin_ctzll(in);
        int64_t j = 0;

        if ((list->yes >> i & 1) == 0) {
            span.high++;
            continue;
        }
        while (j < span.low && seen[j] != column->of[i])
            j++;
        if (j < span.low)
            continue;
        seen[span.low++] = column->of[i];
        span.high++;
    }
    return span;
}

static bool is_below(const cl_span *a, const cl_span *b)
{
    return !a->no_high && !b->no_low && a->high < b->low;
}

static cl_truth reaches(const cl_span *a, const cl_span *b)
{
    if (is_below(a, b))
        return CL_FALSE;
    return !a->no_low && !b->no_high && a->low >= b->high ? CL_TRUE : CL_UNSURE;
}

static cl_truth exceeds(const cl_span *a, const cl_span *b)
{
    if (!a->no_high && !b->no_low && a->high <= b->low)
        return CL_FALSE;
    return !a->no_low && !b->no_high && a->low > b->high ? CL_TRUE : CL_UNSURE;
}

static cl_truth same(const cl_span *a, const cl_span *b)
{
    if (is_exact(a) && is_exact(b))
        return truth_if(a->low == b->low);
    return is_below(a, b) || is_below(b, a) ? CL_FALSE : CL_UNSURE;
}

static inline cl_mask compare_spans(int op, const cl_span *a, const cl_span *b)
{
    cl_truth truth;

    switch (op) {
    case CL_OP_EQUAL:
        truth = same(a, b);
        break;
    case CL_OP_AT_LEAST:
        truth = reaches(a, b);
        break;
    case CL_OP_AT_MOST:
        truth = reaches(b, a);
        break;
    case CL_OP_MORE:
        truth = exceeds(a, b);
        break;
    default:
        truth = exceeds(b, a);
        break;
    }
    return closed(truth, a->bad || b->bad);
}

/* ---- numbers of members ---- */

static inline void put_fact(cl_column *out, uint32_t i, const cl_fact *fact)
{
    out->of[i] = fact->value;
    out->known |= (uint64_t)(fact->state == CL_FACT_KNOWN) << i;
    out->none |= (uint64_t)(fact->state == CL_FACT_NONE) << i;
}

static void column_facts(const running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    cl_column *out = &r->run->columns[step->out];

    out->known = out->none = 0;
    for (uint32_t i = 0; i < base->count; i++)
        put_fact(out, i, reach(r, step, member_facts(base, i)));
}

/* Which members have which word; of what is not known any, to be masked by whoever asks. */
static void column_words(cl_column *out, uint32_t count)
{
    memset(out->words, 0, sizeof out->words);
    for (uint32_t i = 0; i < count; i++)
        out->words[(uint64_t)out->of[i] % CL_PLAN_WORDS] |= (uint64_t)1 << i;
}

/* Most facts are the member's own. */
static inline void column_own(const running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    cl_column *out = &r->run->columns[step->out];
    uint64_t known = 0, none = 0;

    for (uint32_t i = 0; i < base->count; i++) {
        const cl_fact *fact = &base->facts[(size_t)i * base->stride + step->field];

        out->of[i] = fact->value;
        known |= (uint64_t)(fact->state == CL_FACT_KNOWN) << i;
        none |= (uint64_t)(fact->state == CL_FACT_NONE) << i;
    }
    out->known = known;
    out->none = none;
}

/* A list that is not there has no members. */
static void column_counts(running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    cl_column *out = &r->run->columns[step->out];

    out->known = out->none = 0;
    for (uint32_t i = 0; i < base->count; i++) {
        const cl_fact *fact = reach(r, step, member_facts(base, i));

        out->of[i] = fact->state == CL_FACT_KNOWN ? fact->extra : 0;
        out->known |= (uint64_t)(fact->state != CL_FACT_UNKNOWN) << i;
    }
}

static void column_spread(running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    const cl_span *span = &r->run->spans[step->a];
    cl_column *out = &r->run->columns[step->out];

    out->none = 0;
    out->known = is_exact(span) ? base->all : 0;
    for (uint32_t i = 0; i < base->count; i++)
        out->of[i] = span->low;
}

/* A number of each member, or one for all of them. */
typedef struct operand {
    const int64_t *at;
    size_t step; /* 0: the same for all */
    uint64_t known, none;
} operand;

static inline operand operand_of(const running *r, cl_slot slot, bool is_closed)
{
    const cl_column *column = &r->run->columns[slot];
    const cl_span *span = &r->run->spans[slot];

    if (is_closed)
        return (operand){&span->low, 0, is_exact(span) ? UINT64_MAX : 0, 0};
    return (operand){column->of, 1, column->known, column->none};
}

static void column_otherwise(cl_column *out, operand a, operand b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        out->of[i] = (a.known >> i & 1) != 0 ? a.at[i * a.step] : b.at[i * b.step];
    out->known = a.known | (a.none & b.known);
    out->none = a.none & b.none;
}

static void column_pick(cl_column *out, const cl_mask *when, operand a, operand b, uint32_t count)
{
    uint64_t no = ~(when->yes | when->unsure | when->person);

    for (uint32_t i = 0; i < count; i++)
        out->of[i] = (when->yes >> i & 1) != 0 ? a.at[i * a.step] : b.at[i * b.step];
    out->known = ((when->yes & a.known) | (no & b.known)) & ~when->bad;
    out->none = 0;
}

/* As OTHERWISE and LEAST: b has to be known, because the evaluator looks at it, too. */
static inline void column_up_to(cl_column *out, operand a, operand b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        int64_t x = a.at[i * a.step], y = b.at[i * b.step];

        out->of[i] = (a.known >> i & 1) != 0 && x < y ? x : y;
    }
    out->known = (a.known | a.none) & b.known;
    out->none = 0;
}

static void column_least(cl_column *out, operand a, operand b, uint32_t count, bool greatest)
{
    for (uint32_t i = 0; i < count; i++) {
        int64_t x = a.at[i * a.step], y = b.at[i * b.step];

        out->of[i] = (x < y) != greatest ? x : y;
    }
    out->known = a.known & b.known;
    out->none = 0;
}

/* What overflows, or is worked out of something that is not known, is not known. */
static void column_arithmetic(cl_column *out, int op, operand a, operand b, uint32_t count)
{
    uint64_t known = a.known & b.known;

    for (uint32_t i = 0; i < count; i++) {
        int64_t x = a.at[i * a.step], y = b.at[i * b.step], z = 0;
        bool over = op == CL_STEP_COLUMN_ADD        ? __builtin_add_overflow(x, y, &z)
                    : op == CL_STEP_COLUMN_SUBTRACT ? __builtin_sub_overflow(x, y, &z)
                                                    : __builtin_mul_overflow(x, y, &z);

        out->of[i] = z;
        known &= ~((uint64_t)over << i);
    }
    out->known = known;
    out->none = 0;
}

static bool holds(int op, int64_t x, int64_t y)
{
    switch (op) {
    case CL_OP_EQUAL:
        return x == y;
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

static cl_mask column_compare(int op, operand a, operand b, const cl_base *base)
{
    uint64_t both_known = a.known & b.known, none = a.none | b.none;
    cl_mask mask = {0, 0, 0, (base->all & ~(both_known | none)) | base->bad};

    for (uint32_t i = 0; i < base->count; i++)
        mask.yes |= (uint64_t)holds(op, a.at[i * a.step], b.at[i * b.step]) << i;
    mask.yes &= both_known;
    return mask;
}

static inline void run_numbers(running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    cl_column *out = &r->run->columns[step->out];
    operand a = operand_of(r, step->a, (step->closed & 1) != 0);
    operand b = operand_of(r, step->b, (step->closed & 2) != 0);

    switch ((int)step->op) {
    case CL_STEP_COLUMN_OTHERWISE:
        column_otherwise(out, a, b, base->count);
        break;
    case CL_STEP_COLUMN_PICK:
        column_pick(out, &r->run->masks[step->c], a, b, base->count);
        break;
    case CL_STEP_COLUMN_UP_TO:
        column_up_to(out, a, b, base->count);
        break;
    case CL_STEP_COLUMN_LEAST:
    case CL_STEP_COLUMN_GREATEST:
        column_least(out, a, b, base->count, step->op == CL_STEP_COLUMN_GREATEST);
        break;
    default:
        column_arithmetic(out, step->op, a, b, base->count);
        break;
    }
}

static cl_mask compare_members(running *r, const cl_step *step)
{
    return column_compare(step->test, operand_of(r, step->a, (step->closed & 1) != 0),
                          operand_of(r, step->b, (step->closed & 2) != 0),
                          &r->run->bases[step->base]);
}

/* ---- all steps ---- */

/* One switch, in the loop and not in a function of its own: there are a hundred steps in a decision
 * of a microsecond. */
static void run_steps(running *r, const cl_step *steps, size_t count)
{
    cl_mask *const masks = r->run->masks;
    cl_span *const spans = r->run->spans;
    const cl_base *const bases = r->run->bases;

    for (const cl_step *step = steps; step < steps + count; step++)
        switch ((cl_step_op)step->op) {
        case CL_STEP_LIST:
            run_list(r, step);
            break;
        case CL_STEP_CONST:
            masks[step->out] = closed(truth_if(step->value != 0), false);
            break;
        case CL_STEP_ALL:
            masks[step->out] = (cl_mask){bases[step->base].all, 0, 0, bases[step->base].bad};
            break;
        case CL_STEP_SPREAD:
            masks[step->out] = spread(masks[step->a], bases[step->base].all);
            break;
        case CL_STEP_TEST:
            run_test(r, step);
            break;
        case CL_STEP_SOME_BELOW:
            run_some_below(r, step);
            break;
        case CL_STEP_SOME_REFERRED:
            run_some_referred(r, step);
            break;
        case CL_STEP_AND:
            masks[step->out] = both(masks[step->a], masks[step->b]);
            break;
        case CL_STEP_OR:
            masks[step->out] = either(masks[step->a], masks[step->b]);
            break;
        case CL_STEP_NOT:
            masks[step->out] = not(masks[step->a], bases[step->base].all);
            break;
        case CL_STEP_EVERY:
            masks[step->out] = every(&masks[step->a], masks[step->b], bases[step->base].all);
            break;
        case CL_STEP_SOME:
            masks[step->out] = some(&masks[step->a], masks[step->b]);
            break;
        case CL_STEP_COUNT:
            spans[step->out] = count_members(&masks[step->a]);
            break;
        case CL_STEP_DISTINCT:
            spans[step->out] = distinct_members(&masks[step->a], &r->run->columns[step->b]);
            break;
        case CL_STEP_SPAN:
            spans[step->out] = exactly(step->value);
            break;
        case CL_STEP_PARAM:
            spans[step->out] = span_param(r, step);
            break;
        case CL_STEP_SPAN_OF:
            spans[step->out] = span_fact(r, step);
            break;
        case CL_STEP_ADD:
            spans[step->out] = add_spans(&spans[step->a], &spans[step->b]);
            break;
        case CL_STEP_SUBTRACT:
            spans[step->out] = subtract_spans(&spans[step->a], &spans[step->b]);
            break;
        case CL_STEP_MULTIPLY:
            spans[step->out] = multiply_spans(&spans[step->a], &spans[step->b]);
            break;
        case CL_STEP_LEAST:
            spans[step->out] = least_span(&spans[step->a], &spans[step->b]);
            break;
        case CL_STEP_PICK:
            spans[step->out] = pick_span(&masks[step->c], &spans[step->a], &spans[step->b]);
            break;
        case CL_STEP_COMPARE:
            masks[step->out] = compare_spans(step->test, &spans[step->a], &spans[step->b]);
            break;
        case CL_STEP_COLUMN:
            if (step->hop_count == 0)
                column_own(r, step);
            else
                column_facts(r, step);
            if (step->test == CL_TEST_WORD)
                column_words(&r->run->columns[step->out], bases[step->base].count);
            break;
        case CL_STEP_COLUMN_COUNT:
            column_counts(r, step);
            break;
        case CL_STEP_COLUMN_SPREAD:
            column_spread(r, step);
            break;
        case CL_STEP_COLUMN_OTHERWISE:
        case CL_STEP_COLUMN_ADD:
        case CL_STEP_COLUMN_SUBTRACT:
        case CL_STEP_COLUMN_MULTIPLY:
        case CL_STEP_COLUMN_LEAST:
        case CL_STEP_COLUMN_GREATEST:
        case CL_STEP_COLUMN_PICK:
        case CL_STEP_COLUMN_UP_TO:
            run_numbers(r, step);
            break;
        case CL_STEP_COLUMN_COMPARE:
            masks[step->out] = compare_members(r, step);
            break;
        }
}

/* Facts are read once, here and there: asked for all at once, they arrive together. */
static void fetch(const cl_dossier *dossier)
{
    enum { LINE = 64 };
    const char *facts = (const char *)dossier->facts, *records = (const char *)dossier->records;

    for (size_t i = 0; i < dossier->fact_count * sizeof *dossier->facts; i += LINE)
        __builtin_prefetch(facts + i);
    for (size_t i = 0; i < dossier->record_count * sizeof *dossier->records; i += LINE)
        __builtin_prefetch(records + i);
}

void cl_plan_run_all(cl_plan_run *run, const cl_evaluator *evaluator)
{
    const cl_plan *plan = evaluator->programme->plan;
    running r = {run, plan, evaluator->dossier, evaluator};

    fetch(evaluator->dossier);
    if (run->settled == 0)
        run_steps(&r, plan->constants, plan->constant_count);
    if (run->settled != evaluator->settled)
        run_steps(&r, plan->params, plan->param_count);
    run->settled = evaluator->settled;
    run->bases[0] = (cl_base){evaluator->dossier->facts, 0, 1, 0, 1, 0};
    run_steps(&r, plan->steps, plan->step_count);
}

bool cl_plan_range(const cl_plan_run *run, cl_slot slot, cl_range *out)
{
    const cl_span *span = &run->spans[slot];

    *out = cl_range_between(cl_ratio_int(span->low), cl_ratio_int(span->high));
    out->no_low = span->no_low;
    out->no_high = span->no_high;
    if (span->no_low || span->no_high)
        out->state = CL_RANGE_UNKNOWN;
    return !span->bad;
}
