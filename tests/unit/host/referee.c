/* SPDX-License-Identifier: MIT
 *
 * The referee's walk over the trees. Values first, then lists, then truths.
 */
#include "referee.h"

#include <stdio.h>
#include <string.h>

#include "test_support.h"

static const cl_tree_node *node_at(const referee *r, cl_node node)
{
    return cl_tree_at(&r->programme->tree, node);
}

static cl_node part(const referee *r, cl_node node, uint32_t i)
{
    return cl_tree_argument(&r->programme->tree, node, i);
}

/* ---- facts ---- */

static value bounds_of(const cl_field *field, bool perhaps_absent)
{
    value v = value_open();

    v.has_low = field->has_least;
    v.has_high = field->has_most;
    v.low = fraction_of(field->has_least ? field->least : 0);
    v.high = fraction_of(field->has_most ? field->most : 0);
    v.perhaps_absent = perhaps_absent;
    return v;
}

static value not_written(const cl_field *field)
{
    if (field->absence == CL_ABSENT_NONE)
        return value_absent();
    if (field->absence == CL_ABSENT_DEFAULT)
        return value_whole(field->standard);
    return bounds_of(field, field->none_allowed);
}

static value of_record(const cl_json_value *json, unsigned type)
{
    value v = value_whole(0);

    v.thing = json;
    v.type = type;
    return v;
}

const char *referee_id(const referee *r, thing record)
{
    const cl_record_type *type = &r->programme->schema.types[record.type];
    const cl_json_value *id = type->plain ? NULL : cl_json_get(record.json, "id");

    return type->id_field < 0 || id == NULL ? "" : cl_json_string(id).at;
}

/* The record of `type` with that id, anywhere below `at`. */
static const cl_json_value *find(const referee *r, thing at, unsigned type, const char *id)
{
    const cl_record_type *about = &r->programme->schema.types[at.type];
    const cl_json_value *found = NULL;

    if (at.type == type && strcmp(referee_id(r, at), id) == 0)
        return at.json;
    for (size_t f = 0; f < about->field_count && !about->plain && found == NULL; f++) {
        const cl_field *field = &about->fields[f];
        const cl_json_value *json = cl_json_get(at.json, field->name);

        if (json == NULL || cl_json_type(json) == CL_JSON_NULL)
            continue;
        if (field->kind == CL_FACT_RECORD)
            found = find(r, (thing){json, field->type}, type, id);
        for (size_t i = 0; field->kind == CL_FACT_LIST && found == NULL && i < cl_json_count(json);
             i++)
            found = find(r, (thing){cl_json_item(json, i), field->type}, type, id);
    }
    return found;
}

static value choice(const cl_field *field, const char *word)
{
    for (size_t i = 0; i < field->choice_count; i++)
        if (strcmp(field->choices[i], word) == 0)
            return value_whole((int64_t)i);
    fail_msg("no choice '%s'", word);
    return value_open();
}

static value amount_written(const referee *r, const cl_json_value *json)
{
    const cl_json_value *text =
        cl_json_type(json) == CL_JSON_STRING ? json : cl_json_get(json, "amount");
    cl_money money = {0, ""};

    assert_int_equal(cl_money_parse(&money, cl_json_string(text), r->programme->currency, NULL), 0);
    return value_whole(money.minor);
}

static value exactly(const cl_json_value *json)
{
    cl_ratio ratio = {0, 1};

    if (cl_json_type(json) == CL_JSON_INTEGER)
        return value_whole(cl_json_integer(json));
    assert_int_equal(cl_ratio_parse(&ratio, cl_json_string(json), NULL), 0);
    return value_sure(fraction_from(ratio));
}

static value day(const cl_json_value *json)
{
    cl_date date = 0;

    assert_int_equal(cl_date_parse(&date, cl_json_string(json), NULL), 0);
    return value_whole(date);
}

