/* SPDX-License-Identifier: MIT
 *
 * near, held against the worked cases of the editions: every one that is refused becomes eligible
 * by a change that near names. Its word is not taken for it: the changed dossier is read and
 * decided anew.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "near.h"
#include "programme_load.h"
#include "test_support.h"

enum { FOLDER = 512 };

static const struct {
    const char *programme, *edition;
} editions[] = {
    {"connecting-classrooms-scotland", "2019"},
    {"connecting-classrooms-scotland", "2021"},
    {"connecting-classrooms", "2013"},
    {"connecting-classrooms", "2020"},
    {"school-partnerships", "2019"},
    {"international-school-award", "2020"},
    {"international-school-award", "2022"},
    {"erasmus-school-mobility", "2021"},
    {"erasmus-adult-education", "2014"},
    {"turing-scheme", "2021"},
    {"turing-scheme", "2024"},
    {"uk-german-connection", "2024"},
};

typedef struct fixture {
    cl_programme *programme;
    cl_evaluator evaluator, second;
    cl_dossier dossier, changed;
    size_t refused; /* cases that were ineligible */
    size_t far;     /* of these, more than two changes away */
} fixture;

static void load(fixture *f, const char *programme, const char *edition)
{
    static const char *const roots[] = {CLACHAN_TEST_RULES};
    cl_findings findings = CL_FINDINGS_INIT;
    char folder[FOLDER], file[64];

    snprintf(folder, sizeof folder, "%s/%s", CLACHAN_TEST_RULES, programme);
    snprintf(file, sizeof file, "%s.lua", edition);
    assert_int_equal(cl_programme_load(&f->programme, folder, file, roots, 1, &findings, NULL), 0);
    cl_findings_clear(&findings);
    assert_int_equal(cl_evaluator_init(&f->evaluator, f->programme, NULL), 0);
    assert_int_equal(cl_evaluator_init(&f->second, f->programme, NULL), 0);
    f->dossier = f->changed = (cl_dossier)CL_DOSSIER_INIT;
}

static void unload(fixture *f)
{
    cl_dossier_clear(&f->dossier);
    cl_dossier_clear(&f->changed);
    cl_evaluator_clear(&f->evaluator);
    cl_evaluator_clear(&f->second);
    cl_programme_free(f->programme);
}

/* False when the dossier is refused. */
static bool read_dossier(fixture *f, cl_dossier *out, const char *text)
{
    cl_findings findings = CL_FINDINGS_INIT;
    cl_json *json = NULL;
    bool good;

    assert_int_equal(cl_json_parse(&json, cl_view_of(text), NULL, 1, NULL), 0);
    good = cl_dossier_read(out, &f->programme->schema, f->programme->currency, json, &findings,
                           NULL) == 0;
    cl_json_free(json);
    cl_findings_clear(&findings);
    return good;
}

static bool is_settled(cl_verdict verdict)
{
    return verdict == CL_VERDICT_ELIGIBLE || verdict == CL_VERDICT_NEEDS_JUDGEMENT;
}

/* The changed dossier, read from its JSON and decided by another evaluator. */
static void check_way(fixture *f, const cl_near_way *way, const char *name)
{
    cl_decision decision = {0};

    if (!read_dossier(f, &f->changed, way->dossier))
        fail_msg("%s: the changed dossier is refused: %s", name, way->dossier);
    assert_int_equal(cl_decide(&decision, &f->second, &f->changed, NULL, NULL), 0);
    if (!is_settled(decision.verdict) || decision.verdict != way->verdict)
        fail_msg("%s: named as %s, decided as %s: %s", name, cl_verdict_name(way->verdict),
                 cl_verdict_name(decision.verdict), way->dossier);
    assert_int_equal(decision.grant.known, way->grant.known);
    assert_int_equal(decision.grant.low.minor, way->grant.low.minor);
    cl_decision_clear(&decision);
}

/* "cluster.schools[s2].country" names a fixed fact when its last word is one of the schema. */
static bool is_fixed(const cl_schema *schema, const char *path)
{
    const char *dot = strrchr(path, '.');

    for (size_t t = 0; dot != NULL && t < schema->type_count; t++) {
        int field = cl_schema_find(schema, (unsigned)t, cl_view_of(dot + 1));

        if (field >= 0 && schema->types[t].fields[field].fixed)
            return true;
    }
    return false;
}

static void check_changes(const fixture *f, const cl_near_way *way, const char *name)
{
    for (size_t i = 0; i < way->count; i++) {
        const cl_near_change *change = &way->changes[i];

        if (strcmp(change->what, "set") == 0 && is_fixed(&f->programme->schema, change->path))
            fail_msg("%s: %s cannot be changed", name, change->path);
        assert_true(strlen(change->says) > 0);
    }
}

/* ---- no two ways are the same ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What is looked at, and the application before. */
typedef struct unordering {
    const char *dossier, *base;
} unordering;

