/* SPDX-License-Identifier: MIT
 *
 * Which facts matter to a set of nodes, and every move that changes one of them. Values come from
 * the schema (words, yes and no), from what the nodes compare with, and from the dossier itself;
 * none is made up.
 */
#include <stdio.h>
#include <string.h>

#include "iso.h"
#include "near_parts.h"

/* How much a move asks of an applicant, for the order of equals. */
enum {
    COST_FILL = 5, /* a fact that is not known turns out so */
    COST_SET = 10,
    COST_DATE = 15,
    COST_LINK = 12,
    COST_ADD = 20,
    COST_REMOVE = 30,
    COST_REPLACE = 50,
    LIKES = 8,      /* members that serve as models of a new one */
    TARGETS = 60,   /* records that a reference may name */
    DOUBLINGS = 20, /* of the distance to a value that nothing is compared with */
    CENT_OF_SHARE = 100
};

/* ---- which facts matter ---- */

void cl_near_fields_clear(cl_near_fields *fields)
{
    cl_vec_clear(&fields->fields);
    cl_vec_clear(&fields->bounds);
    cl_vec_clear(&fields->countries);
}

static int add_field(cl_near_fields *fields, unsigned type, unsigned field)
{
    cl_near_field item = {type, field};

    for (size_t i = 0; i < fields->fields.count; i++) {
        const cl_near_field *known = cl_vec_at(&fields->fields, i);

        if (known->type == type && known->field == field)
            return 0;
    }
    return cl_vec_add(&fields->fields, &item);
}

static int add_bound(cl_near_fields *fields, cl_gives gives, cl_ratio value)
{
    cl_near_bound item = {gives, value};

    for (size_t i = 0; i < fields->bounds.count; i++) {
        const cl_near_bound *known = cl_vec_at(&fields->bounds, i);

        if (known->gives == gives && cl_ratio_compare(known->value, value) == 0)
            return 0;
    }
    return cl_vec_add(&fields->bounds, &item);
}

static bool is_country(const cl_near_fields *fields, int64_t code)
{
    for (size_t i = 0; i < fields->countries.count; i++)
        if (*(const int64_t *)cl_vec_at(&fields->countries, i) == code)
            return true;
    return false;
}

/* A country that somebody in the dossier is in already, else the first: one of a list suffices. */
static int64_t usual_country(const cl_evaluator *evaluator, const int64_t *codes, size_t count)
{
    const cl_dossier *dossier = evaluator->dossier;

    for (uint32_t i = 0; i < dossier->record_count; i++) {
        const cl_record_type *type = &dossier->schema->types[dossier->records[i].type];

        for (unsigned f = 0; f < type->field_count; f++) {
            const cl_fact *fact = cl_dossier_fact(dossier, i, f);

            for (size_t c = 0; type->fields[f].kind == CL_FACT_COUNTRY &&
                               fact->state == CL_FACT_KNOWN && c < count;
                 c++)
                if (codes[c] == fact->value)
                    return codes[c];
        }
    }
    return codes[0];
}

static int add_country(cl_near_fields *fields, const cl_evaluator *evaluator, const int64_t *codes,
                       size_t count)
{
    int64_t code;

    if (codes == NULL || count == 0)
        return 0;
    code = usual_country(evaluator, codes, count);
    return is_country(fields, code) ? 0 : cl_vec_add(&fields->countries, &code);
}

static int add_set(cl_near_fields *fields, const cl_evaluator *evaluator, const cl_tree_node *at,
                   cl_node of)
{
    const cl_tree *tree = &evaluator->programme->tree;
    const cl_literals *set = cl_vec_at(&tree->sets, at->set);
    const cl_param_value *list;

    if (cl_tree_gives(tree, of) != CL_GIVES_COUNTRY)
        return 0;
    if (at->set != 0)
        return add_country(fields, evaluator, set->codes, set->count);
    list = evaluator->settings[at->index].list;
    return list == NULL ? 0 : add_country(fields, evaluator, list->codes, list->count);
}

static int add_table(cl_near_fields *fields, const cl_programme *programme, unsigned index)
{
    const cl_rate_table *table = cl_vec_at(&programme->tables, index);
    int rc = 0;

    for (size_t i = 0; rc == 0 && table->kind != CL_TABLE_LOOKUP && i < table->row_count; i++)
        rc = add_bound(fields, CL_GIVES_NUMBER, table->rows[i].from);
    return rc;
}