static value written(const referee *r, const cl_field *field, const cl_json_value *json)
{
    const char *text = cl_json_string(json).at;
    value v = value_whole(0);

    switch (field->kind) {
    case CL_FACT_YESNO:
        return value_whole(cl_json_boolean(json));
    case CL_FACT_NUMBER:
    case CL_FACT_SHARE:
        return exactly(json);
    case CL_FACT_MONEY:
        return amount_written(r, json);
    case CL_FACT_DATE:
        return day(json);
    case CL_FACT_CHOICE:
        return choice(field, text);
    case CL_FACT_COUNTRY:
        return value_whole(text[0] * 256 + text[1]);
    case CL_FACT_TEXT:
        v.text = text;
        return v;
    case CL_FACT_REFERENCE:
        return of_record(find(r, (thing){r->dossier, 0}, field->target_type, text),
                         field->target_type);
    case CL_FACT_RECORD:
        return of_record(json, field->type);
    case CL_FACT_JUDGEMENT:
        return value_whole(strcmp(cl_json_string(cl_json_get(json, "verdict")).at, "pass") == 0);
    case CL_FACT_LIST:
        break;
    }
    fail_msg("'%s' is no value", field->name);
    return v;
}

/* The JSON of a field; NULL when its key is not there. */
static const cl_json_value *json_of(const referee *r, const value *record, const cl_field *field)
{
    if (r->programme->schema.types[record->type].plain)
        return record->thing;
    return cl_json_get(record->thing, field->name);
}

static const cl_field *field_of(const referee *r, cl_node node)
{
    return cl_schema_field(&r->programme->schema, node_at(r, part(r, node, 0))->type,
                           node_at(r, node)->index);
}

static value fact(referee *r, cl_node node)
{
    const cl_field *field = field_of(r, node);
    value record = referee_value(r, part(r, node, 0));
    const cl_json_value *json;

    if (record.how == ABSENT)
        return record;
    if (record.how == OPEN)
        return bounds_of(field, field->none_allowed || record.perhaps_absent);
    json = json_of(r, &record, field);
    if (json == NULL)
        return not_written(field);
    return cl_json_type(json) == CL_JSON_NULL ? value_absent() : written(r, field, json);
}

/* ---- params ---- */

static const char *assumed_for(const referee *r, const cl_param *param)
{
    for (size_t i = 0; i < r->assumed_count; i++)
        if (strcmp(r->assumed[i].name, param->name) == 0)
            return r->assumed[i].value;
    return NULL;
}

/* Only money and numbers are assumed in these tests. */
static value assumption(const referee *r, const cl_param *param, const char *text)
{
    cl_money money = {0, ""};
    cl_ratio ratio = {0, 1};

    if (param->gives == CL_GIVES_MONEY) {
        assert_int_equal(cl_money_parse(&money, cl_view_of(text), r->programme->currency, NULL), 0);
        return value_whole(money.minor);
    }
    assert_int_equal(cl_ratio_parse(&ratio, cl_view_of(text), NULL), 0);
    return value_sure(fraction_from(ratio));
}

static const cl_param_value *in_force(const referee *r, const cl_param *param)
{
    const cl_param_value *found = NULL;

    for (size_t i = 0; i < param->value_count; i++)
        if (param->values[i].from <= r->date)
            found = &param->values[i];
    return found == NULL || found->until < r->date ? NULL : found;
}

static value param_value(referee *r, const cl_param *param)
{
    const char *text = assumed_for(r, param);
    const cl_param_value *dated = in_force(r, param);
    value v = value_open();

    if (text != NULL)
        return assumption(r, param, text);
    if (dated != NULL)
        return param->gives == CL_GIVES_LIST ? v : value_sure(fraction_from(dated->exact));
    if (!param->unpublished)
        r->broken = true;
    v.has_low = param->has_least;
    if (v.has_low)
        v.low = fraction_from(param->least);
    return v;
}

/* ---- tables ---- */

static int band(const cl_rate_table *table, fraction key)
{
    int row = -1;

    if (table->has_most && fraction_order(key, fraction_from(table->most)) > 0)
        return -1;
    while (row + 1 < (int)table->row_count &&
           fraction_order(fraction_from(table->rows[row + 1].from), key) <= 0)
        row++;
    return row;
}

static value bands(const cl_rate_table *table, value key)
{
    int first, last;
    value v;

    if (key.how == ABSENT || !key.has_low || !key.has_high)
        return value_open();
    first = band(table, key.low);
    last = band(table, key.high);
    if (first < 0 || last < 0)
        return value_open();
    v = value_sure(fraction_from(table->rows[first].value));
    for (int i = first; i <= last; i++)
        v = value_either(v, value_sure(fraction_from(table->rows[i].value)));
    return v;
}

