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

enum { FACTS = 4, EDITIONS = 8, UNKNOWN = 0 };

enum { VALUES = 9 }; /* of a fact */

typedef struct about {
    const char *name, *field; /* what declares it */
    const char *json[VALUES]; /* a fact is UNKNOWN or one of them, from 1 */
} about;

/* Random editions over four facts. */
typedef struct family {
    const char *label;
    about facts[FACTS];
    const char *leaves[9];
    const char *amounts[2];
} family;

static const family families[] = {
    {"words",
     {{"a", "kind = \"yes-no\"", {"", "true", "false"}},
      {"b", "kind = \"yes-no\"", {"", "true", "false"}},
      {"c", "kind = \"yes-no\"", {"", "true", "false"}},
      {"k",
       "kind = \"choice\", choices = { \"x\", \"y\", \"z\" }",
       {"", "\"x\"", "\"y\"", "\"z\""}}},
     {"F.a:is_true()", "F.b:is_true()", "F.c:is_false()", "F.k:is \"x\"", "F.a:is_false()",
      "F.k:one_of { \"x\", \"y\" }"},
     {"\"10.00\"", "\"20.00\""}},
    /* n, m and the amount are tried with all that they can be; days and shares turn only there */
    {"numbers",
     {{"n", "kind = \"number\", least = 0, most = 5", {"", "0", "1", "2", "3", "4", "5"}},
      {"m", "kind = \"number\", least = 1, most = 4", {"", "1", "2", "3", "4"}},
      {"d",
       "kind = \"date\", none = true",
       {"", "null", "\"2021-01-31\"", "\"2021-02-01\"", "\"2021-02-02\"", "\"2021-03-01\"",
        "\"2021-03-02\""}},
      {"a", "kind = \"yes-no\"", {"", "true", "false"}}},
     {"F.n:at_least(3)", "F.n:less_than(F.m)", "(F.n + F.m):at_least(5)",
      "F.d:before \"2021-02-01\"", "F.d:is_present()", "F.m:between(2, 3)", "F.a:is_true()",
      "F.d:after \"2021-03-01\""},
     {"\"10.00\" * least(F.n, 2)", "\"5.00\" * F.m"}},
    {"kinds",
     {{"g", "kind = \"country\"", {"", "\"GB\"", "\"MW\"", "\"FR\"", "\"KE\""}},
      {"h", "kind = \"country\"", {"", "\"GB\"", "\"MW\"", "\"FR\"", "\"KE\""}},
      {"s",
       "kind = \"share\", most = 1",
       {"", "\"0%\"", "\"49%\"", "\"50%\"", "\"51%\"", "\"100%\""}},
      {"e",
       "kind = \"money\"",
       {"", "\"0.00\"", "\"9.99\"", "\"10.00\"", "\"10.01\"", "\"30.00\""}}},
     {"F.g:is \"GB\"", "F.h:one_of { \"MW\", \"KE\" }", "F.g:is(F.h)", "F.s:at_least \"50%\"",
      "F.s:more_than \"50%\"", "F.e:at_least \"10.00\"", "F.e:less_than \"10.00\"",
      "F.g:is_not \"MW\""},
     {"\"10.00\"", "\"20.00\""}},
};

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

static void write_condition(cl_text *out, const family *of, uint64_t *seed, int depth)
{
    static const char *const joins[] = {"all { ", "any { ", "none { "};
    size_t kind = depth == 0 ? 0 : next(seed) % 4, leaves = 0;

    while (leaves < CL_ROWS(of->leaves) && of->leaves[leaves] != NULL)
        leaves++;
    if (kind == 0) {
        cl_text_add_string(out, of->leaves[next(seed) % leaves]);
        return;
    }
    cl_text_add_string(out, joins[kind - 1]);
    write_condition(out, of, seed, depth - 1);
    cl_text_add_string(out, ", ");
    write_condition(out, of, seed, depth - 1);
    cl_text_add_string(out, " }");
}

static void write_edition(const family *of, uint64_t seed)
{
    cl_text text = CL_TEXT_INIT;
    char path[CL_TEST_PATH];

    cl_test_path(path, "made");
    (void)mkdir(path, 0700);
    cl_text_add_string(
        &text, "programme \"made\" { edition = \"1\", currency = \"GBP\", title = \"Made\", "
               "in_force = { from = \"2021-01-01\" } }\n"
               "clause \"C1\" { source = \"a page\", sense = \"A sense.\" }\ndossier {\n");
    for (size_t i = 0; i < FACTS; i++)
        cl_text_format(&text, "field \"%s\" { %s },\n", of->facts[i].name, of->facts[i].field);
    cl_text_add_string(&text, "}\n");
    for (int i = 0; i < 3; i++) {
        cl_text_format(&text,
                       "rule \"r%d\" { stage = \"%s\", title = \"R\", cite = \"C1\", needs = ", i,
                       i < 2 ? "form" : "apply");
        write_condition(&text, of, &seed, 2);
        cl_text_add_string(&text, " }\n");
    }
    cl_text_add_string(&text,
                       "line \"l\" { title = \"L\", cite = \"C1\", amount = pick { { when = ");
    write_condition(&text, of, &seed, 2);
    cl_text_format(&text, ", gives = %s }, { when = ", of->amounts[0]);
    write_condition(&text, of, &seed, 1);
    cl_text_format(&text,
                   ", gives = %s }, otherwise = \"5.00\" } }\n"
                   "instalment \"all\" { share = \"rest\", when = \"later\", cite = \"C1\" }\n",
                   of->amounts[1]);
    cl_test_file(path, "made/1.lua", text.at, text.length);
    cl_text_clear(&text);
}

