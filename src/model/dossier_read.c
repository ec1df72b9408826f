/* SPDX-License-Identifier: MIT
 *
 * Reading a dossier from JSON. A record gets its place before its fields are read, so that a list
 * lies in one piece and every message can name the record by its id. References are resolved at the
 * end, because they may point forward. Nothing is guessed and nothing stops at the first fault.
 */
#include "dossier.h"

#include <string.h>

#include "iso.h"
#include "money.h"
#include "suggest.h"

typedef struct reader {
    cl_dossier *dossier;
    const cl_json *json;
    const char *currency;
    cl_findings *findings;
    cl_error *error;
    size_t faults;
    int rc; /* what ends the reading: memory, a limit */
} reader;

static int read_record(reader *r, uint32_t record, const cl_json_value *value);

/* ---- faults ---- */

__attribute__((format(printf, 4, 0))) static void fault_at(reader *r, int line, const char *path,
                                                           const char *format, va_list args)
{
    cl_text text = CL_TEXT_INIT;

    cl_text_format_v(&text, format, args);
    cl_findings_add(r->findings, cl_json_file(r->json), line, path, "%s",
                    text.at == NULL ? "out of memory" : text.at);
    cl_text_clear(&text);
    r->faults++;
}

/* A fault of the value of a field. */
__attribute__((format(printf, 5, 6))) static void fault(reader *r, uint32_t record, unsigned field,
                                                        const cl_json_value *value,
                                                        const char *format, ...)
{
    cl_text path = CL_TEXT_INIT;
    va_list args;

    cl_dossier_fact_path(&path, r->dossier, record, field);
    va_start(args, format);
    fault_at(r, cl_json_line(r->json, value), path.at, format, args);
    va_end(args);
    cl_text_clear(&path);
}

static void fault_unknown(reader *r, uint32_t record, const cl_json_value *object, const char *key,
                          unsigned type)
{
    const char *nearest = cl_schema_nearest(r->dossier->schema, type, cl_view_of(key));
    int line = cl_json_key_line(r->json, object, key);
    cl_text path = CL_TEXT_INIT;

    cl_dossier_record_path(&path, r->dossier, record);
    if (record != 0)
        cl_text_add_char(&path, '.');
    cl_text_add_plain(&path, cl_view_of(key));
    if (nearest == NULL)
        cl_findings_add(r->findings, cl_json_file(r->json), line, path.at, "unknown field");
    else
        cl_findings_add(r->findings, cl_json_file(r->json), line, path.at,
                        "unknown field; did you mean '%s'?", nearest);
    r->faults++;
    cl_text_clear(&path);
}

/* ---- places ---- */

static cl_fact *fact_of(reader *r, uint32_t record, unsigned field)
{
    const cl_record *records = r->dossier->record_store.items;

    return (cl_fact *)r->dossier->fact_store.items + records[record].first + field;
}

/* Places for `count` records of one type in one piece; every fact begins as what its absence means.
 */
static int add_records(reader *r, uint32_t *first, unsigned type, size_t count, uint32_t parent,
                       unsigned parent_field, bool in_list)
{
    const cl_record_type *about = &r->dossier->schema->types[type];
    cl_vec *records = &r->dossier->record_store, *facts = &r->dossier->fact_store;

    if (records->count + count > CL_DOSSIER_RECORDS)
        return r->rc = cl_fail(r->error, CL_E_LIMIT, "a dossier has at most %d records",
                               CL_DOSSIER_RECORDS);
    *first = (uint32_t)records->count;
    for (size_t i = 0; i < count; i++) {
        cl_record *record = cl_vec_push(records);

        if (record == NULL)
            return r->rc = cl_fail(r->error, CL_E_MEMORY, "out of memory");
        *record = (cl_record){
            type, (uint32_t)facts->count, parent, (uint16_t)parent_field, in_list, (uint32_t)i};
        for (size_t f = 0; f < about->field_count; f++) {
            const cl_field *field = &about->fields[f];
            cl_fact fact = {0, 1, CL_FACT_UNKNOWN};

            if (field->absence != CL_ABSENT_UNKNOWN)
                fact.state = field->absence == CL_ABSENT_NONE ? CL_FACT_NONE : CL_FACT_KNOWN;
            fact.value = field->absence == CL_ABSENT_DEFAULT ? field->standard : 0;
            if (cl_vec_add(facts, &fact) != 0)
                return r->rc = cl_fail(r->error, CL_E_MEMORY, "out of memory");
        }
    }
    return 0;
}

