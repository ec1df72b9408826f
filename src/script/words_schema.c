/* SPDX-License-Identifier: MIT
 *
 * Declaring facts: fields, the records that hold them, the dossier itself, a programme's own facts,
 * and the questions that only a person can judge.
 */
#include <string.h>

#include "call.h"
#include "class.h"
#include "money.h"
#include "schema.h"
#include "standin.h"
#include "suggest.h"
#include "words.h"
#include "words_keys.h"

/* A field that waits for the record that it stands in. */
typedef struct declaration {
    cl_field field;
    size_t waiting; /* its entry in the builder */
} declaration;

static const cl_class declaration_class = {"a field", NULL, NULL, NULL, NULL};

static const char *const kind_names[] = {
    "yes-no",  "number",    "money",  "share", "date",      "text", "choice",
    "country", "reference", "record", "list",  "judgement", NULL,
};
static const cl_fact_kind kinds[] = {
    CL_FACT_YESNO,     CL_FACT_NUMBER, CL_FACT_MONEY,  CL_FACT_SHARE,
    CL_FACT_DATE,      CL_FACT_TEXT,   CL_FACT_CHOICE, CL_FACT_COUNTRY,
    CL_FACT_REFERENCE, CL_FACT_RECORD, CL_FACT_LIST,   CL_FACT_JUDGEMENT,
};

static const char *const field_keys[] = {
    "kind",  "of",   "to",   "choices", "none", "optional", "default",  "fraction", "fixed",
    "least", "most", "unit", "one",     "many", "about",    "question", NULL,
};

static cl_schema *schema_of(lua_State *L)
{
    return &cl_builder_of(L)->programme->schema;
}

/* ---- record types ---- */

static int type_named(const cl_schema *schema, const char *name)
{
    for (size_t i = 2; i < schema->type_count; i++) /* the dossier and its answers have no name */
        if (!schema->types[i].plain && strcmp(schema->types[i].name, name) == 0)
            return (int)i;
    return -1;
}

static unsigned add_type(lua_State *L, const char *name, bool plain)
{
    cl_error error = CL_ERROR_INIT;
    unsigned type = 0;

    if (cl_schema_add_type(schema_of(L), &type, name, plain, &error) != 0)
        cl_raise(L, &error);
    return type;
}

static void no_such_record(lua_State *L, const char *key, const char *name)
{
    const cl_schema *schema = schema_of(L);
    const char *names[CL_TYPES_LIMIT], *nearest;
    size_t count = 0;

    for (size_t i = 2; i < schema->type_count; i++)
        if (!schema->types[i].plain)
            names[count++] = schema->types[i].name;
    nearest = cl_suggest(cl_view_of(name), names, count);
    cl_words_fault(L, "'%s': there is no record \"%s\" yet%s%s%s", key, name,
                   nearest != NULL ? "; did you mean '" : "", nearest != NULL ? nearest : "",
                   nearest != NULL ? "'?" : "");
}

/* Number of the record type that a key names; false after a finding. */
static bool record_key(lua_State *L, int table, const char *key, unsigned *out)
{
    const char *name = cl_key_text(L, table, key, true);
    int type = name != NULL ? type_named(schema_of(L), name) : -1;

    if (type >= 0)
        *out = (unsigned)type;
    else if (name != NULL)
        no_such_record(L, key, name);
    return type >= 0;
}

/* ---- one field ---- */

static bool is_quantity(cl_fact_kind kind)
{
    return kind == CL_FACT_NUMBER || kind == CL_FACT_MONEY || kind == CL_FACT_SHARE ||
           kind == CL_FACT_DATE;
}

