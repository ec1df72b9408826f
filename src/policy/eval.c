/* SPDX-License-Identifier: MIT
 *
 * The evaluator: memory, settings, leaves, and the dispatch of truths and values. Lists are in
 * eval_list.c.
 */
#include "eval.h"

#include <string.h>

#include "alloc.h"
#include "eval_list.h"
#include "plan.h"

/* ---- memory ---- */

void cl_evaluator_clear(cl_evaluator *evaluator)
{
    cl_free(evaluator->settings);
    cl_free(evaluator->truth_epoch);
    cl_free(evaluator->range_epoch);
    cl_free(evaluator->list_epoch);
    cl_free(evaluator->truths);
    cl_free(evaluator->ranges);
    cl_free(evaluator->lists);
    cl_arena_clear(&evaluator->scratch);
    cl_arena_clear(&evaluator->assumed);
    if (evaluator->plan != NULL)
        cl_plan_run_clear(evaluator->plan);
    cl_free(evaluator->plan);
    memset(evaluator, 0, sizeof *evaluator);
}

/* No day is between these two. */
static void unsettle(cl_evaluator *evaluator)
{
    evaluator->settled_from = CL_DATE_MAX;
    evaluator->settled_until = CL_DATE_MIN;
}

/* Where the programme has a plan, memory to run it in. */
static bool make_room(cl_evaluator *evaluator)
{
    if (evaluator->programme->plan == NULL)
        return true;
    evaluator->plan = cl_calloc(1, sizeof *evaluator->plan);
    return evaluator->plan != NULL && cl_plan_run_init(evaluator->plan, evaluator->programme);
}

