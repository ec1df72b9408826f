/* SPDX-License-Identifier: MIT
 *
 * A dossier: an immutable snapshot of one application, read from JSON and checked against a schema,
 * laid out so that the evaluator reads a fact with two additions. Knows no rules.
 */
#ifndef CL_DOSSIER_H
#define CL_DOSSIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "date.h"
#include "error.h"
#include "findings.h"
#include "json.h"
#include "schema.h"
#include "text.h"
#include "vec.h"

typedef enum cl_fact_state {
    CL_FACT_UNKNOWN, /**< the key is not there */
    CL_FACT_NONE,    /**< null, or an optional field that was left out */
    CL_FACT_KNOWN
} cl_fact_state;

/**
 * One fact. What `value` means depends on the field: yes/no 0 or 1; number, share: numerator (and
 * `extra` the denominator); money: minor units; date: days; choice: index; country: the two letters
 * as first * 256 + second; text: offset in `texts` (`extra` its length); record: number of the
 * record; list: number of its first record (`extra` how many follow on from it); reference: number
 * of the record; judgement: 0 fail, 1 pass (`extra` the offset in `texts` of "by: reason").
 */
typedef struct cl_fact {
    int64_t value;
    uint32_t extra;
    uint8_t state; /**< a cl_fact_state */
} cl_fact;

/** One record. Its facts are facts[first … first + fields of the type). */
typedef struct cl_record {
    uint32_t type;
    uint32_t first;
    uint32_t parent;       /**< number of the record that holds it; the dossier's own is 0 */
    uint16_t parent_field; /**< field of the parent that holds it */
    uint16_t in_list;      /**< 1 when that field is a list */
    uint32_t index;        /**< position in its list, from 0 */
} cl_record;

typedef struct cl_dossier {
    const cl_schema *schema;
    const cl_fact *facts;
    const cl_record *records;
    uint32_t fact_count, record_count;
    cl_date date;
    cl_vec fact_store, record_store, id_store; /**< memory, kept for the next read */
    cl_text texts;                             /**< terminated strings one after the other */
} cl_dossier;

#define CL_DOSSIER_INIT                                                                            \
    {                                                                                              \
        NULL, NULL, NULL, 0, 0, 0, CL_VEC_INIT(cl_fact), CL_VEC_INIT(cl_record),                   \
            CL_VEC_INIT(uint32_t), CL_TEXT_INIT                                                    \
    }

enum { CL_DOSSIER_BYTES = 4 << 20, CL_DOSSIER_RECORDS = 20000 };

/** How facts are written and read; goes up when the same JSON would mean something else. */
enum { CL_DOSSIER_SCHEMA = 1 };

/** The part that chooses the edition. Texts are borrowed from the JSON; edition may be NULL. */
typedef struct cl_dossier_head {
    const char *programme, *edition;
    cl_date date;
} cl_dossier_head;

/** Reads programme (NULL where it is not there and not needed), edition and date; what is wrong
 * goes to `findings` with file, line and path. @return 0 or CL_E_INVALID */
int cl_dossier_read_head(cl_dossier_head *out, const cl_json *json, bool need_programme,
                         cl_findings *findings);

/**
 * Reads a whole dossier. Every fault is added to `findings` (unknown key with "did you mean", wrong
 * type, value outside its table, reference to nothing, the same id twice); nothing is guessed.
 *
 * @param out       caller's storage, CL_DOSSIER_INIT or from an earlier read, whose memory is used
 *                  again; cleared at last with cl_dossier_clear()
 * @param schema    borrowed for the life of the dossier
 * @param currency  of the programme
 * @return 0, CL_E_INVALID (findings say why), CL_E_LIMIT, CL_E_MEMORY
 */
int cl_dossier_read(cl_dossier *out, const cl_schema *schema, const char *currency,
                    const cl_json *json, cl_findings *findings, cl_error *e);
void cl_dossier_clear(cl_dossier *dossier);

/** Fact of a record; never NULL for a field of the record's type. */
const cl_fact *cl_dossier_fact(const cl_dossier *dossier, uint32_t record, unsigned field);
/** Appends the path of a record ("cluster.schools[s2]", "requests[3]") or nothing for record 0. */
int cl_dossier_record_path(cl_text *out, const cl_dossier *dossier, uint32_t record);
/** Appends the path of a fact: "cluster.schools[s2].funding". */
int cl_dossier_fact_path(cl_text *out, const cl_dossier *dossier, uint32_t record, unsigned field);
/** Appends what people call a record: its name, else its id, else what it is and for whom ("visit,
 * Clyde Primary (s1)"), else its place. */
int cl_dossier_record_name(cl_text *out, const cl_dossier *dossier, uint32_t record);
/** Text of a TEXT fact that is known; empty otherwise. */
cl_view cl_dossier_text(const cl_dossier *dossier, const cl_fact *fact);
/** Appends a known fact as people write it: "£1,320.50", "20 April 2021", "network", "60%". */
int cl_dossier_fact_print(cl_text *out, const cl_dossier *dossier, uint32_t record, unsigned field,
                          const char *currency);

#endif