/* A bound: whole number, amount or date, as the kind says. */
static bool bound(lua_State *L, int table, const char *key, cl_fact_kind kind, int64_t *out)
{
    cl_error error = CL_ERROR_INIT;
    const char *text;
    cl_money money;
    cl_date date;

    if (!cl_key_there(L, table, key))
        return false;
    if (!is_quantity(kind)) {
        cl_words_fault(L, "'%s' is for numbers, money, shares and dates", key);
        return false;
    }
    if (kind == CL_FACT_DATE) {
        bool good = cl_key_date(L, table, key, &date);

        *out = good ? date : 0;
        return good;
    }
    if (kind != CL_FACT_MONEY)
        return cl_key_integer(L, table, key, out);
    text = cl_key_text(L, table, key, true);
    if (text == NULL)
        return false;
    if (cl_money_parse(&money, cl_view_of(text), cl_builder_of(L)->programme->currency, &error) !=
        0) {
        cl_words_fault(L, "'%s': %s", key, error.message);
        return false;
    }
    *out = money.minor;
    return true;
}

static void read_choices(lua_State *L, int table, cl_field *field)
{
    const char **words;
    size_t count;

    if (cl_key_push(L, table, "choices") != LUA_TTABLE) {
        cl_words_fault(L, "'choices' is needed, a list of words as text; found %s",
                       cl_type_name(L, -1));
        lua_pop(L, 1);
        return;
    }
    count = cl_list_count(L, -1, "choices");
    words = cl_words_memory(L, count, sizeof *words);
    for (size_t i = 0; i < count; i++) {
        if (lua_rawgeti(L, -1, (lua_Integer)i + 1) == LUA_TSTRING)
            words[field->choice_count++] = cl_words_text(L, -1);
        else
            cl_words_fault(L, "'choices' holds words as text; found %s", cl_type_name(L, -1));
        lua_pop(L, 1);
    }
    if (count == 0)
        cl_words_fault(L, "'choices' is empty");
    field->choices = words;
    lua_pop(L, 1);
}

