/* SPDX-License-Identifier: MIT
 *
 * Properties of deciding that hold for every dossier, on made ones: unknown is neither zero nor
 * false, what is not missing cannot matter, order never matters, money adds up. A failure prints
 * the seed, the edition and the dossiers. What an edition promises stands in it (property "…").
 */
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "decide.h"
#include "json.h"
#include "made_dossier.h"
#include "programme_load.h"
#include "test_support.h"

typedef struct edition {
    const char *programme, *edition, *date;
} edition;

static const edition editions[] = {
    {"connecting-classrooms-scotland", "2019", "2020-01-20"},
    {"connecting-classrooms-scotland", "2021", "2021-04-20"},
    {"connecting-classrooms", "2020", "2020-10-01"},
    {"connecting-classrooms", "2013", "2013-01-15"},
};

enum { EDITIONS = sizeof editions / sizeof *editions, SEEDS = 250, COMPLETIONS = 6 };

typedef struct fixture {
    cl_programme *programmes[EDITIONS];
    cl_evaluator evaluators[EDITIONS];
} fixture;

static int load_all(void **state)
{
    static const char *const roots[] = {CLACHAN_TEST_RULES};
    fixture *f = cl_calloc(1, sizeof *f);

    for (size_t i = 0; f != NULL && i < EDITIONS; i++) {
        cl_findings findings = CL_FINDINGS_INIT;
        cl_error error = CL_ERROR_INIT;
        char folder[512], file[64];

        snprintf(folder, sizeof folder, "%s/%s", CLACHAN_TEST_RULES, editions[i].programme);
        snprintf(file, sizeof file, "%s.lua", editions[i].edition);
        if (cl_programme_load(&f->programmes[i], folder, file, roots, 1, &findings, &error) != 0)
            fail_msg("%s", error.message);
        cl_findings_clear(&findings);
        assert_int_equal(cl_evaluator_init(&f->evaluators[i], f->programmes[i], NULL), 0);
    }
    *state = f;
    return f == NULL;
}

static int forget_all(void **state)
{
    fixture *f = *state;

    for (size_t i = 0; i < EDITIONS; i++) {
        cl_evaluator_clear(&f->evaluators[i]);
        cl_programme_free(f->programmes[i]);
    }
    cl_free(f);
    return 0;
}

/* ---- deciding a made dossier ---- */

static void decide_made(cl_decision *out, fixture *f, size_t which, const made_dossier *made)
{
    cl_dossier dossier = CL_DOSSIER_INIT;
    cl_findings findings = CL_FINDINGS_INIT;
    cl_text text = CL_TEXT_INIT;
    cl_error error = CL_ERROR_INIT;
    cl_json *json = NULL;

    made_print(&text, made, editions[which].programme, editions[which].edition,
               editions[which].date);
    assert_int_equal(cl_json_parse(&json, cl_text_view(&text), NULL, 1, &error), 0);
    if (cl_dossier_read(&dossier, &f->programmes[which]->schema, "GBP", json, &findings, &error) !=
        0)
        fail_msg("%s: %s", text.at, cl_findings_at(&findings, 0)->message);
    if (cl_decide(out, &f->evaluators[which], &dossier, NULL, &error) != 0)
        fail_msg("%s: %s", text.at, error.message);
    cl_dossier_clear(&dossier);
    cl_findings_clear(&findings);
    cl_json_free(json);
    cl_text_clear(&text);
}

__attribute__((noreturn)) static void broken(const char *what, size_t which, uint64_t seed,
                                             const made_dossier *a, const made_dossier *b)
{
    cl_text first = CL_TEXT_INIT, second = CL_TEXT_INIT;

    made_print(&first, a, editions[which].programme, editions[which].edition, editions[which].date);
    made_print(&second, b, editions[which].programme, editions[which].edition,
               editions[which].date);
    print_error("seed %llu, %s@%s: %s\n%s\n%s\n", (unsigned long long)seed,
                editions[which].programme, editions[which].edition, what, first.at, second.at);
    cl_text_clear(&first);
    cl_text_clear(&second);
    fail();
    __builtin_unreachable();
}

static bool is_settled(cl_verdict verdict)
{
    return verdict == CL_VERDICT_ELIGIBLE || verdict == CL_VERDICT_INELIGIBLE;
}

