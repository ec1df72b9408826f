/* SPDX-License-Identifier: MIT
 *
 * The statements of an edition: what tests should show of it, in words that an author can write
 * behind `unreachable`.
 */
#include <string.h>

#include "coverage_parts.h"
#include "phrase.h"
#include "reach.h"

typedef struct listing {
    cl_coverage *coverage;
    const cl_programme *programme;
    cl_reach reach;
    bool *asked_for; /* one a node: whether it is there is asked */
    int rc;
} listing;

/* Adds a statement and takes its text. */
static void add(listing *l, cl_covered item, cl_text *what)
{
    item.what = what->failed != 0 ? NULL : cl_arena_copy(&l->coverage->arena, cl_text_view(what));
    cl_text_clear(what);
    if (item.what == NULL)
        l->rc = CL_E_MEMORY;
    if (l->rc == 0)
        l->rc = cl_vec_add(&l->coverage->items, &item);
}

/* ---- rules ---- */

static bool needs_a_person(listing *l, const cl_rule *rule)
{
    cl_reach_reset(&l->reach);
    cl_reach_rule(&l->reach, rule);
    for (size_t i = 0; i < l->reach.nodes.count; i++) {
        cl_node node = *(const cl_node *)cl_vec_at(&l->reach.nodes, i);

        if (cl_tree_at(&l->programme->tree, node)->op == CL_OP_JUDGED)
            return true;
    }
    return false;
}

static void add_outcome(listing *l, size_t index, cl_outcome outcome)
{
    static const char *const words[] = {
        [CL_OUTCOME_PASS] = "passes",
        [CL_OUTCOME_FAIL] = "fails",
        [CL_OUTCOME_UNKNOWN] = "is unknown",
        [CL_OUTCOME_WAIVED] = "is waived",
        [CL_OUTCOME_JUDGEMENT] = "waits for a person",
    };
    const cl_rule *rule = cl_vec_at(&l->programme->rules, index);
    cl_text what = CL_TEXT_INIT;

    cl_text_format(&what, "rule '%s' %s", rule->id, words[outcome]);
    add(l,
        (cl_covered){.kind = CL_COVERS_RULE,
                     .file = rule->file,
                     .line = rule->line,
                     .index = index,
                     .how = outcome},
        &what);
}

static void list_outcomes(listing *l)
{
    for (size_t i = 0; l->rc == 0 && i < l->programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&l->programme->rules, i);

        add_outcome(l, i, CL_OUTCOME_PASS);
        add_outcome(l, i, CL_OUTCOME_FAIL);
        add_outcome(l, i, CL_OUTCOME_UNKNOWN);
        if (rule->level == CL_LEVEL_WAIVABLE)
            add_outcome(l, i, CL_OUTCOME_WAIVED);
        if (needs_a_person(l, rule))
            add_outcome(l, i, CL_OUTCOME_JUDGEMENT);
    }
}

/* ---- conditions ---- */

bool cl_coverage_is_condition(const cl_tree *tree, cl_node index)
{
    const cl_tree_node *node = cl_tree_at(tree, index);

    return node->gives == CL_GIVES_TRUTH &&
           (node->op == CL_OP_FIELD || node->op == CL_OP_PRESENT || node->op == CL_OP_ABSENT ||
            (node->op >= CL_OP_EQUAL && node->op <= CL_OP_ONE_OF));
}

/* A yes/no whose presence is asked for is no condition itself. */
static void mark_asked_for(listing *l)
{
    const cl_tree *tree = &l->programme->tree;

    for (cl_node node = 1; node < tree->nodes.count; node++) {
        const cl_tree_node *at = cl_tree_at(tree, node);

        if (at->op == CL_OP_PRESENT || at->op == CL_OP_ABSENT)
            l->asked_for[cl_tree_argument(tree, node, 0)] = true;
    }
}

static void add_condition(listing *l, cl_place *place, const char *subject, cl_node node)
{
    const cl_tree_node *at = cl_tree_at(&l->programme->tree, node);
    cl_covered item = {.kind = CL_COVERS_CONDITION, .file = at->file, .line = at->line};

    item.index = l->coverage->places.count;
    item.node = node;
    for (int holds = 1; holds >= 0; holds--) {
        cl_text what = CL_TEXT_INIT;

        item.how = holds ? CL_TRUE : CL_FALSE;
        cl_text_format(&what, "%s turns on '", subject);
        cl_phrase(&what, l->programme, node);
        cl_text_format(&what, "' where it %s", holds ? "holds" : "does not hold");
        add(l, item, &what);
        place->count++;
    }
}

