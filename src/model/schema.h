/* SPDX-License-Identifier: MIT
 *
 * The schema of facts: which fields a dossier may have, of what type, and whether "there is none"
 * is allowed. Built once when an edition is loaded, then read-only. Knows no rules and no JSON.
 *
 * A schema is a set of record types. Type 0 is the dossier itself. A field of kind RECORD holds one
 * record of another type, a field of kind LIST any number; a list of plain values (the terms, the
 * partners) is a list of records with one field of the name "" (the type is then `plain`).
 */
#ifndef CL_SCHEMA_H
#define CL_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "date.h"
#include "error.h"
#include "ratio.h"
#include "text.h"

typedef enum cl_fact_kind {
    CL_FACT_YESNO,
    CL_FACT_NUMBER, /**< exact; whole unless `fraction` */
    CL_FACT_MONEY,  /**< in the programme's currency */
    CL_FACT_SHARE,  /**< "60%", "0.6", "3/5" */
    CL_FACT_DATE,
    CL_FACT_TEXT,      /**< free text */
    CL_FACT_CHOICE,    /**< one of a few words */
    CL_FACT_COUNTRY,   /**< ISO 3166-1 alpha-2 */
    CL_FACT_REFERENCE, /**< the id of a record in a list */
    CL_FACT_RECORD,
    CL_FACT_LIST,
    CL_FACT_JUDGEMENT /**< a person's verdict: {"verdict": "pass"|"fail", "by": …, "reason": …} */
} cl_fact_kind;

/** What a key that is not there means. */
typedef enum cl_absence {
    CL_ABSENT_UNKNOWN, /**< the rule: unknown */
    CL_ABSENT_NONE,    /**< an optional field: there is none */
    CL_ABSENT_DEFAULT  /**< `standard` is meant */
} cl_absence;

typedef struct cl_field {
    const char *name;
    cl_fact_kind kind;
    bool none_allowed; /**< null says "there is none" */
    cl_absence absence;
    bool fraction; /**< number: a fraction is allowed */
    bool fixed;    /**< the applicant cannot change it: where a school lies, who pays for it */
    bool has_least, has_most;
    int64_t least, most; /**< bounds of a number (whole); money in minor units; date in days */
    int64_t standard;    /**< value for CL_ABSENT_DEFAULT (number, yes/no 0 or 1) */
    const char *const *choices; /**< CHOICE: the words */
    size_t choice_count;
    unsigned type;        /**< RECORD, LIST: type of the record(s) */
    unsigned target_type; /**< REFERENCE: type of the record it names; that type has a field "id" */
    const char *unit;     /**< "km", "days"; NULL for none */
    const char *one, *many;   /**< LIST: what a member is called, "school" and "schools" */
    const char *about;        /**< one line of documentation */
    const char *question;     /**< how to ask for it; NULL: made from name and about */
    const char *const *cites; /**< JUDGEMENT: ids of the clauses that leave it to a person */
    size_t cite_count;
} cl_field;

typedef struct cl_record_type {
    const char *name; /**< for messages: "school" */
    bool plain;       /**< its one field is the value itself */
    cl_field *fields;
    size_t field_count, capacity;
    int id_field; /**< field "id", or -1 */
} cl_record_type;

typedef struct cl_schema {
    cl_arena arena;
    cl_record_type *types;
    size_t type_count, capacity;
    int answers_type; /**< type of the field "answers" of type 0, where a programme's own facts
                         arrive */
} cl_schema;

/** Fields of the dossier that every schema has, in this order at the start of type 0. */
enum {
    CL_FIELD_PROGRAMME,
    CL_FIELD_EDITION,
    CL_FIELD_DATE,
    CL_FIELD_ANSWERS,
    CL_FIELD_STANDARD_COUNT
};

enum { CL_TYPES_LIMIT = 64, CL_FIELDS_LIMIT = 200, CL_CHOICES_LIMIT = 300 };

/** Makes type 0 with programme, edition, date and answers. CL_E_MEMORY. */
int cl_schema_init(cl_schema *schema, cl_error *e);
void cl_schema_clear(cl_schema *schema);
/** Adds an empty record type; `*out` is its number. CL_E_LIMIT, CL_E_MEMORY. Texts are copied. */
int cl_schema_add_type(cl_schema *schema, unsigned *out, const char *name, bool plain, cl_error *e);
/** Adds a field to a type (texts and choices are copied; a number, amount or share without
 * `has_least` is at least 0). CL_E_INVALID when the name is taken or is no name ([a-z][a-z0-9_]*,
 * or "" in a plain type), CL_E_LIMIT, CL_E_MEMORY. */
int cl_schema_add_field(cl_schema *schema, unsigned type, const cl_field *field, cl_error *e);
/** Number of the field, or -1. */
int cl_schema_find(const cl_schema *schema, unsigned type, cl_view name);
const cl_field *cl_schema_field(const cl_schema *schema, unsigned type, unsigned field);
/** The field of that type whose name is nearest, or NULL: "did you mean". */
const char *cl_schema_nearest(const cl_schema *schema, unsigned type, cl_view name);
/** Words for a kind: "a date (YYYY-MM-DD)". */
const char *cl_fact_kind_words(cl_fact_kind kind);

#endif
