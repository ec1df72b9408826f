/* SPDX-License-Identifier: MIT
 *
 * Places of a dossier, edits of them, and dossiers printed with edits.
 */
#include "property_dossier.h"

#include <string.h>

/* ---- a walk over a dossier: paths, types, fields ---- */

typedef enum place_kind { PLACE_FACT, PLACE_ITEM, PLACE_PLAIN_LIST } place_kind;

typedef struct place {
    place_kind kind;
    const char *path;
    const cl_field *field; /* FACT, PLAIN_LIST */
    bool has_id;           /* ITEM: it cannot stand twice */
    const cl_json_value *value;
} place;

typedef struct record_id {
    unsigned type;
    cl_view id;
} record_id;

static const cl_field *field_named(const cl_schema *schema, unsigned type, const char *name)
{
    int field = cl_schema_find(schema, type, cl_view_of(name));

    return field < 0 ? NULL : cl_schema_field(schema, type, (unsigned)field);
}

static cl_view id_of(const cl_json_value *record)
{
    const cl_json_value *id = cl_json_get(record, "id");

    return id == NULL ? (cl_view)CL_VIEW_INIT : cl_json_string(id);
}

static void leave(cl_text *path, size_t length)
{
    path->length = length;
    if (path->at != NULL)
        path->at[length] = '\0';
}

static void enter_key(cl_text *path, const char *key)
{
    cl_text_format(path, "%s%s", path->length > 0 ? "." : "", key);
}

static void enter_item(cl_text *path, const cl_json_value *item, size_t number)
{
    cl_view id = id_of(item);

    if (id.length > 0)
        cl_text_format(path, "[%.*s]", (int)id.length, id.at);
    else
        cl_text_format(path, "[%zu]", number);
}

/* ---- places ---- */

typedef struct gathering {
    cl_edit_maker *maker;
    cl_text path;
    int rc;
} gathering;

static void add_place(gathering *g, place found)
{
    found.path = cl_arena_copy(&g->maker->arena, cl_text_view(&g->path));
    if (g->rc == 0 && (found.path == NULL || cl_vec_add(&g->maker->places, &found) != 0))
        g->rc = CL_E_MEMORY;
}

static void gather_record(gathering *g, const cl_json_value *record, unsigned type);

static void gather_item(gathering *g, const cl_json_value *item, unsigned type)
{
    record_id named = {type, id_of(item)};

    add_place(g, (place){.kind = PLACE_ITEM, .has_id = named.id.length > 0, .value = item});
    if (named.id.length > 0 && cl_vec_add(&g->maker->ids, &named) != 0)
        g->rc = CL_E_MEMORY;
    gather_record(g, item, type);
}

static void gather_list(gathering *g, const cl_json_value *list, const cl_field *field)
{
    if (g->maker->programme->schema.types[field->type].plain) {
        add_place(g, (place){.kind = PLACE_PLAIN_LIST, .field = field, .value = list});
        return;
    }
    for (size_t i = 0; i < cl_json_count(list); i++) {
        size_t length = g->path.length;

        enter_item(&g->path, cl_json_item(list, i), i + 1);
        gather_item(g, cl_json_item(list, i), field->type);
        leave(&g->path, length);
    }
}

/* What names the programme, its edition and the record itself is no fact that could be another. */
static bool is_name(const cl_field *field)
{
    return strcmp(field->name, "programme") == 0 || strcmp(field->name, "edition") == 0 ||
           strcmp(field->name, "id") == 0;
}

static void gather_field(gathering *g, const cl_json_value *value, const cl_field *field)
{
    if (field->kind == CL_FACT_LIST && cl_json_type(value) == CL_JSON_ARRAY) {
        gather_list(g, value, field);
    } else if (!is_name(field)) {
        add_place(g, (place){.kind = PLACE_FACT, .field = field, .value = value});
        if (field->kind == CL_FACT_RECORD && cl_json_type(value) == CL_JSON_OBJECT)
            gather_record(g, value, field->type);
    }
}

static void gather_record(gathering *g, const cl_json_value *record, unsigned type)
{
    const cl_json_value *value;
    void *cursor = NULL;
    const char *key;

    while ((key = cl_json_next(record, &cursor, &value)) != NULL) {
        const cl_field *field = field_named(&g->maker->programme->schema, type, key);
        size_t length = g->path.length;

        enter_key(&g->path, key);
        if (field != NULL)
            gather_field(g, value, field);
        leave(&g->path, length);
    }
}

/* ---- the numbers of an edition ---- */

