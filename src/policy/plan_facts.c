/* SPDX-License-Identifier: MIT
 *
 * Steps that read facts of the dossier, and test them.
 */
#include <string.h>

#include "plan_run.h"

/* ---- lists ---- */

void cl_run_list(const cl_running *r, const cl_step *step)
{
    cl_base *base = &r->run->bases[step->out];
    uint64_t *all = &r->run->all[step->out];
    const cl_fact *list = cl_reach(r, step, r->dossier->facts);
    bool trouble = list->state == CL_FACT_UNKNOWN || list->extra > CL_PLAN_MEMBERS;

    cl_raise_if(r, step, trouble);
    base->count = list->state == CL_FACT_KNOWN && !trouble ? list->extra : 0;
    *all = base->count == 0 ? 0 : UINT64_MAX >> (CL_PLAN_MEMBERS - base->count);
    base->first = (uint32_t)list->value;
    base->stride = 0;
    base->facts = base->count == 0 ? r->dossier->facts : cl_facts_of(r, base->first);
    if (base->count > 1)
        base->stride =
            r->dossier->records[base->first + 1].first - r->dossier->records[base->first].first;
}

/* ---- sets ---- */

/* Of a country the first letter chooses the word, the second one its bit. */
static inline bool in_set(const cl_code_set *set, int64_t code, bool country)
{
    uint32_t place = country ? (uint32_t)code - ('A' * 256 + 'A') : (uint32_t)code;
    uint32_t word = country ? place >> 8 : place >> 5;

    return word < sizeof set->bits / sizeof *set->bits &&
           (set->bits[word] >> (place & 31) & 1) != 0;
}

static void set_codes(cl_code_set *set, const cl_param_value *list, bool country)
{
    memset(set, 0, sizeof *set);
    for (size_t i = 0; i < list->count; i++) {
        int64_t code = list->codes[i];
        int64_t place = country ? (code / 256 - 'A') * 32 + (code % 256 - 'A') : code;

        if (place >= 0 && place < 26 * 32)
            set->bits[place / 32] |= (uint32_t)1 << place % 32;
    }
}

/* The set of a list param, made again when another list is in force; NULL: there is none. */
static const cl_code_set *listed(const cl_running *r, const cl_step *step)
{
    const cl_setting *setting = &r->evaluator->settings[step->value];
    const cl_param *param = (const cl_param *)r->evaluator->programme->params.items + step->value;
    cl_code_set *set = &r->run->listed[step->value];

    if (setting->list == NULL)
        return NULL;
    if (r->run->listed_from[step->value] != setting->list || setting->assumed)
        set_codes(set, setting->list, param->list_of == CL_GIVES_COUNTRY);
    r->run->listed_from[step->value] = setting->list;
    return set;
}

/* A list param without a value on the day is an error, which the evaluator words. */
static const cl_code_set *set_of(const cl_running *r, const cl_step *step)
{
    if (step->test == CL_TEST_AMONG)
        return &r->plan->sets[step->value];
    if (step->test != CL_TEST_LISTED)
        return NULL;
    cl_raise_if(r, step, !r->evaluator->settings[step->value].there);
    return listed(r, step);
}

/* ---- tests of one fact ---- */

static cl_truth truth_if(bool yes)
{
    return yes ? CL_TRUE : CL_FALSE;
}

/* What the test of a step finds in a fact that is known; `set` where it has one. */
static cl_truth test_known(const cl_step *step, int64_t value, const cl_code_set *set)
{
    switch ((cl_test)step->test) {
    case CL_TEST_WORD:
        return truth_if((step->value >> value & 1) != 0);
    case CL_TEST_IS:
        return truth_if(value == step->value);
    case CL_TEST_AMONG:
    case CL_TEST_LISTED:
        return set == NULL ? CL_UNSURE : truth_if(in_set(set, value, step->country));
    case CL_TEST_PRESENT:
        return CL_TRUE;
    case CL_TEST_NO:
        return truth_if(value == 0);
    case CL_TEST_YES:
    case CL_TEST_JUDGED:
        return truth_if(value != 0);
    }
    return CL_UNSURE;
}

static cl_truth test_fact(const cl_step *step, const cl_fact *fact, const cl_code_set *set)
{
    bool listed_nowhere = set == NULL && step->test == CL_TEST_LISTED;

    if (fact->state == CL_FACT_KNOWN)
        return test_known(step, fact->value, set);
    if (step->test == CL_TEST_JUDGED)
        return CL_FOR_A_PERSON;
    return fact->state == CL_FACT_NONE && !listed_nowhere ? CL_FALSE : CL_UNSURE;
}