/* "Not in the UK" names no country that would do: the first of the table stands for all. */
static int add_other_country(cl_near_fields *fields, const cl_evaluator *evaluator, cl_node node)
{
    const cl_tree *tree = &evaluator->programme->tree;
    const cl_tree_node *not = cl_tree_at(tree, cl_tree_argument(tree, node, 1));
    const cl_iso_country *countries;
    size_t count;

    if (not ->gives != CL_GIVES_COUNTRY || not ->op != CL_OP_LITERAL)
        return 0;
    countries = cl_iso_countries(&count);
    for (size_t i = 0; i < count; i++) {
        int64_t code = countries[i].alpha2[0] * 256 + countries[i].alpha2[1];

        if (code != not ->exact.num)
            return add_country(fields, evaluator, &code, 1);
    }
    return 0;
}

static int add_node(cl_near_fields *fields, const cl_evaluator *evaluator, cl_node node)
{
    const cl_tree *tree = &evaluator->programme->tree;
    const cl_tree_node *at = cl_tree_at(tree, node);
    const cl_setting *setting;

    switch ((int)at->op) {
    case CL_OP_FIELD:
        return add_field(fields, cl_tree_at(tree, cl_tree_argument(tree, node, 0))->type,
                         at->index);
    case CL_OP_LITERAL:
        if (at->gives == CL_GIVES_COUNTRY)
            return add_country(fields, evaluator, &at->exact.num, 1);
        return add_bound(fields, (cl_gives)at->gives, at->exact);
    case CL_OP_PARAM:
        setting = &evaluator->settings[at->index];
        if (at->gives == CL_GIVES_LIST || !setting->there || setting->value.state != CL_RANGE_KNOWN)
            return 0;
        return add_bound(fields, (cl_gives)at->gives, setting->value.low);
    case CL_OP_NOT_EQUAL:
        return add_other_country(fields, evaluator, node);
    case CL_OP_ONE_OF:
        return add_set(fields, evaluator, at, cl_tree_argument(tree, node, 0));
    case CL_OP_TABLE:
        return add_table(fields, evaluator->programme, at->index);
    default:
        return 0;
    }
}

int cl_near_fields_add(cl_near_fields *fields, const cl_evaluator *evaluator, const cl_reach *reach)
{
    int rc = reach->rc;

    for (size_t i = 0; rc == 0 && i < reach->nodes.count; i++)
        rc = add_node(fields, evaluator, *(const cl_node *)cl_vec_at(&reach->nodes, i));
    return rc;
}

/* ---- moves of one fact ---- */

typedef struct moving {
    cl_vec *out;
    const cl_near_fields *fields;
    const cl_dossier *dossier;
    const bool *fresh;
    bool only_fresh;
    uint32_t record;
    unsigned number; /* of the field */
    const cl_field *field;
    const cl_fact *fact;
    int rc;
} moving;

static void add_move(moving *m, cl_near_kind kind, cl_fact fact, uint32_t like, unsigned cost)
{
    cl_near_move move = {kind, m->record, m->number, like, fact, cost};

    if (m->rc == 0)
        m->rc = cl_vec_add(m->out, &move);
}

/* Of a word that is fixed another member of its list can have another one; numbers that are fixed,
 * the application itself and its parts are what they are. */
static void set(moving *m, cl_near_kind kind, cl_fact fact, unsigned cost)
{
    bool fixed = m->field->fixed && !m->fresh[m->record];

    if (m->fact->state == CL_FACT_UNKNOWN)
        cost = COST_FILL;
    else if (fixed && (kind == CL_NEAR_TRY || !m->dossier->records[m->record].in_list))
        return;
    else if (fixed) {
        kind = CL_NEAR_REPLACE;
        cost = COST_REPLACE;
    }
    add_move(m, kind, fact, CL_DOSSIER_BLANK, cost);
}

static bool is_now(const moving *m, int64_t value)
{
    return m->fact->state == CL_FACT_KNOWN && m->fact->value == value;
}