static bool has(const char *text, const char *before, cl_view word)
{
    cl_text looked_for = CL_TEXT_INIT;
    bool found;

    cl_text_format(&looked_for, "%s\"%.*s\"", before, (int)word.length, word.at);
    found = strstr(text, looked_for.at) != NULL;
    cl_text_clear(&looked_for);
    return found;
}

/* Lists in the order of their members' texts; an id that the application before did not have is
 * that of something new, whichever it was given. */
static void print_unordered(cl_text *out, const cl_json_value *value, const unordering *u)
{
    const cl_json_value *member;
    char *items[64];
    void *cursor = NULL;
    const char *key;
    size_t count = cl_json_count(value);

    if (cl_json_type(value) == CL_JSON_OBJECT) {
        while ((key = cl_json_next(value, &cursor, &member)) != NULL) {
            cl_text_format(out, "{%s:", key);
            print_unordered(out, member, u);
            cl_text_add_char(out, '}');
        }
        return;
    }
    if (cl_json_type(value) != CL_JSON_ARRAY) {
        bool new_id = cl_json_type(value) == CL_JSON_STRING &&
                      has(u->dossier, "\"id\": ", cl_json_string(value)) &&
                      !has(u->base, "", cl_json_string(value));

        assert_int_equal(new_id ? cl_text_add_char(out, '+') : cl_json_print_canonical(out, value),
                         0);
        return;
    }
    assert_true(count <= CL_ROWS(items));
    for (size_t i = 0; i < count; i++) {
        cl_text text = CL_TEXT_INIT;

        print_unordered(&text, cl_json_item(value, i), u);
        items[i] = cl_text_take(&text);
    }
    qsort(items, count, sizeof *items, by_text);
    for (size_t i = 0; i < count; i++) {
        cl_text_format(out, "[%s]", items[i]);
        cl_free(items[i]);
    }
}

static char *unordered(const char *dossier, const char *base)
{
    cl_text text = CL_TEXT_INIT;
    cl_json *json = NULL;

    assert_int_equal(cl_json_parse(&json, cl_view_of(dossier), NULL, 1, NULL), 0);
    print_unordered(&text, cl_json_root(json), &(unordering){dossier, base});
    cl_json_free(json);
    return cl_text_take(&text);
}

static void check_no_way_twice(const cl_near_result *result, const cl_edition_test *test)
{
    char *seen[CL_NEAR_MOST * 40];

    assert_true(result->count <= CL_ROWS(seen));
    for (size_t i = 0; i < result->count; i++) {
        seen[i] = unordered(result->ways[i].dossier, test->dossier_json);
        for (size_t j = 0; j < i; j++)
            if (strcmp(seen[i], seen[j]) == 0)
                fail_msg("'%s': ways %zu and %zu are one: %s | %s | %s", test->name, j, i,
                         result->ways[i].changes[0].says, result->ways[j].changes[0].says,
                         result->ways[i].dossier);
    }
    for (size_t i = 0; i < result->count; i++)
        cl_free(seen[i]);
}

static void check_case(fixture *f, const cl_edition_test *test)
{
    cl_near_options options = {.goal = CL_NEAR_VERDICT, .most = CL_NEAR_MOST * 40};
    cl_near_result result = {0};
    cl_decision decision = {0};

    if (test->dossier_json == NULL || test->set_json != NULL ||
        !read_dossier(f, &f->dossier, test->dossier_json))
        return;
    if (cl_decide(&decision, &f->evaluator, &f->dossier, NULL, NULL) != 0)
        return; /* a day on which the edition has no values: refused, not decided */
    if (decision.verdict == CL_VERDICT_INELIGIBLE) {
        f->refused++;
        assert_int_equal(cl_near(&result, &f->evaluator, &f->dossier, &decision, &options, NULL),
                         0);
        if (result.count == 0)
            fail_msg("%s@%s: nothing is near '%s' (%zu tried): %s", f->programme->id,
                     f->programme->edition, test->name, result.tried, test->dossier_json);
        f->far += result.past_two;
        for (size_t i = 0; i < result.count; i++) {
            check_way(f, &result.ways[i], test->name);
            check_changes(f, &result.ways[i], test->name);
        }
        check_no_way_twice(&result, test);
        cl_near_clear(&result);
    }
    cl_decision_clear(&decision);
}

static void test_near__every_refused_case_has_a_way(void **state)
{
    size_t refused = 0, far = 0;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(editions); i++) {
        fixture f = {0};

        load(&f, editions[i].programme, editions[i].edition);
        for (size_t t = 0; t < f.programme->tests.count; t++)
            check_case(&f, cl_vec_at(&f.programme->tests, t));
        refused += f.refused;
        far += f.far;
        unload(&f);
    }
    print_message("%zu refused cases, %zu of them more than two changes away\n", refused, far);
    assert_true(refused > 60); /* so that an empty loop is no success */
}

/* ---- one project ---- */

static const char two_days[] = "{\"date\": \"2024-05-01\", \"visit\": \"reciprocal\","
                               " \"total_cost\": \"12000.00\", \"joint_days\": 2}";

