/* SPDX-License-Identifier: MIT
 *
 * The evaluator and its referee decide the same made dossiers of every shipped edition, and of one
 * that uses every word, and must agree on all that a decision says. How many is told by
 * CLACHAN_REFEREE (dossiers of each edition), from which seed on by CLACHAN_REFEREE_SEED. A
 * disagreement prints edition, seed and the smallest dossier that still shows it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "any_dossier.h"
#include "assess.h"
#include "decide.h"
#include "file.h"
#include "made_dossier.h"
#include "programme_load.h"
#include "referee.h"
#include "test_support.h"

enum { DOSSIERS = 2000 }; /* of each edition: some ten seconds under sanitizers */

typedef struct match {
    cl_programme *programme;
    cl_evaluator evaluator;
    cl_dossier dossier;
    cl_assumption assumed[4];
    size_t assumed_count;
    uint64_t seed, used[CL_OP_COUNT_OF_OPS];
    char what[256];
} match;

static const char *setting(const char *name, const char *standard)
{
    const char *given = getenv(name);

    return given == NULL ? standard : given;
}

/* ---- comparing ---- */

static bool differs(match *m, const char *what, const char *id, long long engine,
                    long long referee_says)
{
    if (engine == referee_says)
        return false;
    snprintf(m->what, sizeof m->what, "%s %s: %lld, and the referee says %lld", what, id, engine,
             referee_says);
    return true;
}

static bool amounts_differ(match *m, const char *what, const char *id, const cl_amount *a,
                           const referee_amount *b)
{
    return differs(m, what, id, a->known, b->known) ||
           differs(m, what, id, a->has_range, b->has_range) ||
           ((b->known || b->has_range) && (differs(m, what, id, a->low.minor, b->low) ||
                                           differs(m, what, id, a->high.minor, b->high)));
}

static bool lines_differ(match *m, const cl_decision *a, const referee_verdict *b)
{
    if (a->line_count < b->line_count)
        return differs(m, "number of", "lines", (long long)a->line_count, (long long)b->line_count);
    for (size_t i = 0; i < a->line_count; i++) {
        const cl_decided_line *line = &a->lines[i];
        bool same = i < b->line_count && strcmp(line->id, b->lines[i].id) == 0;

        if (differs(m, "is there: line", line->id, 1, same) ||
            amounts_differ(m, "line", line->id, &line->amount, &b->lines[i].amount) ||
            differs(m, "parts of", line->id, (long long)line->part_count,
                    (long long)b->lines[i].part_count))
            return true;
        for (size_t p = 0; p < line->part_count; p++)
            if (amounts_differ(m, line->id, line->parts[p].id, &line->parts[p].amount,
                               &b->lines[i].parts[p]))
                return true;
    }
    return false;
}

static bool rules_differ(match *m, const cl_decision *a, const referee_verdict *b)
{
    if (differs(m, "number of", "rules", (long long)a->rule_count, (long long)b->rule_count))
        return true;
    for (size_t i = 0; i < a->rule_count; i++)
        if (differs(m, "rule", a->rules[i].id, a->rules[i].outcome, b->rules[i]))
            return true;
    for (unsigned stage = 0; stage <= a->last_stage; stage++)
        if (differs(m, "verdict of stage", cl_stage_name((cl_stage)stage), a->stages[stage],
                    b->stages[stage]))
            return true;
    return false;
}

static bool ends_differ(match *m, const cl_decision *a, const referee_verdict *b)
{
    if (amounts_differ(m, "the", "grant", &a->grant, &b->grant) ||
        differs(m, "number of", "instalments", (long long)a->instalment_count,
                (long long)b->instalment_count) ||
        differs(m, "a round", "is open", a->has_round, b->has_round) ||
        differs(m, "the", "deadline", a->has_deadline ? a->deadline : 0,
                b->has_deadline ? b->deadline : 0) ||
        differs(m, "level", a->level == NULL ? "none" : a->level, 1,
                strcmp(a->level == NULL ? "none" : a->level,
                       b->level == NULL ? "none" : b->level) == 0))
        return true;
    for (size_t i = 0; i < a->instalment_count; i++)
        if (differs(m, "instalment", a->instalments[i].id, a->instalments[i].amount.minor,
                    b->instalments[i]))
            return true;
    return false;
}