static cl_vec *numbers_of(cl_edit_maker *maker, cl_gives gives)
{
    return gives == CL_GIVES_NUMBER  ? &maker->numbers
           : gives == CL_GIVES_MONEY ? &maker->moneys
           : gives == CL_GIVES_SHARE ? &maker->shares
                                     : NULL;
}

static int gather_params(cl_edit_maker *maker)
{
    int rc = 0;

    for (size_t i = 0; i < maker->programme->params.count; i++) {
        const cl_param *param = cl_vec_at(&maker->programme->params, i);
        cl_vec *numbers = numbers_of(maker, param->gives);

        for (size_t v = 0; numbers != NULL && rc == 0 && v < param->value_count; v++)
            rc = cl_vec_add(numbers, &param->values[v].exact);
    }
    return rc;
}

static int gather_tables(cl_edit_maker *maker)
{
    int rc = 0;

    for (size_t i = 0; i < maker->programme->tables.count; i++) {
        const cl_rate_table *table = cl_vec_at(&maker->programme->tables, i);

        for (size_t r = 0; table->kind != CL_TABLE_LOOKUP && rc == 0 && r < table->row_count; r++)
            rc = cl_vec_add(&maker->numbers, &table->rows[r].from);
    }
    return rc;
}

static int gather_numbers(cl_edit_maker *maker)
{
    const cl_tree *tree = &maker->programme->tree;
    int rc = gather_params(maker);

    if (rc == 0)
        rc = gather_tables(maker);
    for (size_t i = 1; rc == 0 && i < tree->nodes.count; i++) {
        const cl_tree_node *node = cl_tree_at(tree, (cl_node)i);
        cl_vec *numbers = numbers_of(maker, (cl_gives)node->gives);

        if (node->op == CL_OP_LITERAL && numbers != NULL)
            rc = cl_vec_add(numbers, &node->exact);
    }
    return rc;
}