/* Row i pays the units after rows[i].from − 1, up to where the next begins. */
static fraction paid_by(const cl_rate_table *table, fraction units, bool *broken)
{
    value total = value_whole(0), u = value_sure(units);

    for (size_t i = 0; i < table->row_count; i++) {
        value from =
            value_minus(value_sure(fraction_from(table->rows[i].from)), value_whole(1), broken);
        value to = u, length;

        if (i + 1 < table->row_count)
            to = value_smaller(u, value_minus(value_sure(fraction_from(table->rows[i + 1].from)),
                                              value_whole(1), broken));
        length = value_larger(value_minus(to, from, broken), value_whole(0));
        total = value_plus(
            total, value_times(length, value_sure(fraction_from(table->rows[i].value)), broken),
            broken);
    }
    return total.low;
}

static value marginal(referee *r, const cl_rate_table *table, value key)
{
    value v = value_open();

    for (size_t i = 0; i < table->row_count; i++)
        if (key.how != SURE && table->rows[i].value.num < 0)
            return v;
    if (key.how == ABSENT)
        return v;
    v.has_low = key.has_low;
    v.has_high = key.has_high;
    if (v.has_low)
        v.low = paid_by(table, key.low, &r->broken);
    if (v.has_high)
        v.high = paid_by(table, key.high, &r->broken);
    return v.has_low && v.has_high ? value_between(v.low, v.high) : v;
}

/* How a row of a lookup would be written for this key. */
static void key_words(const referee *r, cl_node node, value key, char out[64])
{
    const cl_tree_node *at = node_at(r, node);
    cl_text text = CL_TEXT_INIT;

    if (key.text != NULL)
        snprintf(out, 64, "%s", key.text);
    else if (at->gives == CL_GIVES_CHOICE)
        snprintf(
            out, 64, "%s",
            cl_schema_field(&r->programme->schema, at->type, at->field)->choices[key.low.above]);
    else if (at->gives == CL_GIVES_COUNTRY)
        snprintf(out, 64, "%c%c", (char)(key.low.above / 256), (char)(key.low.above % 256));
    else if (at->gives == CL_GIVES_TRUTH)
        snprintf(out, 64, "%s", key.low.above != 0 ? "true" : "false");
    else {
        cl_ratio_print(&text, (cl_ratio){(int64_t)key.low.above, (int64_t)key.low.below});
        snprintf(out, 64, "%s", text.at);
    }
    cl_text_clear(&text);
}

static value key_value(referee *r, cl_node node)
{
    cl_truth truth;

    if (node_at(r, node)->gives != CL_GIVES_TRUTH)
        return referee_value(r, node);
    truth = referee_truth(r, node);
    return truth == CL_TRUE || truth == CL_FALSE ? value_whole(truth == CL_TRUE) : value_open();
}

static value lookup(referee *r, const cl_rate_table *table, cl_node node)
{
    char words[8][64];

    assert_true(table->key_count <= 8);
    for (uint32_t k = 0; k < table->key_count; k++) {
        value key = key_value(r, part(r, node, k));

        if (key.how != SURE)
            return value_open();
        key_words(r, part(r, node, k), key, words[k]);
    }
    for (size_t i = 0; i < table->row_count; i++) {
        bool same = true;

        for (size_t k = 0; k < table->key_count; k++)
            same = same && strcmp(table->rows[i].keys[k], words[k]) == 0;
        if (same)
            return value_sure(fraction_from(table->rows[i].value));
    }
    return value_open();
}

static value table_value(referee *r, cl_node node)
{
    const cl_rate_table *table = cl_vec_at(&r->programme->tables, node_at(r, node)->index);

    if (table->kind == CL_TABLE_LOOKUP)
        return lookup(r, table, node);
    if (table->kind == CL_TABLE_BANDS)
        return bands(table, referee_value(r, part(r, node, 0)));
    return marginal(r, table, referee_value(r, part(r, node, 0)));
}

/* ---- arithmetic ---- */

static value months_on(referee *r, value date, value months)
{
    cl_date moved = 0;

    if (date.how != SURE || months.how != SURE)
        return value_open();
    if (cl_date_add_months(&moved, (cl_date)date.low.above, (int)months.low.above, NULL) != 0)
        r->broken = true;
    return value_whole(moved);
}