/* Gathers the conditions of what was reached. */
static void add_place(listing *l, cl_place_kind kind, size_t index, const char *subject)
{
    cl_place place = {kind, index, l->coverage->items.count, 0};

    if (l->reach.rc != 0)
        l->rc = l->reach.rc;
    for (size_t i = 0; l->rc == 0 && i < l->reach.nodes.count; i++) {
        cl_node node = *(const cl_node *)cl_vec_at(&l->reach.nodes, i);

        if (cl_coverage_is_condition(&l->programme->tree, node) && !l->asked_for[node])
            add_condition(l, &place, subject, node);
    }
    if (l->rc == 0)
        l->rc = cl_vec_add(&l->coverage->places, &place);
}

static void list_place(listing *l, cl_place_kind kind, size_t index)
{
    static const char *const words[] = {"rule", "line", "cap", "instalment", "level"};
    const cl_programme *p = l->programme;
    const char *id;
    cl_text subject = CL_TEXT_INIT;

    cl_reach_reset(&l->reach);
    switch (kind) {
    case CL_PLACE_RULE:
        id = ((const cl_rule *)cl_vec_at(&p->rules, index))->id;
        cl_reach_rule(&l->reach, cl_vec_at(&p->rules, index));
        break;
    case CL_PLACE_LINE:
        id = ((const cl_line *)cl_vec_at(&p->lines, index))->id;
        cl_reach_line(&l->reach, cl_vec_at(&p->lines, index));
        break;
    case CL_PLACE_ADJUST:
        id = ((const cl_adjust *)cl_vec_at(&p->adjusts, index))->id;
        cl_reach_node(&l->reach, ((const cl_adjust *)cl_vec_at(&p->adjusts, index))->applies);
        break;
    case CL_PLACE_INSTALMENT:
        id = ((const cl_instalment_rule *)cl_vec_at(&p->instalments, index))->id;
        cl_reach_node(&l->reach,
                      ((const cl_instalment_rule *)cl_vec_at(&p->instalments, index))->applies);
        break;
    case CL_PLACE_LEVEL:
    default:
        id = ((const cl_grade *)cl_vec_at(&p->grades, index))->id;
        cl_reach_node(&l->reach, ((const cl_grade *)cl_vec_at(&p->grades, index))->needs);
        break;
    }
    cl_text_format(&subject, "%s '%s'", words[kind], id);
    add_place(l, kind, index, subject.at == NULL ? "" : subject.at);
    cl_text_clear(&subject);
}

static void list_conditions(listing *l)
{
    const cl_programme *p = l->programme;
    const size_t counts[] = {p->rules.count, p->lines.count, p->adjusts.count, p->instalments.count,
                             p->grades.count};

    for (int kind = CL_PLACE_RULE; kind <= CL_PLACE_LEVEL; kind++)
        for (size_t i = 0; l->rc == 0 && i < counts[kind]; i++)
            list_place(l, (cl_place_kind)kind, i);
}

/* ---- values and rows ---- */

static void list_values(listing *l)
{
    for (size_t i = 0; l->rc == 0 && i < l->programme->params.count; i++) {
        const cl_param *param = cl_vec_at(&l->programme->params, i);
        cl_covered item = {.kind = CL_COVERS_VALUE, .file = param->file, .line = param->line};
        cl_text what = CL_TEXT_INIT;

        item.index = i;
        if (!param->used)
            continue; /* rules check tells that */
        if (param->unpublished) {
            cl_text_format(&what, "param '%s', which no source gives, is used", param->name);
            add(l, item, &what);
        }
        for (size_t v = 0; v < param->value_count; v++) {
            item.item = v;
            if (param->values[v].from > l->programme->until ||
                param->values[v].until < l->programme->from)
                continue; /* another edition's */
            cl_text_format(&what, "param '%s' from ", param->name);
            cl_date_print(&what, param->values[v].from);
            cl_text_add_string(&what, " is used");
            add(l, item, &what);
        }
    }
}

static void list_rows(listing *l)
{
    for (size_t i = 0; l->rc == 0 && i < l->programme->tables.count; i++) {
        const cl_rate_table *table = cl_vec_at(&l->programme->tables, i);

        for (size_t r = 0; table->used && r < table->row_count; r++) {
            cl_covered item = {.kind = CL_COVERS_ROW, .file = table->file, .line = table->line};
            cl_text what = CL_TEXT_INIT;

            item.index = i;
            item.item = r;
            cl_text_format(&what, "table '%s' row ", table->name);
            for (size_t k = 0; table->kind == CL_TABLE_LOOKUP && k < table->key_count; k++)
                cl_text_format(&what, "%s%s", k == 0 ? "" : ", ", table->rows[r].keys[k]);
            if (table->kind != CL_TABLE_LOOKUP) {
                cl_text_add_string(&what, "from ");
                cl_ratio_print(&what, table->rows[r].from);
            }
            cl_text_add_string(&what, " is used");
            add(l, item, &what);
        }
    }
}

