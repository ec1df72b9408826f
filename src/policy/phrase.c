/* SPDX-License-Identifier: MIT
 *
 * Trees in words.
 */
#include "phrase.h"

#include <string.h>

#include "iso.h"
#include "money.h"

enum { READABLE = 1000 }; /* parts of an expression that can be read at all */

static const cl_tree_node *node_at(const cl_programme *programme, cl_node node)
{
    return cl_tree_at(&programme->tree, node);
}

static cl_node argument(const cl_programme *programme, cl_node node, uint32_t i)
{
    return cl_tree_argument(&programme->tree, node, i);
}

void cl_phrase_name(cl_text *out, const char *name)
{
    for (; *name != '\0'; name++)
        cl_text_add_char(out, *name == '_' ? ' ' : *name);
}

static void country(cl_text *out, int64_t code)
{
    char letters[2] = {(char)(code / 256), (char)(code % 256)};
    const cl_iso_country *found = cl_iso_country_find((cl_view){letters, 2});

    if (found == NULL)
        cl_text_add(out, letters, 2);
    else
        cl_text_add_string(out, found->name);
}

static void money(cl_text *out, const cl_programme *programme, cl_ratio value)
{
    cl_money amount = {value.num, ""};

    memcpy(amount.currency, programme->currency, sizeof amount.currency);
    if (!cl_ratio_is_whole(value)) { /* a fraction of a penny is shown as one, never rounded */
        cl_ratio_print(out, value);
        cl_text_add_string(out, " minor units");
        return;
    }
    cl_money_print_human(out, amount);
}

void cl_phrase_exact(cl_text *out, const cl_programme *programme, cl_gives gives, const char *unit,
                     cl_ratio value)
{
    switch ((int)gives) {
    case CL_GIVES_MONEY:
        money(out, programme, value);
        break;
    case CL_GIVES_SHARE:
        cl_ratio_print_percent(out, value);
        break;
    case CL_GIVES_DATE:
        cl_date_print_human(out, (cl_date)value.num);
        break;
    default:
        cl_ratio_print(out, value);
        if (unit != NULL)
            cl_text_format(out, " %s", unit);
        break;
    }
}

void cl_phrase_value(cl_text *out, const cl_programme *programme, cl_node node, cl_ratio value)
{
    const cl_tree_node *at = node_at(programme, node);

    if (at->gives == CL_GIVES_CHOICE)
        cl_text_add_string(
            out, cl_schema_field(&programme->schema, at->type, at->field)->choices[value.num]);
    else if (at->gives == CL_GIVES_COUNTRY)
        country(out, value.num);
    else
        cl_phrase_exact(out, programme, (cl_gives)at->gives, at->unit, value);
}

static const cl_field *field_of(const cl_programme *programme, cl_node node)
{
    const cl_tree_node *record = node_at(programme, argument(programme, node, 0));

    return cl_schema_field(&programme->schema, record->type, node_at(programme, node)->index);
}

/* "lead schools in the UK" of one school: "lead school in the UK". */
static void singular(cl_text *out, const char *label, const char *single, const char *many)
{
    const char *found = strstr(label, many);

    if (found == NULL) {
        cl_text_add_string(out, label);
        return;
    }
    cl_text_add(out, label, (size_t)(found - label));
    cl_text_add_string(out, single);
    cl_text_add_string(out, found + strlen(many));
}

/* The label of the list, else what its members are called. */
void cl_phrase_list(cl_text *out, const cl_programme *programme, cl_node list, bool one)
{
    const char *label = NULL, *single, *many;
    const cl_field *field;

    while (node_at(programme, list)->op == CL_OP_WHERE) {
        if (label == NULL)
            label = node_at(programme, list)->text;
        list = argument(programme, list, 0);
    }
    field = field_of(programme, list);
    single = field->one == NULL ? field->name : field->one;
    many = field->many == NULL ? field->name : field->many;
    if (label == NULL)
        cl_phrase_name(out, one ? single : many);
    else if (one)
        singular(out, label, single, many);
    else
        cl_text_add_string(out, label);
}

