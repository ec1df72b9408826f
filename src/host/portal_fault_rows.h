/* SPDX-License-Identifier: MIT
 *
 * What the table of faults and the plan of a scenario share.
 */
#ifndef CL_PORTAL_FAULT_ROWS_H
#define CL_PORTAL_FAULT_ROWS_H

#include "portal_faults.h"
#include "vec.h"

enum { CL_FAULT_METHOD = 8, CL_FAULT_PATTERN = 128 };

/** One rule of a scenario. Texts live in the plan's document. */
typedef struct cl_fault_rule {
    int line;
    size_t fault; /**< row of the table */
    const cl_json_value *arguments;
    char method[CL_FAULT_METHOD], path[CL_FAULT_PATTERN]; /**< "" for any */
    int64_t nth, millionths, after;                       /**< 0, 0, -1: not said */
    int64_t seen;
    bool spent; /**< of a time: it has struck */
} cl_fault_rule;

struct cl_fault_plan {
    cl_json *document;
    char *path;
    uint64_t seed;
    int64_t started;
    cl_vec rules, routes;
    size_t struck;
    bool refuses_tokens;  /**< always_401 struck */
    int64_t tokens_until; /**< token_down struck */
};

/** A fault being made for one request. */
typedef struct cl_fault_making {
    cl_fault_plan *plan;
    const cl_fault_rule *rule;
    cl_relay_fault *out; /**< NULL: the arguments alone are checked */
} cl_fault_making;

typedef struct cl_fault_row {
    const char *name, *takes, *brief, *example;
    const char *made_by;
    int least, most;
    int (*make)(const cl_fault_making *m, cl_error *e);
} cl_fault_row;

extern const cl_fault_row cl_fault_rows[];
extern const size_t cl_fault_row_count;

/** Milliseconds of a clock that nobody sets. */
int64_t cl_fault_now(void);
/** CL_E_INVALID at the place of the rule. */
int cl_fault_refuse(const cl_fault_making *m, const char *expected, cl_error *e);
/** 401 in place of the portal's answer. */
int cl_fault_make_401(const cl_fault_making *m, cl_error *e);
/** No token is given for `left` milliseconds more. */
int cl_fault_make_no_token(const cl_fault_making *m, int64_t left, cl_error *e);

#endif