static bool inside(const cl_amount *amount, const cl_amount *range)
{
    if (!amount->known || (!range->known && !range->has_range))
        return true;
    return range->low.minor <= amount->low.minor && amount->low.minor <= range->high.minor;
}

/* What was said of the partly known dossier must hold for the complete one. */
static const char *contradiction(const cl_decision *partly, const cl_decision *whole)
{
    for (unsigned stage = 0; stage <= partly->last_stage; stage++)
        if (is_settled(partly->stages[stage]) && whole->stages[stage] != partly->stages[stage])
            return "a settled verdict changed";
    for (size_t i = 0; i < partly->rule_count; i++) {
        cl_outcome before = partly->rules[i].outcome;

        if ((before == CL_OUTCOME_PASS || before == CL_OUTCOME_FAIL) &&
            whole->rules[i].outcome != before)
            return partly->rules[i].id;
    }
    if (partly->grant.known && !whole->grant.known)
        return "a known grant became unknown";
    if (!inside(&whole->grant, &partly->grant))
        return "the grant lies outside what was said";
    return NULL;
}

static uint64_t some_facts(uint64_t *seed, unsigned facts)
{
    uint64_t hidden = 0;

    for (unsigned i = 0; i < facts && i < 64; i++)
        if (made_random(seed) >> 33 & 1 && made_random(seed) >> 35 & 1 &&
            made_random(seed) >> 37 & 1)
            hidden |= (uint64_t)1 << i;
    return hidden;
}

static void each_made(fixture *f, void (*check)(fixture *, size_t, uint64_t, const made_dossier *))
{
    for (uint64_t number = 1; number <= SEEDS; number++)
        for (size_t which = 0; which < EDITIONS; which++) {
            uint64_t seed = number * 2654435761u;
            made_dossier made;

            made_fill(&made, &seed);
            check(f, which, number, &made);
        }
}

/* ---- the properties ---- */

static void check_completions(fixture *f, size_t which, uint64_t number, const made_dossier *made)
{
    uint64_t seed = number * 40503u + which + 1;
    made_dossier partly = *made, whole;
    cl_decision before = {0};

    partly.hidden = some_facts(&seed, 3 + made->school_count * 5 + made->request_count * 3);
    decide_made(&before, f, which, &partly);
    for (int i = 0; i < COMPLETIONS; i++) {
        cl_decision after = {0};
        const char *what;

        made_complete(&whole, &partly, &seed);
        decide_made(&after, f, which, &whole);
        what = contradiction(&before, &after);
        if (what != NULL)
            broken(what, which, number, &partly, &whole);
        cl_decision_clear(&after);
    }
    cl_decision_clear(&before);
}

static void test_properties__what_is_said_holds(void **state)
{
    each_made(*state, check_completions);
}

static bool is_missing(const cl_decision *decision, const made_dossier *made, unsigned fact)
{
    cl_text path = CL_TEXT_INIT;
    bool found = false;

    made_path(&path, made, fact);
    for (size_t i = 0; i < decision->missing.count; i++)
        found = found || strcmp(decision->missing.items[i], path.at) == 0;
    cl_text_clear(&path);
    return found;
}

static bool same_amount(const cl_amount *a, const cl_amount *b)
{
    return a->known == b->known && a->has_range == b->has_range &&
           (!(a->known || a->has_range) ||
            (a->low.minor == b->low.minor && a->high.minor == b->high.minor));
}

/* A hidden fact that is not listed as missing may be revealed: verdict and grant stay as they were.
 */
static void check_missing(fixture *f, size_t which, uint64_t number, const made_dossier *made)
{
    uint64_t seed = number * 69069u + which + 1;
    made_dossier partly = *made;
    cl_decision before = {0};

    partly.hidden = some_facts(&seed, 3 + made->school_count * 5 + made->request_count * 3);
    decide_made(&before, f, which, &partly);
    for (unsigned fact = 0; fact < 64; fact++) {
        made_dossier told = partly;
        cl_decision after = {0};

        if (((partly.hidden >> fact) & 1) == 0 || is_missing(&before, made, fact))
            continue;
        told.hidden &= ~((uint64_t)1 << fact);
        decide_made(&after, f, which, &told);
        if (after.verdict != before.verdict || !same_amount(&after.grant, &before.grant))
            broken("a fact that is not missing mattered", which, number, &partly, &told);
        cl_decision_clear(&after);
    }
    cl_decision_clear(&before);
}

