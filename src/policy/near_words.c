/* SPDX-License-Identifier: MIT
 *
 * Changes in words: what would have to be otherwise, as the condition of a sentence.
 */
#include <string.h>

#include "near_parts.h"
#include "phrase.h"

typedef struct wording {
    cl_arena *arena;
    const char *currency;
    int rc;
} wording;

static const char *kept(wording *w, cl_text *text)
{
    const char *copy = text->failed != 0 ? NULL : cl_arena_copy(w->arena, cl_text_view(text));

    cl_text_clear(text);
    if (copy == NULL)
        w->rc = CL_E_MEMORY;
    return copy == NULL ? "" : copy;
}

static const cl_field *field_of(const cl_dossier *dossier, uint32_t record, unsigned field)
{
    return cl_schema_field(dossier->schema, dossier->records[record].type, field);
}

static const char *path_of(wording *w, const cl_dossier *dossier, uint32_t record, unsigned field)
{
    cl_text text = CL_TEXT_INIT;

    cl_dossier_fact_path(&text, dossier, record, field);
    return kept(w, &text);
}

static const char *value_of(wording *w, const cl_dossier *dossier, uint32_t record, unsigned field)
{
    cl_text text = CL_TEXT_INIT;

    cl_dossier_fact_print(&text, dossier, record, field, w->currency);
    return kept(w, &text);
}

static void list_name(cl_text *out, const cl_field *list)
{
    cl_phrase_name(out, list->one == NULL ? list->name : list->one);
}

/* "role of Leith Primary (s2)", "partner of Leith Primary (s2)", "funding model". */
static void subject(cl_text *out, const cl_dossier *dossier, uint32_t record, unsigned field)
{
    if (dossier->schema->types[dossier->records[record].type].plain) {
        field = dossier->records[record].parent_field;
        record = dossier->records[record].parent;
        list_name(out, field_of(dossier, record, field));
    } else {
        cl_phrase_name(out, field_of(dossier, record, field)->name);
    }
    if (!dossier->records[record].in_list)
        return;
    cl_text_add_string(out, " of ");
    cl_dossier_record_name(out, dossier, record);
}

static void say_set(cl_text *out, const cl_dossier *before, const cl_near_change *change,
                    const cl_near_move *move)
{
    const cl_fact *now = cl_dossier_fact(before, move->record, move->field);

    if (move->fact.state == CL_FACT_NONE) {
        cl_text_add_string(out, "there were no ");
        subject(out, before, move->record, move->field);
    } else if (now->state == CL_FACT_NONE) {
        cl_text_add_string(out, "there were a ");
        subject(out, before, move->record, move->field);
        cl_text_format(out, " (such as %s)", change->to);
    } else {
        cl_text_add_string(out, "the ");
        subject(out, before, move->record, move->field);
        cl_text_format(out, " were %s", change->to);
        cl_text_format(out, now->state == CL_FACT_KNOWN ? ", not %s" : " (it is %s)", change->from);
    }
}

static void say_remove(cl_text *out, const cl_dossier *before, uint32_t member)
{
    const cl_record *record = &before->records[member];
    const cl_field *list = field_of(before, record->parent, record->parent_field);

    if (before->schema->types[record->type].plain) {
        cl_dossier_record_name(out, before, member);
        cl_text_add_string(out, " were none of the ");
        subject(out, before, record->parent, record->parent_field);
        return;
    }
    cl_text_format(out, "the %s ", list->one == NULL ? list->name : list->one);
    cl_dossier_record_name(out, before, member);
    cl_text_add_string(out, " were left out");
}

/* A value that joins a plain list. */
static void say_join(cl_text *out, const cl_dossier *before, const cl_near_move *move)
{
    const cl_field *list = field_of(before, move->record, move->field);
    const cl_field *value = cl_schema_field(before->schema, list->type, 0);

    cl_text_add_string(out, "the ");
    subject(out, before, move->record, move->field);
    cl_text_add_string(out, " had among them ");
    if (value->kind == CL_FACT_REFERENCE)
        cl_dossier_record_name(out, before, (uint32_t)move->fact.value);
    else
        cl_text_add_string(out, value->choices[move->fact.value]);
}

static void say(cl_text *out, const cl_dossier *before, const cl_near_change *change,
                const cl_near_move *move)
{
    switch (move->kind) {
    case CL_NEAR_SET:
    case CL_NEAR_TRY:
        say_set(out, before, change, move);
        break;
    case CL_NEAR_REMOVE:
        say_remove(out, before, move->record);
        break;
    case CL_NEAR_EMPTY:
        cl_text_add_string(out, "there were no ");
        subject(out, before, move->record, move->field);
        break;
    case CL_NEAR_ADD:
        say_join(out, before, move);
        break;
    case CL_NEAR_REPLACE: /* cl_near_describe_added() */
        break;
    }
}

static const char *const kind_names[] = {"set", "set", "add", "remove", "empty", "replace"};