static value arithmetic(referee *r, cl_node node)
{
    value a = referee_value(r, part(r, node, 0)), b = referee_value(r, part(r, node, 1));

    switch ((int)node_at(r, node)->op) {
    case CL_OP_ADD:
        return value_plus(a, b, &r->broken);
    case CL_OP_SUBTRACT:
    case CL_OP_DAYS:
        return value_minus(a, b, &r->broken);
    case CL_OP_MULTIPLY:
        return value_times(a, b, &r->broken);
    case CL_OP_DIVIDE:
        return value_over(a, b, &r->broken);
    default:
        return months_on(r, a, b);
    }
}

static value extreme(referee *r, cl_node node)
{
    const cl_tree_node *at = node_at(r, node);
    value v = referee_value(r, part(r, node, 0));

    for (uint32_t i = 1; i < at->argument_count; i++) {
        value next = referee_value(r, part(r, node, i));

        v = at->op == CL_OP_LEAST ? value_smaller(v, next) : value_larger(v, next);
    }
    return v;
}

static value otherwise(referee *r, cl_node node)
{
    value v = referee_value(r, part(r, node, 0));

    if (v.how == ABSENT)
        return referee_value(r, part(r, node, 1));
    if (!v.perhaps_absent)
        return v;
    v.perhaps_absent = false;
    return value_either(v, referee_value(r, part(r, node, 1)));
}

/* Every row that may be the one; rows end at one that surely holds. */
static value pick(referee *r, cl_node node)
{
    uint32_t count = node_at(r, node)->argument_count;
    value v = value_open();
    bool some = false;

    for (uint32_t i = 0; i < count; i += 2) {
        bool last = i + 1 == count;
        cl_truth truth = last ? CL_TRUE : referee_truth(r, part(r, node, i));
        value row;

        if (truth == CL_FALSE)
            continue;
        row = referee_value(r, part(r, node, last ? i : i + 1));
        v = some ? value_either(v, row) : row;
        some = true;
        if (truth == CL_TRUE)
            return v;
    }
    return value_open(); /* perhaps none of them, and nothing else is said */
}

/* ---- what is made of lists ---- */

static value count_of(const crowd *list)
{
    value v = value_open();
    int64_t sure = 0, possible = 0;

    if (list->how == OPEN) {
        v.has_low = true;
        return v;
    }
    for (size_t i = 0; i < list->count; i++) {
        sure += list->in[i] == CL_TRUE;
        possible += list->in[i] != CL_FALSE;
    }
    return value_between(fraction_of(sure), fraction_of(possible));
}

static value body_of(referee *r, cl_node node, thing member)
{
    unsigned depth = node_at(r, node)->index;
    thing outer = r->bound[depth];
    value v;

    r->bound[depth] = member;
    v = referee_value(r, part(r, node, 1));
    r->bound[depth] = outer;
    return v;
}

static value sum_of(referee *r, cl_node node, const crowd *list)
{
    value total = value_whole(0);

    for (size_t i = 0; i < list->count; i++) {
        value v;

        if (list->in[i] == CL_FALSE)
            continue;
        v = body_of(r, node, list->members[i]);
        if (list->in[i] != CL_TRUE)
            v = value_either(v, value_whole(0));
        total = value_plus(total, v, &r->broken);
    }
    return total;
}

/* The least lies at or above the lowest of all that may be in, and at or below the highest value of
 * any that surely is; without one, anywhere among them, or there is none. */
static value least_of(referee *r, cl_node node, const crowd *list, bool greatest)
{
    value all = value_absent(), sure = value_absent(), spread = value_absent(), v;

    for (size_t i = 0; i < list->count; i++) {
        if (list->in[i] == CL_FALSE)
            continue;
        v = body_of(r, node, list->members[i]);
        v = greatest ? value_negative(v) : v;
        all = all.how == ABSENT ? v : value_smaller(all, v);
        spread = spread.how == ABSENT ? v : value_either(spread, v);
        if (list->in[i] == CL_TRUE)
            sure = sure.how == ABSENT ? v : value_smaller(sure, v);
    }
    if (all.how == ABSENT)
        return all;
    v = value_open();
    v.has_low = all.has_low;
    v.low = all.low;
    v.perhaps_absent = sure.how == ABSENT;
    v.has_high = sure.how == ABSENT ? spread.has_high : sure.has_high;
    v.high = sure.how == ABSENT ? spread.high : sure.high;
    if (v.has_low && v.has_high && !v.perhaps_absent)
        v = value_between(v.low, v.high);
    return greatest ? value_negative(v) : v;
}

