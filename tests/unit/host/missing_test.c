/* SPDX-License-Identifier: MIT
 *
 * What is missing, held against an oracle: editions made of random conditions over four facts, each
 * partly known application of them, and every way to complete it. A fact is missing if and only if
 * two completions that differ in it alone come to different results, or it alone changes what is
 * said now; where something is open and neither holds of any fact, what is open is still asked for.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "decide.h"
#include "programme_load.h"
#include "test_support.h"

enum { FACTS = 4, EDITIONS = 16, UNKNOWN = 0 };

/* A fact is UNKNOWN or one of its values, from 1. */
static const struct {
    const char *name;
    unsigned values;
    const char *json[4];
} facts[FACTS] = {{"a", 2, {"", "true", "false"}},
                  {"b", 2, {"", "true", "false"}},
                  {"c", 2, {"", "true", "false"}},
                  {"k", 3, {"", "\"x\"", "\"y\"", "\"z\""}}};

typedef struct given {
    unsigned fact[FACTS];
} given;

/* ---- editions ---- */

static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * UINT64_C(2685821657736338717) >> 33;
}

static void write_condition(cl_text *out, uint64_t *seed, int depth)
{
    static const char *const leaves[] = {"F.a:is_true()",  "F.b:is_true()",
                                         "F.c:is_false()", "F.k:is \"x\"",
                                         "F.a:is_false()", "F.k:one_of { \"x\", \"y\" }"};
    static const char *const joins[] = {"all { ", "any { ", "none { "};
    size_t kind = depth == 0 ? 0 : next(seed) % 4;

    if (kind == 0) {
        cl_text_add_string(out, leaves[next(seed) % CL_ROWS(leaves)]);
        return;
    }
    cl_text_add_string(out, joins[kind - 1]);
    write_condition(out, seed, depth - 1);
    cl_text_add_string(out, ", ");
    write_condition(out, seed, depth - 1);
    cl_text_add_string(out, " }");
}

static void write_edition(uint64_t seed)
{
    cl_text text = CL_TEXT_INIT;
    char path[CL_TEST_PATH];

    cl_test_path(path, "made");
    (void)mkdir(path, 0700);
    cl_text_add_string(
        &text, "programme \"made\" { edition = \"1\", currency = \"GBP\", title = \"Made\", "
               "in_force = { from = \"2021-01-01\" } }\n"
               "clause \"C1\" { source = \"a page\", sense = \"A sense.\" }\n"
               "dossier { field \"a\" { kind = \"yes-no\" }, field \"b\" { kind = \"yes-no\" }, "
               "field \"c\" { kind = \"yes-no\" }, "
               "field \"k\" { kind = \"choice\", choices = { \"x\", \"y\", \"z\" } } }\n");
    for (int i = 0; i < 3; i++) {
        cl_text_format(&text,
                       "rule \"r%d\" { stage = \"%s\", title = \"R\", cite = \"C1\", needs = ", i,
                       i < 2 ? "form" : "apply");
        write_condition(&text, &seed, 2);
        cl_text_add_string(&text, " }\n");
    }
    cl_text_add_string(&text,
                       "line \"l\" { title = \"L\", cite = \"C1\", amount = pick { { when = ");
    write_condition(&text, &seed, 2);
    cl_text_add_string(&text, ", gives = \"10.00\" }, { when = ");
    write_condition(&text, &seed, 1);
    cl_text_add_string(&text, ", gives = \"20.00\" }, otherwise = \"5.00\" } }\n"
                              "instalment \"all\" { share = \"rest\", when = \"later\", "
                              "cite = \"C1\" }\n");
    cl_test_file(path, "made/1.lua", text.at, text.length);
    cl_text_clear(&text);
}

typedef struct fixture {
    cl_programme *programme;
    cl_evaluator evaluator;
    cl_dossier dossier;
    size_t missing, asked, strict; /* facts that were missing; unknown ones; judged strictly */
} fixture;

static void load(fixture *f)
{
    char folder[CL_TEST_PATH];

    cl_test_path(folder, "made");
    assert_int_equal(cl_programme_load(&f->programme, folder, "1.lua", NULL, 0, NULL, NULL), 0);
    assert_int_equal(cl_evaluator_init(&f->evaluator, f->programme, NULL), 0);
    f->dossier = (cl_dossier)CL_DOSSIER_INIT;
}

static void unload(fixture *f)
{
    cl_dossier_clear(&f->dossier);
    cl_evaluator_clear(&f->evaluator);
    cl_programme_free(f->programme);
}

/* ---- results ---- */

typedef struct result {
    cl_verdict verdict;
    int64_t low, high; /* of the grant; -1: not known */
    bool missing[FACTS];
} result;

static void decide(fixture *f, const given *g, result *out)
{
    cl_text text = CL_TEXT_INIT;
    cl_decision decision = {0};
    cl_json *json = NULL;

    cl_text_add_string(&text, "{\"date\": \"2021-02-01\"");
    for (size_t i = 0; i < FACTS; i++)
        if (g->fact[i] != UNKNOWN)
            cl_text_format(&text, ", \"%s\": %s", facts[i].name, facts[i].json[g->fact[i]]);
    cl_text_add_char(&text, '}');
    assert_int_equal(cl_json_parse(&json, cl_text_view(&text), NULL, 1, NULL), 0);
    assert_int_equal(cl_dossier_read(&f->dossier, &f->programme->schema, "GBP", json, NULL, NULL),
                     0);
    assert_int_equal(cl_decide(&decision, &f->evaluator, &f->dossier, NULL, NULL), 0);
    out->verdict = decision.verdict;
    out->low = decision.grant.known || decision.grant.has_range ? decision.grant.low.minor : -1;
    out->high = decision.grant.known       ? out->low
                : decision.grant.has_range ? decision.grant.high.minor
                                           : -1;
    for (size_t i = 0; i < FACTS; i++) {
        out->missing[i] = false;
        for (size_t m = 0; m < decision.missing.count; m++)
            out->missing[i] =
                out->missing[i] || strcmp(decision.missing.items[m], facts[i].name) == 0;
    }
    cl_decision_clear(&decision);
    cl_json_free(json);
    cl_text_clear(&text);
}

