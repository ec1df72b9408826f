/* SPDX-License-Identifier: MIT
 *
 * Building and searching the schema of facts.
 */
#include "schema.h"

#include <string.h>

#include "suggest.h"

const char *cl_fact_kind_words(cl_fact_kind kind)
{
    static const char *const words[] = {
        [CL_FACT_YESNO] = "true or false",
        [CL_FACT_NUMBER] = "a whole number",
        [CL_FACT_MONEY] = "an amount as text, such as \"1500.00\"",
        [CL_FACT_SHARE] = "a share as text, such as \"60%\"",
        [CL_FACT_DATE] = "a date (YYYY-MM-DD)",
        [CL_FACT_TEXT] = "a text",
        [CL_FACT_CHOICE] = "one of its words",
        [CL_FACT_COUNTRY] = "a country (two capitals, ISO 3166-1)",
        [CL_FACT_REFERENCE] = "the id of a record",
        [CL_FACT_RECORD] = "an object",
        [CL_FACT_LIST] = "a list",
        [CL_FACT_JUDGEMENT] = "an object with verdict, by and reason",
    };

    return words[kind];
}

static const cl_field standard_fields[CL_FIELD_STANDARD_COUNT] = {
    [CL_FIELD_PROGRAMME] = {.name = "programme",
                            .kind = CL_FACT_TEXT,
                            .about = "id of the programme that decides"},
    [CL_FIELD_EDITION] = {.name = "edition",
                          .kind = CL_FACT_TEXT,
                          .absence = CL_ABSENT_NONE,
                          .about = "edition; without it the one in force on the date"},
    [CL_FIELD_DATE] = {.name = "date", .kind = CL_FACT_DATE, .about = "date of the application"},
    [CL_FIELD_ANSWERS] = {.name = "answers",
                          .kind = CL_FACT_RECORD,
                          .about = "answers to the questions that the programme adds"},
};

int cl_schema_init(cl_schema *schema, cl_error *e)
{
    unsigned root, answers;
    int rc;

    memset(schema, 0, sizeof *schema);
    rc = cl_schema_add_type(schema, &root, "dossier", false, e);
    if (rc == 0)
        rc = cl_schema_add_type(schema, &answers, "answers", false, e);
    if (rc != 0)
        return rc;
    schema->answers_type = (int)answers;
    for (unsigned i = 0; i < CL_FIELD_STANDARD_COUNT && rc == 0; i++) {
        cl_field field = standard_fields[i];

        if (i == CL_FIELD_ANSWERS)
            field.type = answers;
        rc = cl_schema_add_field(schema, root, &field, e);
    }
    return rc;
}

void cl_schema_clear(cl_schema *schema)
{
    cl_arena_clear(&schema->arena);
    memset(schema, 0, sizeof *schema);
}

/* Arrays grow inside the arena: a schema is built once, and the old halves are small. */
static void *grown(cl_arena *arena, const void *items, size_t count, size_t *capacity, size_t size)
{
    size_t wanted = *capacity == 0 ? 8 : *capacity * 2;
    void *larger = cl_arena_array(arena, wanted, size);

    if (larger == NULL)
        return NULL;
    if (count > 0)
        memcpy(larger, items, count * size);
    *capacity = wanted;
    return larger;
}

