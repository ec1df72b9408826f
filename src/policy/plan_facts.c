/* SPDX-License-Identifier: MIT
 *
 * Steps that read facts of the dossier, and test them.
 */
#include <string.h>

#include "plan_run.h"

/* ---- where facts lie ---- */

static inline const cl_fact *facts_of(const cl_running *r, uint32_t record)
{
    return r->dossier->facts + r->dossier->records[record].first;
}

/* The fact at the end of the way; where a record on the way is none or unknown, that fact. */
static inline const cl_fact *reach(const cl_running *r, const cl_step *step, const cl_fact *facts)
{
    for (unsigned i = 0; i < step->hop_count; i++) {
        const cl_fact *hop = &facts[step->hops[i]];

        if (hop->state != CL_FACT_KNOWN)
            return hop;
        facts = facts_of(r, (uint32_t)hop->value);
    }
    return &facts[step->field];
}

void cl_run_list(const cl_running *r, const cl_step *step)
{
    cl_base *base = &r->run->bases[step->out];
    const cl_fact *list = reach(r, step, r->dossier->facts);
    bool trouble = list->state == CL_FACT_UNKNOWN || list->extra > CL_PLAN_MEMBERS;

    cl_raise_if(r, step, trouble);
    base->count = list->state == CL_FACT_KNOWN && !trouble ? list->extra : 0;
    base->all = base->count == 0 ? 0 : UINT64_MAX >> (CL_PLAN_MEMBERS - base->count);
    base->first = (uint32_t)list->value;
    base->stride = 0;
    base->facts = base->count == 0 ? NULL : facts_of(r, base->first);
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

void cl_run_fact(const cl_running *r, const cl_step *step)
{
    const cl_fact *fact = reach(r, step, r->dossier->facts);
    cl_truth truth = test_fact(step, fact, set_of(r, step));

    r->run->masks[step->out] =
        cl_mask_closed(truth == CL_TRUE, truth != CL_FALSE, truth == CL_UNSURE);
}

cl_span cl_run_span_of(const cl_running *r, const cl_step *step)
{
    const cl_fact *fact = reach(r, step, r->dossier->facts);

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

/* Most facts are the member's own. */
static void own_facts(const cl_base *base, const cl_step *step, cl_column *out)
{
    const cl_fact *fact = base->facts + step->field;
    uint64_t known = 0, none = 0;

    for (uint32_t i = base->count; i-- > 0;) {
        const cl_fact *at = fact + (size_t)i * base->stride;

        out->at.of[i] = at->value;
        known = before(known, at->state == CL_FACT_KNOWN);
        none = before(none, at->state == CL_FACT_NONE);
    }
    out->known = known;
    out->none = none;
}

static void far_facts(const cl_running *r, const cl_base *base, const cl_step *step, cl_column *out)
{
    uint64_t known = 0, none = 0;

    for (uint32_t i = base->count; i-- > 0;) {
        const cl_fact *at = reach(r, step, base->facts + (size_t)i * base->stride);

        out->at.of[i] = at->value;
        known = before(known, at->state == CL_FACT_KNOWN);
        none = before(none, at->state == CL_FACT_NONE);
    }
    out->known = known;
    out->none = none;
}

/* Which members have which word; of what is not known any, to be masked by whoever asks. */
static void own_words(const cl_base *base, const cl_step *step, cl_column *out)
{
    const cl_fact *at = base->facts + step->field;
    uint64_t known = 0, none = 0, bit = 1;

    memset(out->at.words, 0, sizeof out->at.words);
    for (uint32_t left = base->count; left > 0; left--, bit <<= 1, at += base->stride) {
        out->at.words[(uint64_t)at->value % CL_PLAN_WORDS] |= bit;
        known |= at->state == CL_FACT_KNOWN ? bit : 0;
        none |= at->state == CL_FACT_NONE ? bit : 0;
    }
    out->known = known;
    out->none = none;
}

static void far_words(const cl_running *r, const cl_base *base, const cl_step *step, cl_column *out)
{
    const cl_fact *member = base->facts;
    uint64_t known = 0, none = 0, bit = 1;

    memset(out->at.words, 0, sizeof out->at.words);
    for (uint32_t left = base->count; left > 0; left--, bit <<= 1, member += base->stride) {
        const cl_fact *at = reach(r, step, member);

        out->at.words[(uint64_t)at->value % CL_PLAN_WORDS] |= bit;
        known |= at->state == CL_FACT_KNOWN ? bit : 0;
        none |= at->state == CL_FACT_NONE ? bit : 0;
    }
    out->known = known;
    out->none = none;
}

/* A list that is not there has no members. */
static void counts(const cl_running *r, const cl_base *base, const cl_step *step, cl_column *out)
{
    uint64_t known = 0;

    for (uint32_t i = base->count; i-- > 0;) {
        const cl_fact *at = reach(r, step, base->facts + (size_t)i * base->stride);

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
        const cl_fact *to = &facts_of(r, (uint32_t)list->value + i)[step->field];
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

static void links(const cl_running *r, const cl_base *base, const cl_step *step, cl_column *out)
{
    uint64_t known = 0;

    for (uint32_t i = base->count; i-- > 0;) {
        const cl_fact *list = &base->facts[(size_t)i * base->stride + step->list];

        known = before(known, links_of(r, step, list, &out->at.links[i]));
    }
    out->known = known;
    out->none = 0;
}

void cl_run_facts(const cl_running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    cl_column *out = &r->run->columns[step->out];
    bool own = step->hop_count == 0;

    if (base->count == 0)
        out->known = out->none = 0;
    else if (step->op == CL_STEP_WORDS && own)
        own_words(base, step, out);
    else if (step->op == CL_STEP_WORDS)
        far_words(r, base, step, out);
    else if (step->op == CL_STEP_LINKS)
        links(r, base, step, out);
    else if (step->op == CL_STEP_COLUMN_COUNT)
        counts(r, base, step, out);
    else if (own)
        own_facts(base, step, out);
    else
        far_facts(r, base, step, out);
}

/* ---- tests of members ---- */

static uint64_t members_among(const cl_column *column, const cl_base *base, const cl_code_set *set,
                              bool country)
{
    uint64_t yes = 0;

    for (uint32_t i = base->count; i-- > 0;)
        yes = before(yes, in_set(set, column->at.of[i], country));
    return yes & column->known;
}

static uint64_t members_with(const cl_column *column, const cl_base *base, int64_t value)
{
    uint64_t yes = 0;

    for (uint32_t i = base->count; i-- > 0;)
        yes = before(yes, column->at.of[i] == value);
    return yes & column->known;
}

static uint64_t members_that_pass(const cl_step *step, const cl_column *column, const cl_base *base,
                                  const cl_code_set *set)
{
    switch ((cl_test)step->test) {
    case CL_TEST_IS:
        return members_with(column, base, step->value);
    case CL_TEST_AMONG:
    case CL_TEST_LISTED:
        return set == NULL ? 0 : members_among(column, base, set, step->country);
    case CL_TEST_NO:
        return members_with(column, base, 0);
    case CL_TEST_YES:
    case CL_TEST_JUDGED:
        return column->known & ~members_with(column, base, 0);
    case CL_TEST_WORD: /* a step of its own */
    case CL_TEST_PRESENT:
        break;
    }
    return column->known;
}

void cl_run_test(const cl_running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    const cl_column *column = &r->run->columns[step->a];
    const cl_code_set *set = set_of(r, step);
    uint64_t yes = members_that_pass(step, column, base, set);
    uint64_t open = base->all & ~column->known;

    if (step->test == CL_TEST_LISTED && set == NULL)
        r->run->masks[step->out] = (cl_mask){0, base->all, base->all};
    else if (step->test == CL_TEST_JUDGED)
        r->run->masks[step->out] = (cl_mask){yes, yes | open, 0};
    else
        r->run->masks[step->out] =
            (cl_mask){yes, yes | (open & ~column->none), open & ~column->none};
}

/* ---- tests of what members have ---- */

static cl_truth some_below(const cl_running *r, const cl_step *step, const cl_fact *list,
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
    r->run->masks[step->out] = mask;
}

void cl_run_some_linked(const cl_running *r, const cl_step *step)
{
    const cl_base *base = &r->run->bases[step->base];
    const cl_column *column = &r->run->columns[step->b];
    const cl_mask *has = &r->run->masks[step->a];
    uint64_t open = base->all & ~column->known;
    cl_mask mask = {0, 0, 0};

    for (uint32_t i = base->count; i-- > 0;) {
        uint64_t to = column->at.links[i];

        mask.yes = before(mask.yes, (to & has->yes) != 0);
        mask.may = before(mask.may, (to & has->may) != 0);
        mask.unsure = before(mask.unsure, (to & has->unsure) != 0);
    }
    mask.may |= open;
    mask.unsure = (mask.unsure | open) & ~mask.yes;
    r->run->masks[step->out] = mask;
}