/* ---- money ---- */

static void add_line(listing *l, size_t index, unsigned how, size_t reason)
{
    const cl_line *line = cl_vec_at(&l->programme->lines, index);
    cl_covered item = {.kind = CL_COVERS_LINE, .file = line->file, .line = line->line};
    cl_text what = CL_TEXT_INIT;

    item.index = index;
    item.item = reason;
    item.how = how;
    cl_text_format(&what, "line '%s' ", line->id);
    if (how == CL_LINE_PAID)
        cl_text_add_string(&what, "is paid");
    else if (how == CL_LINE_REASON)
        cl_text_format(&what, "is not paid for reason %zu", reason + 1);
    else
        cl_text_format(&what, "reaches its limit of %s",
                       how == CL_LINE_COUNT_LIMIT ? "members" : "units");
    add(l, item, &what);
}

static void list_lines(listing *l)
{
    for (size_t i = 0; l->rc == 0 && i < l->programme->lines.count; i++) {
        const cl_line *line = cl_vec_at(&l->programme->lines, i);

        add_line(l, i, CL_LINE_PAID, 0);
        for (size_t n = 0; n < line->not_paid_count; n++)
            add_line(l, i, CL_LINE_REASON, n);
        if (line->at_most != 0)
            add_line(l, i, CL_LINE_COUNT_LIMIT, 0);
        if (line->units_at_most != 0)
            add_line(l, i, CL_LINE_UNITS_LIMIT, 0);
    }
}

static void add_award(listing *l, unsigned how, size_t index, const char *file, int line,
                      const char *form, const char *id)
{
    cl_covered item = {.kind = CL_COVERS_AWARD, .file = file, .line = line};
    cl_text what = CL_TEXT_INIT;

    item.index = index;
    item.how = how;
    cl_text_format(&what, "%s '%s' %s", form, id,
                   how == CL_AWARD_ADJUST       ? "bites"
                   : how == CL_AWARD_INSTALMENT ? "is paid"
                                                : "is reached");
    add(l, item, &what);
}

static void list_award(listing *l)
{
    static const char *const words[] = {"cap", "nothing_below", "rounding"};

    for (size_t i = 0; l->rc == 0 && i < l->programme->adjusts.count; i++) {
        const cl_adjust *adjust = cl_vec_at(&l->programme->adjusts, i);

        add_award(l, CL_AWARD_ADJUST, i, adjust->file, adjust->line, words[adjust->kind],
                  adjust->id);
    }
    for (size_t i = 0; l->rc == 0 && i < l->programme->instalments.count; i++) {
        const cl_instalment_rule *instalment = cl_vec_at(&l->programme->instalments, i);

        add_award(l, CL_AWARD_INSTALMENT, i, instalment->file, instalment->line, "instalment",
                  instalment->id);
    }
    for (size_t i = 0; l->rc == 0 && i < l->programme->grades.count; i++) {
        const cl_grade *grade = cl_vec_at(&l->programme->grades, i);

        add_award(l, CL_AWARD_LEVEL, i, grade->file, grade->line, "level", grade->id);
    }
}

static void list_deadlines(listing *l)
{
    const cl_deadlines *deadlines = &l->programme->deadlines;

    for (size_t i = 0; l->rc == 0 && i < deadlines->count; i++) {
        cl_covered item = {
            .kind = CL_COVERS_DEADLINE, .file = deadlines->file, .line = deadlines->line};
        cl_text what = CL_TEXT_INIT;

        item.item = i;
        cl_text_add_string(&what, "deadline ");
        cl_date_print(&what, deadlines->dates[i]);
        cl_text_add_string(&what, " is the next one");
        add(l, item, &what);
    }
}

int cl_coverage_list(cl_coverage *coverage, cl_error *e)
{
    listing l = {.coverage = coverage, .programme = coverage->programme};
    int rc = cl_reach_init(&l.reach, coverage->programme, e);

    l.asked_for = cl_arena_array(&coverage->arena, coverage->programme->tree.nodes.count,
                                 sizeof *l.asked_for);
    if (rc == 0 && l.asked_for == NULL)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc == 0) {
        mark_asked_for(&l);
        list_outcomes(&l);
        list_conditions(&l);
        list_values(&l);
        list_rows(&l);
        list_lines(&l);
        list_award(&l);
        list_deadlines(&l);
        rc = l.rc == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_reach_clear(&l.reach);
    return rc;
}