/* What was found, as "says; says | says …". */
static void find(fixture *f, const char *text, const cl_decide_options *decide, cl_text *out)
{
    cl_near_options options = {.decide = decide, .goal = CL_NEAR_VERDICT};
    cl_near_result result = {0};
    cl_decision decision = {0};

    assert_true(read_dossier(f, &f->dossier, text));
    assert_int_equal(cl_decide(&decision, &f->evaluator, &f->dossier, decide, NULL), 0);
    assert_int_equal(cl_near(&result, &f->evaluator, &f->dossier, &decision, &options, NULL), 0);
    for (size_t w = 0; w < result.count; w++)
        for (size_t i = 0; i < result.ways[w].count; i++)
            cl_text_format(out, "%s%s",
                           i > 0   ? "; "
                           : w > 0 ? " | "
                                   : "",
                           result.ways[w].changes[i].says);
    cl_near_clear(&result);
    cl_decision_clear(&decision);
}

static void test_near__a_number_moves_to_its_boundary(void **state)
{
    cl_text found = CL_TEXT_INIT;
    fixture f = {0};

    (void)state;
    load(&f, "uk-german-connection", "2024");
    find(&f, two_days, NULL, &found);
    assert_string_equal(found.at, "the joint days were 3 days, not 2 days");
    cl_text_clear(&found);
    unload(&f);
}

/* A rule that was set aside is no reason to change anything. */
static void test_near__what_is_waived_is_met(void **state)
{
    static const cl_waiver waivers[] = {{"joint-days", "B. Officer", "a strike", CL_DATE_MAX}};
    cl_decide_options decide = CL_DECIDE_OPTIONS_INIT;
    cl_text found = CL_TEXT_INIT;
    fixture f = {0};

    (void)state;
    decide.waivers = waivers;
    decide.waiver_count = 1;
    load(&f, "uk-german-connection", "2024");
    find(&f, two_days, &decide, &found);
    assert_int_equal(found.length, 0);
    cl_text_clear(&found);
    unload(&f);
}

/* ---- the same again, and without memory ---- */

static const char three_schools[] =
    "{\"date\": \"2021-04-20\", \"option\": \"network\", \"funding_model\": \"visits\","
    " \"cluster\": {\"coordinator\": {\"school\": \"s1\"}, \"schools\": ["
    "{\"id\": \"s1\", \"country\": \"GB\", \"role\": \"lead\", \"partners\": [\"o1\"],"
    " \"funding\": \"state\", \"self_evaluation\": \"2021-01-10\"},"
    "{\"id\": \"n1\", \"country\": \"GB\", \"role\": \"network\", \"partners\": [],"
    " \"funding\": \"state\", \"self_evaluation\": \"2021-01-10\"},"
    "{\"id\": \"o1\", \"country\": \"MW\", \"role\": \"partner\", \"partners\": [\"s1\"],"
    " \"funding\": \"state\"}]}, \"requests\": [{\"item\": \"visit\", \"school\": \"s1\"}]}";

static void test_near__says_the_same_again(void **state)
{
    cl_text first = CL_TEXT_INIT, second = CL_TEXT_INIT;
    fixture f = {0};

    (void)state;
    load(&f, "connecting-classrooms-scotland", "2021");
    find(&f, three_schools, NULL, &first);
    find(&f, three_schools, NULL, &second);
    assert_non_null(strstr(first.at, "there were one more school: United Kingdom, network"));
    assert_string_equal(first.at, second.at);
    cl_text_clear(&first);
    cl_text_clear(&second);
    unload(&f);
}

typedef struct search {
    fixture f;
    cl_decision decision;
    cl_near_goal goal;
} search;

/* A short search: few dossiers, so that every allocation of one can fail in turn. */
static int search_briefly(void *data)
{
    search *s = data;
    cl_near_options options = {.goal = s->goal, .limit = 40};
    cl_near_result result = {0};
    int rc = cl_near(&result, &s->f.evaluator, &s->f.dossier, &s->decision, &options, NULL);

    cl_near_clear(&result);
    return rc;
}

static void test_near__survives_without_memory(void **state)
{
    search s = {.goal = CL_NEAR_VERDICT};

    (void)state;
    load(&s.f, "connecting-classrooms-scotland", "2021");
    assert_true(read_dossier(&s.f, &s.f.dossier, three_schools));
    assert_int_equal(cl_decide(&s.decision, &s.f.evaluator, &s.f.dossier, NULL, NULL), 0);
    assert_int_equal(search_briefly(&s), 0);
    assert_true(cl_test_each_fault(search_briefly, &s) > 0);
    s.goal = CL_NEAR_GRANT;
    assert_int_equal(search_briefly(&s), 0);
    assert_true(cl_test_each_fault(search_briefly, &s) > 0);
    cl_decision_clear(&s.decision);
    unload(&s.f);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_near__every_refused_case_has_a_way),
    cmocka_unit_test(test_near__a_number_moves_to_its_boundary),
    cmocka_unit_test(test_near__what_is_waived_is_met),
    cmocka_unit_test(test_near__says_the_same_again),
    cmocka_unit_test(test_near__survives_without_memory),
};

CL_TEST_MAIN(tests)
