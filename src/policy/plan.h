/* SPDX-License-Identifier: MIT
 *
 * The trees of an edition as a flat list of steps, made once when it is loaded and shared by any
 * number of threads. A step works on all members of a list at once: a condition on schools is one
 * word with a bit for each school, so that deciding is counting and masking bits instead of walking
 * a tree for every member.
 *
 * The plan is a short cut and never a second opinion. What it does not cover (fractions, texts,
 * tables, lists in lists) is left to the evaluator of eval.h, which also words every error. So is
 * what turns out not to be covered while it runs: a number that is not known, a list with more than
 * 64 members, a param without a value. Each step that can meet such a thing has a bit of `trouble`;
 * it is raised for the dossier, and whatever rests on that step is asked of the evaluator. So the
 * steps themselves carry no marks along. Both ways are held together by plan_test.c and
 * referee_test.c in tests/unit/host.
 */
#ifndef CL_PLAN_H
#define CL_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "eval.h"
#include "programme.h"

enum {
    CL_PLAN_MEMBERS = 64, /**< members of a list: bits of a word */
    CL_PLAN_WORDS = 8,    /**< words of a choice that have a mask of their own */
    CL_PLAN_HOPS = 3,     /**< references and records followed from a member to a fact */
    CL_PLAN_SLOTS = 4000, /**< masks, columns, spans each; a larger edition has no plan */
    CL_PLAN_NONE = 0xffff /**< no slot: not covered, or not there */
};

/** Where a step finds what it works on: masks and spans are counted in words of 64 bits, so that
 * looking one up is one instruction, all else by number. */
typedef uint16_t cl_slot;

/** A condition for every member of a list. A closed condition is bit 0 alone. Who is in `may` and
 * neither in `yes` nor in `unsure` waits for a person. */
typedef struct cl_mask {
    uint64_t yes;    /**< true */
    uint64_t may;    /**< not false */
    uint64_t unsure; /**< part of `may` without `yes` */
} cl_mask;

/** A whole number for every member. What is neither known nor none is trouble for whoever asks. */
typedef struct cl_column {
    uint64_t known, none;
    union {
        int64_t of[CL_PLAN_MEMBERS];
        uint64_t words[CL_PLAN_WORDS + 2]; /**< WORDS: which members have that word; behind them
                                              which are unknown, and which are none */
        uint64_t links[CL_PLAN_MEMBERS]; /**< LINKS: which members of another list each refers to */
    } at;
} cl_column;

/** A closed whole number, between bounds. */
typedef struct cl_span {
    int64_t low, high; /**< CL_NO_LOW, CL_NO_HIGH: without that bound */
} cl_span;

#define CL_NO_LOW INT64_MIN
#define CL_NO_HIGH INT64_MAX

/** The records of a list in this dossier. Base 0 is the dossier's own record, alone. */
typedef struct cl_base {
    const cl_fact *facts; /**< of the first member; of the dossier when there is none */
    uint32_t first, count, stride;
} cl_base;

