/* SPDX-License-Identifier: MIT
 *
 * Evaluating trees over a dossier. An evaluator is one thread's scratch memory, used again for the
 * next dossier; the programme is shared. Closed nodes are evaluated once a decision. Nothing is
 * short-cut but what stands behind a guard (if_then, pick, applies) that is false.
 */
#ifndef CL_EVAL_H
#define CL_EVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "dossier.h"
#include "error.h"
#include "programme.h"
#include "range.h"
#include "tree.h"

/** Members of a list: records first … first + count, each in it as `in` says (NULL: all are). */
typedef struct cl_members {
    uint32_t first, count;
    const uint8_t *in;    /**< cl_truth each */
    cl_range_state state; /**< UNKNOWN: the list is not known; NONE counts as empty */
} cl_members;

/** A param's value for this decision. */
typedef struct cl_setting {
    cl_range value;
    const cl_param_value *list; /**< LIST */
    bool there;                 /**< false: no value on that day; using it is an error */
    bool assumed;               /**< set by --set */
} cl_setting;

struct cl_evaluator;
typedef struct cl_plan_run cl_plan_run;

/** Sees what is worked out, once for every member that it is worked out for. Analysis only:
 * deciding has none. */
typedef struct cl_watch {
    /** A condition was found to be `found`; what is returned is taken in its place. */
    cl_truth (*truth)(struct cl_watch *watch, const struct cl_evaluator *evaluator, cl_node node,
                      cl_truth found);
    /** A value was found. */
    void (*value)(struct cl_watch *watch, struct cl_evaluator *evaluator, cl_node node);
} cl_watch;

typedef struct cl_evaluator {
    const cl_programme *programme;
    const cl_dossier *dossier;
    cl_setting *settings; /**< one a param */
    size_t setting_count;
    cl_date settled_from, settled_until; /**< days on which the settings are as they are now */
    uint32_t changes;                    /**< of the programme, when they were settled */
    uint32_t settled; /**< another number when a setting may be another one; raised by whoever
                         changes one, who also empties those days */
    uint32_t members[CL_BINDERS]; /**< record bound at each depth */
    uint32_t epoch;               /**< of the memory below: another number is an old decision's */
    uint32_t *truth_epoch, *range_epoch, *list_epoch;
    uint8_t *truths;
    cl_range *ranges;
    cl_members *lists;
    size_t node_count;
    cl_arena scratch;         /**< members of lists; reset each decision */
    cl_arena assumed;         /**< lists that are assumed: as long as the settings */
    const cl_range *narrowed; /**< what facts are known to lie between: an unknown fact whose
                                 `value` is i + 1 is narrowed[i]. For what-ifs; NULL: none is */
    cl_watch *watch;          /**< NULL: nobody looks */
    cl_plan_run *plan;        /**< NULL: the programme has none */
    cl_error *error;          /**< of the decision */
    int rc;                   /**< first failure; the decision is then not published */
} cl_evaluator;

/** Makes the memory for a programme; may be called again for another one. CL_E_MEMORY. */
int cl_evaluator_init(cl_evaluator *evaluator, const cl_programme *programme, cl_error *e);
void cl_evaluator_clear(cl_evaluator *evaluator);
/** Begins a decision: params take their value on the dossier's date. */
void cl_evaluator_begin(cl_evaluator *evaluator, const cl_dossier *dossier, cl_error *e);
/** Forgets what was worked out and keeps dossier and settings, so that the next question is worked
 * out anew. A failure before is forgotten, the next is told to `e`. */
void cl_evaluator_renew(cl_evaluator *evaluator, cl_error *e);

/** A setting that may be changed for this decision alone. */
cl_setting *cl_evaluator_setting(cl_evaluator *evaluator, size_t param);

cl_truth cl_eval_truth(cl_evaluator *evaluator, cl_node node);
/** Value of a node that gives a number, money, share, date, word or record (its number). */
cl_range cl_eval_range(cl_evaluator *evaluator, cl_node node);
cl_members cl_eval_list(cl_evaluator *evaluator, cl_node node);
/** How member `i` is in the list. */
cl_truth cl_members_in(const cl_members *members, uint32_t i);
/** The record that a node of kind RECORD stands for; state UNKNOWN or NONE when there is no certain
 * one. */
cl_range_state cl_eval_record(cl_evaluator *evaluator, cl_node node, uint32_t *record);

/** Keeps the first failure with the place of the node. */
void cl_eval_fail(cl_evaluator *evaluator, cl_node node, const cl_error *error);

#endif
