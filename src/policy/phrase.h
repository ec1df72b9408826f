/* SPDX-License-Identifier: MIT
 *
 * A tree in words, without any facts: "role is one of lead, partner". For explanations, for the
 * readable page of an edition, and for differences between two.
 */
#ifndef CL_PHRASE_H
#define CL_PHRASE_H

#include "programme.h"
#include "range.h"
#include "text.h"
#include "tree.h"

/** Appends what a node is or asks. */
void cl_phrase(cl_text *out, const cl_programme *programme, cl_node node);
/** Appends what the members of a list are called: "schools in the UK"; `one` for a single one. */
void cl_phrase_list(cl_text *out, const cl_programme *programme, cl_node list, bool one);
/** Appends a known value as people write it, by what the node gives: "£1,500.00", "4 days",
 * "Malawi". */
void cl_phrase_value(cl_text *out, const cl_programme *programme, cl_node node, cl_ratio value);
/** Appends a number with its unit, an amount, a share or a day as people write it. */
void cl_phrase_exact(cl_text *out, const cl_programme *programme, cl_gives gives, const char *unit,
                     cl_ratio value);
/** Appends an identifier as words: self_evaluation gives "self evaluation". */
void cl_phrase_name(cl_text *out, const char *name);

#endif