static void read_default(lua_State *L, int table, cl_field *field)
{
    int type = cl_key_push(L, table, "default");

    if (type == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    field->absence = CL_ABSENT_DEFAULT;
    if (field->kind == CL_FACT_YESNO && type == LUA_TBOOLEAN)
        field->standard = lua_toboolean(L, -1);
    else if (field->kind == CL_FACT_NUMBER && lua_isinteger(L, -1))
        field->standard = lua_tointeger(L, -1);
    else
        cl_words_fault(L,
                       "'default' is a whole number for a number, true or false for a yes-no; "
                       "found %s",
                       cl_type_name(L, -1));
    lua_pop(L, 1);
}

static void read_absence(lua_State *L, int table, cl_field *field)
{
    field->none_allowed = cl_key_yes(L, table, "none");
    if (cl_key_yes(L, table, "optional"))
        field->absence = CL_ABSENT_NONE;
    read_default(L, table, field);
    if (field->absence == CL_ABSENT_DEFAULT && cl_key_yes(L, table, "optional"))
        cl_words_fault(L,
                       "'optional' says that there is none without the key, 'default' that there "
                       "is one; write one of them");
}

/* The type of a list's members: records, or plain values in a type with one field of no name. */
static void read_member_type(lua_State *L, int table, cl_field *field)
{
    const char *of = cl_key_text(L, table, "of", true);
    cl_field value = {.name = "", .kind = CL_FACT_TEXT, .about = "a member of the list"};
    cl_error error = CL_ERROR_INIT;
    int type, kind;

    if (of == NULL)
        return;
    type = type_named(schema_of(L), of);
    if (type >= 0) {
        field->type = (unsigned)type;
        return;
    }
    for (kind = 0; kind_names[kind] != NULL && strcmp(kind_names[kind], of) != 0; kind++)
        ;
    if (kind_names[kind] == NULL || kinds[kind] == CL_FACT_RECORD || kinds[kind] == CL_FACT_LIST ||
        kinds[kind] == CL_FACT_JUDGEMENT) {
        no_such_record(L, "of", of);
        return;
    }
    value.kind = kinds[kind];
    if (value.kind == CL_FACT_REFERENCE && !record_key(L, table, "to", &value.target_type))
        return;
    if (value.kind == CL_FACT_CHOICE)
        read_choices(L, table, &value);
    field->type = add_type(L, field->one != NULL ? field->one : field->name, true);
    if (cl_schema_add_field(schema_of(L), field->type, &value, &error) != 0)
        cl_raise(L, &error);
}

/* What only some kinds have. */
static void read_kind(lua_State *L, int table, cl_field *field)
{
    switch (field->kind) {
    case CL_FACT_CHOICE:
        read_choices(L, table, field);
        break;
    case CL_FACT_REFERENCE:
        record_key(L, table, "to", &field->target_type);
        break;
    case CL_FACT_RECORD:
        record_key(L, table, "of", &field->type);
        break;
    case CL_FACT_LIST:
        read_member_type(L, table, field);
        break;
    case CL_FACT_YESNO:
    case CL_FACT_NUMBER:
    case CL_FACT_MONEY:
    case CL_FACT_SHARE:
    case CL_FACT_DATE:
    case CL_FACT_TEXT:
    case CL_FACT_COUNTRY:
    case CL_FACT_JUDGEMENT:
        break;
    }
}

/* False when the kind is not known: nothing else can be judged then. */
static bool read_field(lua_State *L, int table, const char *name, cl_field *field)
{
    int kind = cl_key_choice(L, table, "kind", kind_names, -1);

    *field = (cl_field){.name = name};
    if (kind < 0)
        return false;
    field->kind = kinds[kind];
    field->about = cl_key_text(L, table, "about", false);
    field->question = cl_key_text(L, table, "question", false);
    field->unit = cl_key_text(L, table, "unit", false);
    field->one = cl_key_text(L, table, "one", false);
    field->many = cl_key_text(L, table, "many", false);
    field->fraction = cl_key_yes(L, table, "fraction");
    field->fixed = cl_key_yes(L, table, "fixed");
    field->has_least = bound(L, table, "least", field->kind, &field->least);
    field->has_most = bound(L, table, "most", field->kind, &field->most);
    read_absence(L, table, field);
    read_kind(L, table, field);
    return true;
}

static void add_field(lua_State *L, unsigned type, const cl_field *field)
{
    cl_error error = CL_ERROR_INIT;
    int rc = cl_schema_add_field(schema_of(L), type, field, &error);

    if (rc == CL_E_MEMORY)
        cl_raise(L, &error);
    if (rc != 0)
        cl_words_fault(L, "%s", error.message);
}

/* ---- words ---- */

static int word_field(lua_State *L)
{
    cl_builder *builder = cl_builder_of(L);
    const char *name = cl_words_text(L, 1);
    declaration *made = cl_class_new(L, &declaration_class, sizeof *made);
    cl_waiting *waiting;

    memset(made, 0, sizeof *made);
    if (!read_field(L, 2, name, &made->field))
        made->field.name = NULL;
    waiting = cl_words_push(L, &builder->waiting);
    *waiting =
        (cl_waiting){builder->subject,
                     "a record { … } or a dossier { … } around it; a programme's own fact is "
                     "written fact \"name\" { … }",
                     builder->programme->tree.file, builder->programme->tree.line, false};
    made->waiting = builder->waiting.count - 1;
    return 1;
}

static void add_declarations(lua_State *L, int table, unsigned type)
{
    cl_builder *builder = cl_builder_of(L);
    size_t count = cl_list_count(L, table, "fields");

    for (size_t i = 1; i <= count; i++) {
        const declaration *made;

        lua_rawgeti(L, table, (lua_Integer)i);
        made = cl_class_test(L, -1, &declaration_class);
        if (made == NULL) {
            cl_words_fault(L, "item %zu is no field; write field \"name\" { kind = … }", i);
        } else {
            ((cl_waiting *)cl_vec_at(&builder->waiting, made->waiting))->done = true;
            if (made->field.name != NULL)
                add_field(L, type, &made->field);
        }
        lua_pop(L, 1);
    }
}

static int begin_record(lua_State *L)
{
    const char *name = cl_words_text(L, 1);

    if (type_named(schema_of(L), name) >= 0)
        cl_words_fault(L, "the record is declared twice");
    else
        add_type(L, name, false);
    return 0;
}

static int word_record(lua_State *L)
{
    int type = type_named(schema_of(L), lua_tostring(L, 1));

    if (type >= 0)
        add_declarations(L, 2, (unsigned)type);
    return 0;
}

static int word_dossier(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TTABLE)
        cl_words_fault(L, "takes fields: dossier { field \"name\" { … }, … }");
    else
        add_declarations(L, 1, 0);
    return 0;
}