static void set(reader *r, uint32_t record, unsigned field, int64_t value, uint32_t extra)
{
    *fact_of(r, record, field) = (cl_fact){value, extra, CL_FACT_KNOWN};
}

static bool keep_text(reader *r, cl_view text, uint32_t *offset)
{
    *offset = (uint32_t)r->dossier->texts.length;
    if (cl_text_add(&r->dossier->texts, text.at, text.length) == 0 &&
        cl_text_add_char(&r->dossier->texts, '\0') == 0)
        return true;
    r->rc = cl_text_check(&r->dossier->texts, r->error);
    return false;
}

/* ---- kinds ---- */

/* The fault of a value that is of the wrong JSON type. */
static void wrong_type(reader *r, uint32_t record, unsigned field, const cl_field *about,
                       const cl_json_value *value)
{
    cl_json_kind found = cl_json_type(value);
    bool is_number = found == CL_JSON_INTEGER || found == CL_JSON_REAL;

    if (about->kind == CL_FACT_MONEY && is_number)
        fault(r, record, field, value, "write the amount as text, so that it stays exact");
    else if (about->kind == CL_FACT_SHARE && is_number)
        fault(r, record, field, value, "write the share as text, so that it stays exact");
    else if (about->kind == CL_FACT_NUMBER && found == CL_JSON_REAL && about->fraction)
        fault(r, record, field, value, "write the number as text, so that it stays exact");
    else
        fault(r, record, field, value, "found %s; expected %s", cl_json_type_name(value),
              about->fraction ? "a number" : cl_fact_kind_words(about->kind));
}

static void read_yesno(reader *r, uint32_t record, unsigned field, const cl_json_value *value)
{
    set(r, record, field, cl_json_boolean(value) ? 1 : 0, 1);
}

/* Bounds of a number are whole units, of money minor units, of a date days. */
static bool within_bounds(reader *r, uint32_t record, unsigned field, const cl_field *about,
                          const cl_json_value *value, cl_ratio exact)
{
    cl_text bound = CL_TEXT_INIT;
    bool low = about->has_least && cl_ratio_compare(exact, cl_ratio_int(about->least)) < 0;
    bool high = about->has_most && cl_ratio_compare(exact, cl_ratio_int(about->most)) > 0;
    int64_t limit = low ? about->least : about->most;
    cl_money money = {limit, ""};

    if (!low && !high)
        return true;
    memcpy(money.currency, r->currency, sizeof money.currency);
    if (about->kind == CL_FACT_MONEY)
        cl_money_print_human(&bound, money);
    else if (about->kind == CL_FACT_DATE)
        cl_date_print(&bound, (cl_date)limit);
    else if (about->kind == CL_FACT_SHARE)
        cl_ratio_print_percent(&bound, cl_ratio_int(limit));
    else
        cl_text_add_int(&bound, limit);
    fault(r, record, field, value, "must be at %s %s", low ? "least" : "most",
          bound.at == NULL ? "" : bound.at);
    cl_text_clear(&bound);
    return false;
}

static void set_exact(reader *r, uint32_t record, unsigned field, const cl_field *about,
                      const cl_json_value *value, cl_ratio exact)
{
    if (exact.den > UINT32_MAX)
        fault(r, record, field, value, "the denominator is too large");
    else if (within_bounds(r, record, field, about, value, exact))
        set(r, record, field, exact.num, (uint32_t)exact.den);
}

static void read_number(reader *r, uint32_t record, unsigned field, const cl_field *about,
                        const cl_json_value *value)
{
    cl_error error = CL_ERROR_INIT;
    cl_ratio exact;

    if (cl_json_type(value) == CL_JSON_INTEGER) {
        set_exact(r, record, field, about, value, cl_ratio_int(cl_json_integer(value)));
        return;
    }
    if (cl_json_type(value) != CL_JSON_STRING || !about->fraction)
        wrong_type(r, record, field, about, value);
    else if (cl_ratio_parse(&exact, cl_json_string(value), &error) != 0)
        fault(r, record, field, value, "%s", error.message);
    else
        set_exact(r, record, field, about, value, exact);
}