static value distinct_of(referee *r, cl_node node, const crowd *list)
{
    value sure[REFEREE_MEMBERS];
    int64_t different = 0, open = 0;
    bool one_at_least = false;

    for (size_t i = 0; i < list->count; i++) {
        value v;
        bool seen = false;

        if (list->in[i] == CL_FALSE)
            continue;
        v = body_of(r, node, list->members[i]);
        if (v.how == ABSENT)
            continue;
        one_at_least = one_at_least || (list->in[i] == CL_TRUE && !v.perhaps_absent);
        for (int64_t j = 0; j < different; j++)
            seen = seen || value_same(sure[j], v) == CL_TRUE;
        if (list->in[i] != CL_TRUE || v.how != SURE)
            open++;
        else if (!seen)
            sure[different++] = v;
    }
    return value_between(fraction_of(different > 0 ? different : one_at_least),
                         fraction_of(different + open));
}

static value first_of(const referee *r, const crowd *list)
{
    const thing *first = NULL;
    value v = value_open();
    bool unsure = false, sure = false;

    for (size_t i = 0; i < list->count; i++) {
        const thing *member = &list->members[i];

        unsure = unsure || (list->in[i] != CL_FALSE && list->in[i] != CL_TRUE);
        sure = sure || list->in[i] == CL_TRUE;
        if (list->in[i] == CL_TRUE &&
            (first == NULL || strcmp(referee_id(r, *member), referee_id(r, *first)) < 0))
            first = member;
    }
    v.perhaps_absent = !sure;
    if (unsure)
        return v;
    return first == NULL ? value_absent() : of_record(first->json, first->type);
}

static value made_of_list(referee *r, cl_node node)
{
    const cl_tree_node *at = node_at(r, node);
    value v = value_open();
    crowd list;

    referee_list(r, part(r, node, 0), &list);
    if (at->op == CL_OP_COUNT)
        return count_of(&list);
    if (list.how == OPEN) {
        v.perhaps_absent = at->maybe_none;
        return v;
    }
    switch ((int)at->op) {
    case CL_OP_SUM:
        return sum_of(r, node, &list);
    case CL_OP_DISTINCT:
        return distinct_of(r, node, &list);
    case CL_OP_FIRST:
        return first_of(r, &list);
    default:
        return least_of(r, node, &list, at->op == CL_OP_GREATEST_OF);
    }
}

value referee_value(referee *r, cl_node node)
{
    const cl_tree_node *at = node_at(r, node);
    value v;

    if (r->used != NULL)
        r->used[at->op]++;
    switch ((int)at->op) {
    case CL_OP_LITERAL:
        v = value_sure(fraction_from(at->exact));
        v.text = at->gives == CL_GIVES_TEXT ? at->text : NULL;
        return v;
    case CL_OP_PARAM:
        return param_value(r, cl_vec_at(&r->programme->params, at->index));
    case CL_OP_ROOT:
        return of_record(r->dossier, 0);
    case CL_OP_ELEMENT:
        return of_record(r->bound[at->index].json, r->bound[at->index].type);
    case CL_OP_FIELD:
        return fact(r, node);
    case CL_OP_NEGATE:
        return value_negative(referee_value(r, part(r, node, 0)));
    case CL_OP_LEAST:
    case CL_OP_GREATEST:
        return extreme(r, node);
    case CL_OP_OTHERWISE:
        return otherwise(r, node);
    case CL_OP_ROUND:
        return value_rounded(referee_value(r, part(r, node, 0)), (cl_rounding)at->index,
                             fraction_from(at->exact), &r->broken);
    case CL_OP_PICK:
        return pick(r, node);
    case CL_OP_TABLE:
        return table_value(r, node);
    case CL_OP_ADD:
    case CL_OP_SUBTRACT:
    case CL_OP_MULTIPLY:
    case CL_OP_DIVIDE:
    case CL_OP_DAYS:
    case CL_OP_MONTHS:
        return arithmetic(r, node);
    case CL_OP_SUM:
    case CL_OP_LEAST_OF:
    case CL_OP_GREATEST_OF:
    case CL_OP_DISTINCT:
    case CL_OP_COUNT:
    case CL_OP_FIRST:
        return made_of_list(r, node);
    case CL_OP_COMPUTE:
        return referee_computed(r, node);
    default:
        fail_msg("the referee does not know value %d", at->op);
        return value_open();
    }
}