cl_mask cl_run_fact(const cl_running *r, const cl_step *step)
{
    cl_truth truth = test_fact(step, cl_reach(r, step, r->dossier->facts), set_of(r, step));

    return cl_mask_closed(truth == CL_TRUE, truth != CL_FALSE, truth == CL_UNSURE);
}

cl_span cl_run_span_of(const cl_running *r, const cl_step *step)
{
    const cl_fact *fact = cl_reach(r, step, r->dossier->facts);

    bool good = fact->state == CL_FACT_KNOWN && cl_span_holds(fact->value);

    cl_raise_if(r, step, !good);
    return good ? (cl_span){fact->value, fact->value} : (cl_span){0, 0};
}

/* ---- facts of members ---- */

/* How the last ones of a list come first: each shifts those before it up by one bit. */
static inline uint64_t before(uint64_t bits, bool bit)
{
    return bits << 1 | bit;
}

/* Most facts are the member's own, and most others one reference away: `hops` is a constant then.
 */
static inline const cl_fact *reach(const cl_running *r, const cl_step *step, const cl_fact *member,
                                   unsigned hops)
{
    const cl_fact *hop = member + step->hops[0];

    if (hops == 0)
        return member + step->field;
    if (hops > 1)
        return cl_reach(r, step, member);
    return hop->state == CL_FACT_KNOWN ? cl_facts_of(r, (uint32_t)hop->value) + step->field : hop;
}

static inline void column(const cl_running *r, const cl_step *step, unsigned hops)
{
    const cl_base base = r->run->bases[step->base];
    const cl_fact *member = base.facts + (size_t)base.count * base.stride;
    cl_column *out = &r->run->columns[step->out];
    uint64_t known = 0, none = 0;

    for (uint32_t i = base.count; i-- > 0;) {
        const cl_fact *at = reach(r, step, member -= base.stride, hops);
        uint64_t state = at->state;

        out->at.of[i] = at->value;
        known = known << 1 | state >> 1; /* see cl_fact_state */
        none = none << 1 | (state & 1);
    }
    out->known = known;
    out->none = none;
}

void cl_run_column(const cl_running *r, const cl_step *step)
{
    if (step->hop_count == 0)
        column(r, step, 0);
    else if (step->hop_count == 1)
        column(r, step, 1);
    else
        column(r, step, step->hop_count);
}

/* What is unknown or none has a place behind the words. */
static inline void words(const cl_running *r, const cl_step *step, unsigned hops)
{
    const cl_base *base = &r->run->bases[step->base];
    uint64_t *out = r->run->columns[step->out].at.words, bit = 1;
    const cl_fact *member = base->facts;
    const uint32_t stride = base->stride;

    memset(out, 0, sizeof r->run->columns->at.words);
    for (uint64_t left = r->run->all[step->base]; left != 0; left >>= 1, bit <<= 1) {
        const cl_fact *at = reach(r, step, member, hops);
        uint64_t place = CL_PLAN_WORDS + (uint64_t)at->state;

        out[at->state == CL_FACT_KNOWN ? (uint64_t)at->value % CL_PLAN_WORDS : place] |= bit;
        member += stride;
    }
}

void cl_run_words(const cl_running *r, const cl_step *step)
{
    if (step->hop_count == 0)
        words(r, step, 0);
    else if (step->hop_count == 1)
        words(r, step, 1);
    else
        words(r, step, step->hop_count);
}

/* A list that is not there has no members. */
void cl_run_counts(const cl_running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    cl_column *out = &r->run->columns[step->out];
    uint64_t known = 0;

    for (uint32_t i = base->count; i-- > 0;) {
        const cl_fact *at = cl_reach(r, step, base->facts + (size_t)i * base->stride);

        out->at.of[i] = at->state == CL_FACT_KNOWN ? at->extra : 0;
        known = before(known, at->state != CL_FACT_UNKNOWN);
    }
    out->known = known;
    out->none = 0;
}

/* ---- references ---- */

/* Members of the target that one list refers to; false when it may be others, too. */
static bool links_of(const cl_running *r, const cl_step *step, const cl_fact *list, uint64_t *out)
{
    const cl_base *target = &r->run->bases[step->c];
    bool known = list->state != CL_FACT_UNKNOWN;

    *out = 0;
    for (uint32_t i = 0; list->state == CL_FACT_KNOWN && i < list->extra; i++) {
        const cl_fact *to = &cl_facts_of(r, (uint32_t)list->value + i)[step->field];
        uint64_t place = (uint64_t)to->value - target->first;

        if (to->state != CL_FACT_KNOWN)
            known = known && to->state != CL_FACT_UNKNOWN;
        else if (place < target->count)
            *out |= (uint64_t)1 << place;
        else
            cl_raise_if(r, step, true); /* it is in another list */
    }
    return known;
}