static void read_share(reader *r, uint32_t record, unsigned field, const cl_field *about,
                       const cl_json_value *value)
{
    cl_error error = CL_ERROR_INIT;
    cl_ratio exact;

    if (cl_ratio_parse(&exact, cl_json_string(value), &error) != 0)
        fault(r, record, field, value, "%s", error.message);
    else
        set_exact(r, record, field, about, value, exact);
}

/* The text of an amount: a string, or {"amount": "…", "currency": "GBP"} in the programme's
 * currency. */
static const cl_json_value *amount_of(reader *r, uint32_t record, unsigned field,
                                      const cl_field *about, const cl_json_value *value)
{
    const cl_json_value *amount, *currency;

    if (cl_json_type(value) == CL_JSON_STRING)
        return value;
    if (cl_json_type(value) != CL_JSON_OBJECT) {
        wrong_type(r, record, field, about, value);
        return NULL;
    }
    amount = cl_json_get(value, "amount");
    currency = cl_json_get(value, "currency");
    if (amount == NULL || currency == NULL || cl_json_count(value) != 2 ||
        cl_json_type(currency) != CL_JSON_STRING) {
        fault(r, record, field, value,
              "an amount is {\"amount\": \"1500.00\", \"currency\": \"%s\"}", r->currency);
        return NULL;
    }
    if (cl_json_type(amount) != CL_JSON_STRING) {
        wrong_type(r, record, field, about, amount);
        return NULL;
    }
    if (!cl_view_is(cl_json_string(currency), r->currency)) {
        fault(r, record, field, value, "the currency of the programme is %s", r->currency);
        return NULL;
    }
    return amount;
}

static void read_money(reader *r, uint32_t record, unsigned field, const cl_field *about,
                       const cl_json_value *value)
{
    const cl_json_value *amount = amount_of(r, record, field, about, value);
    cl_error error = CL_ERROR_INIT;
    cl_money money;

    if (amount == NULL)
        return;
    if (cl_money_parse(&money, cl_json_string(amount), r->currency, &error) != 0)
        fault(r, record, field, amount, "%s", error.message);
    else
        set_exact(r, record, field, about, amount, cl_ratio_int(money.minor));
}

static void read_date(reader *r, uint32_t record, unsigned field, const cl_field *about,
                      const cl_json_value *value)
{
    cl_error error = CL_ERROR_INIT;
    cl_date date;

    if (cl_date_parse(&date, cl_json_string(value), &error) != 0)
        fault(r, record, field, value, "%s", error.message);
    else if (within_bounds(r, record, field, about, value, cl_ratio_int(date)))
        set(r, record, field, date, 1);
}

static void read_text(reader *r, uint32_t record, unsigned field, const cl_json_value *value)
{
    cl_view text = cl_json_string(value);
    uint32_t offset;

    if (keep_text(r, text, &offset))
        set(r, record, field, offset, (uint32_t)text.length);
}

static void add_words(cl_text *out, const cl_field *about)
{
    for (size_t i = 0; i < about->choice_count; i++)
        cl_text_format(out, "%s%s", i == 0 ? "" : ", ", about->choices[i]);
}

static void wrong_choice(reader *r, uint32_t record, unsigned field, const cl_field *about,
                         const cl_json_value *value)
{
    cl_text found = CL_TEXT_INIT, words = CL_TEXT_INIT;
    const char *nearest = cl_suggest(cl_json_string(value), about->choices, about->choice_count);

    cl_text_add_plain(&found, cl_json_string(value));
    add_words(&words, about);
    if (nearest != NULL)
        cl_text_format(&words, "; did you mean '%s'?", nearest);
    fault(r, record, field, value, "'%s' is not one of %s", found.at == NULL ? "" : found.at,
          words.at == NULL ? "" : words.at);
    cl_text_clear(&found);
    cl_text_clear(&words);
}