typedef enum cl_step_op {
    CL_STEP_END,       /**< behind the last one */
    CL_STEP_LIST,      /**< base `out`: the list at path and field of base `base` (of one member) */
    CL_STEP_CONST,     /**< mask out: `value` */
    CL_STEP_ALL,       /**< mask out: all members of `base` */
    CL_STEP_SPREAD,    /**< mask out: closed mask a for every member of `base` */
    CL_STEP_FACT,      /**< closed mask out: `test` on the fact at path and field of the dossier */
    CL_STEP_FACT_WORD, /**< the same of the words among the bits of `value` */
    CL_STEP_WORD,      /**< mask out: the words of column a are `field` or `list` */
    CL_STEP_WORD_AMONG,  /**< the same of those among the bits of `value` */
    CL_STEP_TEST,        /**< mask out: `test` on the facts of column a */
    CL_STEP_SOME_BELOW,  /**< mask out: `test` on the fact at path and field, for any member of the
                            list `list` of a member */
    CL_STEP_SOME_LINKED, /**< mask out: mask a for any of those that column b links to */
    CL_STEP_AND,         /**< mask out: a, b */
    CL_STEP_OR,
    CL_STEP_NOT,
    CL_STEP_UNLESS, /**< mask out: b, or not a */
    CL_STEP_EVERY,  /**< closed mask out: members in a have b */
    CL_STEP_SOME,
    CL_STEP_COUNT,    /**< span out: members in a */
    CL_STEP_DISTINCT, /**< span out: values of column b of the members in a */
    CL_STEP_SPAN,     /**< span out: `value` */
    CL_STEP_PARAM,    /**< span out: param `field` */
    CL_STEP_SPAN_OF,  /**< span out: the fact at path and field of the dossier */
    CL_STEP_ADD,      /**< span out: a, b */
    CL_STEP_SUBTRACT,
    CL_STEP_MULTIPLY,
    CL_STEP_LEAST,
    CL_STEP_PICK,  /**< span out: a where closed mask c holds, else b */
    CL_STEP_EQUAL, /**< closed mask out: spans a, b */
    CL_STEP_AT_LEAST,
    CL_STEP_MORE,
    CL_STEP_COLUMN,           /**< column out: the fact at path and field */
    CL_STEP_WORDS,            /**< column out: which words the facts at path and field are */
    CL_STEP_LINKS,            /**< column out: records of base c that the references `field` in the
                                 list `list` of a member name */
    CL_STEP_COLUMN_COUNT,     /**< column out: members of the list at path and field */
    CL_STEP_COLUMN_SPREAD,    /**< column out: span a for every member */
    CL_STEP_COLUMN_OTHERWISE, /**< column out: a, or b where there is none */
    CL_STEP_COLUMN_ADD,
    CL_STEP_COLUMN_SUBTRACT,
    CL_STEP_COLUMN_MULTIPLY,
    CL_STEP_COLUMN_LEAST,
    CL_STEP_COLUMN_GREATEST,
    CL_STEP_COLUMN_UP_TO,  /**< column out: a, or b where there is none, and b at most */
    CL_STEP_COLUMN_PICK,   /**< column out: a where mask c holds, else b */
    CL_STEP_COLUMN_COMPARE /**< mask out: `test` (a cl_op) on columns a, b */
} cl_step_op;

/** Tests of a fact. */
typedef enum cl_test {
    CL_TEST_IS,      /**< the value is `value` */
    CL_TEST_WORD,    /**< one of the words of the column: bits of `value` */
    CL_TEST_AMONG,   /**< the value is in the set at `set` of the plan */
    CL_TEST_LISTED,  /**< the value is in the list param `value` */
    CL_TEST_PRESENT, /**< there is one */
    CL_TEST_YES,     /**< yes/no */
    CL_TEST_NO,
    CL_TEST_JUDGED /**< a person's verdict */
} cl_test;

typedef struct cl_step {
    uint8_t op, base, test, hop_count;
    cl_slot out, a, b, c;
    uint16_t hops[CL_PLAN_HOPS];
    uint16_t field, list;
    bool country;    /**< AMONG, LISTED: codes are countries, else words of a choice */
    bool narrow;     /**< of numbers of members, asked by a line: of its parts alone */
    uint8_t closed;  /**< of numbers of members: bit 0: a is a span, bit 1: b is */
    uint8_t trouble; /**< number of the bit that it raises */
    int64_t value;
} cl_step;

/** Which of 26 × 26 countries (a word for each first letter), or of 64 words of a choice. */
typedef struct cl_code_set {
    uint32_t bits[26];
} cl_code_set;

/** The trouble of what has no slot: it is always raised. */
#define CL_PLAN_UNCOVERED ((uint64_t)1 << 63)

typedef struct cl_planned_rule {
    uint64_t trouble; /**< of the steps that it rests on, CL_PLAN_UNCOVERED with exceptions */
    cl_slot holds;    /**< closed mask: needs, or does not apply */
    uint8_t seen_at;  /**< cl_assess_seen_at() */
} cl_planned_rule;