int cl_near_describe(cl_near_change *out, cl_arena *arena, const cl_dossier *before,
                     const cl_dossier *after, const cl_near_move *move, const char *currency)
{
    wording w = {arena, currency, 0};
    bool sets =
        move->kind == CL_NEAR_SET || move->kind == CL_NEAR_TRY || move->kind == CL_NEAR_REPLACE;
    cl_text text = CL_TEXT_INIT;

    *out = (cl_near_change){kind_names[move->kind], "", "", "", "", NULL, NULL};
    if (move->kind == CL_NEAR_REMOVE) {
        cl_dossier_record_path(&text, before, move->record);
        out->path = kept(&w, &text);
    } else {
        out->path = path_of(&w, before, move->record, move->field);
    }
    if (sets) {
        out->from = value_of(&w, before, move->record, move->field);
        out->to = value_of(&w, after, move->record, move->field);
    }
    if (move->kind == CL_NEAR_REPLACE ||
        (move->kind == CL_NEAR_ADD &&
         !before->schema->types[field_of(before, move->record, move->field)->type].plain))
        return w.rc; /* its facts are told when it has them */
    say(&text, before, out, move);
    out->says = kept(&w, &text);
    return w.rc;
}

/* ---- added members ---- */

static void add_part(cl_text *out, size_t *parts)
{
    cl_text_add_string(out, (*parts)++ == 0 ? ": " : ", ");
}

static void tell_list(cl_text *out, const cl_dossier *dossier, const cl_field *field,
                      const cl_fact *list)
{
    cl_text_format(out, "with %s ", list->extra == 1 ? field->one : field->many);
    for (uint32_t i = 0; i < list->extra; i++) {
        cl_text_add_string(out, i == 0 ? "" : i + 1 == list->extra ? " and " : ", ");
        cl_dossier_record_name(out, dossier, (uint32_t)list->value + i);
    }
}

static bool is_read(const cl_near_fields *read, unsigned type, unsigned field)
{
    for (size_t i = 0; i < read->fields.count; i++) {
        const cl_near_field *one = cl_vec_at(&read->fields, i);

        if (one->type == type && one->field == field)
            return true;
    }
    return false;
}

static void tell_fact(cl_text *out, const cl_dossier *dossier, uint32_t record, unsigned f,
                      const char *currency)
{
    const cl_field *field = field_of(dossier, record, f);
    bool bare = field->kind == CL_FACT_CHOICE || field->kind == CL_FACT_COUNTRY ||
                field->kind == CL_FACT_MONEY || field->unit != NULL;

    if (field->kind == CL_FACT_DATE) { /* which day it is, is nobody's concern */
        cl_text_add_string(out, "with a ");
        cl_phrase_name(out, field->name);
        return;
    }
    if (!bare) {
        cl_phrase_name(out, field->name);
        cl_text_add_char(out, ' ');
    }
    cl_dossier_fact_print(out, dossier, record, f, currency);
}

static void tell_facts(cl_text *out, const cl_dossier *dossier, uint32_t record,
                       const cl_near_fields *read, const char *currency)
{
    unsigned type = dossier->records[record].type;
    size_t parts = 0;

    for (unsigned f = 0; f < dossier->schema->types[type].field_count; f++) {
        const cl_field *field = cl_schema_field(dossier->schema, type, f);
        const cl_fact *fact = cl_dossier_fact(dossier, record, f);

        if (fact->state != CL_FACT_KNOWN || !is_read(read, type, f))
            continue;
        if (field->kind != CL_FACT_LIST) {
            add_part(out, &parts);
            tell_fact(out, dossier, record, f, currency);
        } else if (fact->extra > 0 && dossier->schema->types[field->type].plain) {
            add_part(out, &parts);
            tell_list(out, dossier, field, fact);
        }
    }
}

/* Others that name the new member: "named by Clyde Primary (s1)". */
static void tell_links(cl_text *out, const cl_dossier *dossier, uint32_t added)
{
    size_t count = 0;

    for (uint32_t i = 1; i < dossier->record_count; i++) {
        const cl_record *record = &dossier->records[i];
        const cl_record_type *type = &dossier->schema->types[record->type];
        uint32_t who = type->plain ? record->parent : i;

        if (record->parent == added)
            continue;
        for (unsigned f = 0; f < type->field_count; f++) {
            const cl_fact *fact = cl_dossier_fact(dossier, i, f);

            if (type->fields[f].kind != CL_FACT_REFERENCE || fact->state != CL_FACT_KNOWN ||
                fact->value != added)
                continue;
            cl_text_add_string(out, count++ == 0 ? "; named by " : ", ");
            cl_dossier_record_name(out, dossier, who);
        }
    }
}

int cl_near_describe_added(cl_near_change *out, cl_arena *arena, const cl_near_fields *read,
                           const cl_dossier *before, const cl_near_move *move,
                           const cl_dossier *after, uint32_t added, const char *currency)
{
    const cl_record *record = &after->records[added];
    const cl_field *field = field_of(after, record->parent, record->parent_field);
    wording w = {arena, currency, 0};
    cl_text text = CL_TEXT_INIT;

    cl_text_add_string(&text, move->kind == CL_NEAR_REPLACE ? "another "
                              : record->in_list             ? "there were one more "
                                                            : "there were a ");
    list_name(&text, field);
    if (move->kind == CL_NEAR_ADD && record->in_list) {
        out->one = field->one == NULL ? field->name : field->one;
        out->many = field->many == NULL ? field->name : field->many;
    }
    if (move->kind == CL_NEAR_REPLACE) {
        cl_text_add_string(&text, " took the place of ");
        cl_dossier_record_name(&text, before, move->record);
    }
    tell_facts(&text, after, added, read, currency);
    if (move->kind == CL_NEAR_ADD)
        tell_links(&text, after, added);
    out->says = kept(&w, &text);
    return w.rc;
}
