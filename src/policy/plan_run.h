/* SPDX-License-Identifier: MIT
 *
 * What the parts of running a plan share: steps on masks and spans, which are a few instructions
 * each and stand in the loop over all steps, and those on members, which have loops of their own.
 * Not for other layers.
 */
#ifndef CL_PLAN_RUN_H
#define CL_PLAN_RUN_H

#include "plan.h"

typedef struct cl_running {
    cl_plan_run *run;
    const cl_plan *plan;
    const cl_dossier *dossier;
    const cl_evaluator *evaluator;
    uint64_t priced; /* members that are parts of the line */
} cl_running;

/** What rests on this step is asked of the evaluator. */
static inline void cl_raise_if(const cl_running *r, const cl_step *step, bool trouble)
{
    r->run->trouble |= (uint64_t)trouble << step->trouble;
}

/* ---- facts, tests (plan_facts.c) ---- */

static inline const cl_fact *cl_facts_of(const cl_running *r, uint32_t record)
{
    return r->dossier->facts + r->dossier->records[record].first;
}

/** The fact at the end of the way; where a record on the way is none or unknown, that fact. */
static inline const cl_fact *cl_reach(const cl_running *r, const cl_step *step,
                                      const cl_fact *facts)
{
    for (unsigned i = 0; i < step->hop_count; i++) {
        const cl_fact *hop = &facts[step->hops[i]];

        if (hop->state != CL_FACT_KNOWN)
            return hop;
        facts = cl_facts_of(r, (uint32_t)hop->value);
    }
    return &facts[step->field];
}

void cl_run_list(const cl_running *r, const cl_step *step);
/** The test of FACT. */
cl_mask cl_run_fact(const cl_running *r, const cl_step *step);
void cl_run_test(const cl_running *r, const cl_step *step);
void cl_run_some_below(const cl_running *r, const cl_step *step);
void cl_run_some_linked(const cl_running *r, const cl_step *step);
void cl_run_column(const cl_running *r, const cl_step *step);
void cl_run_words(const cl_running *r, const cl_step *step);
void cl_run_links(const cl_running *r, const cl_step *step);
void cl_run_counts(const cl_running *r, const cl_step *step);
cl_span cl_run_span_of(const cl_running *r, const cl_step *step);

/* ---- numbers (plan_numbers.c) ---- */

cl_span cl_run_param(const cl_running *r, const cl_step *step);
/** ADD, SUBTRACT, MULTIPLY of closed numbers. */
cl_span cl_run_arithmetic(const cl_running *r, const cl_step *step);
cl_span cl_run_distinct(const cl_running *r, const cl_step *step);
/** The steps on columns of numbers. */
void cl_run_columns(const cl_running *r, const cl_step *step);
void cl_run_compare(const cl_running *r, const cl_step *step);

/* ---- masks ---- */

static inline uint64_t cl_mask_if(uint64_t bit)
{
    return (uint64_t)0 - (bit & 1);
}

static inline cl_mask cl_mask_closed(bool yes, bool may, bool unsure)
{
    return (cl_mask){yes, may, unsure};
}

static inline cl_mask cl_mask_and(const cl_mask *a, const cl_mask *b)
{
    uint64_t may = a->may & b->may;

    return (cl_mask){a->yes & b->yes, may, may & (a->unsure | b->unsure)};
}

static inline cl_mask cl_mask_or(const cl_mask *a, const cl_mask *b)
{
    uint64_t yes = a->yes | b->yes;

    return (cl_mask){yes, a->may | b->may, (a->unsure | b->unsure) & ~yes};
}

static inline cl_mask cl_mask_not(const cl_mask *a, uint64_t all)
{
    return (cl_mask){all & ~a->may, all & ~a->yes, a->unsure};
}

static inline cl_mask cl_mask_unless(const cl_mask *a, const cl_mask *b, uint64_t all)
{
    uint64_t yes = (all & ~a->may) | b->yes;

    return (cl_mask){yes, (all & ~a->yes) | b->may, (a->unsure | b->unsure) & ~yes};
}

static inline cl_mask cl_mask_spread(const cl_mask *a, uint64_t all)
{
    return (cl_mask){cl_mask_if(a->yes) & all, cl_mask_if(a->may) & all,
                     cl_mask_if(a->unsure) & all};
}

/* Fails for whoever is in the list for certain and has it for certain not; open is whoever may be
 * in the list and does not have it for certain. */
static inline cl_mask cl_mask_every(const cl_mask *list, const cl_mask *body)
{
    uint64_t fails = list->yes & ~body->may, open = list->may & ~body->yes;
    bool may = fails == 0;

    return cl_mask_closed(open == 0, may, may && (open & (list->unsure | body->unsure)) != 0);
}

static inline cl_mask cl_mask_some(const cl_mask *list, const cl_mask *body)
{
    uint64_t yes = list->yes & body->yes, may = list->may & body->may;
    uint64_t unsure = may & (list->unsure | body->unsure);

    return cl_mask_closed(yes != 0, may != 0, yes == 0 && unsure != 0);
}

/* ---- spans ---- */

static inline bool cl_span_exact(const cl_span *a)
{
    return a->low == a->high;
}

/** Whether a number is none of those that say "without that bound", nor the opposite of one. */
static inline bool cl_span_holds(int64_t value)
{
    return value > CL_NO_LOW + 1 && value < CL_NO_HIGH;
}

/* Not __builtin_popcountll(), which calls a function where no CPU can be assumed to have one. */
static inline int64_t cl_mask_bits(uint64_t word)
{
    word -= word >> 1 & 0x5555555555555555u;
    word = (word & 0x3333333333333333u) + (word >> 2 & 0x3333333333333333u);
    word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (int64_t)(word * 0x0101010101010101u >> 56);
}

static inline cl_span cl_span_count(const cl_mask *list)
{
    int64_t sure = cl_mask_bits(list->yes);

    return (cl_span){sure, list->may == list->yes ? sure : cl_mask_bits(list->may)};
}

static inline cl_span cl_span_least(const cl_span *a, const cl_span *b)
{
    return (cl_span){a->low < b->low ? a->low : b->low, a->high < b->high ? a->high : b->high};
}

static inline cl_span cl_span_pick(const cl_mask *when, const cl_span *a, const cl_span *b)
{
    if ((when->yes & 1) != 0)
        return *a;
    if ((when->may & 1) == 0)
        return *b;
    return (cl_span){a->low < b->low ? a->low : b->low, a->high > b->high ? a->high : b->high};
}

/* A bound that is not there is beyond every number, and no number is as large as it: both say
 * "may", and neither "is". */
static inline cl_mask cl_span_at_least(const cl_span *a, const cl_span *b)
{
    bool yes = a->low >= b->high, may = a->high >= b->low;

    return cl_mask_closed(yes, may, may && !yes);
}

static inline cl_mask cl_span_more(const cl_span *a, const cl_span *b)
{
    bool yes = a->low > b->high, may = a->high > b->low;

    return cl_mask_closed(yes, may, may && !yes);
}

static inline cl_mask cl_span_equal(const cl_span *a, const cl_span *b)
{
    bool may = a->high >= b->low && b->high >= a->low;
    bool yes = may && cl_span_exact(a) && cl_span_exact(b);

    return cl_mask_closed(yes, may, may && !yes);
}

#endif