static void field_phrase(cl_text *out, const cl_programme *programme, cl_node node)
{
    const cl_field *field = field_of(programme, node);
    cl_node record = argument(programme, node, 0);
    const cl_tree_node *of = node_at(programme, record);

    if (*field->name == '\0') /* a plain list: the member is the value */
        cl_text_add_string(out, programme->schema.types[of->type].name);
    else
        cl_phrase_name(out, field->name);
    if (of->op == CL_OP_FIELD && field_of(programme, record)->kind == CL_FACT_REFERENCE) {
        cl_text_add_string(out, " of the ");
        field_phrase(out, programme, record);
    }
}

/* Whether words of this kind stand next to each other without saying what belongs together:
 * "a or b and c", "a + b × c". */
static bool needs_brackets(const cl_tree_node *part, const cl_tree_node *whole, uint32_t i)
{
    switch ((int)part->op) {
    case CL_OP_ALL:
    case CL_OP_ANY:
        return part->op != whole->op && part->argument_count > 1 && whole->op != CL_OP_IF_THEN &&
               whole->op != CL_OP_IS_TRUE;
    case CL_OP_NONE:
    case CL_OP_AT_LEAST_OF:
    case CL_OP_IF_THEN:
    case CL_OP_EVERY:
    case CL_OP_SOME:
    case CL_OP_NO:
        return whole->op == CL_OP_ALL || whole->op == CL_OP_ANY || whole->op == CL_OP_NONE;
    case CL_OP_ADD:
    case CL_OP_SUBTRACT:
        return whole->op == CL_OP_MULTIPLY || whole->op == CL_OP_DIVIDE ||
               whole->op == CL_OP_NEGATE || (whole->op == CL_OP_SUBTRACT && i == 1);
    case CL_OP_LEAST:
    case CL_OP_GREATEST:
    case CL_OP_OTHERWISE:
        return whole->op >= CL_OP_ADD && whole->op <= CL_OP_OTHERWISE;
    case CL_OP_PICK:
        return true;
    default:
        return false;
    }
}

static void part_phrase(cl_text *out, const cl_programme *programme, cl_node whole, uint32_t i)
{
    cl_node part = argument(programme, whole, i);
    bool brackets = needs_brackets(node_at(programme, part), node_at(programme, whole), i);

    cl_text_add_string(out, brackets ? "(" : "");
    cl_phrase(out, programme, part);
    cl_text_add_string(out, brackets ? ")" : "");
}

static void join(cl_text *out, const cl_programme *programme, cl_node node, const char *between)
{
    uint32_t count = node_at(programme, node)->argument_count;

    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            cl_text_add_string(out, between);
        part_phrase(out, programme, node, i);
    }
}

static void pair(cl_text *out, const cl_programme *programme, cl_node node, const char *between)
{
    part_phrase(out, programme, node, 0);
    cl_text_add_string(out, between);
    part_phrase(out, programme, node, 1);
}

static void one_of(cl_text *out, const cl_programme *programme, cl_node node)
{
    const cl_tree_node *at = node_at(programme, node);
    const cl_literals *set = cl_vec_at(&programme->tree.sets, at->set);

    cl_phrase(out, programme, argument(programme, node, 0));
    cl_text_add_string(out, " is one of ");
    if (at->set == 0)
        cl_phrase(out, programme, argument(programme, node, 1));
    for (size_t i = 0; at->set != 0 && i < set->count; i++)
        cl_text_format(out, "%s%s", i == 0 ? "" : ", ", set->words[i]);
}

static void over_list(cl_text *out, const cl_programme *programme, cl_node node, const char *before,
                      const char *after)
{
    cl_text_add_string(out, before);
    cl_phrase_list(out, programme, argument(programme, node, 0), false);
    cl_text_add_string(out, after);
    cl_phrase(out, programme, argument(programme, node, 1));
}