/* ---- lists ---- */

static void list_fact(referee *r, cl_node node, crowd *out)
{
    const cl_field *field = field_of(r, node);
    value record = referee_value(r, part(r, node, 0));
    const cl_json_value *json;

    out->how = record.how;
    if (record.how != SURE)
        return;
    json = json_of(r, &record, field);
    if (json == NULL)
        out->how = field->absence == CL_ABSENT_NONE ? ABSENT : OPEN;
    else if (cl_json_type(json) == CL_JSON_NULL)
        out->how = ABSENT;
    if (out->how != SURE)
        return;
    out->count = cl_json_count(json);
    assert_true(out->count <= REFEREE_MEMBERS);
    for (size_t i = 0; i < out->count; i++) {
        out->members[i] = (thing){cl_json_item(json, i), field->type};
        out->in[i] = CL_TRUE;
    }
}

static cl_truth holds_for(referee *r, cl_node node, thing member)
{
    unsigned depth = node_at(r, node)->index;
    thing outer = r->bound[depth];
    cl_truth truth;

    r->bound[depth] = member;
    truth = referee_truth(r, part(r, node, 1));
    r->bound[depth] = outer;
    return truth;
}

void referee_list(referee *r, cl_node node, crowd *out)
{
    if (r->used != NULL)
        r->used[node_at(r, node)->op]++;
    out->count = 0;
    if (node_at(r, node)->op != CL_OP_WHERE) {
        list_fact(r, node, out);
        return;
    }
    referee_list(r, part(r, node, 0), out);
    for (size_t i = 0; i < out->count; i++)
        out->in[i] = truth_both(out->in[i], holds_for(r, node, out->members[i]));
}

/* ---- truths ---- */

static cl_truth combined(referee *r, cl_node node)
{
    const cl_tree_node *at = node_at(r, node);
    tally t = {{0}};

    for (uint32_t i = 0; i < at->argument_count; i++)
        tally_add(&t, referee_truth(r, part(r, node, i)));
    if (at->op == CL_OP_ALL)
        return tally_all(&t);
    if (at->op == CL_OP_ANY)
        return tally_any(&t);
    if (at->op == CL_OP_NONE)
        return truth_flip(tally_any(&t));
    if (t.of[CL_TRUE] >= at->index)
        return CL_TRUE;
    if (at->argument_count - t.of[CL_FALSE] < at->index)
        return CL_FALSE;
    return t.of[CL_UNSURE] > 0 ? CL_UNSURE : CL_FOR_A_PERSON;
}

static cl_truth implied(referee *r, cl_node node)
{
    cl_truth guard = referee_truth(r, part(r, node, 0));

    if (guard == CL_FALSE)
        return CL_TRUE; /* what stands behind it is not looked at */
    return truth_either(truth_flip(guard), referee_truth(r, part(r, node, 1)));
}

static cl_truth compared(referee *r, cl_node node)
{
    value a = referee_value(r, part(r, node, 0)), b = referee_value(r, part(r, node, 1));

    switch ((int)node_at(r, node)->op) {
    case CL_OP_EQUAL:
        return value_same(a, b);
    case CL_OP_NOT_EQUAL:
        return truth_flip(value_same(a, b));
    case CL_OP_AT_LEAST:
        return value_reaches(a, b);
    case CL_OP_AT_MOST:
        return value_reaches(b, a);
    case CL_OP_MORE:
        return value_exceeds(a, b);
    case CL_OP_LESS:
        return value_exceeds(b, a);
    default:
        return truth_both(value_reaches(a, b),
                          value_reaches(referee_value(r, part(r, node, 2)), a));
    }
}

static cl_truth among(const referee *r, cl_node node, value v, const char *const *words,
                      size_t count)
{
    char written_as[64];

    if (v.how != SURE)
        return v.how == ABSENT ? CL_FALSE : CL_UNSURE;
    key_words(r, part(r, node, 0), v, written_as);
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], written_as) == 0)
            return CL_TRUE;
    return CL_FALSE;
}

