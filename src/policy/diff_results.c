/* SPDX-License-Identifier: MIT
 *
 * Rules and lines that two editions have in common, asked about the same made-up applications. Each
 * edition judges with the values of its own days: where the date lies outside those on which it is
 * in force, with those of the nearest day.
 */
#include <string.h>

#include "award.h"
#include "boundary.h"
#include "diff_parts.h"
#include "grid.h"
#include "judge.h"
#include "phrase.h"
#include "reach.h"
#include "schema_match.h"

enum { CELLS_MOST = 20000, SAMPLES = 4000 };

/* What an edition says of a cell. */
typedef struct answer {
    cl_truth truth;
    cl_range amount;
    bool known;
} answer;

typedef struct comparing {
    cl_differing *d;
    cl_schema schema; /* of both */
    cl_evaluator first, second;
    cl_reach first_reach, second_reach;
    cl_boundary cells;
    cl_grid grid;
    cl_dossier_mirror a, b;
    const cl_rule *rules[2]; /* or: */
    const cl_line *lines[2];
    cl_compared *out;
} comparing;

static void failed(comparing *c, int rc)
{
    if (c->d->rc == 0)
        c->d->rc = rc;
}

/* ---- without a cell ---- */

static bool is_in_force(const cl_programme *programme, const cl_param_value *value)
{
    return value->from <= programme->until && value->until >= programme->from;
}

static size_t values_in_force(const cl_programme *programme, const cl_param *param,
                              const cl_param_value **first)
{
    size_t count = 0;

    for (size_t i = 0; i < param->value_count; i++)
        if (is_in_force(programme, &param->values[i])) {
            *first = &param->values[i];
            count++;
        }
    return count;
}

static bool same_words(const cl_param_value *a, const cl_param_value *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->words[i], b->words[i]) != 0)
            return false;
    return true;
}

/* One and the same value on every day in force. */
static bool same_param(const comparing *c, const cl_param *a, const cl_param *b)
{
    const cl_param_value *x = NULL, *y = NULL;

    if (a->gives != b->gives || a->unpublished != b->unpublished)
        return false;
    if (a->unpublished)
        return a->has_least == b->has_least && cl_ratio_compare(a->least, b->least) == 0;
    if (values_in_force(c->d->a, a, &x) != 1 || values_in_force(c->d->b, b, &y) != 1)
        return false;
    return a->gives == CL_GIVES_LIST ? same_words(x, y) : cl_ratio_compare(x->exact, y->exact) == 0;
}

static bool same_rows(const cl_rate_table *a, const cl_rate_table *b)
{
    if (a->kind != b->kind || a->row_count != b->row_count || a->key_count != b->key_count ||
        a->has_most != b->has_most || (a->has_most && cl_ratio_compare(a->most, b->most) != 0))
        return false;
    for (size_t i = 0; i < a->row_count; i++) {
        if (cl_ratio_compare(a->rows[i].value, b->rows[i].value) != 0)
            return false;
        for (size_t k = 0; a->kind == CL_TABLE_LOOKUP && k < a->key_count; k++)
            if (strcmp(a->rows[i].keys[k], b->rows[i].keys[k]) != 0)
                return false;
        if (a->kind != CL_TABLE_LOOKUP && cl_ratio_compare(a->rows[i].from, b->rows[i].from) != 0)
            return false;
    }
    return true;
}

/* Trees that say the same use the same names; what stands behind the names may differ. */
static bool same_names(const comparing *c)
{
    for (size_t i = 0; i < c->first_reach.nodes.count; i++) {
        cl_node node = *(const cl_node *)cl_vec_at(&c->first_reach.nodes, i);
        const cl_tree_node *at = cl_tree_at(&c->d->a->tree, node);
        const char *name;

        if (at->op == CL_OP_PARAM) {
            const cl_param *param = cl_vec_at(&c->d->a->params, at->index);
            int other = cl_programme_find_param(c->d->b, cl_view_of(param->name));

            if (other < 0 || !same_param(c, param, cl_vec_at(&c->d->b->params, (size_t)other)))
                return false;
        }
        if (at->op != CL_OP_TABLE)
            continue;
        name = ((const cl_rate_table *)cl_vec_at(&c->d->a->tables, at->index))->name;
        for (size_t t = 0; t < c->d->b->tables.count; t++) {
            const cl_rate_table *table = cl_vec_at(&c->d->b->tables, t);

            if (strcmp(table->name, name) == 0 &&
                !same_rows(cl_vec_at(&c->d->a->tables, at->index), table))
                return false;
        }
    }
    return true;
}