static void read_choice(reader *r, uint32_t record, unsigned field, const cl_field *about,
                        const cl_json_value *value)
{
    for (size_t i = 0; i < about->choice_count; i++)
        if (cl_view_is(cl_json_string(value), about->choices[i])) {
            set(r, record, field, (int64_t)i, 1);
            return;
        }
    wrong_choice(r, record, field, about, value);
}

static void read_country(reader *r, uint32_t record, unsigned field, const cl_json_value *value)
{
    cl_view code = cl_json_string(value);
    cl_text found = CL_TEXT_INIT;

    if (cl_iso_country_find(code) != NULL) {
        set(r, record, field, code.at[0] * 256 + code.at[1], 1);
        return;
    }
    cl_text_add_plain(&found, code);
    fault(r, record, field, value,
          "'%s' is no country of ISO 3166-1; write its two capitals, such as GB or MW",
          found.at == NULL ? "" : found.at);
    cl_text_clear(&found);
}

/* Kept as the text for now; resolve() turns it into the number of the record. */
static void read_reference(reader *r, uint32_t record, unsigned field, const cl_json_value *value)
{
    read_text(r, record, field, value);
}

static void read_judgement(reader *r, uint32_t record, unsigned field, const cl_json_value *value)
{
    cl_view verdict = cl_json_string(cl_json_get(value, "verdict"));
    cl_view by = cl_json_string(cl_json_get(value, "by"));
    cl_view reason = cl_json_string(cl_json_get(value, "reason"));
    bool pass = cl_view_is(verdict, "pass");
    cl_text words = CL_TEXT_INIT;
    uint32_t offset;

    if ((!pass && !cl_view_is(verdict, "fail")) || by.length == 0 || reason.length == 0 ||
        cl_json_count(value) != 3) {
        fault(r, record, field, value,
              "a judgement is {\"verdict\": \"pass\" or \"fail\", \"by\": a name, \"reason\": a "
              "text}");
        return;
    }
    cl_text_add_view(&words, by);
    cl_text_add_string(&words, ": ");
    cl_text_add_view(&words, reason);
    if (cl_text_check(&words, r->error) != 0)
        r->rc = CL_E_MEMORY;
    else if (keep_text(r, cl_text_view(&words), &offset))
        set(r, record, field, pass, offset);
    cl_text_clear(&words);
}

static void read_nested(reader *r, uint32_t record, unsigned field, const cl_field *about,
                        const cl_json_value *value)
{
    uint32_t first;

    if (add_records(r, &first, about->type, 1, record, field, false) != 0)
        return;
    set(r, record, field, first, 1);
    read_record(r, first, value);
}

static void read_list(reader *r, uint32_t record, unsigned field, const cl_field *about,
                      const cl_json_value *value)
{
    size_t count = cl_json_count(value);
    uint32_t first;

    if (add_records(r, &first, about->type, count, record, field, true) != 0)
        return;
    set(r, record, field, first, (uint32_t)count);
    for (size_t i = 0; i < count && r->rc == 0; i++)
        read_record(r, first + (uint32_t)i, cl_json_item(value, i));
}

/* The JSON type that a kind of fact is written in; numbers and amounts look for themselves. */
static bool type_fits(cl_fact_kind kind, cl_json_kind found)
{
    switch (kind) {
    case CL_FACT_YESNO:
        return found == CL_JSON_BOOLEAN;
    case CL_FACT_NUMBER:
    case CL_FACT_MONEY:
        return true;
    case CL_FACT_RECORD:
    case CL_FACT_JUDGEMENT:
        return found == CL_JSON_OBJECT;
    case CL_FACT_LIST:
        return found == CL_JSON_ARRAY;
    case CL_FACT_SHARE:
    case CL_FACT_DATE:
    case CL_FACT_TEXT:
    case CL_FACT_CHOICE:
    case CL_FACT_COUNTRY:
    case CL_FACT_REFERENCE:
        return found == CL_JSON_STRING;
    }
    return false;
}