/* What a fact may change. */
typedef enum goal { VERDICT, GRANT, GOALS } goal;

static bool differ(const result *a, const result *b, goal g)
{
    return g == VERDICT ? a->verdict != b->verdict : a->low != b->low || a->high != b->high;
}

/* ---- the oracle ---- */

/* The next completion of `g`; false after the last. */
static bool complete_next(given *c, const given *g)
{
    for (size_t i = 0; i < FACTS; i++) {
        if (g->fact[i] != UNKNOWN)
            continue;
        if (++c->fact[i] <= facts[i].values)
            return true;
        c->fact[i] = 1;
    }
    return false;
}

static bool changes_a_completion(fixture *f, const given *g, size_t fact, goal what)
{
    given c = *g;
    bool more = true, found = false;

    for (size_t i = 0; i < FACTS; i++)
        c.fact[i] = g->fact[i] == UNKNOWN ? 1 : g->fact[i];
    for (; more && !found; more = complete_next(&c, g)) {
        result here, there;
        given other = c;

        if (c.fact[fact] != 1)
            continue;
        decide(f, &c, &here);
        for (other.fact[fact] = 2; other.fact[fact] <= facts[fact].values && !found;
             other.fact[fact]++) {
            decide(f, &other, &there);
            found = differ(&here, &there, what);
        }
    }
    return found;
}

static bool changes_alone(fixture *f, const given *g, const result *now, size_t fact, goal what)
{
    for (unsigned v = 1; v <= facts[fact].values; v++) {
        given known = *g;
        result then;

        known.fact[fact] = v;
        decide(f, &known, &then);
        if (differ(now, &then, what))
            return true;
    }
    return false;
}

static bool is_open(const result *r, goal g)
{
    return g == VERDICT ? r->verdict == CL_VERDICT_UNDETERMINED : r->low != r->high || r->low < 0;
}

/* Fills which facts can change it; false when it is open and none can: then all may be asked for.
 */
static bool can_change(fixture *f, const given *g, const result *now, goal what, bool wanted[FACTS])
{
    bool some = false;

    for (size_t i = 0; i < FACTS; i++) {
        bool can = g->fact[i] == UNKNOWN &&
                   (changes_alone(f, g, now, i, what) || changes_a_completion(f, g, i, what));

        wanted[i] = wanted[i] || can;
        some = some || can;
    }
    return some || !is_open(now, what);
}

static void check(fixture *f, const given *g, uint64_t seed)
{
    bool wanted[FACTS] = {false}, strict;
    result now;

    decide(f, g, &now);
    strict = can_change(f, g, &now, VERDICT, wanted);
    strict = can_change(f, g, &now, GRANT, wanted) && strict;
    for (size_t i = 0; i < FACTS; i++) {
        f->asked += g->fact[i] == UNKNOWN;
        f->missing += now.missing[i];
        f->strict += strict && g->fact[i] == UNKNOWN;
        if ((wanted[i] && !now.missing[i]) || (strict && now.missing[i] && !wanted[i]))
            fail_msg("edition %llu, given %u %u %u %u: '%s' is %smissing", (unsigned long long)seed,
                     g->fact[0], g->fact[1], g->fact[2], g->fact[3], facts[i].name,
                     now.missing[i] ? "" : "not ");
    }
}

static void test_missing__is_what_can_change_the_result(void **state)
{
    size_t missing = 0, asked = 0, strict = 0;

    (void)state;
    for (uint64_t edition = 1; edition <= EDITIONS; edition++) {
        fixture f = {0};

        write_edition(edition * UINT64_C(0x9E3779B97F4A7C15));
        load(&f);
        for (unsigned n = 0; n < 3 * 3 * 3 * 4; n++) {
            given g = {{n % 3, n / 3 % 3, n / 9 % 3, n / 27}};

            check(&f, &g, edition);
        }
        missing += f.missing;
        asked += f.asked;
        strict += f.strict;
        unload(&f);
    }
    print_message("%zu of %zu unknown facts are missing; %zu judged strictly\n", missing, asked,
                  strict);
    assert_true(missing > 100 && missing < asked && strict > asked * 3 / 4);
}

static int decide_partly(void *data)
{
    fixture *f = data;
    cl_decision decision = {0};
    int rc = cl_decide(&decision, &f->evaluator, &f->dossier, NULL, NULL);

    cl_decision_clear(&decision);
    return rc;
}

static void test_missing__survives_without_memory(void **state)
{
    fixture f = {0};
    given g = {{UNKNOWN, UNKNOWN, 1, UNKNOWN}};
    result now;

    (void)state;
    write_edition(UINT64_C(0x9E3779B97F4A7C15));
    load(&f);
    decide(&f, &g, &now);
    assert_true(cl_test_each_fault(decide_partly, &f) > 0);
    unload(&f);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_missing__is_what_can_change_the_result),
    cmocka_unit_test(test_missing__survives_without_memory),
};

CL_TEST_MAIN(tests)
