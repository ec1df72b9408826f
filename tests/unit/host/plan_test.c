/* SPDX-License-Identifier: MIT
 *
 * The plan of an edition and its trees assess the same made dossiers, with gaps, without lists and
 * with lists that are longer than a word has bits, and must agree on every field of the record.
 */
#include <stdio.h>
#include <string.h>

#include "any_dossier.h"
#include "assess.h"
#include "file.h"
#include "made_dossier.h"
#include "plan.h"
#include "programme_load.h"
#include "test_support.h"

enum { DOSSIERS = 400, LONG_ONES = 40, LONGEST = 90 };

/* One edition, decided in both ways. */
typedef struct both {
    cl_programme *programme;
    cl_evaluator planned, walked; /* `walked` has no plan */
    cl_plan_run *kept;            /* taken from it */
    cl_dossier dossier;
    const char *text;
    size_t read, by_plan; /* dossiers; rules that the plan answered */
} both;

/* ---- comparing ---- */

static void same(const both *b, const char *what, size_t i, long long by_plan, long long walked)
{
    if (by_plan != walked)
        fail_msg("%s@%s: %s %zu: the plan says %lld, the trees say %lld, of\n%s", b->programme->id,
                 b->programme->edition, what, i, by_plan, walked, b->text);
}

static void same_range(const both *b, const char *what, size_t i, cl_range x, cl_range y)
{
    same(b, what, i, x.state, y.state);
    if (x.state == CL_RANGE_NONE)
        return;
    same(b, what, i, x.no_low, y.no_low);
    same(b, what, i, x.no_high, y.no_high);
    same(b, what, i, x.maybe_none, y.maybe_none);
    if (!x.no_low)
        same(b, what, i, cl_ratio_compare(x.low, y.low), 0);
    if (!x.no_high)
        same(b, what, i, cl_ratio_compare(x.high, y.high), 0);
}

static void same_part(const both *b, size_t i, const cl_priced_part *x, const cl_priced_part *y)
{
    same(b, "member of part", i, x->member, y->member);
    same(b, "is in: part", i, x->in, y->in);
    same(b, "refused: part", i, x->refused, y->refused);
    same_range(b, "asked of part", i, x->asked, y->asked);
    same_range(b, "units of part", i, x->units, y->units);
    same(b, "endless: part", i, x->endless, y->endless);
    for (int side = 0; side < 2; side++) {
        same(b, "paid of part", i, x->paid[side], y->paid[side]);
        same(b, "fate of part", i, x->fate[side], y->fate[side]);
        same(b, "units paid of part", i, x->units_paid[side], y->units_paid[side]);
    }
    if (x->fate[0] == CL_PART_REFUSED || x->fate[0] == CL_PART_REPEATED)
        same(b, "reason of part", i, (long long)x->why, (long long)y->why);
}

static void same_line(const both *b, size_t i, const cl_priced_line *x, const cl_priced_line *y)
{
    same(b, "applies: line", i, x->applies, y->applies);
    same_range(b, "line", i, x->amount, y->amount);
    if (x->applies == CL_FALSE)
        return;
    same(b, "parts of line", i, (long long)x->count, (long long)y->count);
    for (size_t p = 0; p < x->count; p++)
        same_part(b, p, &x->parts[p], &y->parts[p]);
}

static void same_shown(const both *b, size_t i, const cl_assessment *x, const cl_assessment *y)
{
    const cl_assessed_line *a = &x->lines[i], *c = &y->lines[i];

    same(b, "is an adjustment: shown line", i, a->adjust != NULL, c->adjust != NULL);
    same_range(b, "shown line", i, a->amount, c->amount);
    if (a->adjust != NULL)
        same_range(b, "before the adjustment of line", i, a->before, c->before);
    else
        same(b, "shown line", i, a->priced - x->priced, c->priced - y->priced);
}

static void same_assessment(const both *b, const cl_assessment *x, const cl_assessment *y)
{
    for (size_t i = 0; i < b->programme->rules.count; i++)
        same(b, "rule", i, x->outcomes[i], y->outcomes[i]);
    for (size_t i = 0; i < CL_STAGE_COUNT; i++)
        same(b, "stage", i, x->stages[i], y->stages[i]);
    same(b, "verdict", 0, x->verdict, y->verdict);
    same(b, "level is another one", 0, x->level != y->level, 0);
    same(b, "open level is another one", 0, x->open_level != y->open_level, 0);
    for (size_t i = 0; i < b->programme->lines.count; i++)
        same_line(b, i, &x->priced[i], &y->priced[i]);
    same(b, "lines shown", 0, (long long)x->line_count, (long long)y->line_count);
    for (size_t i = 0; i < x->line_count; i++)
        same_shown(b, i, x, y);
    for (size_t i = 0; i < b->programme->adjusts.count; i++)
        same_range(b, "sum after adjustment", i, x->sums[i], y->sums[i]);
    same_range(b, "grant", 0, x->grant, y->grant);
    same(b, "instalments", 0, (long long)x->instalment_count, (long long)y->instalment_count);
    for (size_t i = 0; i < x->instalment_count; i++)
        same(b, "instalment", i, x->instalments[i].minor, y->instalments[i].minor);
}

/* How many rules the plan answered: a plan that leaves all to the trees would agree with them. */
static size_t answered(const both *b)
{
    const cl_plan *plan = b->programme->plan;
    size_t count = 0;

    for (size_t i = 0; i < b->programme->rules.count; i++)
        count += (plan->rules[i].trouble & b->planned.plan->trouble) == 0;
    return count;
}

