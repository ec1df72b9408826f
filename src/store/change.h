/* SPDX-License-Identifier: MIT
 *
 * The one way to change a record: gather the rows that are added and set, then store them with
 * their event in one step. The payload of the event is what builds the tables, here and when they
 * are rebuilt, so that log and tables cannot disagree.
 *
 *     cl_change change;
 *     rc = cl_change_open(&change, store, &author, e);        inside cl_store_begin()
 *     rc = cl_change_add(&change, &cl_table_school, &school, e);  gives school.id
 *     rc = cl_change_store(&change, "add", "SCH", school.id, NULL, NULL, e);
 *     cl_change_clear(&change);                               always; forgets what was not stored
 */
#ifndef CL_CHANGE_H
#define CL_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "date.h"
#include "error.h"
#include "store.h"
#include "table.h"
#include "vec.h"

/** Who changes something, when and why. Texts are borrowed. */
typedef struct cl_author {
    const char *actor;   /**< a person's id or name, or system:courier, …; never empty */
    const char *role;    /**< role (and scope) used; NULL for none */
    int64_t at;          /**< milliseconds UTC; an event never is earlier than the one before */
    cl_date effective;   /**< day from which it is true */
    int64_t cause;       /**< seq of the event that triggered this one; 0 for none */
    const char *machine; /**< digest of the state machine used; NULL for none */
} cl_author;

/** A change being gathered. In the caller's storage; its members are nobody else's. */
typedef struct cl_change {
    cl_store *store;
    cl_author author;
    cl_vec segments;  /* rows of one table and one shape each */
    cl_vec personals; /* values that will be kept apart */
    cl_vec counters;  /* last id given, by table */
    cl_vec erased;    /* ids of values that go */
    cl_view reason;
    int64_t seq;
} cl_change;

/** Starts a change. CL_E_MISUSE outside a transaction or without an actor. */
int cl_change_open(cl_change *change, cl_store *store, const cl_author *author, cl_error *e);

/** Adds a record: gives it the next id (when `id` is 0) and version 1, written into the struct.
 * Nothing is in the database before cl_change_store(). CL_E_INVALID (text that is not UTF-8),
 * CL_E_MEMORY, CL_E_STORE. */
int cl_change_add(cl_change *change, const cl_table *table, void *record, cl_error *e);

/**
 * Adds a record as cl_change_add() does, for imports of many rows: cl_change_store() puts it into
 * its table as it is, without the detour over the payload, so its texts are borrowed until then.
 * The search index is the caller's affair (search_index.h). A table with personal columns is
 * refused. CL_E_INVALID, CL_E_MEMORY, CL_E_STORE, CL_E_MISUSE.
 */
int cl_change_put(cl_change *change, const cl_table *table, void *record, cl_error *e);

/**
 * Changes a record from `before` (as it was read) to `after`; only the fields that differ are
 * written, and `after` gets the next version. Nothing differs: nothing happens. A change touches a
 * record at most once. A record that somebody else has changed since is refused by
 * cl_change_store().
 */
int cl_change_set(cl_change *change, const cl_table *table, const void *before, void *after,
                  cl_error *e);

/** A reason in free text for the event (personal, so kept apart). Borrowed until the change is
 * stored. */
void cl_change_reason(cl_change *change, cl_view reason);

/**
 * Erases a personal value for good: its text and its salt go, the commitments in the log stay and
 * can no longer be tested. The event names the value. Erased already: nothing happens twice.
 */
int cl_change_erase(cl_change *change, int64_t value, cl_error *e);
/** True when nothing was gathered. */
bool cl_change_is_empty(const cl_change *change);

/**
 * Appends the event and applies the rows, all or nothing, and empties the change (which may then
 * gather again). An empty change is stored as well: an event without rows.
 *
 * @param kind    word for what happened: "add", "submit", "refused"
 * @param prefix  and `id`: the record the event is about
 * @param from,to states; NULL where there are none
 * @return the result: 0, CL_E_STATE (version is stale, or the database refuses: twice the same,
 * overlap), CL_E_STORE (disk full, I/O), CL_E_MEMORY. On failure nothing of the change is stored.
 */
int cl_change_store(cl_change *change, const char *kind, const char *prefix, int64_t id,
                    const char *from, const char *to, cl_error *e);

/** Seq of the event that cl_change_store() appended last in this change; 0 before. */
int64_t cl_change_seq(const cl_change *change);

/** Forgets what was gathered and not stored. A cleared or zeroed change is accepted. */
void cl_change_clear(cl_change *change);

#endif
