/* SPDX-License-Identifier: MIT
 *
 * Made dossiers of any schema, and how they become small again.
 */
#include "any_dossier.h"

#include <string.h>

#include "made_dossier.h"
#include "test_support.h"

/* ---- what the edition compares with ---- */

static void note(any_pool *pool, cl_gives gives, cl_ratio exact)
{
    if (pool->count[gives] < ANY_POOL)
        pool->exact[gives][pool->count[gives]++] = exact;
}

static void note_codes(any_pool *pool, const int64_t *codes, const char *const *words, size_t count)
{
    for (size_t i = 0; codes != NULL && i < count; i++)
        if (strlen(words[i]) == 2)
            note(pool, CL_GIVES_COUNTRY, cl_ratio_int(codes[i]));
}

static void note_param(any_pool *pool, const cl_param *param)
{
    for (size_t i = 0; i < param->value_count; i++) {
        const cl_param_value *value = &param->values[i];

        note(pool, CL_GIVES_DATE, cl_ratio_int(value->from));
        if (param->gives != CL_GIVES_LIST)
            note(pool, param->gives, value->exact);
        else if (param->list_of == CL_GIVES_COUNTRY)
            note_codes(pool, value->codes, value->words, value->count);
    }
}

/* Two capitals in a lookup are taken for a country: enough for made values. */
static void note_table(any_pool *pool, const cl_rate_table *table)
{
    for (size_t i = 0; i < table->row_count; i++) {
        if (table->kind != CL_TABLE_LOOKUP) {
            note(pool, CL_GIVES_NUMBER, table->rows[i].from);
            continue;
        }
        for (size_t k = 0; k < table->key_count; k++) {
            const char *key = table->rows[i].keys[k];

            if (strlen(key) == 2 && key[0] >= 'A' && key[0] <= 'Z')
                note(pool, CL_GIVES_COUNTRY, cl_ratio_int(key[0] * 256 + key[1]));
        }
    }
}

static void note_days(any_pool *pool, const cl_programme *programme)
{
    note(pool, CL_GIVES_DATE, cl_ratio_int(programme->from));
    if (programme->until != CL_DATE_MAX)
        note(pool, CL_GIVES_DATE, cl_ratio_int(programme->until));
    for (size_t i = 0; i < programme->deadlines.count; i++)
        note(pool, CL_GIVES_DATE, cl_ratio_int(programme->deadlines.dates[i]));
}

void any_pool_fill(any_pool *pool, const cl_programme *programme)
{
    const cl_tree *tree = &programme->tree;

    memset(pool, 0, sizeof *pool);
    pool->programme = programme;
    note(pool, CL_GIVES_COUNTRY, cl_ratio_int('G' * 256 + 'B'));
    note(pool, CL_GIVES_COUNTRY, cl_ratio_int('F' * 256 + 'R'));
    note_days(pool, programme);
    for (uint32_t i = 1; i < tree->nodes.count; i++)
        if (cl_tree_at(tree, i)->op == CL_OP_LITERAL)
            note(pool, (cl_gives)cl_tree_at(tree, i)->gives, cl_tree_at(tree, i)->exact);
    for (size_t i = 1; i < tree->sets.count; i++) {
        const cl_literals *set = cl_vec_at(&tree->sets, i);

        note_codes(pool, set->codes, set->words, set->count);
    }
    for (size_t i = 0; i < programme->params.count; i++)
        note_param(pool, cl_vec_at(&programme->params, i));
    for (size_t i = 0; i < programme->tables.count; i++)
        note_table(pool, cl_vec_at(&programme->tables, i));
}

/* ---- values ---- */

typedef struct maker {
    const any_pool *pool;
    cl_text *out;
    uint64_t *seed, taste; /* taste: what most records of one dossier have in common */
    unsigned sparse;
    unsigned sizes[CL_TYPES_LIMIT];
    bool backwards; /* ids fall along a list */
} maker;

static void make_record(maker *m, unsigned type, unsigned index);

static unsigned below(maker *m, unsigned count)
{
    return (unsigned)((made_random(m->seed) >> 33) % count);
}