static int word_fact(lua_State *L)
{
    const char *name = cl_words_text(L, 1);
    const cl_schema *schema = schema_of(L);
    cl_field field;

    if (!read_field(L, 2, name, &field))
        return 0;
    if (cl_schema_find(schema, 0, cl_view_of(name)) >= 0)
        cl_words_fault(L, "the dossier has a fact of that name already");
    else
        add_field(L, (unsigned)schema->answers_type, &field);
    return 0;
}

static const char *const judge_keys[] = {"question", "about", "cite", NULL};

/* Gives the condition, so that a rule can name it. */
static int word_judge(lua_State *L)
{
    cl_tree *tree = &cl_builder_of(L)->programme->tree;
    const cl_schema *schema = schema_of(L);
    cl_field field = {.name = cl_words_text(L, 1), .kind = CL_FACT_JUDGEMENT};
    cl_cites cites = cl_key_cites(L, 2, "cite");
    cl_node node;

    field.question = cl_key_text(L, 2, "question", true);
    field.about = cl_key_text(L, 2, "about", false);
    field.cites = cites.ids;
    field.cite_count = cites.count;
    if (cl_schema_find(schema, 0, cl_view_of(field.name)) >= 0) {
        cl_words_fault(L, "the dossier has a fact of that name already");
        return cl_standin_push(L, 0);
    }
    add_field(L, (unsigned)schema->answers_type, &field);
    if (cl_schema_find(schema, (unsigned)schema->answers_type, cl_view_of(field.name)) < 0)
        return cl_standin_push(L, 0);
    node = cl_tree_field(tree, cl_tree_root(tree), cl_view_of(field.name));
    return cl_standin_push(L, cl_tree_ask(tree, CL_OP_JUDGED, node));
}

const cl_word cl_words_schema[] = {
    {.name = "field",
     .takes = "a name and { kind = … }",
     .gives = "a field for a record",
     .brief = "Declares one fact of a record or of the dossier.",
     .example = "field \"pupils\" { kind = \"number\", about = \"number of pupils\" }",
     .call = word_field,
     .named = true,
     .naming = CL_NAMING_FACT,
     .keys = field_keys},
    {.name = "record",
     .takes = "a name and fields",
     .gives = "nothing",
     .brief = "Declares a kind of record; inside it, fields may refer to it.",
     .example = "record \"workshop\" { field \"date\" { kind = \"date\" } }",
     .call = word_record,
     .named = true,
     .naming = CL_NAMING_FACT,
     .begin = begin_record},
    {.name = "dossier",
     .takes = "fields",
     .gives = "nothing",
     .brief = "Adds facts to the dossier itself.",
     .example = "dossier { field \"total_cost\" { kind = \"money\" } }",
     .call = word_dossier,
     .least = 1,
     .most = 1},
    {.name = "fact",
     .takes = "a name and { kind = … }",
     .gives = "nothing",
     .brief = "Declares a fact of this programme alone; it arrives in answers.",
     .example = "fact \"distance_km\" { kind = \"number\", unit = \"km\" }",
     .call = word_fact,
     .named = true,
     .naming = CL_NAMING_FACT,
     .keys = field_keys},
    {.name = "judge",
     .takes = "a name and { question, about, cite }",
     .gives = "a condition",
     .brief = "A question that a named person answers with a reason; until then what depends on it "
              "needs a judgement.",
     .example = "judge \"new_enough\" { question = \"Are the schools predominantly new?\", "
                "cite = \"Q4\" }",
     .call = word_judge,
     .named = true,
     .naming = CL_NAMING_FACT,
     .keys = judge_keys},
    {.name = NULL},
};