static bool has_exception(const cl_programme *programme, const cl_rule *rule)
{
    for (size_t i = 0; i < programme->rules.count; i++)
        if (cl_judge_is_exception(cl_vec_at(&programme->rules, i), rule))
            return true;
    return false;
}

static bool same_line_trees(const comparing *c)
{
    const cl_line *a = c->lines[0], *b = c->lines[1];
    const cl_node left[] = {a->applies, a->each,          a->amount,    a->at_most,
                            a->units,   a->units_at_most, a->unit_rate, a->shares_of};
    const cl_node right[] = {b->applies, b->each,          b->amount,    b->at_most,
                             b->units,   b->units_at_most, b->unit_rate, b->shares_of};

    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (!cl_diff_same_tree(c->d, left[i], right[i]))
            return false;
    if (a->not_paid_count != b->not_paid_count)
        return false;
    for (size_t i = 0; i < a->not_paid_count; i++)
        if (!cl_diff_same_tree(c->d, a->not_paid[i].when, b->not_paid[i].when) ||
            !cl_diff_same_tree(c->d, a->not_paid[i].repeated, b->not_paid[i].repeated))
            return false;
    return true;
}

static bool says_the_same(const comparing *c)
{
    if (c->rules[0] != NULL)
        return !has_exception(c->d->a, c->rules[0]) && !has_exception(c->d->b, c->rules[1]) &&
               cl_diff_same_tree(c->d, c->rules[0]->applies, c->rules[1]->applies) &&
               cl_diff_same_tree(c->d, c->rules[0]->needs, c->rules[1]->needs) && same_names(c);
    return strcmp(c->d->a->currency, c->d->b->currency) == 0 && same_line_trees(c) && same_names(c);
}

/* ---- asking both ---- */

static cl_date nearest_day(const cl_programme *programme, cl_date day)
{
    return day < programme->from    ? programme->from
           : day > programme->until ? programme->until
                                    : day;
}

static answer ask(cl_evaluator *evaluator, cl_dossier_mirror *mirror, const cl_rule *rule,
                  const cl_line *line)
{
    cl_error ignored = CL_ERROR_INIT; /* an error of an edition is told by check, not here */
    answer found = {CL_UNSURE, cl_range_unknown(), false};
    cl_priced_line priced;

    mirror->dossier.date = nearest_day(evaluator->programme, mirror->dossier.date);
    cl_evaluator_begin(evaluator, &mirror->dossier, &ignored);
    if (rule != NULL) {
        found.truth = cl_judge_rule(evaluator, rule);
        found.known = found.truth == CL_TRUE || found.truth == CL_FALSE;
    } else {
        cl_price_line(&priced, evaluator, line);
        found.amount = priced.amount;
        found.known = priced.amount.state == CL_RANGE_KNOWN;
    }
    found.known = found.known && evaluator->rc == 0;
    return found;
}

static const char *outcome(comparing *c, const cl_programme *programme, const answer *a)
{
    cl_text text = CL_TEXT_INIT;

    if (!a->known)
        return "unknown";
    if (c->rules[0] != NULL)
        return a->truth == CL_TRUE ? "pass" : "fail";
    cl_phrase_exact(&text, programme, CL_GIVES_MONEY, NULL, a->amount.low);
    return cl_diff_keep(c->d, &text);
}

/* The shorter of two examples is the plainer one. */
static void keep_example(comparing *c, cl_example *example, const answer *a, const answer *b)
{
    cl_text json = CL_TEXT_INIT;

    cl_dossier_print_json(&json, &c->grid.dossier, c->d->a->currency);
    if (example->dossier != NULL && json.length >= strlen(example->dossier)) {
        cl_text_clear(&json);
        return;
    }
    example->dossier = cl_diff_keep(c->d, &json);
    example->first = outcome(c, c->d->a, a);
    example->second = outcome(c, c->d->b, b);
}

static void compare_answers(comparing *c, const answer *a, const answer *b)
{
    int order;

    if (a->known != b->known)
        keep_example(c, &c->out->unknown, a, b);
    if (!a->known || !b->known)
        return;
    order = c->rules[0] != NULL ? (b->truth == CL_TRUE) - (a->truth == CL_TRUE)
                                : cl_ratio_compare(b->amount.low, a->amount.low);
    if (order < 0)
        keep_example(c, &c->out->stricter, a, b);
    else if (order > 0)
        keep_example(c, &c->out->looser, a, b);
}

