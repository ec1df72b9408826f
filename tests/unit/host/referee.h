/* SPDX-License-Identifier: MIT
 *
 * A second evaluator, for tests alone: it walks the trees of an edition over the dossier as JSON,
 * one node after the other, remembers nothing and compiles nothing. It shares with src/policy the
 * shape of the trees and no code, and says what the decision must be.
 */
#ifndef CL_REFEREE_H
#define CL_REFEREE_H

#include "decide.h"
#include "json.h"
#include "programme.h"
#include "referee_value.h"

enum { REFEREE_RULES = 128, REFEREE_LINES = 48, REFEREE_MEMBERS = 64, REFEREE_INSTALMENTS = 8 };

/** Minor units; `low` and `high` count where the amount is known or has a range. */
typedef struct referee_amount {
    bool known, has_range;
    int64_t low, high;
} referee_amount;

typedef struct referee_line {
    const char *id;
    referee_amount amount, parts[REFEREE_MEMBERS];
    size_t part_count;
} referee_line;

typedef struct referee_verdict {
    bool broken; /**< the programme has an error on this dossier: there is no decision */
    cl_outcome rules[REFEREE_RULES];
    size_t rule_count;
    cl_verdict stages[CL_STAGE_COUNT];
    referee_line lines[REFEREE_LINES];
    size_t line_count;
    referee_amount grant;
    int64_t instalments[REFEREE_INSTALMENTS];
    size_t instalment_count;
    const char *level;
    bool has_round, has_deadline;
    cl_date deadline;
} referee_verdict;

/** A record: where it stands in the JSON. */
typedef struct thing {
    const cl_json_value *json;
    unsigned type;
} thing;

/** Members of a list, and whether each is in it. */
typedef struct crowd {
    knowledge how;
    thing members[REFEREE_MEMBERS];
    cl_truth in[REFEREE_MEMBERS];
    size_t count;
} crowd;

typedef struct referee {
    const cl_programme *programme;
    const cl_json_value *dossier;
    const cl_assumption *assumed;
    size_t assumed_count;
    cl_date date;
    thing bound[CL_BINDERS];
    bool broken;
    uint64_t *used; /**< counts the nodes of each op, where there is one */
} referee;

cl_truth referee_truth(referee *r, cl_node node);
value referee_value(referee *r, cl_node node);
void referee_list(referee *r, cl_node node, crowd *out);
/** Text of the field "id" of a record; "" where it has none. */
const char *referee_id(const referee *r, thing record);

/** What a compute function gives for inputs that are all known; of a condition 1 or 0. */
value referee_computed(referee *r, cl_node node);

/** Judges; the JSON must be one that cl_dossier_read() accepts. */
void referee_judge(referee_verdict *out, referee *r);

#endif