/** A line of which all that is asked has a slot. */
typedef struct cl_planned_line {
    uint64_t trouble;
    uint8_t base;
    cl_slot applies, each, amount; /**< amount: a column with `each`, else a span */
    cl_slot units, at_most, units_at_most, unit_rate;
    cl_slot *reasons; /**< one a reason of not_paid: mask, or column of the key when repeated */
    bool *repeated;   /**< one a reason: it is a key */
    size_t reason_count;
    cl_step *steps; /**< what only this line asks for: done where it applies to anybody */
} cl_planned_line;

/** A cap without a condition; any other adjustment is not covered. */
typedef struct cl_planned_adjust {
    uint64_t trouble;
    cl_slot at; /**< span */
} cl_planned_adjust;

typedef struct cl_plan {
    cl_step *constants, *params, *steps; /**< done once a thread, with new settings, always */
    size_t mask_words, column_count, span_words, base_count;
    cl_code_set *sets;
    cl_planned_rule *rules;
    uint64_t rules_trouble; /**< of all of them together */
    cl_planned_line *lines;
    cl_planned_adjust *adjusts;
} cl_plan;

/** Makes the plan of a programme whose trees are complete, in its arena. NULL when there is none:
 * memory is out, or the edition is too large. Nothing depends on there being one. */
cl_plan *cl_plan_make(const cl_programme *programme, cl_arena *arena);

/** What one thread runs a plan in. */
struct cl_plan_run {
    uint64_t trouble; /**< bits raised for this dossier, by params: for all with these settings */
    uint64_t settled_trouble;
    uint64_t *masks; /**< cl_plan_mask_at() */
    int64_t *spans;  /**< cl_plan_span_at() */
    cl_column *columns;
    cl_base *bases;
    uint64_t *all; /**< one a base: a bit for each of its members; of the dossier itself bit 0 */
    cl_code_set *listed; /**< one a list param, with the value that it was made from */
    const cl_param_value **listed_from;
    uint32_t settled; /**< of the settings that the spans of params are from */
};

/** Memory for the plan of a programme; false when memory is out. */
bool cl_plan_run_init(cl_plan_run *run, const cl_programme *programme);
void cl_plan_run_clear(cl_plan_run *run);
/** Runs the steps that are always done over the dossier and the settings of the evaluator. */
void cl_plan_run_all(cl_plan_run *run, const cl_evaluator *evaluator);
/** Runs the steps of a line, of which these members of its list are parts. */
void cl_plan_run_line(cl_plan_run *run, const cl_evaluator *evaluator, const cl_planned_line *line,
                      uint64_t members);

static inline cl_mask *cl_plan_mask_at(const cl_plan_run *run, cl_slot slot)
{
    return (cl_mask *)(void *)(run->masks + slot);
}

static inline cl_span *cl_plan_span_at(const cl_plan_run *run, cl_slot slot)
{
    return (cl_span *)(void *)(run->spans + slot);
}

/** The words of a closed condition, of which only bit 0 is ever set: yes, may * 2, unsure * 4. What
 * is not covered has a slot that is not closed, and nobody looks at what is found there. */
static inline unsigned cl_plan_bits(const cl_plan_run *run, cl_slot slot)
{
    const cl_mask *mask = cl_plan_mask_at(run, slot);

    return (unsigned)(mask->yes | mask->may << 1 | mask->unsure << 2) & 7;
}

/** What a closed condition was found to be, where no trouble it rests on was raised. */
static inline cl_truth cl_plan_truth(const cl_plan_run *run, cl_slot slot)
{
    static const cl_truth truths[] = {CL_FALSE, CL_TRUE,   CL_FOR_A_PERSON, CL_TRUE,
                                      CL_FALSE, CL_UNSURE, CL_UNSURE,       CL_UNSURE};

    return truths[cl_plan_bits(run, slot)];
}

/** A closed number as a range. */
cl_range cl_plan_range(const cl_plan_run *run, cl_slot slot);

#endif