static int walk(comparing *c)
{
    cl_error *e = c->d->error;
    bool there = true, fits_a, fits_b;
    int rc = 0;

    while (rc == 0) {
        rc = cl_grid_next(&c->grid, &there, e);
        if (rc != 0 || !there)
            break;
        rc = cl_dossier_mirror_update(&c->a, &fits_a, e);
        if (rc == 0)
            rc = cl_dossier_mirror_update(&c->b, &fits_b, e);
        if (rc == 0 && fits_a && fits_b) {
            answer first = ask(&c->first, &c->a, c->rules[0], c->lines[0]);
            answer second = ask(&c->second, &c->b, c->rules[1], c->lines[1]);

            compare_answers(c, &first, &second);
        }
    }
    return rc;
}

static int read_cells(comparing *c)
{
    cl_error *e = c->d->error;
    int rc = cl_boundary_init(&c->cells, &c->schema, e);

    c->cells.far = c->lines[0] != NULL;
    if (rc == 0)
        rc = cl_boundary_read(&c->cells, c->d->a, &c->first_reach.nodes, e);
    if (rc == 0)
        rc = cl_boundary_read(&c->cells, c->d->b, &c->second_reach.nodes, e);
    if (rc == 0)
        rc = cl_boundary_finish(&c->cells, e);
    return rc;
}

/* Amounts that grow with a fact can cross anywhere, not only at a boundary. */
static bool counts_with_facts(const cl_boundary *cells)
{
    for (size_t i = 0; i < cells->fields.count; i++) {
        const cl_boundary_field *cell = cl_vec_at(&cells->fields, i);
        cl_fact_kind kind = cl_schema_field(cells->schema, cell->type, cell->field)->kind;

        if (kind == CL_FACT_NUMBER || kind == CL_FACT_MONEY || kind == CL_FACT_SHARE)
            return true;
    }
    return false;
}

static void ask_all(comparing *c)
{
    const cl_programme *a = c->d->a, *b = c->d->b;
    cl_grid_options options = {.from = a->from < b->from ? a->from : b->from,
                               .until = a->until > b->until ? a->until : b->until,
                               .most = CELLS_MOST,
                               .samples = SAMPLES};
    cl_error *e = c->d->error;
    int rc = read_cells(c);

    memset(&c->grid, 0, sizeof c->grid);
    memset(&c->a, 0, sizeof c->a);
    memset(&c->b, 0, sizeof c->b);
    if (rc == 0)
        rc = cl_grid_init(&c->grid, &c->cells, &options, e);
    if (rc == 0)
        rc = cl_dossier_mirror_init(&c->a, &c->grid.dossier, &a->schema, e);
    if (rc == 0)
        rc = cl_dossier_mirror_init(&c->b, &c->grid.dossier, &b->schema, e);
    if (rc == 0)
        rc = walk(c);
    c->out->exact = c->grid.exact && (c->rules[0] != NULL || !counts_with_facts(&c->cells));
    c->out->cells = c->grid.cells_done;
    cl_dossier_mirror_clear(&c->a);
    cl_dossier_mirror_clear(&c->b);
    cl_grid_clear(&c->grid);
    cl_boundary_clear(&c->cells);
    if (rc != 0)
        failed(c, rc);
}

static cl_comparison result_of(const cl_compared *compared)
{
    bool stricter = compared->stricter.dossier != NULL, looser = compared->looser.dossier != NULL;

    if (stricter != looser)
        return stricter ? CL_COMPARED_STRICTER : CL_COMPARED_LOOSER;
    return stricter || compared->unknown.dossier != NULL ? CL_COMPARED_INCOMPARABLE
                                                         : CL_COMPARED_EQUIVALENT;
}

static const char *weight(const cl_rule *rule)
{
    return rule->trial ? "on trial" : cl_level_name(rule->level);
}

/* A rule that passes more often may still weigh more. */
static const char *note_of(comparing *c)
{
    cl_text text = CL_TEXT_INIT;

    if (c->rules[0] == NULL || strcmp(weight(c->rules[0]), weight(c->rules[1])) == 0)
        return NULL;
    cl_text_format(&text, "%s before, %s now", weight(c->rules[0]), weight(c->rules[1]));
    return cl_diff_keep(c->d, &text);
}