int cl_edit_maker_init(cl_edit_maker *maker, const cl_programme *programme,
                       const cl_json_value *dossier, cl_error *e)
{
    gathering g = {maker, CL_TEXT_INIT, 0};

    memset(maker, 0, sizeof *maker);
    maker->programme = programme;
    maker->places = (cl_vec)CL_VEC_INIT(place);
    maker->ids = (cl_vec)CL_VEC_INIT(record_id);
    maker->numbers = maker->moneys = maker->shares = (cl_vec)CL_VEC_INIT(cl_ratio);
    maker->seed = 0x9E3779B97F4A7C15u;
    gather_record(&g, dossier, 0);
    if (g.rc == 0)
        g.rc = gather_numbers(maker);
    cl_text_clear(&g.path);
    return g.rc == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

void cl_edit_maker_clear(cl_edit_maker *maker)
{
    cl_vec_clear(&maker->places);
    cl_vec_clear(&maker->ids);
    cl_vec_clear(&maker->numbers);
    cl_vec_clear(&maker->moneys);
    cl_vec_clear(&maker->shares);
    cl_arena_clear(&maker->arena);
}

/* ---- other values ---- */

unsigned cl_edit_maker_below(cl_edit_maker *maker, unsigned count)
{
    maker->seed ^= maker->seed >> 12; /* xorshift64* */
    maker->seed ^= maker->seed << 25;
    maker->seed ^= maker->seed >> 27;
    return count == 0 ? 0 : (unsigned)((maker->seed * 2685821657736338717u >> 33) % count);
}

static bool one_in(cl_edit_maker *maker, unsigned count)
{
    return cl_edit_maker_below(maker, count) == 0;
}

/* One of the edition's numbers and a step beside it, a small number, or any that the field takes.
 */
static int64_t near_number(cl_edit_maker *maker, const cl_vec *numbers, const cl_field *field)
{
    unsigned wide = field->has_most && field->most < 100000 ? (unsigned)field->most : 100000;
    int64_t value = cl_edit_maker_below(maker, one_in(maker, 2) ? 12 : wide + 1);
    cl_ratio named;

    if (numbers->count > 0 && one_in(maker, 2)) {
        named = *(const cl_ratio *)cl_vec_at(numbers,
                                             cl_edit_maker_below(maker, (unsigned)numbers->count));
        value = named.num / named.den + cl_edit_maker_below(maker, 3) - 1;
    }
    if (field->has_most && value > field->most)
        value = field->most;
    if (value < (field->has_least ? field->least : 0))
        value = field->has_least ? field->least : 0;
    return value;
}

static void other_money(cl_text *out, cl_edit_maker *maker, const cl_field *field)
{
    cl_money money = {near_number(maker, &maker->moneys, field), ""};

    memcpy(money.currency, maker->programme->currency, sizeof money.currency);
    cl_text_add_char(out, '"');
    cl_money_print(out, money);
    cl_text_add_char(out, '"');
}

static void other_share(cl_text *out, cl_edit_maker *maker)
{
    cl_ratio share = {cl_edit_maker_below(maker, 101), 100};

    if (maker->shares.count > 0 && one_in(maker, 2))
        share = *(const cl_ratio *)cl_vec_at(
            &maker->shares, cl_edit_maker_below(maker, (unsigned)maker->shares.count));
    cl_text_format(out, "\"%lld/%lld\"", (long long)share.num, (long long)share.den);
}

static void other_date(cl_text *out, cl_edit_maker *maker, const place *at)
{
    const cl_programme *programme = maker->programme;
    cl_date date = programme->from;
    cl_error error;
    char text[11];

    cl_date_parse(&date, cl_json_string(at->value), &error);
    if (strcmp(at->field->name, "date") == 0 && programme->deadlines.count > 0)
        date = programme->deadlines
                   .dates[cl_edit_maker_below(maker, (unsigned)programme->deadlines.count)];
    date += (cl_date)cl_edit_maker_below(maker, 3) - 1;
    if (strcmp(at->field->name, "date") == 0 && date < programme->from)
        date = programme->from;
    if (strcmp(at->field->name, "date") == 0 && date > programme->until)
        date = programme->until;
    cl_date_format(date, text);
    cl_text_format(out, "\"%s\"", text);
}

static void other_id(cl_text *out, cl_edit_maker *maker, unsigned type)
{
    cl_view chosen = CL_VIEW_INIT;
    unsigned met = 0;

    for (size_t i = 0; i < maker->ids.count; i++) {
        const record_id *named = cl_vec_at(&maker->ids, i);

        if (named->type == type && one_in(maker, ++met))
            chosen = named->id;
    }
    cl_text_add_json(out, chosen);
}

static void other_country(cl_text *out, cl_edit_maker *maker)
{
    static const char *const countries[] = {"GB", "MW", "KE", "FR", "DE", "US"};

    cl_text_format(out, "\"%s\"",
                   countries[cl_edit_maker_below(maker, sizeof countries / sizeof *countries)]);
}

/* Nothing is appended for a fact that can only be left out. */
static void other_value(cl_text *out, cl_edit_maker *maker, const place *at)
{
    const cl_field *field = at->field;

    switch (field->kind) {
    case CL_FACT_YESNO:
        cl_text_add_string(out, one_in(maker, 2) ? "true" : "false");
        break;
    case CL_FACT_NUMBER:
        cl_text_add_int(out, near_number(maker, &maker->numbers, field));
        break;
    case CL_FACT_MONEY:
        other_money(out, maker, field);
        break;
    case CL_FACT_SHARE:
        other_share(out, maker);
        break;
    case CL_FACT_DATE:
        other_date(out, maker, at);
        break;
    case CL_FACT_CHOICE:
        cl_text_format(out, "\"%s\"",
                       field->choices[cl_edit_maker_below(maker, (unsigned)field->choice_count)]);
        break;
    case CL_FACT_COUNTRY:
        other_country(out, maker);
        break;
    case CL_FACT_REFERENCE:
        other_id(out, maker, field->target_type);
        break;
    case CL_FACT_TEXT:
    case CL_FACT_RECORD:
    case CL_FACT_LIST:
    case CL_FACT_JUDGEMENT:
        break;
    }
}

/* Empty, or one other member. */
static void other_list(cl_text *out, cl_edit_maker *maker, const cl_field *field)
{
    const cl_field *member = &maker->programme->schema.types[field->type].fields[0];

    cl_text_add_char(out, '[');
    if (member->kind == CL_FACT_REFERENCE && one_in(maker, 2))
        other_id(out, maker, member->target_type);
    cl_text_add_char(out, ']');
}

static void other_fact(cl_text *out, cl_edit_maker *maker, const place *at)
{
    bool is_date = strcmp(at->path, "date") == 0; /* a dossier without one is refused */

    if (at->field->none_allowed && one_in(maker, 4))
        cl_text_add_string(out, "null");
    else if (is_date || !one_in(maker, 5))
        other_value(out, maker, at);
}

size_t cl_edit_maker_places(const cl_edit_maker *maker)
{
    return maker->places.count;
}

static bool is_unknown_without(const place *at)
{
    return at->kind == PLACE_FACT && at->field->absence == CL_ABSENT_UNKNOWN;
}

static bool renumbers(const place *at)
{
    return at->kind == PLACE_ITEM && !at->has_id;
}

cl_edit cl_edit_leave_out(const cl_edit_maker *maker, size_t index)
{
    const place *at = cl_vec_at(&maker->places, index);

    return (cl_edit){at->path, NULL, false, is_unknown_without(at), renumbers(at)};
}

bool cl_edit_make(cl_edit *out, cl_edit_maker *maker)
{
    unsigned count = (unsigned)maker->places.count;
    cl_text json = CL_TEXT_INIT;
    const place *at;

    if (count == 0)
        return false;
    at = cl_vec_at(&maker->places, cl_edit_maker_below(maker, count));
    *out = (cl_edit){at->path, NULL, false, false, renumbers(at)};
    if (at->kind == PLACE_FACT)
        other_fact(&json, maker, at);
    else if (at->kind == PLACE_PLAIN_LIST)
        other_list(&json, maker, at->field);
    else
        out->twice = !at->has_id && one_in(maker, 2);
    if (json.length > 0) {
        out->json = cl_arena_copy(&maker->arena, cl_text_view(&json));
        if (out->json == NULL)
            json.failed = CL_E_MEMORY;
    }
    out->unknown = out->json == NULL && is_unknown_without(at);
    count = json.failed == 0;
    cl_text_clear(&json);
    return count != 0;
}

/* ---- printing ---- */

typedef struct printing {
    cl_text *out;
    const cl_edit_maker *maker;
    const cl_form *form;
    cl_text path;
} printing;

static const cl_edit *edit_at(const printing *p)
{
    for (size_t i = p->form->edit_count; i-- > 0;) /* the last one wins */
        if (p->path.at != NULL && strcmp(p->form->edits[i].path, p->path.at) == 0)
            return &p->form->edits[i];
    return NULL;
}

static bool is_left_out(const cl_edit *edit)
{
    return edit != NULL && edit->json == NULL && !edit->twice;
}

/* The id that takes its place: the list's ids from their end, in the order of the text. */
static cl_view renamed(const printing *p, unsigned type, cl_view id)
{
    const cl_vec *ids = &p->maker->ids;
    size_t position = ids->count, count = 0, met = 0;

    for (size_t i = 0; p->form->renamed && i < ids->count; i++) {
        const record_id *named = cl_vec_at(ids, i);

        if (named->type == type && cl_view_equal(named->id, id))
            position = count;
        count += named->type == type;
    }
    for (size_t i = 0; position < ids->count && i < ids->count; i++) {
        const record_id *named = cl_vec_at(ids, i);

        if (named->type == type && met++ == count - 1 - position)
            return named->id;
    }
    return id;
}

static void print_scalar(printing *p, const cl_json_value *value, const cl_field *field,
                         unsigned type)
{
    bool is_id = field != NULL && strcmp(field->name, "id") == 0;

    if (cl_json_type(value) == CL_JSON_STRING && field != NULL &&
        (is_id || field->kind == CL_FACT_REFERENCE))
        cl_text_add_json(p->out,
                         renamed(p, is_id ? type : field->target_type, cl_json_string(value)));
    else
        cl_json_print(p->out, value, 0);
}

static void print_record(printing *p, const cl_json_value *record, unsigned type);
static void print_plain(printing *p, const cl_json_value *list, const cl_field *member);

/* What an edit puts there is JSON of its own, which is renamed like the rest. */
static void print_edited(printing *p, const char *text, const cl_field *field, unsigned type)
{
    cl_error error = CL_ERROR_INIT;
    cl_json *json = NULL;

    if (cl_json_parse(&json, cl_view_of(text), NULL, 1, &error) != 0) {
        p->out->failed = error.code;
        return;
    }
    if (field->kind == CL_FACT_LIST)
        print_plain(p, cl_json_root(json),
                    &p->maker->programme->schema.types[field->type].fields[0]);
    else
        print_scalar(p, cl_json_root(json), field, type);
    cl_json_free(json);
}

static void print_item(printing *p, const cl_json_value *item, unsigned type, size_t *written)
{
    const cl_edit *edit = edit_at(p);

    for (int times = is_left_out(edit) ? 0 : edit != NULL ? 2 : 1; times > 0; times--) {
        cl_text_add_string(p->out, (*written)++ > 0 ? ", " : "");
        print_record(p, item, type);
    }
}

static void print_list(printing *p, const cl_json_value *list, unsigned type)
{
    size_t count = cl_json_count(list), written = 0;

    cl_text_add_char(p->out, '[');
    for (size_t i = 0; i < count; i++) {
        size_t at = p->form->backwards ? count - 1 - i : i, length = p->path.length;

        enter_item(&p->path, cl_json_item(list, at), at + 1);
        print_item(p, cl_json_item(list, at), type, &written);
        leave(&p->path, length);
    }
    cl_text_add_char(p->out, ']');
}

static void print_plain(printing *p, const cl_json_value *list, const cl_field *member)
{
    size_t count = cl_json_count(list);

    cl_text_add_char(p->out, '[');
    for (size_t i = 0; i < count; i++) {
        cl_text_add_string(p->out, i > 0 ? ", " : "");
        print_scalar(p, cl_json_item(list, p->form->backwards ? count - 1 - i : i), member, 0);
    }
    cl_text_add_char(p->out, ']');
}

static void print_value(printing *p, const cl_json_value *value, const cl_field *field,
                        unsigned type)
{
    const cl_record_type *types = p->maker->programme->schema.types;
    bool is_list = field != NULL && field->kind == CL_FACT_LIST;

    if (is_list && cl_json_type(value) == CL_JSON_ARRAY && types[field->type].plain)
        print_plain(p, value, &types[field->type].fields[0]);
    else if (is_list && cl_json_type(value) == CL_JSON_ARRAY)
        print_list(p, value, field->type);
    else if (field != NULL && field->kind == CL_FACT_RECORD &&
             cl_json_type(value) == CL_JSON_OBJECT)
        print_record(p, value, field->type);
    else
        print_scalar(p, value, field, type);
}

static void print_field(printing *p, const char *key, const cl_json_value *value, unsigned type,
                        size_t *written)
{
    const cl_field *field = field_named(&p->maker->programme->schema, type, key);
    const cl_edit *edit = edit_at(p);

    if (is_left_out(edit))
        return;
    cl_text_add_string(p->out, (*written)++ > 0 ? ", " : "");
    cl_text_add_json(p->out, cl_view_of(key));
    cl_text_add_string(p->out, ": ");
    if (edit != NULL && field != NULL)
        print_edited(p, edit->json, field, type);
    else
        print_value(p, value, field, type);
}

static void print_record(printing *p, const cl_json_value *record, unsigned type)
{
    const cl_json_value *value;
    void *cursor = NULL;
    const char *key;
    size_t written = 0;

    cl_text_add_char(p->out, '{');
    while ((key = cl_json_next(record, &cursor, &value)) != NULL) {
        size_t length = p->path.length;

        enter_key(&p->path, key);
        print_field(p, key, value, type, &written);
        leave(&p->path, length);
    }
    cl_text_add_char(p->out, '}');
}

void cl_form_print(cl_text *out, const cl_edit_maker *maker, const cl_json_value *dossier,
                   const cl_form *form)
{
    printing p = {out, maker, form, CL_TEXT_INIT};

    print_record(&p, dossier, 0);
    cl_text_clear(&p.path);
}

/* ---- as Lua ---- */

static bool is_lua_name(const char *key)
{
    for (const char *c = key; *c != '\0'; c++)
        if (!(*c == '_' || (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
              (c > key && *c >= '0' && *c <= '9')))
            return false;
    return *key != '\0';
}

static void print_lua_table(cl_text *out, const cl_json_value *object)
{
    const cl_json_value *value;
    void *cursor = NULL;
    const char *key, *between = " ";

    cl_text_add_char(out, '{');
    while ((key = cl_json_next(object, &cursor, &value)) != NULL) {
        cl_text_format(out, is_lua_name(key) ? "%s%s = " : "%s[\"%s\"] = ", between, key);
        cl_lua_print(out, value);
        between = ", ";
    }
    cl_text_add_string(out, cl_json_count(object) > 0 ? " }" : "}");
}

static void print_lua_list(cl_text *out, const cl_json_value *array)
{
    cl_text_add_char(out, '{');
    for (size_t i = 0; i < cl_json_count(array); i++) {
        cl_text_add_string(out, i > 0 ? ", " : " ");
        cl_lua_print(out, cl_json_item(array, i));
    }
    cl_text_add_string(out, cl_json_count(array) > 0 ? " }" : "}");
}

void cl_lua_print(cl_text *out, const cl_json_value *value)
{
    if (cl_json_type(value) == CL_JSON_OBJECT)
        print_lua_table(out, value);
    else if (cl_json_type(value) == CL_JSON_ARRAY)
        print_lua_list(out, value);
    else
        cl_json_print(out, value, 0);
}