static void read_known(reader *r, uint32_t record, unsigned field, const cl_field *about,
                       const cl_json_value *value)
{
    switch (about->kind) {
    case CL_FACT_YESNO:
        read_yesno(r, record, field, value);
        break;
    case CL_FACT_NUMBER:
        read_number(r, record, field, about, value);
        break;
    case CL_FACT_MONEY:
        read_money(r, record, field, about, value);
        break;
    case CL_FACT_SHARE:
        read_share(r, record, field, about, value);
        break;
    case CL_FACT_DATE:
        read_date(r, record, field, about, value);
        break;
    case CL_FACT_TEXT:
        read_text(r, record, field, value);
        break;
    case CL_FACT_CHOICE:
        read_choice(r, record, field, about, value);
        break;
    case CL_FACT_COUNTRY:
        read_country(r, record, field, value);
        break;
    case CL_FACT_REFERENCE:
        read_reference(r, record, field, value);
        break;
    case CL_FACT_RECORD:
        read_nested(r, record, field, about, value);
        break;
    case CL_FACT_LIST:
        read_list(r, record, field, about, value);
        break;
    case CL_FACT_JUDGEMENT:
        read_judgement(r, record, field, value);
        break;
    }
}

static void read_field(reader *r, uint32_t record, unsigned field, const cl_json_value *value)
{
    const cl_record *records = r->dossier->record_store.items;
    const cl_field *about = cl_schema_field(r->dossier->schema, records[record].type, field);

    if (cl_json_type(value) == CL_JSON_NULL) {
        if (about->none_allowed || about->absence == CL_ABSENT_NONE)
            *fact_of(r, record, field) = (cl_fact){0, 1, CL_FACT_NONE};
        else
            fault(
                r, record, field, value,
                "null says that there is none, which is not possible here; leave the key out when "
                "it is not known");
    } else if (!type_fits(about->kind, cl_json_type(value))) {
        wrong_type(r, record, field, about, value);
    } else {
        read_known(r, record, field, about, value);
    }
}

static int read_members(reader *r, uint32_t record, unsigned type, const cl_json_value *object)
{
    const cl_record_type *about = &r->dossier->schema->types[type];
    const cl_json_value *value = NULL;
    void *cursor = NULL;
    const char *key;

    /* The id first: messages about the other fields name the record by it. */
    if (about->id_field >= 0 && (value = cl_json_get(object, "id")) != NULL)
        read_field(r, record, (unsigned)about->id_field, value);
    while (r->rc == 0 && (key = cl_json_next(object, &cursor, &value)) != NULL) {
        int field = cl_schema_find(r->dossier->schema, type, cl_view_of(key));

        if (field < 0)
            fault_unknown(r, record, object, key, type);
        else if (field != about->id_field)
            read_field(r, record, (unsigned)field, value);
    }
    return r->rc;
}

static int read_record(reader *r, uint32_t record, const cl_json_value *value)
{
    const cl_record *records = r->dossier->record_store.items;
    unsigned type = records[record].type;
    cl_text path = CL_TEXT_INIT;

    if (r->dossier->schema->types[type].plain) {
        read_field(r, record, 0, value);
    } else if (cl_json_type(value) == CL_JSON_OBJECT) {
        read_members(r, record, type, value);
    } else {
        cl_dossier_record_path(&path, r->dossier, record);
        cl_findings_add(r->findings, cl_json_file(r->json), cl_json_line(r->json, value), path.at,
                        "found %s; expected an object", cl_json_type_name(value));
        r->faults++;
        cl_text_clear(&path);
    }
    return r->rc;
}

/* ---- references ---- */

/* Ids of all records, in an open hash of record numbers (+ 1) keyed by type and id. */
static size_t hash_id(unsigned type, cl_view id)
{
    size_t hash = 1469598103934665603u ^ type;

    for (size_t i = 0; i < id.length; i++)
        hash = (hash ^ (unsigned char)id.at[i]) * 1099511628211u;
    return hash;
}

static cl_view id_text(const cl_dossier *dossier, uint32_t record)
{
    const cl_record *records = dossier->record_store.items;
    int field = dossier->schema->types[records[record].type].id_field;

    if (field < 0)
        return (cl_view)CL_VIEW_INIT;
    return cl_dossier_text(dossier, cl_dossier_fact(dossier, record, (unsigned)field));
}