static void test_properties__missing_is_all_that_matters(void **state)
{
    each_made(*state, check_missing);
}

static void check_order(fixture *f, size_t which, uint64_t number, const made_dossier *made)
{
    made_dossier turned = *made;
    cl_decision before = {0}, after = {0};

    turned.first_school = (unsigned)(number % made->school_count);
    turned.first_request = made->request_count == 0 ? 0 : (unsigned)(number % made->request_count);
    decide_made(&before, f, which, made);
    decide_made(&after, f, which, &turned);
    if (after.verdict != before.verdict || !same_amount(&after.grant, &before.grant))
        broken("the order mattered", which, number, made, &turned);
    for (size_t i = 0; i < before.rule_count; i++)
        if (before.rules[i].outcome != after.rules[i].outcome)
            broken(before.rules[i].id, which, number, made, &turned);
    cl_decision_clear(&before);
    cl_decision_clear(&after);
}

static void test_properties__order_never_matters(void **state)
{
    each_made(*state, check_order);
}

/* Properties 3 and 4 of the cases: nothing above the ceiling, nothing negative, sums exact. */
static void check_money(fixture *f, size_t which, uint64_t number, const made_dossier *made)
{
    cl_decision decision = {0};
    int64_t lines = 0, instalments = 0;
    bool open = false;

    decide_made(&decision, f, which, made);
    for (size_t i = 0; i < decision.line_count; i++) {
        const cl_decided_line *line = &decision.lines[i];
        int64_t parts = 0;

        open = open || !line->amount.known;
        lines += line->amount.low.minor;
        for (size_t p = 0; p < line->part_count; p++)
            parts += line->parts[p].amount.low.minor;
        if (line->part_count > 0 && line->amount.known && parts != line->amount.low.minor)
            broken("the parts do not add up to their line", which, number, made, made);
    }
    for (size_t i = 0; i < decision.instalment_count; i++)
        instalments += decision.instalments[i].amount.minor;
    if (!open && decision.grant.known && lines != decision.grant.low.minor)
        broken("the lines do not add up to the grant", which, number, made, made);
    if (decision.grant.known &&
        (decision.grant.low.minor < 0 || decision.grant.low.minor > 3500000))
        broken("the grant is negative or above the ceiling", which, number, made, made);
    if (decision.instalment_count > 0 && instalments != decision.grant.low.minor)
        broken("the instalments do not add up to the grant", which, number, made, made);
    cl_decision_clear(&decision);
}

static void test_properties__money_adds_up(void **state)
{
    each_made(*state, check_money);
}

/* The same input gives the same bytes, also from an evaluator that decided something else before.
 */
static void check_bytes(fixture *f, size_t which, uint64_t number, const made_dossier *made)
{
    cl_text first = CL_TEXT_INIT, second = CL_TEXT_INIT;
    cl_decision decision = {0};

    decide_made(&decision, f, which, made);
    cl_decision_print_json(&first, &decision);
    cl_decision_print_text(&first, &decision, 0);
    cl_decision_clear(&decision);
    decide_made(&decision, f, (which + 1) % EDITIONS, made);
    cl_decision_clear(&decision);
    decide_made(&decision, f, which, made);
    cl_decision_print_json(&second, &decision);
    cl_decision_print_text(&second, &decision, 0);
    cl_decision_clear(&decision);
    if (!cl_view_equal(cl_text_view(&first), cl_text_view(&second)))
        broken("the bytes differ", which, number, made, made);
    cl_text_clear(&first);
    cl_text_clear(&second);
}

static void test_properties__same_input_same_bytes(void **state)
{
    each_made(*state, check_bytes);
}

#define WITH_EDITIONS(test) cmocka_unit_test_setup_teardown(test, load_all, forget_all)

static const struct CMUnitTest tests[] = {
    WITH_EDITIONS(test_properties__what_is_said_holds),
    WITH_EDITIONS(test_properties__missing_is_all_that_matters),
    WITH_EDITIONS(test_properties__order_never_matters),
    WITH_EDITIONS(test_properties__money_adds_up),
    WITH_EDITIONS(test_properties__same_input_same_bytes),
};

CL_TEST_MAIN(tests)
