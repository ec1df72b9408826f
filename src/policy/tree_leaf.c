/* SPDX-License-Identifier: MIT
 *
 * Leaves: literals, params, facts. A literal is read as what the other side of its word gives, so
 * that "4", "1500.00", "62.5%" and a misspelt country are each judged by the fact they stand
 * beside.
 */
#include <string.h>

#include "iso.h"
#include "money.h"
#include "programme.h"
#include "suggest.h"
#include "tree.h"
#include "tree_make.h"

cl_node cl_tree_truth(cl_tree *tree, bool value)
{
    cl_tree_node node = {.op = CL_OP_TRUE_FALSE, .gives = CL_GIVES_TRUTH, .index = value};

    node.exact = cl_ratio_int(value);
    return cl_tree_make(tree, &node, NULL, 0);
}

static cl_node literal(cl_tree *tree, cl_gives gives, cl_ratio exact)
{
    cl_tree_node node = {.op = CL_OP_LITERAL, .gives = (uint8_t)gives, .exact = exact};

    node.fraction = !cl_ratio_is_whole(exact);
    return cl_tree_make(tree, &node, NULL, 0);
}

cl_node cl_tree_integer(cl_tree *tree, int64_t value)
{
    return literal(tree, CL_GIVES_NUMBER, cl_ratio_int(value));
}

static cl_node text_literal(cl_tree *tree, cl_view text)
{
    cl_tree_node node = {.op = CL_OP_LITERAL, .gives = CL_GIVES_TEXT, .exact = {0, 1}};

    node.text = cl_arena_copy(tree->arena, text);
    return node.text == NULL ? cl_tree_no_memory(tree) : cl_tree_make(tree, &node, NULL, 0);
}

const cl_field *cl_tree_choice_field(const cl_tree *tree, const cl_tree_node *node)
{
    return cl_schema_field(&tree->programme->schema, node->type, node->field);
}

static cl_node wrong_word(cl_tree *tree, const cl_field *field, cl_view text)
{
    const char *nearest = cl_suggest(text, field->choices, field->choice_count);

    if (nearest != NULL)
        cl_tree_finding(tree, "'%.*s' is not a word for '%s'; did you mean '%s'?", (int)text.length,
                        text.at, field->name, nearest);
    else
        cl_tree_finding(tree, "'%.*s' is not a word for '%s'", (int)text.length, text.at,
                        field->name);
    return 0;
}

static cl_node choice_literal(cl_tree *tree, const cl_tree_node *like, cl_view text)
{
    const cl_field *field = cl_tree_choice_field(tree, like);

    for (size_t i = 0; i < field->choice_count; i++)
        if (cl_view_is(text, field->choices[i])) {
            cl_tree_node node = {.op = CL_OP_LITERAL,
                                 .gives = CL_GIVES_CHOICE,
                                 .type = like->type,
                                 .field = like->field,
                                 .exact = cl_ratio_int((int64_t)i)};

            node.text = field->choices[i];
            return cl_tree_make(tree, &node, NULL, 0);
        }
    return wrong_word(tree, field, text);
}

static cl_node country_literal(cl_tree *tree, cl_view text)
{
    if (cl_iso_country_find(text) == NULL) {
        cl_tree_finding(tree, "'%.*s' is no country of ISO 3166-1", (int)text.length, text.at);
        return 0;
    }
    return literal(tree, CL_GIVES_COUNTRY, cl_ratio_int(text.at[0] * 256 + text.at[1]));
}

static cl_node refused(cl_tree *tree, const cl_error *error)
{
    cl_tree_finding(tree, "%s", error->message);
    return 0;
}

static cl_node money_literal(cl_tree *tree, cl_view text)
{
    cl_error error = CL_ERROR_INIT;
    cl_money money;

    if (cl_money_parse(&money, text, tree->programme->currency, &error) != 0)
        return refused(tree, &error);
    return literal(tree, CL_GIVES_MONEY, cl_ratio_int(money.minor));
}

