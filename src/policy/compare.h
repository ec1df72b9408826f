/* SPDX-License-Identifier: MIT
 *
 * What a change of the rules does to many applications: results before and after, tallied. Results
 * come in any number and are added in the order of the applications, so that the tally is the same
 * whoever worked them out.
 */
#ifndef CL_COMPARE_H
#define CL_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "assess.h"
#include "money.h"
#include "vec.h"

enum { CL_COMPARE_REFUSED = 4, CL_COMPARE_VERDICTS = 5 }; /**< the four verdicts, and no decision */

/** What one edition says of one application, without a word. */
typedef struct cl_compared {
    uint8_t verdict; /**< a cl_verdict, or CL_COMPARE_REFUSED */
    bool known;      /**< the grant is */
    bool moved;      /**< decided as of another day, on which the edition is in force */
    int64_t grant;   /**< minor units; 0 while it is not known */
    char currency[4];
} cl_compared;

/** A rule that is against the application under one of both and not under the other. */
typedef struct cl_compared_rule {
    const char *id; /**< of the programme, which outlives the tally */
    bool after;     /**< against it after the change; false: before */
} cl_compared_rule;

/** Fills `out` from an assessment that was just made. */
void cl_compared_fill(cl_compared *out, const cl_programme *programme, const cl_assessment *found);
/** Appends the ids of the deciding rules that are not met (const char *). CL_E_MEMORY */
int cl_compared_against(cl_vec *out, const cl_programme *programme, const cl_assessment *found);

/** One application under both. Texts are borrowed for the call. */
typedef struct cl_compared_pair {
    const char *name;  /**< APP-12, file:3 */
    const char *group; /**< NULL: none asked for */
    cl_compared before, after;
    const cl_compared_rule *rules; /**< where the verdict changes */
    size_t rule_count;
} cl_compared_pair;

typedef struct cl_tally_rule {
    const char *id;
    bool after;
    size_t count;
    const char *first; /**< name of the first application */
} cl_tally_rule;

typedef struct cl_tally_money {
    char currency[4];
    int64_t before, after; /**< grants of what is eligible, where they are known */
} cl_tally_money;

typedef struct cl_tally_change {
    const char *name;
    cl_compared before, after;
    int64_t change; /**< of what would be paid */
    size_t place;   /**< among the applications */
} cl_tally_change;

typedef struct cl_tally_group {
    const char *name;
    size_t count, before, after; /**< applications; of these eligible */
    cl_tally_money money;        /**< of the currency that came first */
} cl_tally_group;

typedef struct cl_tally {
    cl_arena arena;
    size_t count;                                            /**< applications */
    size_t matrix[CL_COMPARE_VERDICTS][CL_COMPARE_VERDICTS]; /**< before, after */
    size_t moved;                                            /**< cl_compared.moved, after */
    size_t open_before, open_after; /**< eligible, with a grant that is not known */
    cl_vec rules;                   /**< cl_tally_rule, most frequent first */
    cl_vec money;                   /**< cl_tally_money */
    cl_vec changes;                 /**< cl_tally_change, the largest first */
    cl_vec groups;                  /**< cl_tally_group, by name */
    size_t most;                    /**< changes that are kept */
    size_t changed; /**< applications for which the verdict, or what is paid, changes */
} cl_tally;

void cl_tally_init(cl_tally *tally, size_t most);
void cl_tally_clear(cl_tally *tally);
/** Adds the next application. CL_E_MEMORY; CL_E_RANGE when a total does not fit. */
int cl_tally_add(cl_tally *tally, const cl_compared_pair *pair, cl_error *e);
/** Puts rules and groups in their order, at the end. */
void cl_tally_finish(cl_tally *tally);

#endif