/* Mostly the same choice for the same field, so that rules over all members can hold. */
static unsigned choose(maker *m, const cl_field *field, size_t count)
{
    uint64_t liked = m->taste ^ (uint64_t)(field->name[0] * 31 + field->name[1]);

    if (below(m, 5) < 3)
        return (unsigned)(liked * 2654435761u >> 7) % (unsigned)count;
    return below(m, (unsigned)count);
}

static int64_t within(const cl_field *field, int64_t value)
{
    if (field->has_least && value < field->least)
        return field->least;
    return field->has_most && value > field->most ? field->most : value;
}

/* A threshold of the edition, or next to one, or a small or round number, or a bound. */
static int64_t near_threshold(maker *m, const cl_field *field, cl_gives gives, int64_t round)
{
    size_t count = m->pool->count[gives];
    unsigned how = below(m, 10);
    int64_t value = below(m, 12) * round;

    if (how < 5 && count > 0)
        value = m->pool->exact[gives][below(m, (unsigned)count)].num + below(m, 3) - 1;
    else if (how == 5 && field->has_most)
        value = field->most - below(m, 2);
    else if (how == 6)
        value = below(m, 400) * round + below(m, 2);
    return within(field, value);
}

static void put_country(maker *m, const cl_field *field)
{
    size_t count = m->pool->count[CL_GIVES_COUNTRY];
    int64_t code = m->pool->exact[CL_GIVES_COUNTRY][choose(m, field, count)].num;

    cl_text_format(m->out, "\"%c%c\"", (char)(code / 256), (char)(code % 256));
}

static void put_money(maker *m, const cl_field *field)
{
    cl_money money = {near_threshold(m, field, CL_GIVES_MONEY, 10000), ""};

    memcpy(money.currency, m->pool->programme->currency, sizeof money.currency);
    cl_text_add_char(m->out, '"');
    cl_money_print(m->out, money);
    cl_text_add_char(m->out, '"');
}

static void put_number(maker *m, const cl_field *field)
{
    int64_t value = near_threshold(m, field, CL_GIVES_NUMBER, 1);

    if (field->fraction && below(m, 3) == 0 && (!field->has_most || value < field->most))
        cl_text_format(m->out, "\"%lld.%u\"", (long long)value, below(m, 10));
    else
        cl_text_add_int(m->out, value);
}

/* Hundredths of a percent, so that a threshold can be missed by a little. */
static void put_share(maker *m, const cl_field *field)
{
    size_t count = m->pool->count[CL_GIVES_SHARE];
    int64_t hundredths = below(m, 21) * 500;
    int64_t most = field->has_most ? field->most * 10000 : 20000;

    if (count > 0 && below(m, 3) != 0) {
        cl_ratio at = m->pool->exact[CL_GIVES_SHARE][below(m, (unsigned)count)];

        hundredths = at.num * 10000 / at.den + below(m, 3) - 1;
    }
    hundredths = hundredths < 0 ? 0 : hundredths > most ? most : hundredths;
    cl_text_format(m->out, "\"%lld/10000\"", (long long)hundredths);
}

static void put_date(maker *m, const cl_field *field)
{
    cl_text_add_char(m->out, '"');
    cl_date_print(m->out, (cl_date)near_threshold(m, field, CL_GIVES_DATE, 1));
    cl_text_add_char(m->out, '"');
}

static void put_text(maker *m)
{
    static const char *const texts[] = {"autumn", "spring", "summer", "pool"};

    cl_text_format(m->out, "\"%s\"", texts[below(m, 4)]);
}

static void put_id(maker *m, unsigned type, unsigned index)
{
    unsigned number = m->backwards ? m->sizes[type] - index : index + 1;

    cl_text_format(m->out, "\"%c%u\"", m->pool->programme->schema.types[type].name[0], number);
}

static void put_list(maker *m, unsigned type)
{
    bool has_ids = m->pool->programme->schema.types[type].id_field >= 0;
    unsigned count = has_ids ? m->sizes[type] : below(m, 6);

    cl_text_add_char(m->out, '[');
    for (unsigned i = 0; i < count; i++) {
        cl_text_add_string(m->out, i == 0 ? "" : ", ");
        make_record(m, type, i);
    }
    cl_text_add_char(m->out, ']');
}