/* Whether the two disagree; false also for a dossier that is refused. */
static bool disagree(void *context, const char *text)
{
    match *m = context;
    cl_decide_options options = CL_DECIDE_OPTIONS_INIT;
    referee r = {.programme = m->programme,
                 .assumed = m->assumed,
                 .assumed_count = m->assumed_count,
                 .used = m->used};
    static referee_verdict verdict;
    cl_decision decision = {0};
    cl_findings findings = CL_FINDINGS_INIT;
    cl_error error = CL_ERROR_INIT;
    cl_json *json = NULL;
    bool differ = false;
    int rc;

    options.assume = m->assumed;
    options.assume_count = m->assumed_count;
    options.tries = 0; /* the referee does not say what is missing */
    m->what[0] = '\0';
    assert_int_equal(cl_json_parse(&json, cl_view_of(text), NULL, 1, &error), 0);
    if (cl_json_get(cl_json_root(json), "date") != NULL &&
        cl_dossier_read(&m->dossier, &m->programme->schema, m->programme->currency, json, &findings,
                        &error) == 0) {
        rc = cl_decide(&decision, &m->evaluator, &m->dossier, &options, &error);
        r.dossier = cl_json_root(json);
        referee_judge(&verdict, &r);
        differ = differs(m, "an error of", "the programme", rc != 0, verdict.broken) ||
                 (rc == 0 &&
                  (rules_differ(m, &decision, &verdict) || lines_differ(m, &decision, &verdict) ||
                   ends_differ(m, &decision, &verdict)));
    } else {
        snprintf(m->what, sizeof m->what, "refused: %.200s",
                 findings.items.count == 0 ? error.message : cl_findings_at(&findings, 0)->message);
    }
    cl_decision_clear(&decision);
    cl_findings_clear(&findings);
    cl_json_free(json);
    return differ;
}

/* ---- making ---- */

/* Clusters that are nearly right come from the maker of clusters, as long as the schema is theirs.
 */
static void make(cl_text *out, match *m, const any_pool *pool, uint64_t number)
{
    static const unsigned sparse[] = {0, 0, 30, 150, 500};
    uint64_t seed = number * 2654435761u + 1;
    bool cluster = cl_schema_find(&m->programme->schema, 0, cl_view_of("funding_model")) >= 0;
    made_dossier made;
    char day[11];

    made_random(&seed);
    if (!cluster || number % 2 == 0) {
        any_dossier(out, pool, sparse[made_random(&seed) % 5], &seed);
        return;
    }
    made_fill(&made, &seed);
    made.hidden =
        number % 4 == 1 ? 0 : made_random(&seed) & made_random(&seed) & made_random(&seed);
    cl_date_format(m->programme->from + (cl_date)(made_random(&seed) % 170), day);
    made_print(out, &made, m->programme->id, m->programme->edition, day);
}

/* Sometimes an amount that no source gives is set. */
static void assume(match *m, uint64_t number)
{
    m->assumed_count = 0;
    for (size_t i = 0; number % 3 == 0 && i < m->programme->params.count; i++) {
        const cl_param *param = cl_vec_at(&m->programme->params, i);

        if (param->unpublished && m->assumed_count < 4)
            m->assumed[m->assumed_count++] =
                (cl_assumption){param->name, param->gives == CL_GIVES_MONEY ? "123.45" : "3"};
    }
}