int cl_evaluator_init(cl_evaluator *evaluator, const cl_programme *programme, cl_error *e)
{
    size_t nodes = programme->tree.nodes.count;

    memset(evaluator, 0, sizeof *evaluator);
    evaluator->programme = programme;
    evaluator->node_count = nodes;
    evaluator->setting_count = programme->params.count;
    evaluator->settings = cl_calloc(programme->params.count + 1, sizeof *evaluator->settings);
    evaluator->truth_epoch = cl_calloc(nodes, sizeof *evaluator->truth_epoch);
    evaluator->range_epoch = cl_calloc(nodes, sizeof *evaluator->range_epoch);
    evaluator->list_epoch = cl_calloc(nodes, sizeof *evaluator->list_epoch);
    evaluator->truths = cl_calloc(nodes, sizeof *evaluator->truths);
    evaluator->ranges = cl_calloc(nodes, sizeof *evaluator->ranges);
    evaluator->lists = cl_calloc(nodes, sizeof *evaluator->lists);
    evaluator->scratch.limit = 64u << 20;
    unsettle(evaluator);
    if (evaluator->settings != NULL && evaluator->truth_epoch != NULL &&
        evaluator->range_epoch != NULL && evaluator->list_epoch != NULL &&
        evaluator->truths != NULL && evaluator->ranges != NULL && evaluator->lists != NULL &&
        make_room(evaluator))
        return 0;
    cl_evaluator_clear(evaluator);
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

static cl_setting setting_on(const cl_param *param, cl_date day)
{
    const cl_param_value *value = cl_param_on(param, day);
    cl_setting setting = {cl_range_unknown(), value, true, false};

    if (param->unpublished && param->has_least) {
        setting.value.low = param->least;
        setting.value.no_low = 0;
    }
    if (value != NULL && param->gives != CL_GIVES_LIST)
        setting.value = cl_range_known(value->exact);
    setting.there = value != NULL || param->unpublished;
    return setting;
}

/* From `day` on the param is another one: nearer to today than what was found before? */
static void change_on(cl_evaluator *evaluator, cl_date day, cl_date today)
{
    if (day <= today && day > evaluator->settled_from)
        evaluator->settled_from = day;
    if (day > today && day <= evaluator->settled_until)
        evaluator->settled_until = day - 1;
}

static void settle(cl_evaluator *evaluator, const cl_param *param, cl_date today)
{
    for (size_t i = 0; i < param->value_count; i++) {
        change_on(evaluator, param->values[i].from, today);
        if (param->values[i].until < CL_DATE_MAX)
            change_on(evaluator, param->values[i].until + 1, today);
    }
}

void cl_evaluator_renew(cl_evaluator *evaluator, cl_error *e)
{
    evaluator->error = e;
    evaluator->rc = 0;
    cl_arena_reset(&evaluator->scratch);
    if (++evaluator->epoch == 0) { /* after 2^32 decisions the old marks must go */
        memset(evaluator->truth_epoch, 0, evaluator->node_count * sizeof(uint32_t));
        memset(evaluator->range_epoch, 0, evaluator->node_count * sizeof(uint32_t));
        memset(evaluator->list_epoch, 0, evaluator->node_count * sizeof(uint32_t));
        evaluator->epoch = 1;
    }
}

void cl_evaluator_begin(cl_evaluator *evaluator, const cl_dossier *dossier, cl_error *e)
{
    const cl_param *params = evaluator->programme->params.items;

    evaluator->dossier = dossier;
    cl_evaluator_renew(evaluator, e);
    cl_arena_reset(&evaluator->assumed);
    if (evaluator->settled_from <= dossier->date && dossier->date <= evaluator->settled_until &&
        evaluator->changes == evaluator->programme->changes)
        return;
    evaluator->changes = evaluator->programme->changes;
    evaluator->settled++;
    evaluator->settled_from = CL_DATE_MIN;
    evaluator->settled_until = CL_DATE_MAX;
    for (size_t i = 0; i < evaluator->setting_count; i++) {
        evaluator->settings[i] = setting_on(&params[i], dossier->date);
        settle(evaluator, &params[i], dossier->date);
    }
}

cl_setting *cl_evaluator_setting(cl_evaluator *evaluator, size_t param)
{
    evaluator->settled++;
    unsettle(evaluator);
    return &evaluator->settings[param];
}

void cl_eval_fail(cl_evaluator *evaluator, cl_node node, const cl_error *error)
{
    const cl_tree_node *at = cl_tree_at(&evaluator->programme->tree, node);

    if (evaluator->rc != 0)
        return;
    evaluator->rc = error->code == CL_E_MEMORY ? CL_E_MEMORY : CL_E_SCRIPT;
    cl_fail(evaluator->error, evaluator->rc, "%s", error->message);
    if (error->line != 0) /* a function knows its line better */
        cl_error_place(evaluator->error, error->file, error->line, error->path);
    else
        cl_error_place(evaluator->error, at->file, at->line, error->path);
}

static cl_range failed(cl_evaluator *evaluator, cl_node node, const cl_error *error)
{
    cl_eval_fail(evaluator, node, error);
    return cl_range_unknown();
}

/* ---- facts ---- */

cl_range_state cl_eval_record(cl_evaluator *evaluator, cl_node node, uint32_t *record)
{
    cl_range value = cl_eval_range(evaluator, node);

    *record = (uint32_t)value.low.num;
    return value.state;
}

/* What an unknown fact can be: the bounds of its field. */
static cl_range bounds_of(const cl_field *field, bool maybe_none)
{
    cl_range range = cl_range_unknown();

    if (field->has_least) {
        range.low = cl_ratio_int(field->least);
        range.no_low = 0;
    }
    if (field->has_most) {
        range.high = cl_ratio_int(field->most);
        range.no_high = 0;
    }
    range.maybe_none = maybe_none;
    return range;
}

static cl_range range_of_fact(const cl_evaluator *evaluator, const cl_field *field,
                              const cl_fact *fact)
{
    cl_range range;

    if (fact->state == CL_FACT_NONE)
        return cl_range_none();
    if (fact->state == CL_FACT_UNKNOWN && evaluator->narrowed != NULL && fact->value != 0)
        return evaluator->narrowed[fact->value - 1];
    if (fact->state == CL_FACT_UNKNOWN)
        return bounds_of(field, field->none_allowed);
    range = cl_range_known(cl_ratio_int(fact->value));
    if (field->kind == CL_FACT_NUMBER || field->kind == CL_FACT_SHARE)
        range = cl_range_known((cl_ratio){fact->value, fact->extra});
    else if (field->kind == CL_FACT_TEXT)
        range.text = evaluator->dossier->texts.at + fact->value;
    return range;
}

static const cl_field *field_of(const cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    const cl_tree *tree = &evaluator->programme->tree;
    unsigned type = cl_tree_at(tree, cl_tree_argument(tree, node, 0))->type;

    return cl_schema_field(&evaluator->programme->schema, type, at->index);
}

static cl_range eval_field(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    const cl_field *field = field_of(evaluator, at, node);
    cl_node of = cl_tree_argument(&evaluator->programme->tree, node, 0);
    cl_range record = cl_eval_range(evaluator, of);

    if (record.state == CL_RANGE_NONE)
        return cl_range_none();
    if (record.state == CL_RANGE_UNKNOWN)
        return bounds_of(field, field->none_allowed || record.maybe_none);
    return range_of_fact(evaluator, field,
                         cl_dossier_fact(evaluator->dossier, (uint32_t)record.low.num, at->index));
}

static cl_range eval_param(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    const cl_param *param = cl_vec_at(&evaluator->programme->params, at->index);
    char day[11];
    cl_error error;

    if (evaluator->settings[at->index].there)
        return evaluator->settings[at->index].value;
    cl_date_format(evaluator->dossier->date, day);
    cl_fail(&error, CL_E_SCRIPT, "param '%s' has no value on %s", param->name, day);
    return failed(evaluator, node, &error);
}

/* ---- values ---- */

static cl_node argument(const cl_evaluator *evaluator, cl_node node, uint32_t i)
{
    return cl_tree_argument(&evaluator->programme->tree, node, i);
}

static cl_range eval_argument(cl_evaluator *evaluator, cl_node node, uint32_t i)
{
    return cl_eval_range(evaluator, argument(evaluator, node, i));
}

static int move_day(cl_ratio *day, cl_ratio from, int months, cl_error *e)
{
    cl_date moved;
    int rc = cl_date_add_months(&moved, (cl_date)from.num, months, e);

    if (rc == 0)
        *day = cl_ratio_int(moved);
    return rc;
}

/* An earlier day never comes behind a later one that is moved as far, so the ends suffice. */
static int move_date(cl_range *out, cl_range date, cl_range months, cl_error *e)
{
    int rc = 0;

    *out = date;
    if (date.state == CL_RANGE_NONE || months.state != CL_RANGE_KNOWN) {
        *out = cl_range_unknown();
        return 0;
    }
    if (!date.no_low)
        rc = move_day(&out->low, date.low, (int)months.low.num, e);
    if (rc == 0 && !date.no_high)
        rc = move_day(&out->high, date.high, (int)months.low.num, e);
    if (rc == 0 && !date.no_low && !date.no_high && !date.maybe_none)
        *out = cl_range_between(out->low, out->high);
    return rc;
}

static cl_range eval_arithmetic(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    cl_range a = eval_argument(evaluator, node, 0), b = eval_argument(evaluator, node, 1);
    cl_error error = CL_ERROR_INIT;
    cl_range value;
    int rc;

    switch ((int)at->op) {
    case CL_OP_ADD:
        rc = cl_range_add(&value, a, b, &error);
        break;
    case CL_OP_SUBTRACT:
    case CL_OP_DAYS:
        rc = cl_range_subtract(&value, a, b, &error);
        break;
    case CL_OP_MULTIPLY:
        rc = cl_range_multiply(&value, a, b, &error);
        break;
    case CL_OP_DIVIDE:
        rc = cl_range_divide(&value, a, b, &error);
        break;
    default:
        rc = move_date(&value, a, b, &error);
        break;
    }
    return rc == 0 ? value : failed(evaluator, node, &error);
}

static cl_range eval_extreme(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    cl_range value = eval_argument(evaluator, node, 0);

    for (uint32_t i = 1; i < at->argument_count; i++) {
        cl_range next = eval_argument(evaluator, node, i);

        value =
            at->op == CL_OP_LEAST ? cl_range_least(value, next) : cl_range_greatest(value, next);
    }
    return value;
}

static cl_range eval_otherwise(cl_evaluator *evaluator, cl_node node)
{
    cl_range value = eval_argument(evaluator, node, 0), other;

    if (value.state == CL_RANGE_KNOWN || (value.state == CL_RANGE_UNKNOWN && !value.maybe_none))
        return value;
    other = eval_argument(evaluator, node, 1);
    if (value.state == CL_RANGE_NONE)
        return other;
    value.maybe_none = 0;
    return cl_range_hull(value, other);
}

static cl_range eval_round(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    cl_error error = CL_ERROR_INIT;
    cl_range value;

    if (cl_range_round(&value, eval_argument(evaluator, node, 0), (cl_rounding)at->index, at->exact,
                       &error) != 0)
        return failed(evaluator, node, &error);
    return value;
}

/* The first row whose condition holds; while one is unsure, anything from it to the first sure row.
 */
static cl_range eval_pick(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    cl_range value = cl_range_none();
    bool some = false;

    for (uint32_t i = 0; i + 1 < at->argument_count; i += 2) {
        cl_truth truth = cl_eval_truth(evaluator, argument(evaluator, node, i));
        cl_range row;

        if (truth == CL_FALSE)
            continue;
        row = eval_argument(evaluator, node, i + 1);
        value = some ? cl_range_hull(value, row) : row;
        some = true;
        if (truth == CL_TRUE)
            return value;
    }
    if (at->argument_count % 2 == 0)
        return cl_range_unknown(); /* no row holds, and nothing else is said */
    if (!some)
        return eval_argument(evaluator, node, at->argument_count - 1);
    return cl_range_hull(value, eval_argument(evaluator, node, at->argument_count - 1));
}

static cl_range compute_range(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    cl_range literal;

    switch ((cl_op)at->op) {
    case CL_OP_LITERAL:
        literal = cl_range_known(at->exact);
        literal.text = at->gives == CL_GIVES_TEXT ? at->text : NULL;
        return literal;
    case CL_OP_PARAM:
        return eval_param(evaluator, at, node);
    case CL_OP_ROOT:
        return cl_range_known(cl_ratio_int(0));
    case CL_OP_ELEMENT:
        return cl_range_known(cl_ratio_int(evaluator->members[at->index]));
    case CL_OP_FIELD:
        return eval_field(evaluator, at, node);
    case CL_OP_ADD:
    case CL_OP_SUBTRACT:
    case CL_OP_MULTIPLY:
    case CL_OP_DIVIDE:
    case CL_OP_DAYS:
    case CL_OP_MONTHS:
        return eval_arithmetic(evaluator, at, node);
    case CL_OP_NEGATE:
        return cl_range_negate(eval_argument(evaluator, node, 0));
    case CL_OP_LEAST:
    case CL_OP_GREATEST:
        return eval_extreme(evaluator, at, node);
    case CL_OP_OTHERWISE:
        return eval_otherwise(evaluator, node);
    case CL_OP_ROUND:
        return eval_round(evaluator, at, node);
    case CL_OP_PICK:
        return eval_pick(evaluator, at, node);
    case CL_OP_TABLE:
        return cl_eval_table(evaluator, node);
    case CL_OP_COMPUTE:
        return cl_eval_compute(evaluator, node);
    case CL_OP_SUM:
    case CL_OP_LEAST_OF:
    case CL_OP_GREATEST_OF:
    case CL_OP_DISTINCT:
    case CL_OP_COUNT:
    case CL_OP_FIRST:
        return cl_eval_list_range(evaluator, node);
    case CL_OP_NOTHING:
    case CL_OP_TRUE_FALSE:
    case CL_OP_ALL:
    case CL_OP_ANY:
    case CL_OP_NONE:
    case CL_OP_AT_LEAST_OF:
    case CL_OP_IF_THEN:
    case CL_OP_EQUAL:
    case CL_OP_NOT_EQUAL:
    case CL_OP_AT_LEAST:
    case CL_OP_AT_MOST:
    case CL_OP_MORE:
    case CL_OP_LESS:
    case CL_OP_BETWEEN:
    case CL_OP_ONE_OF:
    case CL_OP_IS_TRUE:
    case CL_OP_IS_FALSE:
    case CL_OP_PRESENT:
    case CL_OP_ABSENT:
    case CL_OP_JUDGED:
    case CL_OP_VALUES:
    case CL_OP_WHERE:
    case CL_OP_EVERY:
    case CL_OP_SOME:
    case CL_OP_NO:
    case CL_OP_COUNT_OF_OPS:
        break;
    }
    return cl_range_unknown();
}

cl_range cl_eval_range(cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = cl_tree_at(&evaluator->programme->tree, node);
    cl_range value;

    if (at->free == 0 && evaluator->range_epoch[node] == evaluator->epoch)
        return evaluator->ranges[node];
    value = compute_range(evaluator, at, node);
    if (evaluator->watch != NULL)
        evaluator->watch->value(evaluator->watch, evaluator, node);
    if (at->free != 0)
        return value;
    evaluator->range_epoch[node] = evaluator->epoch;
    evaluator->ranges[node] = value;
    return value;
}

/* ---- truths ---- */

static cl_truth eval_combine(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    cl_truth truth = at->op == CL_OP_ALL ? CL_TRUE : CL_FALSE;

    for (uint32_t i = 0; i < at->argument_count; i++) {
        cl_truth part = cl_eval_truth(evaluator, argument(evaluator, node, i));

        truth = at->op == CL_OP_ALL ? cl_truth_and(truth, part) : cl_truth_or(truth, part);
    }
    return at->op == CL_OP_NONE ? cl_truth_not(truth) : truth;
}

static cl_truth eval_at_least_of(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    uint32_t sure = 0, unsure = 0, judged = 0;

    for (uint32_t i = 0; i < at->argument_count; i++) {
        cl_truth part = cl_eval_truth(evaluator, argument(evaluator, node, i));

        sure += part == CL_TRUE;
        unsure += part == CL_UNSURE;
        judged += part == CL_FOR_A_PERSON;
    }
    if (sure >= at->index)
        return CL_TRUE;
    if (sure + unsure + judged < at->index)
        return CL_FALSE;
    return unsure > 0 ? CL_UNSURE : CL_FOR_A_PERSON;
}

static cl_truth eval_if_then(cl_evaluator *evaluator, cl_node node)
{
    cl_truth guard = cl_eval_truth(evaluator, argument(evaluator, node, 0));

    if (guard == CL_FALSE)
        return CL_TRUE;
    return cl_truth_or(cl_truth_not(guard), cl_eval_truth(evaluator, argument(evaluator, node, 1)));
}

static cl_truth eval_compare(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    cl_range a = eval_argument(evaluator, node, 0), b = eval_argument(evaluator, node, 1);
    cl_truth truth;

    switch ((int)at->op) {
    case CL_OP_EQUAL:
        truth = cl_range_equal(a, b);
        return truth == CL_TRUE && (a.maybe_none || b.maybe_none) ? CL_UNSURE : truth;
    case CL_OP_NOT_EQUAL:
        return cl_truth_not(cl_range_equal(a, b));
    case CL_OP_AT_LEAST:
        return cl_range_at_least(a, b);
    case CL_OP_AT_MOST:
        return cl_range_at_least(b, a);
    case CL_OP_MORE:
        return cl_range_more(a, b);
    case CL_OP_LESS:
        return cl_range_more(b, a);
    default:
        return cl_truth_and(cl_range_at_least(a, b),
                            cl_range_at_least(eval_argument(evaluator, node, 2), a));
    }
}

static cl_truth is_in(cl_range value, const int64_t *codes, const char *const *words, size_t count)
{
    if (value.state == CL_RANGE_NONE)
        return CL_FALSE;
    if (value.state == CL_RANGE_UNKNOWN)
        return CL_UNSURE;
    for (size_t i = 0; i < count; i++)
        if (codes != NULL ? codes[i] == value.low.num
                          : value.text != NULL && strcmp(words[i], value.text) == 0)
            return CL_TRUE;
    return CL_FALSE;
}

static cl_truth eval_one_of(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    cl_range value = eval_argument(evaluator, node, 0);
    const cl_literals *set = cl_vec_at(&evaluator->programme->tree.sets, at->set);
    const cl_param_value *list;

    if (at->set != 0)
        return is_in(value, set->codes, set->words, set->count);
    eval_argument(evaluator, node, 1); /* a missing dated value is an error here too */
    list = evaluator->settings[at->index].list;
    if (list == NULL)
        return CL_UNSURE;
    return is_in(value, list->codes, list->words, list->count);
}

/* A fact that can be none and has been narrowed is there, whatever it is. */
static cl_range_state state_of(cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = cl_tree_at(&evaluator->programme->tree, node);
    cl_range range;

    if (at->gives == CL_GIVES_LIST)
        return cl_eval_list(evaluator, node).state;
    range = cl_eval_range(evaluator, node);
    if (range.state == CL_RANGE_UNKNOWN && !range.maybe_none && at->op == CL_OP_FIELD &&
        field_of(evaluator, at, node)->none_allowed)
        return CL_RANGE_KNOWN;
    return (cl_range_state)range.state;
}

static cl_truth eval_present(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    cl_range_state state = state_of(evaluator, argument(evaluator, node, 0));

    if (state == CL_RANGE_UNKNOWN)
        return CL_UNSURE;
    return (state == CL_RANGE_KNOWN) == (at->op == CL_OP_PRESENT) ? CL_TRUE : CL_FALSE;
}

static cl_truth eval_yes_no(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    bool judged = field_of(evaluator, at, node)->kind == CL_FACT_JUDGEMENT;
    cl_range value = cl_eval_range(evaluator, node);

    if (value.state == CL_RANGE_KNOWN)
        return value.low.num != 0 ? CL_TRUE : CL_FALSE;
    if (judged)
        return CL_FOR_A_PERSON;
    return value.state == CL_RANGE_NONE ? CL_FALSE : CL_UNSURE;
}

static cl_truth eval_is_false(cl_evaluator *evaluator, cl_node node)
{
    cl_node of = argument(evaluator, node, 0);

    if (cl_tree_at(&evaluator->programme->tree, of)->op == CL_OP_FIELD &&
        cl_eval_range(evaluator, of).state == CL_RANGE_NONE)
        return CL_FALSE;
    return cl_truth_not(cl_eval_truth(evaluator, of));
}

static cl_truth eval_computed_truth(cl_evaluator *evaluator, cl_node node)
{
    cl_range value = cl_eval_compute(evaluator, node);

    if (value.state != CL_RANGE_KNOWN)
        return CL_UNSURE;
    return value.low.num != 0 ? CL_TRUE : CL_FALSE;
}

static cl_truth compute_truth(cl_evaluator *evaluator, const cl_tree_node *at, cl_node node)
{
    switch ((cl_op)at->op) {
    case CL_OP_TRUE_FALSE:
        return at->index != 0 ? CL_TRUE : CL_FALSE;
    case CL_OP_FIELD:
        return eval_yes_no(evaluator, at, node);
    case CL_OP_ALL:
    case CL_OP_ANY:
    case CL_OP_NONE:
        return eval_combine(evaluator, at, node);
    case CL_OP_AT_LEAST_OF:
        return eval_at_least_of(evaluator, at, node);
    case CL_OP_IF_THEN:
        return eval_if_then(evaluator, node);
    case CL_OP_EQUAL:
    case CL_OP_NOT_EQUAL:
    case CL_OP_AT_LEAST:
    case CL_OP_AT_MOST:
    case CL_OP_MORE:
    case CL_OP_LESS:
    case CL_OP_BETWEEN:
        return eval_compare(evaluator, at, node);
    case CL_OP_ONE_OF:
        return eval_one_of(evaluator, at, node);
    case CL_OP_IS_TRUE:
    case CL_OP_JUDGED:
        return cl_eval_truth(evaluator, argument(evaluator, node, 0));
    case CL_OP_IS_FALSE:
        return eval_is_false(evaluator, node);
    case CL_OP_PRESENT:
    case CL_OP_ABSENT:
        return eval_present(evaluator, at, node);
    case CL_OP_EVERY:
    case CL_OP_SOME:
    case CL_OP_NO:
        return cl_eval_list_truth(evaluator, node);
    case CL_OP_COMPUTE:
        return eval_computed_truth(evaluator, node);
    case CL_OP_NOTHING:
    case CL_OP_LITERAL:
    case CL_OP_PARAM:
    case CL_OP_ROOT:
    case CL_OP_ELEMENT:
    case CL_OP_ADD:
    case CL_OP_SUBTRACT:
    case CL_OP_MULTIPLY:
    case CL_OP_DIVIDE:
    case CL_OP_NEGATE:
    case CL_OP_LEAST:
    case CL_OP_GREATEST:
    case CL_OP_OTHERWISE:
    case CL_OP_ROUND:
    case CL_OP_PICK:
    case CL_OP_TABLE:
    case CL_OP_DAYS:
    case CL_OP_MONTHS:
    case CL_OP_WHERE:
    case CL_OP_SUM:
    case CL_OP_LEAST_OF:
    case CL_OP_GREATEST_OF:
    case CL_OP_DISTINCT:
    case CL_OP_COUNT:
    case CL_OP_FIRST:
    case CL_OP_VALUES:
    case CL_OP_COUNT_OF_OPS:
        break;
    }
    return CL_UNSURE;
}

cl_truth cl_eval_truth(cl_evaluator *evaluator, cl_node node)
{
    const cl_tree_node *at = cl_tree_at(&evaluator->programme->tree, node);
    cl_truth truth;

    if (at->free == 0 && evaluator->truth_epoch[node] == evaluator->epoch)
        return (cl_truth)evaluator->truths[node];
    truth = compute_truth(evaluator, at, node);
    if (evaluator->watch != NULL)
        truth = evaluator->watch->truth(evaluator->watch, evaluator, node, truth);
    if (at->free != 0)
        return truth;
    evaluator->truth_epoch[node] = evaluator->epoch;
    evaluator->truths[node] = (uint8_t)truth;
    return truth;
}