static void put_value(maker *m, const cl_field *field)
{
    switch (field->kind) {
    case CL_FACT_YESNO:
        cl_text_add_string(m->out, choose(m, field, 2) != 0 ? "true" : "false");
        break;
    case CL_FACT_NUMBER:
        put_number(m, field);
        break;
    case CL_FACT_MONEY:
        put_money(m, field);
        break;
    case CL_FACT_SHARE:
        put_share(m, field);
        break;
    case CL_FACT_DATE:
        put_date(m, field);
        break;
    case CL_FACT_TEXT:
        put_text(m);
        break;
    case CL_FACT_CHOICE:
        cl_text_format(m->out, "\"%s\"", field->choices[choose(m, field, field->choice_count)]);
        break;
    case CL_FACT_COUNTRY:
        put_country(m, field);
        break;
    case CL_FACT_REFERENCE:
        put_id(m, field->target_type, below(m, m->sizes[field->target_type]));
        break;
    case CL_FACT_RECORD:
        make_record(m, field->type, 0);
        break;
    case CL_FACT_LIST:
        put_list(m, field->type);
        break;
    case CL_FACT_JUDGEMENT:
        cl_text_format(m->out, "{\"verdict\": \"%s\", \"by\": \"A\", \"reason\": \"b\"}",
                       below(m, 2) != 0 ? "pass" : "fail");
        break;
    }
}

/* A list with ids stays, because others refer to it; so does the way to it. */
static bool is_left_out(maker *m, const cl_field *field)
{
    bool holds_records = field->kind == CL_FACT_RECORD ||
                         (field->kind == CL_FACT_LIST &&
                          m->pool->programme->schema.types[field->type].id_field >= 0);

    if (field->kind == CL_FACT_REFERENCE && m->sizes[field->target_type] == 0)
        return true;
    if (field->kind == CL_FACT_JUDGEMENT)
        return below(m, 2) == 0;
    if (field->absence != CL_ABSENT_UNKNOWN && below(m, 3) == 0)
        return true;
    return below(m, 1000) < (holds_records ? m->sparse / 20 : m->sparse);
}

static void make_field(maker *m, const cl_field *field, bool *first)
{
    if (is_left_out(m, field))
        return;
    cl_text_format(m->out, "%s\"%s\": ", *first ? "" : ", ", field->name);
    *first = false;
    if ((field->none_allowed || field->absence == CL_ABSENT_NONE) && below(m, 6) == 0)
        cl_text_add_string(m->out, "null");
    else
        put_value(m, field);
}

static void make_record(maker *m, unsigned type, unsigned index)
{
    const cl_record_type *about = &m->pool->programme->schema.types[type];
    bool first = true;

    if (about->plain) {
        put_value(m, &about->fields[0]);
        return;
    }
    cl_text_add_char(m->out, '{');
    for (size_t f = 0; f < about->field_count; f++)
        if ((int)f == about->id_field) {
            cl_text_add_string(m->out, first ? "\"id\": " : ", \"id\": ");
            put_id(m, type, index);
            first = false;
        } else {
            make_field(m, &about->fields[f], &first);
        }
    cl_text_add_char(m->out, '}');
}

static void put_head(maker *m)
{
    const cl_programme *programme = m->pool->programme;
    cl_date until = programme->until == CL_DATE_MAX ? programme->from + 1500 : programme->until;
    cl_field any = {.name = "date",
                    .has_least = true,
                    .has_most = true,
                    .least = programme->from,
                    .most = until};

    cl_text_format(m->out, "{\"programme\": \"%s\", \"edition\": \"%s\", \"date\": ", programme->id,
                   programme->edition);
    if (below(m, 2) == 0)
        put_date(m, &any);
    else {
        cl_text_add_char(m->out, '"');
        cl_date_print(m->out,
                      programme->from + (cl_date)below(m, (unsigned)(until - programme->from) + 1));
        cl_text_add_char(m->out, '"');
    }
}

