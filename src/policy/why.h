/* SPDX-License-Identifier: MIT
 *
 * Why, down to the ground: one rule, amount, level or the whole as a tree that ends in facts and in
 * the dated values of params. Made after a decision, from the same evaluator; knows no terminal and
 * no JSON of a dossier.
 */
#ifndef CL_WHY_H
#define CL_WHY_H

#include <stddef.h>

#include "arena.h"
#include "date.h"
#include "decision.h"
#include "eval.h"
#include "text.h"

/** One finding. Texts and parts live in the tree's arena. */
typedef struct cl_why_node {
    const char *kind;    /**< rule, condition, value, fact, param, table, member, line, … */
    const char *label;   /**< what it is for the one above: "applies", "needs"; NULL: a part */
    const char *says;    /**< the condition, value or title in words */
    const char *finding; /**< "yes", "fail", "£1,500.00", "in the list", "not known" */
    const char *path;    /**< of a fact, name of a param; NULL */
    const char *note;    /**< "assumed", "no source gives it"; NULL */
    cl_date from, until; /**< of a param's value: CL_DATE_MIN and CL_DATE_MAX where there is none */
    cl_strings cites;
    struct cl_why_node *first, *last, *next;
} cl_why_node;

typedef struct cl_why_tree {
    cl_arena arena;
    cl_why_node *root;
    size_t count;   /**< nodes that are kept */
    size_t dropped; /**< findings beyond CL_WHY_LIMIT, left out with what is below them */
} cl_why_tree;

enum { CL_WHY_LIMIT = 20000 };

/**
 * Explains `name`: "verdict", "grant", "level", or the id of a rule, line, cap, rounding,
 * instalment, level or param, or a part of a line ("requests[3]").
 *
 * @param out        zeroed; cleared with cl_why_clear() also after a failure
 * @param evaluator  the one that made `decision`, with its dossier unchanged
 * @return 0; CL_E_NOT_FOUND with the nearest name; CL_E_MEMORY; CL_E_SCRIPT
 */
int cl_why(cl_why_tree *out, cl_evaluator *evaluator, const cl_decision *decision, const char *name,
           cl_error *e);
void cl_why_clear(cl_why_tree *tree);
/** Appends the tree, each finding a line under the one that it explains. `width` 0: 80 columns. */
int cl_why_print_text(cl_text *out, const cl_why_tree *tree, unsigned width);
/** Appends one object; what is below a finding stands in "parts". */
int cl_why_print_json(cl_text *out, const cl_why_tree *tree);

#endif