static cl_node exact_literal(cl_tree *tree, cl_gives gives, cl_view text)
{
    cl_error error = CL_ERROR_INIT;
    cl_ratio exact;

    if (cl_ratio_parse(&exact, text, &error) != 0)
        return refused(tree, &error);
    return literal(tree, gives, exact);
}

static cl_node date_literal(cl_tree *tree, cl_view text)
{
    cl_error error = CL_ERROR_INIT;
    cl_date date;

    if (cl_date_parse(&date, text, &error) != 0)
        return refused(tree, &error);
    return literal(tree, CL_GIVES_DATE, cl_ratio_int(date));
}

/* Digits and one point: an amount is written with the decimals of its currency. */
static bool looks_like_money(cl_view text, const char *currency)
{
    int decimals = cl_money_decimals(currency);
    const char *point = memchr(text.at, '.', text.length);

    return decimals > 0 && point != NULL &&
           (size_t)(text.at + text.length - point) == (size_t)decimals + 1 &&
           memchr(text.at, '%', text.length) == NULL;
}

static bool looks_like_date(cl_view text)
{
    return text.length == 10 && text.at[4] == '-' && text.at[7] == '-';
}

static cl_node literal_by_form(cl_tree *tree, cl_view text)
{
    if (text.length == 0)
        return text_literal(tree, text);
    if (looks_like_date(text))
        return date_literal(tree, text);
    if (text.at[text.length - 1] == '%')
        return exact_literal(tree, CL_GIVES_SHARE, text);
    if (!(text.at[0] >= '0' && text.at[0] <= '9') && text.at[0] != '-')
        return text_literal(tree, text);
    if (looks_like_money(text, tree->programme->currency))
        return money_literal(tree, text);
    return exact_literal(tree, CL_GIVES_NUMBER, text);
}

cl_node cl_tree_literal(cl_tree *tree, cl_node like, cl_view text)
{
    const cl_tree_node *other = cl_tree_at(tree, like);

    switch ((cl_gives)other->gives) {
    case CL_GIVES_NUMBER:
        return exact_literal(tree, CL_GIVES_NUMBER, text);
    case CL_GIVES_MONEY:
        return money_literal(tree, text);
    case CL_GIVES_SHARE:
        return exact_literal(tree, CL_GIVES_SHARE, text);
    case CL_GIVES_DATE:
        return date_literal(tree, text);
    case CL_GIVES_CHOICE:
        return choice_literal(tree, other, text);
    case CL_GIVES_COUNTRY:
        return country_literal(tree, text);
    case CL_GIVES_TEXT:
        return text_literal(tree, text);
    case CL_GIVES_NOTHING:
    case CL_GIVES_TRUTH:
    case CL_GIVES_RECORD:
    case CL_GIVES_LIST:
        break;
    }
    return literal_by_form(tree, text);
}

static cl_node unknown_param(cl_tree *tree, cl_view name)
{
    const cl_vec *params = &tree->programme->params;
    const char *names[CL_FIELDS_LIMIT];
    size_t count = params->count < CL_FIELDS_LIMIT ? params->count : CL_FIELDS_LIMIT;
    const char *nearest;

    for (size_t i = 0; i < count; i++)
        names[i] = ((const cl_param *)cl_vec_at(params, i))->name;
    nearest = cl_suggest(name, names, count);
    if (nearest != NULL)
        cl_tree_finding(tree, "there is no param '%.*s'; did you mean '%s'?", (int)name.length,
                        name.at, nearest);
    else
        cl_tree_finding(tree, "there is no param '%.*s'", (int)name.length, name.at);
    return 0;
}

/* True when some value of the param has a fraction of its unit. */
static bool param_has_fraction(const cl_param *param)
{
    for (size_t i = 0; i < param->value_count; i++)
        if (!cl_ratio_is_whole(param->values[i].exact))
            return true;
    return false;
}

