/* SPDX-License-Identifier: MIT
 *
 * Mutations of an edition: one thing changed at a time, so that it can be seen whether a test
 * notices. A mutation is made in a loaded programme that nobody else uses, and taken back.
 */
#ifndef CL_MUTATE_H
#define CL_MUTATE_H

#include "programme.h"
#include "text.h"
#include "vec.h"

typedef enum cl_mutation_kind {
    CL_MUTATE_LITERAL, /**< a number, amount, share or date in one place of a tree, ± 1 or ± 1% */
    CL_MUTATE_WHOLE,   /**< the same where it is the whole of a thing: cap "x" { at = "100.00" } */
    CL_MUTATE_OPERATOR, /**< at_least for more_than, all for any, … */
    CL_MUTATE_NEEDED,   /**< at_least_of, with one more or one less */
    CL_MUTATE_ROUND,    /**< to_cent with another mode */
    CL_MUTATE_SET,      /**< one_of without one of its words */
    CL_MUTATE_PARAM,    /**< a dated value: a number, amount or date ± 1, a share ± 1% */
    CL_MUTATE_WORD,     /**< a list param without one of its words */
    CL_MUTATE_RATE,     /**< a row of a table: its value + 1 */
    CL_MUTATE_BOUND,    /**< a row of bands or marginal: its lower bound ± 1 */
    CL_MUTATE_RULE,     /**< a rule left out */
    CL_MUTATE_LINE,     /**< a line left out */
    CL_MUTATE_ADJUST,   /**< a cap, floor or rounding left out */
    CL_MUTATE_MODE,     /**< a rounding with another mode */
    CL_MUTATE_REASON,   /**< a reason for not paying left out */
    CL_MUTATE_LIMIT,    /**< the limit of a line left out */
    CL_MUTATE_SHARE,    /**< the share of an instalment + 1% */
    CL_MUTATE_GRADE,    /**< a level of an award left out */
    CL_MUTATE_DEADLINE, /**< a deadline a day later or earlier */
    CL_MUTATE_FROM,     /**< the first day in force a day later or earlier */
    CL_MUTATE_UNTIL     /**< the last day in force likewise */
} cl_mutation_kind;

typedef struct cl_mutation {
    cl_mutation_kind kind;
    size_t index, item; /**< which thing, and which part of it */
    int64_t change;     /**< what is added, what takes its place, or which word is left out */
    const char *file;   /**< where the thing is written; borrowed from the programme */
    int line;
} cl_mutation;

/** What a mutation changed, to be taken back. */
typedef struct cl_mutated {
    cl_mutation mutation;
    cl_ratio exact;
    uint8_t op;
    size_t count;
    cl_node node, second;
    cl_date date;
    struct cl_plan *plan; /**< of the programme as it was */
    _Alignas(16) unsigned char removed[512];
} cl_mutated;

/**
 * Appends every mutation of what the edition itself says (not of words that nothing uses), and one
 * spare node to the tree, which nothing uses until a literal is changed: evaluators made before do
 * not know it. An amount is changed by a penny and not by a hundredth, which is harder to notice.
 * CL_E_MEMORY.
 */
int cl_mutations(cl_vec *out, cl_programme *programme, cl_error *e);
/** Changes the programme; cl_mutate_undo() takes it back. */
void cl_mutate(cl_mutated *done, cl_programme *programme, const cl_mutation *mutation);
void cl_mutate_undo(const cl_mutated *done, cl_programme *programme);
/** Appends what the mutation does in words, before it is made: "rule 'equal-numbers' left out". */
void cl_mutation_print(cl_text *out, const cl_programme *programme, const cl_mutation *mutation);

#endif