/* The slot of that id: it holds 0 or the number + 1 of the record with it. */
static uint32_t *slot_of(reader *r, unsigned type, cl_view id)
{
    cl_vec *table = &r->dossier->id_store;
    const cl_record *records = r->dossier->record_store.items;
    size_t at = hash_id(type, id) & (table->count - 1);

    for (;; at = (at + 1) & (table->count - 1)) {
        uint32_t *slot = cl_vec_at(table, at);

        if (*slot == 0 ||
            (records[*slot - 1].type == type && cl_view_equal(id_text(r->dossier, *slot - 1), id)))
            return slot;
    }
}

static int make_table(reader *r)
{
    cl_vec *table = &r->dossier->id_store;
    size_t size = 16;

    while (size < r->dossier->record_store.count * 2)
        size *= 2;
    cl_vec_reset(table);
    if (cl_vec_reserve(table, size) != 0)
        return r->rc = cl_fail(r->error, CL_E_MEMORY, "out of memory");
    while (table->count < size)
        cl_vec_push(table);
    return 0;
}

/* The JSON that a record was read from: the way down from the top, by parents. */
static const cl_json_value *source_of(const reader *r, uint32_t record)
{
    const cl_record *at = (const cl_record *)r->dossier->record_store.items + record;
    const cl_record *parent = (const cl_record *)r->dossier->record_store.items + at->parent;
    const cl_json_value *value;

    if (record == 0)
        return cl_json_root(r->json);
    value = cl_json_get(source_of(r, at->parent),
                        cl_schema_field(r->dossier->schema, parent->type, at->parent_field)->name);
    return at->in_list ? cl_json_item(value, at->index) : value;
}

static void fault_same_id(reader *r, uint32_t record, uint32_t earlier)
{
    const cl_record *records = r->dossier->record_store.items;
    cl_text path = CL_TEXT_INIT;

    cl_dossier_record_path(&path, r->dossier, record);
    cl_findings_add(r->findings, cl_json_file(r->json), cl_json_line(r->json, source_of(r, record)),
                    path.at, "the id is there twice: places %u and %u of the list",
                    records[earlier].index + 1, records[record].index + 1);
    r->faults++;
    cl_text_clear(&path);
}

static void enter_ids(reader *r)
{
    const cl_record *records = r->dossier->record_store.items;

    for (uint32_t i = 0; i < r->dossier->record_store.count; i++) {
        cl_view id = id_text(r->dossier, i);
        uint32_t *slot;

        if (id.length == 0)
            continue;
        slot = slot_of(r, records[i].type, id);
        if (*slot != 0)
            fault_same_id(r, i, *slot - 1);
        else
            *slot = i + 1;
    }
}

static const char *nearest_id(reader *r, unsigned type, cl_view id)
{
    const cl_record *records = r->dossier->record_store.items;
    const char *ids[256];
    size_t count = 0;

    for (uint32_t i = 0; i < r->dossier->record_store.count && count < 256; i++)
        if (records[i].type == type && id_text(r->dossier, i).length > 0)
            ids[count++] = id_text(r->dossier, i).at;
    return cl_suggest(id, ids, count);
}

static void fault_reference(reader *r, uint32_t record, unsigned field, unsigned type, cl_view id)
{
    const char *nearest = nearest_id(r, type, id), *name = r->dossier->schema->types[type].name;
    cl_text path = CL_TEXT_INIT, found = CL_TEXT_INIT, hint = CL_TEXT_INIT;

    cl_dossier_fact_path(&path, r->dossier, record, field);
    cl_text_add_plain(&found, id);
    if (nearest != NULL)
        cl_text_format(&hint, "; did you mean '%s'?", nearest);
    cl_findings_add(r->findings, cl_json_file(r->json), cl_json_line(r->json, source_of(r, record)),
                    path.at, "there is no %s '%s' in this dossier%s", name,
                    found.at == NULL ? "" : found.at, hint.at == NULL ? "" : hint.at);
    r->faults++;
    cl_text_clear(&path);
    cl_text_clear(&found);
    cl_text_clear(&hint);
}