static void decide_both(both *b, const cl_text *text)
{
    cl_error first = CL_ERROR_INIT, second = CL_ERROR_INIT;
    cl_assessment by_plan, walked;
    cl_json *json = NULL;
    int rc;

    b->text = text->at;
    assert_int_equal(cl_json_parse(&json, cl_text_view(text), NULL, 1, NULL), 0);
    if (cl_dossier_read(&b->dossier, &b->programme->schema, b->programme->currency, json, NULL,
                        NULL) == 0) {
        rc = cl_assess(&by_plan, &b->planned, &b->dossier, NULL, &first);
        same(b, "an error", 0, rc, cl_assess(&walked, &b->walked, &b->dossier, NULL, &second));
        assert_string_equal(first.message, second.message);
        if (rc == 0)
            same_assessment(b, &by_plan, &walked);
        b->read++;
        b->by_plan += answered(b);
    }
    cl_json_free(json);
}

/* ---- all editions ---- */

static void decide_any(both *b, const any_pool *pool, uint64_t number)
{
    static const unsigned sparse[] = {0, 30, 150, 500};
    uint64_t seed = number * 2654435761u + 7;
    unsigned longest = number % (DOSSIERS / LONG_ONES) == 0 ? LONGEST : 8;
    cl_text text = CL_TEXT_INIT;

    any_dossier_long(&text, pool, sparse[number % 4], longest, &seed);
    decide_both(b, &text);
    cl_text_clear(&text);
}

static void decide_cluster(both *b, uint64_t number)
{
    uint64_t seed = number * 2654435761u + 11;
    cl_text text = CL_TEXT_INIT;
    made_dossier made;
    char day[11];

    made_fill(&made, &seed);
    made.hidden = number % 3 == 0 ? made_random(&seed) & made_random(&seed) : 0;
    cl_date_format(b->programme->from + (cl_date)(number % 170), day);
    made_print(&text, &made, b->programme->id, b->programme->edition, day);
    decide_both(b, &text);
    cl_text_clear(&text);
}

static void open_both(both *b, const char *root, const char *folder, const char *file)
{
    const char *const roots[] = {root, CLACHAN_TEST_RULES};
    char path[512];

    memset(b, 0, sizeof *b);
    snprintf(path, sizeof path, "%s/%s", root, folder);
    assert_int_equal(cl_programme_load(&b->programme, path, file, roots, 2, NULL, NULL), 0);
    assert_int_equal(cl_evaluator_init(&b->planned, b->programme, NULL), 0);
    assert_int_equal(cl_evaluator_init(&b->walked, b->programme, NULL), 0);
    assert_non_null(b->planned.plan);
    b->kept = b->walked.plan;
    b->walked.plan = NULL;
    b->dossier = (cl_dossier)CL_DOSSIER_INIT;
}

static void close_both(both *b)
{
    b->walked.plan = b->kept;
    cl_evaluator_clear(&b->planned);
    cl_evaluator_clear(&b->walked);
    cl_dossier_clear(&b->dossier);
    cl_programme_free(b->programme);
}

/* How often the plan answered. */
static size_t play(const char *root, const char *folder, const char *file)
{
    static any_pool pool;
    both b;

    open_both(&b, root, folder, file);
    any_pool_fill(&pool, b.programme);
    for (uint64_t number = 0; number < DOSSIERS; number++) {
        decide_any(&b, &pool, number);
        if (cl_schema_find(&b.programme->schema, 0, cl_view_of("funding_model")) >= 0)
            decide_cluster(&b, number);
    }
    assert_true(b.read > DOSSIERS / 2);
    close_both(&b);
    return b.by_plan;
}

static bool is_edition(const char *name)
{
    size_t length = strlen(name);

    return length > 4 && strcmp(name + length - 4, ".lua") == 0;
}

typedef struct tally {
    unsigned editions, by_plan; /* those of which the plan answers something */
} tally;

static void play_folder(tally *all, const char *root, const char *folder)
{
    cl_vec files = CL_VEC_INIT(char *);
    char path[512];

    snprintf(path, sizeof path, "%s/%s", root, folder);
    if (cl_folder_exists(path) && strcmp(folder, "lib") != 0)
        assert_int_equal(cl_folder_list(&files, path, NULL), 0);
    for (size_t i = 0; i < files.count; i++)
        if (is_edition(*(char **)cl_vec_at(&files, i))) {
            all->by_plan += play(root, folder, *(char **)cl_vec_at(&files, i)) > 0;
            all->editions++;
        }
    cl_names_clear(&files);
}

static void test_plan__agrees_with_the_trees_of_shipped_editions(void **state)
{
    cl_vec folders = CL_VEC_INIT(char *);
    tally all = {0, 0};

    (void)state;
    assert_int_equal(cl_folder_list(&folders, CLACHAN_TEST_RULES, NULL), 0);
    for (size_t i = 0; i < folders.count; i++)
        play_folder(&all, CLACHAN_TEST_RULES, *(char **)cl_vec_at(&folders, i));
    cl_names_clear(&folders);
    assert_true(all.editions >= 11);
    assert_true(all.by_plan * 2 >= all.editions);
}

static void test_plan__agrees_with_the_trees_of_every_word(void **state)
{
    (void)state;
    assert_true(play(CLACHAN_TEST_DATA "/rules", "every-word", "2024.lua") > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_plan__agrees_with_the_trees_of_shipped_editions),
    cmocka_unit_test(test_plan__agrees_with_the_trees_of_every_word),
};

CL_TEST_MAIN(tests)
