/* SPDX-License-Identifier: MIT
 *
 * What trees compare facts with.
 */
#include "boundary_parts.h"

#include <string.h>

#include "schema_match.h"

enum { CONSTANTS = 16 };

/* Reading the trees of one programme. */
typedef struct reading {
    cl_boundary *cells;
    const cl_programme *programme;
    const cl_tree *tree;
    cl_schema_match match;
} reading;

/* ---- finding fields ---- */

static const cl_tree_node *node_at(const reading *r, cl_node node)
{
    return cl_tree_at(r->tree, node);
}

static cl_node argument(const reading *r, cl_node node, uint32_t i)
{
    return cl_tree_argument(r->tree, node, i);
}

static const cl_field *declared(const reading *r, cl_node node)
{
    unsigned type = node_at(r, argument(r, node, 0))->type;

    return cl_schema_field(&r->programme->schema, type, node_at(r, node)->index);
}

/* The cell field of a fact, made on first use; SIZE_MAX when memory is out. */
/* A reference names a member of some list: that list is read along with it. */
static void read_target(cl_boundary *cells, const cl_field *reference)
{
    for (unsigned t = 0; t < cells->schema->type_count; t++)
        for (unsigned f = 0; f < cells->schema->types[t].field_count; f++) {
            const cl_field *field = cl_schema_field(cells->schema, t, f);

            if (field->kind == CL_FACT_LIST && field->type == reference->target_type)
                cl_boundary_cell(cells, t, f);
        }
}

/* That of a FIELD node; SIZE_MAX also when the schema of the cells has no such fact. */
static size_t field_of(reading *r, cl_node node)
{
    unsigned type = node_at(r, argument(r, node, 0))->type;
    int field = cl_schema_match_field(&r->match, type, node_at(r, node)->index);

    if (field < 0) {
        r->cells->whole = false;
        return SIZE_MAX;
    }
    return cl_boundary_cell(r->cells, (unsigned)r->match.types[type], (unsigned)field);
}

/* ---- codes ---- */

/* The number of a choice in the schema of the cells; -1: it has no such word. */
static int64_t choice_code(const cl_boundary *cells, const cl_boundary_field *field,
                           const char *word)
{
    const cl_field *choices = cl_boundary_about(cells, field);

    for (size_t i = 0; i < choices->choice_count; i++)
        if (strcmp(choices->choices[i], word) == 0)
            return (int64_t)i;
    return -1;
}

static void add_codes(cl_boundary *cells, size_t index, const char *const *words,
                      const int64_t *codes, size_t count)
{
    cl_boundary_field *field = cl_boundary_at(cells, index);
    int64_t *copy = cl_arena_array(&cells->arena, count + 1, sizeof *copy);
    cl_boundary_codes set = {copy, 0};

    if (field == NULL)
        return;
    for (size_t i = 0; copy != NULL && i < count; i++) {
        bool choice = cl_boundary_about(cells, field)->kind == CL_FACT_CHOICE;
        int64_t code = choice ? choice_code(cells, field, words[i]) : codes[i];

        if (code >= 0)
            copy[set.count++] = code;
    }
    if (copy == NULL || cl_vec_add(&field->sets, &set) != 0)
        cells->rc = CL_E_MEMORY;
}

static void add_text(cl_boundary *cells, size_t index, const char *text)
{
    cl_boundary_field *field = cl_boundary_at(cells, index);

    if (field != NULL && cl_vec_add(&field->texts, &text) != 0)
        cells->rc = CL_E_MEMORY;
}

