/* SPDX-License-Identifier: MIT
 *
 * The ledger of a cluster's support: what an advisor may still give. The database refuses a balance
 * below zero; what is here says so first, with the last entries. Units are minutes.
 */
#ifndef CL_SUPPORT_H
#define CL_SUPPORT_H

#include <stddef.h>

#include "recording.h"

typedef struct cl_support_state {
    const cl_support_entry *entries; /**< until the day, in order of id */
    size_t count;
    int64_t given, used, balance;
    bool introduced;
} cl_support_state;

/** Reads the ledger as it stood on a day (by the entries' own days). */
int cl_support_read(cl_support_state *out, cl_recording *r, int64_t cluster, cl_date on,
                    cl_error *e);

/** The last day on which support may be used, and the record that ended it. */
typedef struct cl_support_end {
    cl_maybe day; /**< not known: it goes on */
    const char *prefix;
    int64_t id;
} cl_support_end;

/**
 * Support ends with the project: with the cluster, with its last award, or twelve months after its
 * last application closed without one. A live application or award keeps it open.
 */
int cl_support_ends(cl_support_end *out, cl_recording *r, int64_t cluster, cl_error *e);

/** Schools at home that are members on the day and have not submitted a self-evaluation by it, in
 * the recording's arena. */
int cl_evaluations_due(const cl_school **out, size_t *count, size_t *members, cl_recording *r,
                       int64_t cluster, cl_date on, cl_error *e);

/**
 * Adds the credit for an application that was turned down to a change, once per application; none
 * for a cluster whose advisor was never introduced.
 * @return 0, CL_E_STATE (not turned down, or credited already)
 */
int cl_support_reapply(cl_recording *r, cl_change *change, const cl_application *application,
                       int64_t minutes, cl_date date, cl_error *e);

#endif
