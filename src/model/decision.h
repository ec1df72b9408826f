/* SPDX-License-Identifier: MIT
 *
 * A decision: what was found about one dossier under one edition, with every rule, amount and
 * reason. It owns all its texts and keeps nothing of the dossier or the programme. Printed as JSON
 * (contract section 5) and as a page that an applicant can read, both byte-identical for identical
 * input.
 */
#ifndef CL_DECISION_H
#define CL_DECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "date.h"
#include "money.h"
#include "text.h"

typedef enum cl_verdict {
    CL_VERDICT_ELIGIBLE,
    CL_VERDICT_INELIGIBLE,
    CL_VERDICT_UNDETERMINED,
    CL_VERDICT_NEEDS_JUDGEMENT
} cl_verdict;

typedef enum cl_outcome {
    CL_OUTCOME_PASS,
    CL_OUTCOME_FAIL,
    CL_OUTCOME_UNKNOWN,
    CL_OUTCOME_WAIVED,
    CL_OUTCOME_JUDGEMENT
} cl_outcome;

const char *cl_verdict_name(cl_verdict verdict);
const char *cl_outcome_name(cl_outcome outcome);

enum { CL_DECISION_STAGES = 3 }; /* form, apply, fund */

/** Terminated texts in a fixed order. */
typedef struct cl_strings {
    const char **items;
    size_t count;
} cl_strings;

/** An amount as far as it is known. */
typedef struct cl_amount {
    cl_money low, high; /**< equal when it is known */
    bool known;
    bool has_range; /**< not known, yet between low and high */
} cl_amount;

typedef struct cl_decided_rule {
    const char *id, *title, *stage, *level, *because;
    cl_outcome outcome;
    bool trial; /**< decides nothing */
    cl_strings cites, missing;
} cl_decided_rule;

typedef struct cl_decided_part {
    const char *id; /**< path of the request: "requests[3]" */
    const char *title, *because;
    cl_amount amount;
    cl_strings cites;
} cl_decided_part;

typedef struct cl_decided_line {
    const char *id, *title, *because;
    cl_amount amount;
    cl_strings cites;
    cl_decided_part *parts;
    size_t part_count;
} cl_decided_line;

typedef struct cl_decided_instalment {
    const char *id, *when;
    cl_money amount;
    cl_strings cites;
} cl_decided_instalment;

/** A clause that something in the decision cites. */
typedef struct cl_decided_clause {
    const char *id, *source, *place, *sense;
} cl_decided_clause;

typedef struct cl_assumption {
    const char *name, *value;
} cl_assumption;

typedef struct cl_decision {
    cl_arena arena;
    const char *programme, *edition, *title, *digest, *currency;
    cl_date date;
    unsigned last_stage;                   /**< greatest stage asked for: 0, 1, 2 */
    cl_verdict stages[CL_DECISION_STAGES]; /**< up to last_stage */
    cl_verdict verdict;
    cl_decided_rule *rules;
    size_t rule_count;
    cl_strings missing;
    cl_decided_line *lines;
    size_t line_count;
    cl_amount grant;
    cl_decided_instalment *instalments;
    size_t instalment_count;
    bool has_round, has_deadline; /**< a round is open; its day is known */
    cl_date deadline;
    const char *level; /**< NULL: none */
    cl_assumption *assumed;
    size_t assumed_count;
    cl_decided_clause *clauses; /**< in the order of their ids' first use */
    size_t clause_count;
} cl_decision;

/** Releases all that the decision owns; a zeroed one is accepted. */
void cl_decision_clear(cl_decision *decision);
/** Appends the object of contract section 5 in one line, without a line feed. */
int cl_decision_print_json(cl_text *out, const cl_decision *decision);
/** Appends the page for people: verdict first, each rule with clause and values, the award as a
 * column of lines that add up, instalments, what is missing, and the clauses. `width`: columns, 0
 * for 80. */
int cl_decision_print_text(cl_text *out, const cl_decision *decision, unsigned width);
/** Appends what differs between two decisions of one dossier, a line each; nothing when nothing
 * does. */
int cl_decision_print_difference(cl_text *out, const cl_decision *a, const cl_decision *b);

#endif
