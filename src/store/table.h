/* SPDX-License-Identifier: MIT
 *
 * What the tables look like: one descriptor a noun, one row a field. The SQL, the payload of
 * events, the rebuild from events and the listings as JSON all come from here.
 */
#ifndef CL_TABLE_H
#define CL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "error.h"
#include "records.h"
#include "records_lifecycle.h"
#include "text.h"

typedef enum cl_column_kind {
    CL_COLUMN_ID,      /**< int64_t: the record's own id, or a reference; 0 is none */
    CL_COLUMN_NUMBER,  /**< int64_t, always there */
    CL_COLUMN_MAYBE,   /**< cl_maybe: a number that may be unknown */
    CL_COLUMN_DATE,    /**< cl_maybe: a day; YYYY-MM-DD in database and JSON */
    CL_COLUMN_TEXT,    /**< cl_view; empty is none */
    CL_COLUMN_PERSONAL /**< cl_view: a value kept apart, any bytes; empty is none (or erased) */
} cl_column_kind;

typedef struct cl_column {
    const char *name;
    cl_column_kind kind;
    size_t offset;          /**< in the record's struct */
    const char *references; /**< ID: prefix of what it points to; NULL for the record's own id */
    const char *about;      /**< one line for people */
} cl_column;

/** The first two columns are always id and version. */
typedef struct cl_table {
    const char *name;
    const char *prefix; /**< SCH */
    const char *noun;   /**< for messages: "school" */
    const cl_column *columns;
    size_t count; /**< columns */
    size_t size;  /**< of the struct */
} cl_table;

extern const cl_table cl_table_school, cl_table_register_id, cl_table_import, cl_table_cluster,
    cl_table_membership, cl_table_pairing, cl_table_coordinator, cl_table_self_evaluation,
    cl_table_edition, cl_table_application, cl_table_request, cl_table_revision, cl_table_decision,
    cl_table_award, cl_table_share, cl_table_instalment, cl_table_delivery, cl_table_exchange,
    cl_table_attempt, cl_table_receipt, cl_table_school_link, cl_table_school_name;
extern const cl_table cl_table_machine, cl_table_waiver;
/* table_cluster.c */
extern const cl_table cl_table_cluster_structure, cl_table_board_seat, cl_table_term,
    cl_table_meeting, cl_table_contribution, cl_table_agreement, cl_table_agreement_review,
    cl_table_cluster_evaluation, cl_table_advisor, cl_table_support_entry, cl_table_acknowledgement,
    cl_table_organisation;
/* records_lifecycle.h */
extern const cl_table cl_table_signature, cl_table_notice, cl_table_condition, cl_table_extension,
    cl_table_funding_round, cl_table_transfer, cl_table_payee, cl_table_approval,
    cl_table_payment_run, cl_table_payment_line, cl_table_report, cl_table_report_line,
    cl_table_variation, cl_table_clawback, cl_table_claim_line, cl_table_recovery,
    cl_table_accreditation, cl_table_vote, cl_table_holiday, cl_table_holiday_year;

/* table_people.c */
extern const cl_table cl_table_person, cl_table_purpose, cl_table_post, cl_table_role_grant,
    cl_table_bulk_item;

/** All tables that events build, parents before children. */
const cl_table *const *cl_tables(size_t *count);
/** NULL when there is none of that name. */
const cl_table *cl_table_find(cl_view name);
/** By the prefix of an id ("SCH"); NULL when there is none. */
const cl_table *cl_table_of_prefix(cl_view prefix);
/** Number of the column, or -1. */
int cl_table_column(const cl_table *table, cl_view name);
/** Do the values of one column differ? `a` and `b` point at them. */
bool cl_column_differs(const cl_column *column, const void *a, const void *b);
/** Does any field but id and version differ between two records? */
bool cl_table_differs(const cl_table *table, const void *a, const void *b);
/** Appends one record as a JSON object in the order of the columns, ids as SCH-104, what is unknown
 * left out. Personal values that are not UTF-8 text are left out too. */
int cl_record_json(cl_text *out, const cl_table *table, const void *record);
/** Copies the texts of a record into the arena, so that it outlives its source. CL_E_MEMORY. */
int cl_record_keep(cl_arena *arena, const cl_table *table, void *record, cl_error *e);

#endif