static void set_words(moving *m, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!is_now(m, (int64_t)i))
            set(m, CL_NEAR_SET, (cl_fact){(int64_t)i, 1, CL_FACT_KNOWN}, COST_SET);
}

static void set_countries(moving *m)
{
    for (size_t i = 0; i < m->fields->countries.count; i++) {
        int64_t code = *(const int64_t *)cl_vec_at(&m->fields->countries, i);

        if (!is_now(m, code))
            set(m, CL_NEAR_SET, (cl_fact){code, 1, CL_FACT_KNOWN}, COST_SET);
    }
}

/* What the reference may name: not itself, nor the record that it lies in. */
static bool is_target(const moving *m, uint32_t record, unsigned type)
{
    return m->dossier->records[record].type == type && record != m->record &&
           record != m->dossier->records[m->record].parent;
}

static void set_reference(moving *m)
{
    size_t targets = 0;

    for (uint32_t i = 1; i < m->dossier->record_count && targets < TARGETS; i++) {
        if (!is_target(m, i, m->field->target_type) || is_now(m, i))
            continue;
        if (m->only_fresh && !m->fresh[i] && !m->fresh[m->record])
            continue;
        targets++;
        set(m, CL_NEAR_SET, (cl_fact){i, 1, CL_FACT_KNOWN}, COST_LINK);
    }
}

/* Texts that other facts of the kind hold: a term by its name. */
static void set_text(moving *m)
{
    size_t targets = 0;

    for (size_t n = 0; n < m->fields->fields.count; n++) {
        const cl_near_field *other = cl_vec_at(&m->fields->fields, n);

        if (cl_schema_field(m->dossier->schema, other->type, other->field)->kind != CL_FACT_TEXT ||
            (other->type == m->dossier->records[m->record].type && other->field == m->number))
            continue;
        for (uint32_t i = 0; i < m->dossier->record_count && targets < TARGETS; i++) {
            const cl_fact *fact;

            if (m->dossier->records[i].type != other->type)
                continue;
            fact = cl_dossier_fact(m->dossier, i, other->field);
            if (fact->state != CL_FACT_KNOWN || cl_view_equal(cl_dossier_text(m->dossier, fact),
                                                              cl_dossier_text(m->dossier, m->fact)))
                continue;
            targets++;
            set(m, CL_NEAR_SET, *fact, COST_SET);
        }
    }
}

/* ---- ordered values ---- */

static cl_gives gives_of(cl_fact_kind kind)
{
    switch ((int)kind) {
    case CL_FACT_MONEY:
        return CL_GIVES_MONEY;
    case CL_FACT_DATE:
        return CL_GIVES_DATE;
    case CL_FACT_SHARE:
        return CL_GIVES_SHARE;
    default:
        return CL_GIVES_NUMBER;
    }
}

static bool is_allowed(const moving *m, cl_ratio value)
{
    const cl_field *field = m->field;

    if (value.den > UINT32_MAX ||
        (value.den != 1 && !field->fraction && field->kind != CL_FACT_SHARE))
        return false;
    return (!field->has_least || cl_ratio_compare(value, cl_ratio_int(field->least)) >= 0) &&
           (!field->has_most || cl_ratio_compare(value, cl_ratio_int(field->most)) <= 0);
}

static void try_value(moving *m, cl_ratio value)
{
    cl_fact fact = {value.num, 1, CL_FACT_KNOWN};

    if (m->field->kind == CL_FACT_NUMBER || m->field->kind == CL_FACT_SHARE)
        fact.extra = (uint32_t)value.den;
    if (is_allowed(m, value) && !(is_now(m, fact.value) && m->fact->extra == fact.extra))
        set(m, CL_NEAR_TRY, fact, m->field->kind == CL_FACT_DATE ? COST_DATE : COST_SET);
}

static void try_around(moving *m, cl_ratio value)
{
    cl_ratio step =
        m->field->kind == CL_FACT_SHARE ? (cl_ratio){1, CENT_OF_SHARE} : cl_ratio_int(1);
    cl_ratio near;

    try_value(m, value);
    if (cl_ratio_subtract(&near, value, step, NULL) == 0)
        try_value(m, near);
    if (cl_ratio_add(&near, value, step, NULL) == 0)
        try_value(m, near);
}

