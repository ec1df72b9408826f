/* SPDX-License-Identifier: MIT
 *
 * A list of located messages: everything that is wrong with an edition or a dossier, not only the
 * first fault. Bounded; what is beyond the bound is counted, not kept.
 */
#ifndef CL_FINDINGS_H
#define CL_FINDINGS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "text.h"
#include "vec.h"

enum { CL_FINDINGS_LIMIT = 200 };

typedef enum cl_severity {
    CL_FINDING_ERROR,  /**< what was read is refused */
    CL_FINDING_WARNING /**< it is taken, yet somebody should look */
} cl_severity;

typedef struct cl_finding {
    char *file;    /**< NULL when unknown */
    int line;      /**< from 1; 0 when unknown */
    char *path;    /**< field path; NULL when there is none */
    char *message; /**< never NULL */
    cl_severity severity;
} cl_finding;

typedef struct cl_findings {
    cl_vec items;   /**< of cl_finding */
    size_t errors;  /**< how many were errors, those beyond the bound included */
    size_t dropped; /**< not kept, because the list was full or memory was out */
} cl_findings;

#define CL_FINDINGS_INIT                                                                           \
    {                                                                                              \
        CL_VEC_INIT(cl_finding), 0, 0                                                              \
    }

/** Adds an error. File and path may be NULL, line 0. A repetition of the same text at the same
 * place is left out. Never fails: what cannot be kept is counted. `findings` may be NULL. */
void cl_findings_add(cl_findings *findings, const char *file, int line, const char *path,
                     const char *format, ...) __attribute__((format(printf, 5, 6)));
/** As cl_findings_add() for a warning. */
void cl_findings_warn(cl_findings *findings, const char *file, int line, const char *path,
                      const char *format, ...) __attribute__((format(printf, 5, 6)));
/** Adds the place and message of an error object. */
void cl_findings_add_error(cl_findings *findings, const cl_error *error);
size_t cl_findings_count(const cl_findings *findings);
const cl_finding *cl_findings_at(const cl_findings *findings, size_t index);
/** Orders by file, line, then the order in which they were found. */
void cl_findings_sort(cl_findings *findings);
/** Appends one finding as "FILE:LINE: PATH: MESSAGE", without a line feed. */
int cl_finding_print(cl_text *out, const cl_finding *finding);
/** Copies the finding into an error object of code CL_E_INVALID. */
void cl_finding_error(const cl_finding *finding, cl_error *error);
void cl_findings_clear(cl_findings *findings);

#endif