static void compare_pair(comparing *c, const char *thing, const char *id)
{
    cl_compared compared = {.thing = thing, .id = id, .exact = true};
    bool opaque = false;

    c->out = &compared;
    if (c->first_reach.rc != 0 || c->second_reach.rc != 0) {
        failed(c, CL_E_MEMORY);
    } else if (!says_the_same(c)) {
        opaque = cl_reach_is_opaque(&c->first_reach) || cl_reach_is_opaque(&c->second_reach);
        if (!opaque)
            ask_all(c);
    }
    compared.result = opaque ? CL_COMPARED_INCOMPARABLE : result_of(&compared);
    compared.note = opaque ? "worked out by a function, into which nobody looks" : note_of(c);
    compared.exact = compared.exact && !opaque;
    if (compared.stricter.dossier != NULL || compared.looser.dossier != NULL)
        compared.unknown = (cl_example){NULL, NULL, NULL};
    if (c->d->rc == 0)
        c->d->rc = cl_vec_add(&c->d->diff->compared, &compared);
}

/* ---- pairs ---- */

/* The rules that stand in the place of this one decide about it, too. */
static void reach_rule(cl_reach *reach, const cl_programme *programme, const cl_rule *rule)
{
    cl_reach_reset(reach);
    cl_reach_rule(reach, rule);
    for (size_t i = 0; i < programme->rules.count; i++) {
        const cl_rule *other = cl_vec_at(&programme->rules, i);

        if (cl_judge_is_exception(other, rule))
            cl_reach_node(reach, other->applies);
    }
}

static void compare_rules(comparing *c)
{
    c->lines[0] = c->lines[1] = NULL;
    for (size_t i = 0; c->d->rc == 0 && i < c->d->a->rules.count; i++) {
        c->rules[0] = cl_vec_at(&c->d->a->rules, i);
        c->rules[1] = cl_programme_rule(c->d->b, c->rules[0]->id);
        if (c->rules[1] == NULL)
            continue;
        reach_rule(&c->first_reach, c->d->a, c->rules[0]);
        reach_rule(&c->second_reach, c->d->b, c->rules[1]);
        compare_pair(c, "rule", c->rules[1]->id);
    }
    c->rules[0] = c->rules[1] = NULL;
}

static const cl_line *line_named(const cl_programme *programme, const char *id)
{
    for (size_t i = 0; i < programme->lines.count; i++)
        if (strcmp(((const cl_line *)cl_vec_at(&programme->lines, i))->id, id) == 0)
            return cl_vec_at(&programme->lines, i);
    return NULL;
}

static void compare_lines(comparing *c)
{
    if (strcmp(c->d->a->currency, c->d->b->currency) != 0)
        return; /* told as a change of the edition; amounts have no order then */
    for (size_t i = 0; c->d->rc == 0 && i < c->d->a->lines.count; i++) {
        c->lines[0] = cl_vec_at(&c->d->a->lines, i);
        c->lines[1] = line_named(c->d->b, c->lines[0]->id);
        if (c->lines[1] == NULL)
            continue;
        cl_reach_reset(&c->first_reach);
        cl_reach_line(&c->first_reach, c->lines[0]);
        cl_reach_reset(&c->second_reach);
        cl_reach_line(&c->second_reach, c->lines[1]);
        compare_pair(c, "line", c->lines[1]->id);
    }
}

void cl_diff_results(cl_differing *d)
{
    comparing c = {.d = d};
    cl_error *e = d->error;

    d->rc = cl_schema_union(&c.schema, &d->a->schema, &d->b->schema, e);
    if (d->rc == 0)
        d->rc = cl_evaluator_init(&c.first, d->a, e);
    if (d->rc == 0)
        d->rc = cl_evaluator_init(&c.second, d->b, e);
    if (d->rc == 0)
        d->rc = cl_reach_init(&c.first_reach, d->a, e);
    if (d->rc == 0)
        d->rc = cl_reach_init(&c.second_reach, d->b, e);
    if (d->rc == 0)
        compare_rules(&c);
    if (d->rc == 0)
        compare_lines(&c);
    cl_reach_clear(&c.first_reach);
    cl_reach_clear(&c.second_reach);
    cl_evaluator_clear(&c.first);
    cl_evaluator_clear(&c.second);
    cl_schema_clear(&c.schema);
}