__attribute__((noreturn)) static void report(match *m, uint64_t number, cl_text *text)
{
    char first[sizeof m->what];

    memcpy(first, m->what, sizeof first);
    any_shrink(text, disagree, m);
    assert_true(disagree(m, text->at));
    print_error("%s@%s, CLACHAN_REFEREE_SEED=%llu: %s\n%s%s\n", m->programme->id,
                m->programme->edition, (unsigned long long)number, m->what,
                m->assumed_count > 0 ? "with its unpublished params set: " : "", text->at);
    if (strcmp(first, m->what) != 0)
        print_error("before it was made small: %s\n", first);
    cl_text_clear(text);
    fail();
    __builtin_unreachable();
}

static void play(match *m)
{
    uint64_t from = strtoull(setting("CLACHAN_REFEREE_SEED", "1"), NULL, 10), refused = 0;
    uint64_t count = strtoull(setting("CLACHAN_REFEREE", "0"), NULL, 10);
    static any_pool pool;

    count = count == 0 ? DOSSIERS : count;
    any_pool_fill(&pool, m->programme);
    for (uint64_t number = from; number < from + count; number++) {
        cl_text text = CL_TEXT_INIT;

        make(&text, m, &pool, number);
        assume(m, number);
        if (disagree(m, text.at))
            report(m, number, &text);
        if (m->what[0] != '\0' && refused++ > count / 10 + 3)
            fail_msg("too many made dossiers are refused: %s\n%s", m->what, text.at);
        cl_text_clear(&text);
    }
}

/* ---- editions ---- */

static void open_match(match *m, const char *root, const char *folder, const char *file)
{
    const char *const roots[] = {root, CLACHAN_TEST_RULES};
    cl_findings findings = CL_FINDINGS_INIT;
    cl_error error = CL_ERROR_INIT;
    char path[512];

    snprintf(path, sizeof path, "%s/%s", root, folder);
    if (cl_programme_load(&m->programme, path, file, roots, 2, &findings, &error) != 0)
        fail_msg("%s: %s", path,
                 findings.items.count > 0 ? cl_findings_at(&findings, 0)->message : error.message);
    cl_findings_clear(&findings);
    assert_int_equal(cl_evaluator_init(&m->evaluator, m->programme, NULL), 0);
    m->dossier = (cl_dossier)CL_DOSSIER_INIT;
}

static void close_match(match *m)
{
    cl_evaluator_clear(&m->evaluator);
    cl_dossier_clear(&m->dossier);
    cl_programme_free(m->programme);
}

static bool is_edition(const char *name)
{
    size_t length = strlen(name);

    return length > 4 && strcmp(name + length - 4, ".lua") == 0;
}

static unsigned play_folder(match *m, const char *root, const char *folder)
{
    cl_vec files = CL_VEC_INIT(char *);
    unsigned played = 0;
    char path[512];

    snprintf(path, sizeof path, "%s/%s", root, folder);
    if (cl_folder_exists(path) && strcmp(folder, "lib") != 0)
        assert_int_equal(cl_folder_list(&files, path, NULL), 0);
    for (size_t i = 0; i < files.count; i++) {
        const char *file = *(char **)cl_vec_at(&files, i);

        if (!is_edition(file))
            continue;
        open_match(m, root, folder, file);
        play(m);
        close_match(m);
        played++;
    }
    cl_names_clear(&files);
    return played;
}

static unsigned play_all(match *m, const char *root)
{
    cl_vec folders = CL_VEC_INIT(char *);
    unsigned played = 0;

    assert_int_equal(cl_folder_list(&folders, root, NULL), 0);
    for (size_t i = 0; i < folders.count; i++)
        played += play_folder(m, root, *(char **)cl_vec_at(&folders, i));
    cl_names_clear(&folders);
    return played;
}

static void test_referee__agrees_on_shipped_editions(void **state)
{
    static match m;

    (void)state;
    assert_true(play_all(&m, CLACHAN_TEST_RULES) >= 11);
}