static cl_truth one_of(referee *r, cl_node node)
{
    const cl_tree_node *at = node_at(r, node);
    value v = referee_value(r, part(r, node, 0));
    const cl_literals *set = cl_vec_at(&r->programme->tree.sets, at->set);
    const cl_param_value *list;

    if (at->set != 0)
        return among(r, node, v, set->words, set->count);
    referee_value(r, part(r, node, 1)); /* without a value on the day there is no decision */
    list = in_force(r, cl_vec_at(&r->programme->params, at->index));
    return list == NULL ? CL_UNSURE : among(r, node, v, list->words, list->count);
}

static cl_truth asked(referee *r, cl_node node)
{
    cl_node of = part(r, node, 0);
    knowledge how;
    crowd list;

    if (node_at(r, of)->gives == CL_GIVES_LIST) {
        referee_list(r, of, &list);
        how = list.how;
    } else {
        how = referee_value(r, of).how;
    }
    if (how == OPEN)
        return CL_UNSURE;
    return (how == SURE) == (node_at(r, node)->op == CL_OP_PRESENT) ? CL_TRUE : CL_FALSE;
}

static cl_truth yes_no(referee *r, cl_node node)
{
    value v = fact(r, node);

    if (v.how == SURE)
        return v.low.above != 0 ? CL_TRUE : CL_FALSE;
    if (field_of(r, node)->kind == CL_FACT_JUDGEMENT)
        return CL_FOR_A_PERSON;
    return v.how == OPEN ? CL_UNSURE : CL_FALSE;
}

static cl_truth is_false(referee *r, cl_node node)
{
    cl_node of = part(r, node, 0);

    if (node_at(r, of)->op == CL_OP_FIELD && referee_value(r, of).how == ABSENT)
        return CL_FALSE; /* there is none: neither yes nor no */
    return truth_flip(referee_truth(r, of));
}

static cl_truth over_members(referee *r, cl_node node)
{
    const cl_tree_node *at = node_at(r, node);
    tally t = {{0}};
    crowd list;

    referee_list(r, part(r, node, 0), &list);
    if (list.how == OPEN)
        return CL_UNSURE;
    for (size_t i = 0; i < list.count; i++) {
        cl_truth holds;

        if (list.in[i] == CL_FALSE)
            continue;
        holds = holds_for(r, node, list.members[i]);
        tally_add(&t, at->op == CL_OP_EVERY ? truth_either(truth_flip(list.in[i]), holds)
                                            : truth_both(list.in[i], holds));
    }
    if (at->op == CL_OP_EVERY)
        return tally_all(&t);
    return at->op == CL_OP_SOME ? tally_any(&t) : truth_flip(tally_any(&t));
}

static cl_truth computed(referee *r, cl_node node)
{
    value v = referee_computed(r, node);

    return v.how != SURE ? CL_UNSURE : v.low.above != 0 ? CL_TRUE : CL_FALSE;
}

cl_truth referee_truth(referee *r, cl_node node)
{
    const cl_tree_node *at = node_at(r, node);

    if (r->used != NULL)
        r->used[at->op]++;
    switch ((int)at->op) {
    case CL_OP_TRUE_FALSE:
        return at->index != 0 ? CL_TRUE : CL_FALSE;
    case CL_OP_FIELD:
        return yes_no(r, node);
    case CL_OP_ALL:
    case CL_OP_ANY:
    case CL_OP_NONE:
    case CL_OP_AT_LEAST_OF:
        return combined(r, node);
    case CL_OP_IF_THEN:
        return implied(r, node);
    case CL_OP_EQUAL:
    case CL_OP_NOT_EQUAL:
    case CL_OP_AT_LEAST:
    case CL_OP_AT_MOST:
    case CL_OP_MORE:
    case CL_OP_LESS:
    case CL_OP_BETWEEN:
        return compared(r, node);
    case CL_OP_ONE_OF:
        return one_of(r, node);
    case CL_OP_IS_TRUE:
    case CL_OP_JUDGED:
        return referee_truth(r, part(r, node, 0));
    case CL_OP_IS_FALSE:
        return is_false(r, node);
    case CL_OP_PRESENT:
    case CL_OP_ABSENT:
        return asked(r, node);
    case CL_OP_EVERY:
    case CL_OP_SOME:
    case CL_OP_NO:
        return over_members(r, node);
    case CL_OP_COMPUTE:
        return computed(r, node);
    default:
        fail_msg("the referee does not know truth %d", at->op);
        return CL_UNSURE;
    }
}