static void resolve_field(reader *r, uint32_t record, unsigned field, const cl_field *about)
{
    cl_fact *fact = fact_of(r, record, field);
    cl_view id;
    uint32_t found;

    if (fact->state != CL_FACT_KNOWN)
        return;
    id = cl_dossier_text(r->dossier, fact);
    found = *slot_of(r, about->target_type, id);
    if (found == 0)
        fault_reference(r, record, field, about->target_type, id);
    else
        *fact = (cl_fact){found - 1, 1, CL_FACT_KNOWN};
}

static int resolve(reader *r)
{
    const cl_record *records = r->dossier->record_store.items;

    if (make_table(r) != 0)
        return r->rc;
    enter_ids(r);
    for (uint32_t i = 0; i < r->dossier->record_store.count; i++) {
        const cl_record_type *type = &r->dossier->schema->types[records[i].type];

        for (unsigned f = 0; f < type->field_count; f++)
            if (type->fields[f].kind == CL_FACT_REFERENCE)
                resolve_field(r, i, f, &type->fields[f]);
    }
    return r->rc;
}

/* ---- the whole ---- */

static void reset(cl_dossier *dossier, const cl_schema *schema)
{
    dossier->schema = schema;
    cl_vec_reset(&dossier->fact_store);
    cl_vec_reset(&dossier->record_store);
    cl_text_reset(&dossier->texts);
    dossier->texts.limit = 2 * (size_t)CL_DOSSIER_BYTES;
}

int cl_dossier_read(cl_dossier *out, const cl_schema *schema, const char *currency,
                    const cl_json *json, cl_findings *findings, cl_error *e)
{
    reader r = {out, json, currency, findings, e, 0, 0};
    uint32_t root;

    reset(out, schema);
    if (add_records(&r, &root, 0, 1, 0, 0, false) != 0)
        return r.rc;
    if (read_record(&r, root, cl_json_root(json)) != 0 || resolve(&r) != 0)
        return r.rc;
    if (r.faults > 0)
        return cl_fail(e, CL_E_INVALID, "the dossier is refused: %zu faults", r.faults);
    out->facts = out->fact_store.items;
    out->records = out->record_store.items;
    out->fact_count = (uint32_t)out->fact_store.count;
    out->record_count = (uint32_t)out->record_store.count;
    out->date = (cl_date)cl_dossier_fact(out, 0, CL_FIELD_DATE)->value;
    return 0;
}

/* A member of the head that must be a text; a fault when it is not. */
static const char *head_text(const cl_json *json, const char *key, bool required,
                             cl_findings *findings)
{
    const cl_json_value *root = cl_json_root(json), *value = cl_json_get(root, key);

    if (value == NULL || (!required && cl_json_type(value) == CL_JSON_NULL)) {
        if (required)
            cl_findings_add(findings, cl_json_file(json), cl_json_line(json, root), key,
                            "is needed and is not there");
        return NULL;
    }
    if (cl_json_type(value) != CL_JSON_STRING) {
        cl_findings_add(findings, cl_json_file(json), cl_json_line(json, value), key,
                        "found %s; expected a text", cl_json_type_name(value));
        return NULL;
    }
    return cl_json_string(value).at;
}

int cl_dossier_read_head(cl_dossier_head *out, const cl_json *json, bool need_programme,
                         cl_findings *findings)
{
    const cl_json_value *root = cl_json_root(json);
    size_t errors = findings->errors;
    cl_error error = CL_ERROR_INIT;
    const char *date;

    *out = (cl_dossier_head){NULL, NULL, 0};
    if (cl_json_type(root) != CL_JSON_OBJECT) {
        cl_findings_add(findings, cl_json_file(json), cl_json_line(json, root), NULL,
                        "found %s; a dossier is an object", cl_json_type_name(root));
        return CL_E_INVALID;
    }
    out->programme = head_text(json, "programme", need_programme, findings);
    out->edition = head_text(json, "edition", false, findings);
    date = head_text(json, "date", true, findings);
    if (date != NULL && cl_date_parse(&out->date, cl_view_of(date), &error) != 0)
        cl_findings_add(findings, cl_json_file(json), cl_json_line(json, cl_json_get(root, "date")),
                        "date", "%s", error.message);
    return findings->errors > errors ? CL_E_INVALID : 0;
}