void cl_run_links(const cl_running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    cl_column *out = &r->run->columns[step->out];
    uint64_t known = 0;

    for (uint32_t i = base->count; i-- > 0;) {
        const cl_fact *list = &base->facts[(size_t)i * base->stride + step->list];

        known = before(known, links_of(r, step, list, &out->at.links[i]));
    }
    out->known = known;
    out->none = 0;
}

/* ---- tests of members ---- */

static uint64_t members_among(const cl_column *facts, const cl_base *base, const cl_code_set *set,
                              bool country)
{
    uint64_t yes = 0;

    for (uint32_t i = base->count; i-- > 0;)
        yes = before(yes, in_set(set, facts->at.of[i], country));
    return yes & facts->known;
}

static uint64_t members_with(const cl_column *facts, const cl_base *base, int64_t value)
{
    uint64_t yes = 0;

    for (uint32_t i = base->count; i-- > 0;)
        yes = before(yes, facts->at.of[i] == value);
    return yes & facts->known;
}

static uint64_t members_that_pass(const cl_step *step, const cl_column *facts, const cl_base *base,
                                  const cl_code_set *set)
{
    switch ((cl_test)step->test) {
    case CL_TEST_IS:
        return members_with(facts, base, step->value);
    case CL_TEST_AMONG:
    case CL_TEST_LISTED:
        return set == NULL ? 0 : members_among(facts, base, set, step->country);
    case CL_TEST_NO:
        return members_with(facts, base, 0);
    case CL_TEST_YES:
    case CL_TEST_JUDGED:
        return facts->known & ~members_with(facts, base, 0);
    case CL_TEST_WORD: /* a step of its own */
    case CL_TEST_PRESENT:
        break;
    }
    return facts->known;
}

void cl_run_test(const cl_running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    const cl_column *facts = &r->run->columns[step->a];
    bool of_set = step->test == CL_TEST_AMONG || step->test == CL_TEST_LISTED;
    const cl_code_set *set = of_set ? set_of(r, step) : NULL;
    uint64_t yes = members_that_pass(step, facts, base, set);
    uint64_t all = r->run->all[step->base], open = all & ~facts->known;
    cl_mask *out = cl_plan_mask_at(r->run, step->out);

    if (step->test == CL_TEST_LISTED && set == NULL)
        *out = (cl_mask){0, all, all};
    else if (step->test == CL_TEST_JUDGED)
        *out = (cl_mask){yes, yes | open, 0};
    else
        *out = (cl_mask){yes, yes | (open & ~facts->none), open & ~facts->none};
}

/* ---- tests of what members have ---- */

static cl_truth some_below(const cl_running *r, const cl_step *step, const cl_fact *list,
                           const cl_code_set *set)
{
    cl_truth truth = CL_FALSE;

    if (list->state != CL_FACT_KNOWN)
        return list->state == CL_FACT_NONE ? CL_FALSE : CL_UNSURE;
    for (uint32_t j = 0; j < list->extra && truth != CL_TRUE; j++) {
        const cl_fact *facts = cl_facts_of(r, (uint32_t)list->value + j);

        truth = cl_truth_or(truth, test_fact(step, cl_reach(r, step, facts), set));
    }
    return truth;
}

void cl_run_some_below(const cl_running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    const cl_code_set *set = set_of(r, step);
    cl_mask mask = {0, 0, 0};

    for (uint32_t i = base->count; i-- > 0;) {
        const cl_fact *list = &base->facts[(size_t)i * base->stride + step->list];
        cl_truth truth = some_below(r, step, list, set);

        mask.yes = before(mask.yes, truth == CL_TRUE);
        mask.may = before(mask.may, truth != CL_FALSE);
        mask.unsure = before(mask.unsure, truth == CL_UNSURE);
    }
    *cl_plan_mask_at(r->run, step->out) = mask;
}

/* Which members link to one of `who`. */
static uint64_t linked_to(const cl_column *links, uint64_t who, uint32_t count)
{
    uint64_t yes = 0;

    for (uint32_t i = count; i-- > 0;)
        yes = before(yes, (links->at.links[i] & who) != 0);
    return yes;
}

void cl_run_some_linked(const cl_running *r, const cl_step *step)
{
    const cl_column *links = &r->run->columns[step->b];
    const cl_mask *has = cl_plan_mask_at(r->run, step->a);
    uint32_t count = r->run->bases[step->base].count;
    uint64_t open = r->run->all[step->base] & ~links->known;
    uint64_t yes = linked_to(links, has->yes, count);
    cl_mask mask = {yes, yes | open, open & ~yes};

    if (has->may != has->yes) {
        mask.may |= linked_to(links, has->may, count);
        mask.unsure |= linked_to(links, has->unsure, count) & ~yes;
    }
    *cl_plan_mask_at(r->run, step->out) = mask;
}