cl_node cl_tree_param(cl_tree *tree, cl_view name)
{
    int index = cl_programme_find_param(tree->programme, name);
    cl_tree_node node = {.op = CL_OP_PARAM, .exact = {0, 1}};
    cl_param *param;

    if (index < 0)
        return unknown_param(tree, name);
    param = cl_vec_at(&tree->programme->params, (size_t)index);
    param->used = true;
    node.gives = (uint8_t)param->gives;
    node.index = (uint32_t)index;
    node.unit = param->unit;
    node.fraction = param->gives != CL_GIVES_LIST && param_has_fraction(param);
    return cl_tree_make(tree, &node, NULL, 0);
}

cl_node cl_tree_root(cl_tree *tree)
{
    cl_tree_node node = {.op = CL_OP_ROOT, .gives = CL_GIVES_RECORD, .exact = {0, 1}};

    return cl_tree_make(tree, &node, NULL, 0);
}

static cl_gives gives_of(cl_fact_kind kind)
{
    static const cl_gives gives[] = {
        [CL_FACT_YESNO] = CL_GIVES_TRUTH,      [CL_FACT_NUMBER] = CL_GIVES_NUMBER,
        [CL_FACT_MONEY] = CL_GIVES_MONEY,      [CL_FACT_SHARE] = CL_GIVES_SHARE,
        [CL_FACT_DATE] = CL_GIVES_DATE,        [CL_FACT_TEXT] = CL_GIVES_TEXT,
        [CL_FACT_CHOICE] = CL_GIVES_CHOICE,    [CL_FACT_COUNTRY] = CL_GIVES_COUNTRY,
        [CL_FACT_REFERENCE] = CL_GIVES_RECORD, [CL_FACT_RECORD] = CL_GIVES_RECORD,
        [CL_FACT_LIST] = CL_GIVES_LIST,        [CL_FACT_JUDGEMENT] = CL_GIVES_TRUTH,
    };

    return gives[kind];
}

static cl_node unknown_fact(cl_tree *tree, unsigned type, cl_view name)
{
    const char *nearest = cl_schema_nearest(&tree->programme->schema, type, name);

    if (nearest != NULL)
        cl_tree_finding(tree, "there is no fact '%.*s' here; did you mean '%s'?", (int)name.length,
                        name.at, nearest);
    else
        cl_tree_finding(tree, "there is no fact '%.*s' here", (int)name.length, name.at);
    return 0;
}

static cl_node field_node(cl_tree *tree, cl_node record, unsigned type, unsigned index)
{
    const cl_field *field = cl_schema_field(&tree->programme->schema, type, index);
    cl_tree_node node = {.op = CL_OP_FIELD, .index = index, .exact = {0, 1}};

    node.gives = (uint8_t)gives_of(field->kind);
    node.unit = field->unit;
    node.fraction = field->kind == CL_FACT_SHARE || field->fraction;
    node.maybe_none = field->none_allowed || field->absence == CL_ABSENT_NONE ||
                      cl_tree_at(tree, record)->maybe_none;
    node.type = type;
    node.field = index;
    if (field->kind == CL_FACT_RECORD || field->kind == CL_FACT_LIST)
        node.type = field->type;
    else if (field->kind == CL_FACT_REFERENCE)
        node.type = field->target_type;
    return cl_tree_make(tree, &node, &record, 1);
}

cl_node cl_tree_field(cl_tree *tree, cl_node record, cl_view name)
{
    const cl_schema *schema = &tree->programme->schema;
    const cl_tree_node *at = cl_tree_at(tree, record);
    unsigned type = at->type;
    int field, answer;
    cl_node answers;

    if (record == 0)
        return 0;
    if (at->gives != CL_GIVES_RECORD) {
        cl_tree_finding(tree, "'%.*s' is asked of %s, which has no facts of its own",
                        (int)name.length, name.at, cl_tree_gives_words(tree, record));
        return 0;
    }
    field = cl_schema_find(schema, type, name);
    if (field >= 0)
        return field_node(tree, record, type, (unsigned)field);
    answer = type == 0 ? cl_schema_find(schema, (unsigned)schema->answers_type, name) : -1;
    if (answer < 0)
        return unknown_fact(tree, type, name);
    answers = field_node(tree, record, 0, CL_FIELD_ANSWERS);
    return field_node(tree, answers, (unsigned)schema->answers_type, (unsigned)answer);
}