int cl_schema_add_type(cl_schema *schema, unsigned *out, const char *name, bool plain, cl_error *e)
{
    cl_record_type *type;

    if (schema->type_count >= CL_TYPES_LIMIT)
        return cl_fail(e, CL_E_LIMIT, "a schema has at most %d kinds of record", CL_TYPES_LIMIT);
    if (schema->type_count == schema->capacity) {
        cl_record_type *larger = grown(&schema->arena, schema->types, schema->type_count,
                                       &schema->capacity, sizeof *schema->types);
        if (larger == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
        schema->types = larger;
    }
    type = &schema->types[schema->type_count];
    memset(type, 0, sizeof *type);
    type->name = cl_arena_string(&schema->arena, name);
    type->plain = plain;
    type->id_field = -1;
    if (type->name == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    *out = (unsigned)schema->type_count++;
    return 0;
}

static bool is_name(const char *text)
{
    if (!(*text >= 'a' && *text <= 'z'))
        return false;
    for (; *text != '\0'; text++)
        if (!((*text >= 'a' && *text <= 'z') || (*text >= '0' && *text <= '9') || *text == '_'))
            return false;
    return true;
}

static int check_new_field(const cl_schema *schema, unsigned type, const cl_field *field,
                           cl_error *e)
{
    const cl_record_type *record = &schema->types[type];

    if (record->plain ? *field->name != '\0' || record->field_count > 0 : !is_name(field->name))
        return cl_fail(e, CL_E_INVALID,
                       "'%s' is no name for a field: small letters, digits and _ only",
                       field->name);
    if (cl_schema_find(schema, type, cl_view_of(field->name)) >= 0)
        return cl_fail(e, CL_E_INVALID, "field '%s' is declared twice", field->name);
    if (record->field_count >= CL_FIELDS_LIMIT || field->choice_count > CL_CHOICES_LIMIT)
        return cl_fail(e, CL_E_LIMIT, "'%s': a record has at most %d fields, a field %d choices",
                       field->name, CL_FIELDS_LIMIT, CL_CHOICES_LIMIT);
    return 0;
}

static int copy_text(cl_arena *arena, const char **text)
{
    if (*text == NULL)
        return 0;
    *text = cl_arena_string(arena, *text);
    return *text == NULL ? CL_E_MEMORY : 0;
}

static int copy_list(cl_arena *arena, const char *const **list, size_t count)
{
    const char **copy;

    if (count == 0)
        return 0;
    copy = cl_arena_array(arena, count, sizeof *copy);
    if (copy == NULL)
        return CL_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        copy[i] = cl_arena_string(arena, (*list)[i]);
        if (copy[i] == NULL)
            return CL_E_MEMORY;
    }
    *list = copy;
    return 0;
}

int cl_schema_add_field(cl_schema *schema, unsigned type, const cl_field *field, cl_error *e)
{
    cl_record_type *record = &schema->types[type];
    cl_field copy = *field;
    cl_arena *arena = &schema->arena;
    int rc = check_new_field(schema, type, field, e);

    if (rc != 0)
        return rc;
    if (record->field_count == record->capacity) {
        cl_field *larger =
            grown(arena, record->fields, record->field_count, &record->capacity, sizeof copy);
        if (larger == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
        record->fields = larger;
    }
    if (copy_text(arena, &copy.name) != 0 || copy_text(arena, &copy.unit) != 0 ||
        copy_text(arena, &copy.one) != 0 || copy_text(arena, &copy.many) != 0 ||
        copy_text(arena, &copy.about) != 0 || copy_text(arena, &copy.question) != 0 ||
        copy_list(arena, &copy.choices, copy.choice_count) != 0 ||
        copy_list(arena, &copy.cites, copy.cite_count) != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (copy.kind == CL_FACT_NUMBER || copy.kind == CL_FACT_MONEY || copy.kind == CL_FACT_SHARE)
        copy.has_least = true; /* where nothing else was said, `least` is 0 */
    if (strcmp(copy.name, "id") == 0)
        record->id_field = (int)record->field_count;
    record->fields[record->field_count++] = copy;
    return 0;
}

int cl_schema_find(const cl_schema *schema, unsigned type, cl_view name)
{
    const cl_record_type *record = &schema->types[type];

    for (size_t i = 0; i < record->field_count; i++)
        if (cl_view_is(name, record->fields[i].name))
            return (int)i;
    return -1;
}

const cl_field *cl_schema_field(const cl_schema *schema, unsigned type, unsigned field)
{
    return &schema->types[type].fields[field];
}

const char *cl_schema_nearest(const cl_schema *schema, unsigned type, cl_view name)
{
    const cl_record_type *record = &schema->types[type];
    const char *names[CL_FIELDS_LIMIT];

    for (size_t i = 0; i < record->field_count; i++)
        names[i] = record->fields[i].name;
    return cl_suggest(name, names, record->field_count);
}