static void pick(cl_text *out, const cl_programme *programme, cl_node node)
{
    uint32_t count = node_at(programme, node)->argument_count;

    for (uint32_t i = 0; i + 1 < count; i += 2) {
        cl_text_add_string(out, i == 0 ? "" : ", else ");
        part_phrase(out, programme, node, i + 1);
        cl_text_add_string(out, " if ");
        cl_phrase(out, programme, argument(programme, node, i));
    }
    if (count % 2 == 1) {
        cl_text_add_string(out, ", otherwise ");
        part_phrase(out, programme, node, count - 1);
    }
}

static void table(cl_text *out, const cl_programme *programme, cl_node node)
{
    const cl_rate_table *about = cl_vec_at(&programme->tables, node_at(programme, node)->index);

    cl_phrase_name(out, about->name);
    cl_text_add_string(out, " for ");
    join(out, programme, node, ", ");
}

static void named(cl_text *out, const char *name)
{
    cl_phrase_name(out, name);
}

static void literal(cl_text *out, const cl_programme *programme, cl_node node)
{
    const cl_tree_node *at = node_at(programme, node);

    if (at->text != NULL)
        cl_text_add_string(out, at->text);
    else
        cl_phrase_value(out, programme, node, at->exact);
}

static void round_phrase(cl_text *out, const cl_programme *programme, cl_node node)
{
    cl_phrase(out, programme, argument(programme, node, 0));
    cl_text_format(out, ", rounded %s",
                   cl_rounding_name((cl_rounding)node_at(programme, node)->index));
}

typedef enum shape { PAIR, JOIN, OVER, SUFFIX } shape;

/* Operators whose words are only put between, around or behind their parts. */
static const struct {
    cl_op op;
    shape shape;
    const char *before, *between;
} shapes[] = {
    {CL_OP_ALL, JOIN, "", " and "},
    {CL_OP_ANY, JOIN, "", " or "},
    {CL_OP_NONE, JOIN, "none of: ", ", "},
    {CL_OP_LEAST, JOIN, "the least of ", " and "},
    {CL_OP_GREATEST, JOIN, "the greatest of ", " and "},
    {CL_OP_IF_THEN, PAIR, "where ", ": "},
    {CL_OP_EQUAL, PAIR, "", " is "},
    {CL_OP_NOT_EQUAL, PAIR, "", " is not "},
    {CL_OP_AT_LEAST, PAIR, "", " is at least "},
    {CL_OP_AT_MOST, PAIR, "", " is at most "},
    {CL_OP_MORE, PAIR, "", " is more than "},
    {CL_OP_LESS, PAIR, "", " is less than "},
    {CL_OP_ADD, PAIR, "", " + "},
    {CL_OP_SUBTRACT, PAIR, "", " − "},
    {CL_OP_MULTIPLY, PAIR, "", " × "},
    {CL_OP_DIVIDE, PAIR, "", " / "},
    {CL_OP_DAYS, PAIR, "days from ", " back to "},
    {CL_OP_MONTHS, PAIR, "", " and months "},
    {CL_OP_OTHERWISE, PAIR, "", ", else "},
    {CL_OP_EVERY, OVER, "for every one of the ", ": "},
    {CL_OP_SOME, OVER, "for at least one of the ", ": "},
    {CL_OP_NO, OVER, "for none of the ", ": "},
    {CL_OP_SUM, OVER, "the sum over the ", " of "},
    {CL_OP_LEAST_OF, OVER, "the least among the ", " of "},
    {CL_OP_GREATEST_OF, OVER, "the greatest among the ", " of "},
    {CL_OP_VALUES, OVER, "each of the ", ": "},
    {CL_OP_DISTINCT, OVER, "how many among the ", " differ in "},
    {CL_OP_IS_TRUE, SUFFIX, "", ""},
    {CL_OP_JUDGED, SUFFIX, "", ""},
    {CL_OP_IS_FALSE, SUFFIX, "", " is no"},
    {CL_OP_PRESENT, SUFFIX, "", " is there"},
    {CL_OP_ABSENT, SUFFIX, "there is no ", ""},
    {CL_OP_NEGATE, SUFFIX, "−", ""},
};