typedef struct fixture {
    const family *of;
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
    cl_decide_options options = CL_DECIDE_OPTIONS_INIT;
    cl_text text = CL_TEXT_INIT;
    cl_decision decision = {0};
    cl_json *json = NULL;

    cl_text_add_string(&text, "{\"date\": \"2021-02-01\"");
    for (size_t i = 0; i < FACTS; i++)
        if (g->fact[i] != UNKNOWN)
            cl_text_format(&text, ", \"%s\": %s", f->of->facts[i].name,
                           f->of->facts[i].json[g->fact[i]]);
    cl_text_add_char(&text, '}');
    assert_int_equal(cl_json_parse(&json, cl_text_view(&text), NULL, 1, NULL), 0);
    assert_int_equal(cl_dossier_read(&f->dossier, &f->programme->schema, "GBP", json, NULL, NULL),
                     0);
    options.tries = 4000; /* so that nothing is left open */
    assert_int_equal(cl_decide(&decision, &f->evaluator, &f->dossier, &options, NULL), 0);
    out->verdict = decision.verdict;
    out->low = decision.grant.known || decision.grant.has_range ? decision.grant.low.minor : -1;
    out->high = decision.grant.known       ? out->low
                : decision.grant.has_range ? decision.grant.high.minor
                                           : -1;
    for (size_t i = 0; i < FACTS; i++) {
        out->missing[i] = false;
        for (size_t m = 0; m < decision.missing.count; m++)
            out->missing[i] =
                out->missing[i] || strcmp(decision.missing.items[m], f->of->facts[i].name) == 0;
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

static unsigned values_of(const fixture *f, size_t fact)
{
    unsigned count = 0;

    while (count + 1 < VALUES && f->of->facts[fact].json[count + 1] != NULL)
        count++;
    return count;
}

/* The next completion of `g`; false after the last. */
static bool complete_next(const fixture *f, given *c, const given *g)
{
    for (size_t i = 0; i < FACTS; i++) {
        if (g->fact[i] != UNKNOWN)
            continue;
        if (++c->fact[i] <= values_of(f, i))
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
    for (; more && !found; more = complete_next(f, &c, g)) {
        result here, there;
        given other = c;

        if (c.fact[fact] != 1)
            continue;
        decide(f, &c, &here);
        for (other.fact[fact] = 2; other.fact[fact] <= values_of(f, fact) && !found;
             other.fact[fact]++) {
            decide(f, &other, &there);
            found = differ(&here, &there, what);
        }
    }
    return found;
}

static bool changes_alone(fixture *f, const given *g, const result *now, size_t fact, goal what)
{
    for (unsigned v = 1; v <= values_of(f, fact); v++) {
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
            fail_msg("%s, edition %llu, given %u %u %u %u: '%s' is %smissing", f->of->label,
                     (unsigned long long)seed, g->fact[0], g->fact[1], g->fact[2], g->fact[3],
                     f->of->facts[i].name, now.missing[i] ? "" : "not ");
    }
}

/* Every way in which facts are known or not where there are few, else some of them. */
static void check_edition(const family *of, uint64_t edition, size_t sums[3])
{
    fixture f = {.of = of};
    uint64_t seed = edition * UINT64_C(0x9E3779B97F4A7C15);

    write_edition(of, seed);
    load(&f);
    for (unsigned n = 0; n < 16; n++) {
        given g;

        for (size_t i = 0; i < FACTS; i++)
            g.fact[i] = n >> i & 1 ? UNKNOWN : (unsigned)(1 + next(&seed) % values_of(&f, i));
        check(&f, &g, edition);
    }
    sums[0] += f.missing;
    sums[1] += f.asked;
    sums[2] += f.strict;
    unload(&f);
}

static void test_missing__is_what_can_change_the_result(void **state)
{
    (void)state;
    for (size_t i = 0; i < CL_ROWS(families); i++) {
        size_t sums[3] = {0};

        for (uint64_t edition = 1; edition <= EDITIONS; edition++)
            check_edition(&families[i], edition, sums);
        print_message("%s: %zu of %zu unknown facts are missing; %zu judged strictly\n",
                      families[i].label, sums[0], sums[1], sums[2]);
        assert_true(sums[0] > 100 && sums[0] < sums[1] && sums[2] > sums[1] * 3 / 4);
    }
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
    fixture f = {.of = &families[1]};
    given g = {{UNKNOWN, UNKNOWN, 1, UNKNOWN}};
    result now;

    (void)state;
    write_edition(f.of, UINT64_C(0x9E3779B97F4A7C15));
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
