/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: what the parts of verify share.
 */
#ifndef CL_AUDITOR_H
#define CL_AUDITOR_H

#include "error.h"
#include "store.h"
#include "verify.h"

typedef struct cl_auditor {
    cl_store *store;
    cl_store *rebuilt; /* fresh, in memory: what the events say */
    const cl_verify_options *options;
    cl_verified *out;
} cl_auditor;

/** Counts a fault and hands it on. */
void cl_audit_fault(cl_auditor *auditor, cl_fault_kind kind, int64_t seq, const char *records,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

/** CL_E_INTERRUPTED when the caller wants to stop. */
int cl_audit_progress(cl_auditor *auditor, int64_t done, int64_t total, cl_error *e);

/** The log: order, hashes, commitments; applies each event to `rebuilt` on the way. */
int cl_audit_chain(cl_auditor *auditor, cl_error *e);

/** The tables, counters and search index against `rebuilt`. */
int cl_audit_tables(cl_auditor *auditor, cl_error *e);

/** The sums and states that must agree across tables; each fault names its record. */
int cl_audit_sums(cl_auditor *auditor, cl_error *e);

#endif