/* Words that a field is compared with, whatever its kind. */
static void add_words(reading *r, cl_node node, const char *const *words, const int64_t *codes,
                      size_t count)
{
    size_t index;

    if (node_at(r, node)->op != CL_OP_FIELD) {
        r->cells->whole = false;
        return;
    }
    index = field_of(r, node);
    if (node_at(r, node)->gives != CL_GIVES_TEXT) {
        add_codes(r->cells, index, words, codes, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        add_text(r->cells, index, words[i]);
}

/* ---- constants ---- */

static bool is_in_force(const reading *r, const cl_param_value *value)
{
    return value->from <= r->programme->until && value->until >= r->programme->from;
}

static size_t param_constants(const reading *r, const cl_param *param, cl_ratio *out)
{
    size_t count = 0;

    for (size_t i = 0; i < param->value_count && count < CONSTANTS; i++)
        if (param->gives != CL_GIVES_LIST && is_in_force(r, &param->values[i]))
            out[count++] = param->values[i].exact;
    if (param->unpublished && param->has_least)
        out[count++] = param->least;
    return count;
}

static int combine(cl_ratio *out, int op, cl_ratio a, cl_ratio b)
{
    switch (op) {
    case CL_OP_ADD:
        return cl_ratio_add(out, a, b, NULL);
    case CL_OP_SUBTRACT:
    case CL_OP_DAYS:
        return cl_ratio_subtract(out, a, b, NULL);
    case CL_OP_MULTIPLY:
        return cl_ratio_multiply(out, a, b, NULL);
    default:
        return cl_ratio_divide(out, a, b, NULL);
    }
}

/* The values that a tree without facts can have; 0: it reads facts, or too many. */
static size_t constants(const reading *r, cl_node node, cl_ratio *out)
{
    const cl_tree_node *at = node_at(r, node);
    cl_ratio a[CONSTANTS], b[CONSTANTS];
    size_t as, bs, count = 0;

    if (at->op == CL_OP_LITERAL && at->gives != CL_GIVES_TEXT) {
        *out = at->exact;
        return 1;
    }
    if (at->op == CL_OP_PARAM)
        return param_constants(r, cl_vec_at(&r->programme->params, at->index), out);
    if (at->op < CL_OP_ADD || (at->op > CL_OP_DIVIDE && at->op != CL_OP_DAYS))
        return 0;
    as = constants(r, argument(r, node, 0), a);
    bs = constants(r, argument(r, node, 1), b);
    for (size_t i = 0; i < as; i++)
        for (size_t j = 0; j < bs && count < CONSTANTS; j++)
            count += combine(&out[count], at->op, a[i], b[j]) == 0;
    return count;
}

/* ---- where a comparison turns ---- */

static void bound(reading *r, cl_node node, cl_ratio target);

static cl_node list_field(const reading *r, cl_node list)
{
    while (node_at(r, list)->op == CL_OP_WHERE)
        list = argument(r, list, 0);
    return list;
}

static void bound_field(reading *r, cl_node node, cl_ratio target)
{
    const cl_tree_node *at = node_at(r, node);
    const cl_field *field = declared(r, node);
    const char *word;

    if (at->gives == CL_GIVES_CHOICE) {
        word = field->choices[target.num];
        add_words(r, node, &word, &target.num, 1);
    } else if (at->gives == CL_GIVES_COUNTRY) {
        add_words(r, node, NULL, &target.num, 1);
    } else {
        cl_boundary_add_cut(r->cells, field_of(r, node), target);
    }
}

/* x op c = target: what is x? */
static void bound_arithmetic(reading *r, cl_node node, cl_ratio target)
{
    static const struct {
        int op, left, right; /* the operator that takes target and c back to x, x left or right */
    } inverse[] = {{CL_OP_ADD, CL_OP_SUBTRACT, CL_OP_SUBTRACT},
                   {CL_OP_SUBTRACT, CL_OP_ADD, CL_OP_NOTHING},
                   {CL_OP_DAYS, CL_OP_ADD, CL_OP_NOTHING},
                   {CL_OP_MULTIPLY, CL_OP_DIVIDE, CL_OP_DIVIDE},
                   {CL_OP_DIVIDE, CL_OP_MULTIPLY, CL_OP_NOTHING}};
    cl_node a = argument(r, node, 0), b = argument(r, node, 1);
    cl_ratio left[CONSTANTS], right[CONSTANTS], x;
    size_t lefts = constants(r, a, left), rights = constants(r, b, right);
    int op = node_at(r, node)->op;

    if (lefts == 0 && rights == 0)
        r->cells->whole = false; /* two facts in one sum: no single value turns it */
    for (size_t i = 0; i < sizeof inverse / sizeof *inverse; i++) {
        if (inverse[i].op != op)
            continue;
        for (size_t n = 0; n < rights; n++)
            if (combine(&x, inverse[i].left, target, right[n]) == 0)
                bound(r, a, x);
        for (size_t n = 0; n < lefts; n++)
            if (inverse[i].right != CL_OP_NOTHING &&
                combine(&x, inverse[i].right, target, left[n]) == 0)
                bound(r, b, x);
            else if (combine(&x, CL_OP_SUBTRACT, left[n], target) == 0)
                bound(r, b, x); /* c - x = target */
    }
}

static void bound_months(reading *r, cl_node node, cl_ratio target)
{
    cl_ratio months[CONSTANTS];
    size_t count = constants(r, argument(r, node, 1), months);
    cl_date day;

    if (count == 0)
        r->cells->whole = false;
    for (size_t i = 0; i < count; i++)
        if (cl_date_add_months(&day, (cl_date)target.num, -(int)months[i].num, NULL) == 0)
            bound(r, argument(r, node, 0), cl_ratio_int(day));
}

static void bound_arguments(reading *r, cl_node node, uint32_t first, uint32_t step,
                            cl_ratio target)
{
    for (uint32_t i = first; i < node_at(r, node)->argument_count; i += step)
        bound(r, argument(r, node, i), target);
}

static void bound_sum(reading *r, cl_node node, cl_ratio target)
{
    r->cells->whole = false; /* many members can make up a sum in many ways */
    bound(r, argument(r, node, 1), target);
}

static void bound(reading *r, cl_node node, cl_ratio target)
{
    const cl_tree_node *at = node_at(r, node);
    cl_ratio negative = {-target.num, target.den};

    switch ((int)at->op) {
    case CL_OP_FIELD:
        bound_field(r, node, target);
        break;
    case CL_OP_COUNT:
    case CL_OP_DISTINCT:
        cl_boundary_add_cut(r->cells, field_of(r, list_field(r, argument(r, node, 0))), target);
        break;
    case CL_OP_ADD:
    case CL_OP_SUBTRACT:
    case CL_OP_MULTIPLY:
    case CL_OP_DIVIDE:
    case CL_OP_DAYS:
        bound_arithmetic(r, node, target);
        break;
    case CL_OP_MONTHS:
        bound_months(r, node, target);
        break;
    case CL_OP_NEGATE:
        bound(r, argument(r, node, 0), negative);
        break;
    case CL_OP_ROUND:
        r->cells->whole = false; /* what is rounded to the target is a span */
        bound(r, argument(r, node, 0), target);
        break;
    case CL_OP_OTHERWISE:
    case CL_OP_LEAST:
    case CL_OP_GREATEST:
        bound_arguments(r, node, 0, 1, target);
        break;
    case CL_OP_PICK:
        bound_arguments(r, node, 1, 2, target);
        if (at->argument_count % 2 == 1)
            bound(r, argument(r, node, at->argument_count - 1), target);
        break;
    case CL_OP_SUM:
        bound_sum(r, node, target);
        break;
    case CL_OP_LEAST_OF:
    case CL_OP_GREATEST_OF:
        bound(r, argument(r, node, 1), target);
        break;
    case CL_OP_COMPUTE:
        r->cells->whole = false;
        break;
    default:
        break;
    }
}

/* ---- comparisons ---- */

static bool is_count(const cl_tree_node *at)
{
    return at->op == CL_OP_COUNT || at->op == CL_OP_DISTINCT;
}

static void link_fields(reading *r, cl_node a, cl_node b)
{
    cl_boundary_link pair = {field_of(r, a), field_of(r, b)};

    if (pair.a == SIZE_MAX || pair.b == SIZE_MAX)
        return;
    cl_boundary_at(r->cells, pair.a)->identity = cl_boundary_at(r->cells, pair.b)->identity = true;
    if (cl_vec_add(&r->cells->links, &pair) != 0)
        r->cells->rc = CL_E_MEMORY;
}

/* Neither side is constant. */
static void compare_facts(reading *r, cl_node a, cl_node b)
{
    const cl_tree_node *left = node_at(r, a), *right = node_at(r, b);

    if (left->op == CL_OP_FIELD && right->op == CL_OP_FIELD)
        link_fields(r, a, b);
    else if (!(is_count(left) && is_count(right)) && left->gives != CL_GIVES_RECORD)
        r->cells->whole = false;
}

static void compare(reading *r, cl_node a, cl_node b)
{
    cl_ratio values[CONSTANTS];
    const cl_tree_node *text = node_at(r, b);
    size_t lefts, rights;

    if (text->op == CL_OP_LITERAL && text->gives == CL_GIVES_TEXT) {
        add_words(r, a, &text->text, NULL, 1);
        return;
    }
    lefts = constants(r, a, values);
    for (size_t i = 0; i < lefts; i++)
        bound(r, b, values[i]);
    rights = constants(r, b, values);
    for (size_t i = 0; i < rights; i++)
        bound(r, a, values[i]);
    if (lefts == 0 && rights == 0)
        compare_facts(r, a, b);
}

static void read_one_of(reading *r, cl_node node)
{
    const cl_tree_node *at = node_at(r, node);
    const cl_literals *set = cl_vec_at(&r->tree->sets, at->set);
    const cl_param *param;

    if (at->set != 0) {
        add_words(r, argument(r, node, 0), set->words, set->codes, set->count);
        return;
    }
    param = cl_vec_at(&r->programme->params, at->index);
    for (size_t i = 0; i < param->value_count; i++)
        if (is_in_force(r, &param->values[i]))
            add_words(r, argument(r, node, 0), param->values[i].words, param->values[i].codes,
                      param->values[i].count);
}

/* ---- tables ---- */

static void read_key(reading *r, cl_node key, const char *word)
{
    const cl_tree_node *at = node_at(r, key);
    int64_t code = word[0] * 256 + word[1];
    cl_ratio number;

    if (at->gives == CL_GIVES_CHOICE || at->gives == CL_GIVES_TEXT)
        add_words(r, key, &word, NULL, 1);
    else if (at->gives == CL_GIVES_COUNTRY)
        add_words(r, key, NULL, &code, 1);
    else if (at->gives == CL_GIVES_NUMBER && cl_ratio_parse(&number, cl_view_of(word), NULL) == 0)
        bound(r, key, number);
}

static void read_table(reading *r, cl_node node)
{
    const cl_rate_table *table = cl_vec_at(&r->programme->tables, node_at(r, node)->index);

    for (size_t i = 0; i < table->row_count; i++) {
        for (uint32_t k = 0; table->kind == CL_TABLE_LOOKUP && k < table->key_count; k++)
            read_key(r, argument(r, node, k), table->rows[i].keys[k]);
        if (table->kind != CL_TABLE_LOOKUP)
            bound(r, argument(r, node, 0), table->rows[i].from);
    }
    if (table->has_most)
        bound(r, argument(r, node, 0), table->most);
}

/* The days on which a param changes are turns of the date of the application. */
static void read_param(reading *r, const cl_param *param)
{
    for (size_t i = 0; i < param->value_count; i++)
        if (param->values[i].from > r->programme->from &&
            param->values[i].from <= r->programme->until)
            cl_boundary_add_cut(r->cells, cl_boundary_cell(r->cells, 0, CL_FIELD_DATE),
                                cl_ratio_int(param->values[i].from));
}

static void read_extremes(reading *r, cl_node node)
{
    uint32_t count = node_at(r, node)->argument_count;

    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = i + 1; j < count; j++)
            compare(r, argument(r, node, i), argument(r, node, j));
}

static void read_distinct(reading *r, cl_node node)
{
    cl_node body = argument(r, node, 1);
    cl_boundary_field *field =
        node_at(r, body)->op == CL_OP_FIELD ? cl_boundary_at(r->cells, field_of(r, body)) : NULL;

    if (field != NULL)
        field->identity = true;
}

static void read_field(reading *r, cl_node node)
{
    const cl_boundary_field *cell = cl_boundary_at(r->cells, field_of(r, node));

    if (cell != NULL && cl_boundary_about(r->cells, cell)->kind == CL_FACT_REFERENCE)
        read_target(r->cells, cl_boundary_about(r->cells, cell));
}

static void read_node(reading *r, cl_node node)
{
    const cl_tree_node *at = node_at(r, node);

    switch ((int)at->op) {
    case CL_OP_FIELD:
        read_field(r, node);
        break;
    case CL_OP_EQUAL:
    case CL_OP_NOT_EQUAL:
    case CL_OP_AT_LEAST:
    case CL_OP_AT_MOST:
    case CL_OP_MORE:
    case CL_OP_LESS:
        compare(r, argument(r, node, 0), argument(r, node, 1));
        break;
    case CL_OP_BETWEEN:
        compare(r, argument(r, node, 0), argument(r, node, 1));
        compare(r, argument(r, node, 0), argument(r, node, 2));
        break;
    case CL_OP_ONE_OF:
        read_one_of(r, node);
        break;
    case CL_OP_LEAST:
    case CL_OP_GREATEST:
        read_extremes(r, node);
        break;
    case CL_OP_TABLE:
        read_table(r, node);
        break;
    case CL_OP_DISTINCT:
        read_distinct(r, node);
        break;
    case CL_OP_PARAM:
        read_param(r, cl_vec_at(&r->programme->params, at->index));
        break;
    case CL_OP_COMPUTE:
        r->cells->whole = false;
        break;
    default:
        break;
    }
}

int cl_boundary_read(cl_boundary *cells, const cl_programme *programme, const cl_vec *nodes,
                     cl_error *e)
{
    reading r = {.cells = cells, .programme = programme, .tree = &programme->tree};

    cl_schema_match_init(&r.match, &programme->schema, cells->schema);
    for (size_t i = 0; cells->rc == 0 && i < nodes->count; i++)
        read_node(&r, *(const cl_node *)cl_vec_at(nodes, i));
    return cells->rc == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}