static bool by_shape(cl_text *out, const cl_programme *programme, cl_node node)
{
    cl_op op = (cl_op)node_at(programme, node)->op;

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (shapes[i].op != op)
            continue;
        if (shapes[i].shape != OVER)
            cl_text_add_string(out, shapes[i].before);
        if (shapes[i].shape == PAIR)
            pair(out, programme, node, shapes[i].between);
        else if (shapes[i].shape == JOIN)
            join(out, programme, node, shapes[i].between);
        else if (shapes[i].shape == OVER)
            over_list(out, programme, node, shapes[i].before, shapes[i].between);
        else
            part_phrase(out, programme, node, 0);
        if (shapes[i].shape == SUFFIX)
            cl_text_add_string(out, shapes[i].between);
        return true;
    }
    return false;
}

static void by_case(cl_text *out, const cl_programme *programme, cl_node node)
{
    const cl_tree_node *at = node_at(programme, node);

    switch ((int)at->op) {
    case CL_OP_TRUE_FALSE:
        cl_text_add_string(out, at->index != 0 ? "yes" : "no");
        break;
    case CL_OP_LITERAL:
        literal(out, programme, node);
        break;
    case CL_OP_PARAM:
        named(out, ((const cl_param *)cl_vec_at(&programme->params, at->index))->name);
        break;
    case CL_OP_ROOT:
        cl_text_add_string(out, "the application");
        break;
    case CL_OP_ELEMENT:
        cl_phrase_name(out, programme->schema.types[at->type].name);
        break;
    case CL_OP_FIELD:
        if (at->gives == CL_GIVES_LIST)
            cl_phrase_list(out, programme, node, false);
        else
            field_phrase(out, programme, node);
        break;
    case CL_OP_AT_LEAST_OF:
        cl_text_format(out, "at least %u of: ", at->index);
        join(out, programme, node, ", ");
        break;
    case CL_OP_BETWEEN:
        cl_phrase(out, programme, argument(programme, node, 0));
        cl_text_add_string(out, " is between ");
        cl_phrase(out, programme, argument(programme, node, 1));
        cl_text_add_string(out, " and ");
        cl_phrase(out, programme, argument(programme, node, 2));
        break;
    case CL_OP_ONE_OF:
        one_of(out, programme, node);
        break;
    case CL_OP_ROUND:
        round_phrase(out, programme, node);
        break;
    case CL_OP_PICK:
        pick(out, programme, node);
        break;
    case CL_OP_TABLE:
        table(out, programme, node);
        break;
    case CL_OP_COMPUTE:
        named(out, ((const cl_compute *)cl_vec_at(&programme->computes, at->index))->name);
        cl_text_add_string(out, " (opaque)");
        break;
    case CL_OP_WHERE:
        cl_phrase_list(out, programme, node, false);
        break;
    case CL_OP_COUNT:
        cl_text_add_string(out, "the number of ");
        cl_phrase_list(out, programme, argument(programme, node, 0), false);
        break;
    case CL_OP_FIRST:
        cl_text_add_string(out, "the first of the ");
        cl_phrase_list(out, programme, argument(programme, node, 0), false);
        break;
    default:
        break;
    }
}

void cl_phrase(cl_text *out, const cl_programme *programme, cl_node node)
{
    uint32_t size = node_at(programme, node)->size;

    if (size > READABLE) {
        cl_text_format(out, "a formula of %u parts", size);
        return;
    }
    if (!by_shape(out, programme, node))
        by_case(out, programme, node);
}
