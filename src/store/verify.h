/* SPDX-License-Identifier: MIT
 *
 * Is the database what its log says? One pass over the hash chain, SQLite's own checks, the tables
 * compared with a fresh database that is rebuilt from the events, and the sums that must agree.
 * Changes nothing.
 */
#ifndef CL_VERIFY_H
#define CL_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "digest.h"
#include "error.h"
#include "store.h"
#include "text.h"

typedef enum cl_fault_kind {
    CL_FAULT_FILE,  /**< SQLite's integrity check, or the schema is not the one of this version */
    CL_FAULT_CHAIN, /**< an event was changed, is missing or out of order */
    CL_FAULT_COMMITMENT, /**< a personal value is not the one that was stored */
    CL_FAULT_ROW,        /**< a row differs from what the events say */
    CL_FAULT_INVARIANT   /**< sums or states that must agree do not */
} cl_fault_kind;

/** One thing that is wrong. Texts are borrowed for the call. */
typedef struct cl_fault {
    cl_fault_kind kind;
    int64_t seq;         /**< of the event concerned; 0 when there is none */
    const char *records; /**< ids concerned, "CLU-3, MEM-7"; empty when none is known */
    const char *message;
} cl_fault;

/** A head of the log that was kept elsewhere: the event of this seq must have this hash. */
typedef struct cl_anchor {
    int64_t seq;
    char hash[CL_DIGEST_HEX];
} cl_anchor;

/** Reads "SEQ:HASH", and whatever stands behind a blank. CL_E_INVALID. */
int cl_anchor_read(cl_anchor *out, cl_view text, cl_error *e);

typedef struct cl_verify_options {
    const cl_anchor *anchors;
    size_t anchor_count;
    void *context;
    void (*fault)(void *context, const cl_fault *fault);          /**< may be NULL */
    bool (*progress)(void *context, int64_t done, int64_t total); /**< false stops; may be NULL */
    bool sums_only; /**< only what must agree across tables: neither file, log nor rebuild */
} cl_verify_options;

typedef struct cl_verified {
    int64_t events, rows, personals;
    int64_t faults;
    char head[CL_DIGEST_HEX]; /**< hash of the last event, empty when there is none */
} cl_verified;

/**
 * Runs every check on one consistent view of the database. @return 0 when it could look at
 * everything (`out->faults` says what it found), CL_E_STORE (so damaged that it cannot be read),
 * CL_E_INTERRUPTED, CL_E_MEMORY
 */
int cl_verify(cl_verified *out, cl_store *store, const cl_verify_options *options, cl_error *e);

#endif