/* Where nothing is compared with the fact itself: steps that grow, to be narrowed down later. */
static void try_far(moving *m)
{
    int64_t step = 1;

    if (m->fact->state != CL_FACT_KNOWN || m->field->kind == CL_FACT_SHARE ||
        (m->field->kind == CL_FACT_NUMBER && m->fact->extra != 1))
        return;
    for (int i = 0; i < DOUBLINGS; i++, step *= 2) {
        try_value(m, cl_ratio_int(m->fact->value + step));
        try_value(m, cl_ratio_int(m->fact->value - step));
    }
}

static cl_wide distance(const cl_near_move *move, const cl_fact *now)
{
    cl_wide apart = (cl_wide)move->fact.value * now->extra - (cl_wide)now->value * move->fact.extra;

    return apart < 0 ? -apart : apart;
}

/* The nearest first; of two as near the greater. Insertion, since there are few. */
static void sort_tries(moving *m, size_t first)
{
    cl_near_move *moves = m->out->items;

    if (m->fact->state != CL_FACT_KNOWN)
        return;
    for (size_t i = first + 1; i < m->out->count; i++) {
        cl_near_move move = moves[i];
        size_t at = i;

        while (at > first && distance(&move, m->fact) * moves[at - 1].fact.extra <
                                 distance(&moves[at - 1], m->fact) * move.fact.extra) {
            moves[at] = moves[at - 1];
            at--;
        }
        moves[at] = move;
    }
}

static void try_values(moving *m)
{
    size_t first = m->out->count;

    for (size_t i = 0; i < m->fields->bounds.count; i++) {
        const cl_near_bound *bound = cl_vec_at(&m->fields->bounds, i);

        if (bound->gives == gives_of(m->field->kind))
            try_around(m, bound->value);
    }
    if (m->field->kind == CL_FACT_DATE && m->fact->state != CL_FACT_KNOWN)
        try_value(m, cl_ratio_int(m->dossier->date));
    try_far(m);
    if (m->rc == 0)
        sort_tries(m, first);
}

/* ---- lists ---- */

/* Members whose words, countries and answers are equal are models of the same new member. */
static bool is_alike(const moving *m, uint32_t a, uint32_t b)
{
    const cl_record_type *type = &m->dossier->schema->types[m->field->type];

    for (unsigned f = 0; f < type->field_count; f++) {
        const cl_fact *x = cl_dossier_fact(m->dossier, a, f);
        const cl_fact *y = cl_dossier_fact(m->dossier, b, f);
        cl_fact_kind kind = type->fields[f].kind;

        if (kind != CL_FACT_CHOICE && kind != CL_FACT_COUNTRY && kind != CL_FACT_YESNO)
            continue;
        if (x->state != y->state || x->value != y->value)
            return false;
    }
    return true;
}

static void add_members(moving *m)
{
    uint32_t first = (uint32_t)m->fact->value, likes[LIKES];
    size_t count = 0;

    for (uint32_t i = 0; m->fact->state == CL_FACT_KNOWN && i < m->fact->extra; i++) {
        bool known = false;

        for (size_t l = 0; l < count; l++)
            known = known || is_alike(m, likes[l], first + i);
        if (known || count == LIKES)
            continue;
        likes[count++] = first + i;
        add_move(m, CL_NEAR_ADD, (cl_fact){0}, first + i, COST_ADD);
    }
    if (count == 0)
        add_move(m, CL_NEAR_ADD, (cl_fact){0}, CL_DOSSIER_BLANK, COST_ADD);
}

static void remove_members(moving *m, unsigned cost)
{
    uint32_t list = m->record;

    for (uint32_t i = 0; m->fact->state == CL_FACT_KNOWN && i < m->fact->extra; i++) {
        m->record = (uint32_t)m->fact->value + i;
        if (!m->fresh[m->record])
            add_move(m, CL_NEAR_REMOVE, (cl_fact){0}, CL_DOSSIER_BLANK, cost);
    }
    m->record = list;
}

static bool holds_value(const moving *m, const cl_fact *value)
{
    for (uint32_t i = 0; m->fact->state == CL_FACT_KNOWN && i < m->fact->extra; i++)
        if (cl_dossier_fact(m->dossier, (uint32_t)m->fact->value + i, 0)->value == value->value)
            return true;
    return false;
}