void any_dossier(cl_text *out, const any_pool *pool, unsigned sparse, uint64_t *seed)
{
    any_dossier_long(out, pool, sparse, 8, seed);
}

void any_dossier_long(cl_text *out, const any_pool *pool, unsigned sparse, unsigned longest,
                      uint64_t *seed)
{
    const cl_schema *schema = &pool->programme->schema;
    const cl_record_type *root = &schema->types[0];
    maker m = {.pool = pool, .out = out, .seed = seed, .sparse = sparse};
    bool first = false;

    m.taste = made_random(seed);
    m.backwards = below(&m, 2) != 0;
    for (size_t t = 0; t < schema->type_count; t++)
        m.sizes[t] = below(&m, longest);
    put_head(&m);
    for (size_t f = CL_FIELD_DATE + 1; f < root->field_count; f++)
        make_field(&m, &root->fields[f], &first);
    cl_text_add_char(out, '}');
}

/* ---- making small ---- */

/* Values are numbered in the order in which they are printed; what is dropped takes all below it
 * along. */
static void print_without(cl_text *out, const cl_json_value *value, const bool *dropped,
                          unsigned *number);

static unsigned values_in(const cl_json_value *value)
{
    const cl_json_value *item;
    void *cursor = NULL;
    unsigned count = 1;

    for (size_t i = 0; cl_json_type(value) == CL_JSON_ARRAY && i < cl_json_count(value); i++)
        count += values_in(cl_json_item(value, i));
    while (cl_json_type(value) == CL_JSON_OBJECT && cl_json_next(value, &cursor, &item) != NULL)
        count += values_in(item);
    return count;
}

static void print_member(cl_text *out, const char *key, const cl_json_value *value,
                         const bool *dropped, unsigned *number, bool *first)
{
    if (dropped[*number]) {
        *number += values_in(value);
        return;
    }
    cl_text_add_string(out, *first ? "" : ", ");
    *first = false;
    if (key != NULL)
        cl_text_format(out, "\"%s\": ", key);
    print_without(out, value, dropped, number);
}

static void print_without(cl_text *out, const cl_json_value *value, const bool *dropped,
                          unsigned *number)
{
    cl_json_kind kind = cl_json_type(value);
    const cl_json_value *item;
    void *cursor = NULL;
    const char *key;
    bool first = true;

    (*number)++;
    if (kind != CL_JSON_ARRAY && kind != CL_JSON_OBJECT) {
        cl_json_print(out, value, 0);
        return;
    }
    cl_text_add_char(out, kind == CL_JSON_ARRAY ? '[' : '{');
    for (size_t i = 0; kind == CL_JSON_ARRAY && i < cl_json_count(value); i++)
        print_member(out, NULL, cl_json_item(value, i), dropped, number, &first);
    while (kind == CL_JSON_OBJECT && (key = cl_json_next(value, &cursor, &item)) != NULL)
        print_member(out, key, item, dropped, number, &first);
    cl_text_add_char(out, kind == CL_JSON_ARRAY ? ']' : '}');
}

enum { VALUES_LIMIT = 4096 };

void any_shrink(cl_text *json, bool (*fails)(void *context, const char *json), void *context)
{
    static bool dropped[VALUES_LIMIT];
    cl_json *whole = NULL;
    unsigned count;

    assert_int_equal(cl_json_parse(&whole, cl_text_view(json), NULL, 1, NULL), 0);
    count = values_in(cl_json_root(whole));
    memset(dropped, 0, sizeof dropped);
    for (unsigned i = 1; i < count && i < VALUES_LIMIT; i++) { /* 0 is the dossier itself */
        cl_text less = CL_TEXT_INIT;
        unsigned number = 0;

        dropped[i] = true;
        print_without(&less, cl_json_root(whole), dropped, &number);
        dropped[i] = fails(context, less.at);
        if (dropped[i]) {
            cl_text_reset(json);
            cl_text_add_view(json, cl_text_view(&less));
        }
        cl_text_clear(&less);
    }
    cl_json_free(whole);
}