/* What no shipped edition says is said by editions of our own. */
static void test_referee__agrees_on_every_word(void **state)
{
    static match m;

    (void)state;
    assert_int_equal(play_all(&m, CLACHAN_TEST_DATA "/rules"), 2);
    for (int op = CL_OP_TRUE_FALSE; op < CL_OP_COUNT_OF_OPS; op++)
        if (m.used[op] == 0)
            fail_msg("the editions of every word do not use op %d", op);
}

/* ---- while memory runs out ---- */

typedef struct shortage {
    match *m;
    const char *expected; /* bytes of the decision, once they are known */
    cl_text printed;
} shortage;

/* One decision with nothing left over from an earlier one: either it fails, or it is whole. */
static int decide_short(void *data)
{
    shortage *s = data;
    cl_decision decision = {0};
    cl_evaluator evaluator;
    cl_error error = CL_ERROR_INIT;
    int rc = cl_evaluator_init(&evaluator, s->m->programme, &error);

    cl_text_reset(&s->printed);
    if (rc != 0)
        return rc;
    rc = cl_decide(&decision, &evaluator, &s->m->dossier, NULL, &error);
    if (rc == 0) {
        rc = cl_decision_print_json(&s->printed, &decision);
        if (rc == 0 && s->expected != NULL)
            assert_string_equal(s->printed.at, s->expected);
    }
    cl_decision_clear(&decision);
    cl_evaluator_clear(&evaluator);
    return rc;
}

static void test_referee__decides_wholly_or_not_at_all(void **state)
{
    static match m;
    static any_pool pool;
    shortage s = {&m, NULL, CL_TEXT_INIT};
    char *expected = NULL;
    uint64_t seed = 99;
    cl_text text = CL_TEXT_INIT;
    cl_json *json = NULL;

    (void)state;
    open_match(&m, CLACHAN_TEST_DATA "/rules", "every-word", "2024.lua");
    any_pool_fill(&pool, m.programme);
    any_dossier(&text, &pool, 30, &seed);
    assert_int_equal(cl_json_parse(&json, cl_text_view(&text), NULL, 1, NULL), 0);
    assert_int_equal(
        cl_dossier_read(&m.dossier, &m.programme->schema, m.programme->currency, json, NULL, NULL),
        0);
    assert_int_equal(decide_short(&s), 0);
    expected = strdup(s.printed.at);
    s.expected = expected;
    assert_true(cl_test_each_fault(decide_short, &s) > 0);
    free(expected);
    cl_text_clear(&s.printed);
    cl_text_clear(&text);
    cl_json_free(json);
    close_match(&m);
}

/* ---- memory that is used again ---- */

static void test_referee__assesses_without_allocating(void **state)
{
    static match m;
    static any_pool pool;
    cl_error error = CL_ERROR_INIT;
    cl_assessment a;

    (void)state;
    open_match(&m, CLACHAN_TEST_DATA "/rules", "every-word", "2024.lua");
    any_pool_fill(&pool, m.programme);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint64_t next = seed;
        cl_text text = CL_TEXT_INIT;
        cl_json *json = NULL;
        size_t calls;

        any_dossier(&text, &pool, seed % 2 == 0 ? 0 : 100, &next);
        assert_int_equal(cl_json_parse(&json, cl_text_view(&text), NULL, 1, NULL), 0);
        if (cl_dossier_read(&m.dossier, &m.programme->schema, m.programme->currency, json, NULL,
                            NULL) == 0) {
            cl_assess(&a, &m.evaluator, &m.dossier, NULL, &error);
            calls = cl_test_calls();
            cl_assess(&a, &m.evaluator, &m.dossier, NULL, &error);
            if (cl_test_calls() != calls)
                fail_msg("allocates for %s", text.at);
        }
        cl_text_clear(&text);
        cl_json_free(json);
    }
    close_match(&m);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_referee__agrees_on_shipped_editions),
    cmocka_unit_test(test_referee__agrees_on_every_word),
    cmocka_unit_test(test_referee__decides_wholly_or_not_at_all),
    cmocka_unit_test(test_referee__assesses_without_allocating),
};

CL_TEST_MAIN(tests)