static void add_references(moving *m, const cl_field *value)
{
    size_t targets = 0;

    for (uint32_t i = 1; i < m->dossier->record_count && targets < TARGETS; i++) {
        cl_fact fact = {i, 1, CL_FACT_KNOWN};

        if (m->dossier->records[i].type != value->target_type || i == m->record ||
            holds_value(m, &fact) || (m->only_fresh && !m->fresh[i] && !m->fresh[m->record]))
            continue;
        targets++;
        add_move(m, CL_NEAR_ADD, fact, CL_DOSSIER_BLANK, COST_LINK);
    }
}

static void change_plain_list(moving *m)
{
    const cl_field *value = cl_schema_field(m->dossier->schema, m->field->type, 0);

    if (m->fact->state == CL_FACT_KNOWN && m->fact->extra > 0 &&
        (!m->only_fresh || m->fresh[m->record])) {
        add_move(m, CL_NEAR_EMPTY, (cl_fact){0}, CL_DOSSIER_BLANK, COST_LINK);
        if (m->fact->extra > 1)
            remove_members(m, COST_LINK);
    }
    if (value->kind == CL_FACT_REFERENCE)
        add_references(m, value);
    for (size_t i = 0; value->kind == CL_FACT_CHOICE && i < value->choice_count; i++) {
        cl_fact fact = {(int64_t)i, 1, CL_FACT_KNOWN};

        if (!holds_value(m, &fact))
            add_move(m, CL_NEAR_ADD, fact, CL_DOSSIER_BLANK, COST_LINK);
    }
}

static void change_list(moving *m)
{
    if (m->dossier->schema->types[m->field->type].plain) {
        change_plain_list(m);
    } else if (!m->only_fresh) {
        add_members(m);
        remove_members(m, COST_REMOVE);
    }
}

/* ---- all moves ---- */

static void moves_of_kind(moving *m)
{
    switch (m->field->kind) {
    case CL_FACT_YESNO:
        set_words(m, 2);
        break;
    case CL_FACT_CHOICE:
        set_words(m, m->field->choice_count);
        break;
    case CL_FACT_COUNTRY:
        set_countries(m);
        break;
    case CL_FACT_REFERENCE:
        set_reference(m);
        break;
    case CL_FACT_TEXT:
        set_text(m);
        break;
    case CL_FACT_NUMBER:
    case CL_FACT_MONEY:
    case CL_FACT_SHARE:
    case CL_FACT_DATE:
        try_values(m);
        break;
    case CL_FACT_LIST:
        change_list(m);
        break;
    case CL_FACT_RECORD:
        if (m->fact->state != CL_FACT_KNOWN && !m->only_fresh)
            add_move(m, CL_NEAR_ADD, (cl_fact){0}, CL_DOSSIER_BLANK, COST_ADD);
        break;
    case CL_FACT_JUDGEMENT: /* for a person, not for the applicant */
        break;
    }
}

static bool can_be_none(const cl_field *field)
{
    return (field->none_allowed || field->absence == CL_ABSENT_NONE) &&
           field->kind != CL_FACT_RECORD && field->kind != CL_FACT_LIST;
}

/* Whether the record's own facts may move now. References of others to what is fresh always may. */
static bool is_looked_at(const moving *m)
{
    bool links = m->field->kind == CL_FACT_REFERENCE || m->field->kind == CL_FACT_LIST;

    if (m->only_fresh)
        return m->fresh[m->record] || links;
    return !m->fresh[m->record];
}

static void moves_of_fact(moving *m)
{
    if (!is_looked_at(m))
        return;
    if (can_be_none(m->field) && m->fact->state == CL_FACT_KNOWN)
        set(m, CL_NEAR_SET, (cl_fact){0, 1, CL_FACT_NONE}, COST_SET);
    moves_of_kind(m);
}

int cl_near_moves(cl_vec *out, const cl_near_fields *fields, const cl_dossier *dossier,
                  const bool *fresh, bool only_fresh)
{
    moving m = {
        .out = out, .fields = fields, .dossier = dossier, .fresh = fresh, .only_fresh = only_fresh};

    for (size_t i = 0; i < fields->fields.count; i++) {
        const cl_near_field *item = cl_vec_at(&fields->fields, i);

        m.number = item->field;
        m.field = cl_schema_field(dossier->schema, item->type, item->field);
        for (m.record = 0; m.rc == 0 && m.record < dossier->record_count; m.record++) {
            if (dossier->records[m.record].type != item->type)
                continue;
            m.fact = cl_dossier_fact(dossier, m.record, item->field);
            moves_of_fact(&m);
        }
    }
    return m.rc;
}

/* ---- making the moved dossier ---- */

/* An id that nobody has: new1, new2, … */
static int give_id(cl_dossier *dossier, uint32_t added, cl_error *e)
{
    const cl_record_type *type = &dossier->schema->types[dossier->records[added].type];
    char id[16];
    cl_fact fact;
    int rc;

    if (type->id_field < 0)
        return 0;
    for (unsigned n = 1, taken = 1; taken != 0; n++) {
        taken = 0;
        snprintf(id, sizeof id, "new%u", n);
        for (uint32_t i = 0; i < dossier->record_count; i++)
            if (i != added && dossier->records[i].type == dossier->records[added].type &&
                cl_view_is(
                    cl_dossier_text(dossier, cl_dossier_fact(dossier, i, (unsigned)type->id_field)),
                    id))
                taken = 1;
    }
    rc = cl_dossier_make_text(dossier, cl_view_of(id), &fact, e);
    if (rc == 0)
        cl_dossier_set(dossier, added, (unsigned)type->id_field, fact);
    return rc;
}

/* "another school", so that no name of the model stays on the new one. */
static int give_name(cl_dossier *dossier, uint32_t added, cl_error *e)
{
    unsigned type = dossier->records[added].type;
    int field = cl_schema_find(dossier->schema, type, CL_VIEW("name"));
    char name[80];
    cl_fact fact;
    int rc;

    if (field < 0 || cl_schema_field(dossier->schema, type, (unsigned)field)->kind != CL_FACT_TEXT)
        return 0;
    snprintf(name, sizeof name, "another %s", dossier->schema->types[type].name);
    rc = cl_dossier_make_text(dossier, cl_view_of(name), &fact, e);
    if (rc == 0)
        cl_dossier_set(dossier, added, (unsigned)field, fact);
    return rc;
}

static int add_one(cl_dossier *out, const cl_dossier *from, const cl_near_move *move,
                   uint32_t *added, cl_vec *map, cl_error *e)
{
    int rc = cl_dossier_add(out, from, move->record, move->field, move->like, added, map, e);

    if (rc == 0 && out->schema->types[out->records[*added].type].plain) {
        cl_fact fact = move->fact;

        if (cl_schema_field(out->schema, out->records[*added].type, 0)->kind == CL_FACT_REFERENCE)
            fact.value = *(const uint32_t *)cl_vec_at(map, (size_t)fact.value);
        cl_dossier_set(out, *added, 0, fact);
        return 0;
    }
    if (rc == 0)
        rc = give_id(out, *added, e);
    if (rc == 0)
        rc = give_name(out, *added, e);
    return rc;
}

int cl_near_apply(cl_dossier *out, const cl_dossier *from, const cl_near_move *move,
                  uint32_t *added, cl_vec *map, cl_error *e)
{
    int rc;

    *added = CL_DOSSIER_GONE;
    switch (move->kind) {
    case CL_NEAR_ADD:
        return add_one(out, from, move, added, map, e);
    case CL_NEAR_REMOVE:
        return cl_dossier_remove(out, from, move->record, map, e);
    case CL_NEAR_EMPTY:
        return cl_dossier_empty(out, from, move->record, move->field, map, e);
    case CL_NEAR_SET:
    case CL_NEAR_TRY:
    case CL_NEAR_REPLACE:
        break;
    }
    cl_vec_reset(map); /* nothing moves */
    rc = cl_dossier_copy(out, from, e);
    if (rc == 0)
        cl_dossier_set(out, move->record, move->field, move->fact);
    if (rc == 0 && move->kind == CL_NEAR_REPLACE) {
        *added = move->record;
        rc = give_name(out, move->record, e);
    }
    return rc;
}
