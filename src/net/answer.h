/* SPDX-License-Identifier: MIT
 *
 * What an answer means, as tables: from curl's code, the status and what is known of the attempt to
 * one class. Also how long to wait. Pure: no socket, clock or random number of its own. Knows no
 * dialect.
 */
#ifndef CL_ANSWER_H
#define CL_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http.h"
#include "text.h"

/** Ordered by nothing: each leads to one event of the delivery machine. */
typedef enum cl_answer_class {
    CL_ANSWER_DONE,      /**< as expected, and readable */
    CL_ANSWER_NOT_SENT,  /**< no byte left: the same again, later */
    CL_ANSWER_TEMPORARY, /**< not applied, or repeating does no harm: the same again, later */
    CL_ANSWER_UNKNOWN,   /**< it may have been applied, and must not be repeated without asking */
    CL_ANSWER_ASK,       /**< the portal may have it from before: ask, whatever the request was */
    CL_ANSWER_REFUSED,   /**< the portal refuses these answers, field by field */
    CL_ANSWER_UNAUTHORISED, /**< a new token, once; then a person */
    CL_ANSWER_CHANGED,      /**< somebody else changed it: read, show, hold; never overwrite */
    CL_ANSWER_HOLD,         /**< waiting does not cure it: a person */
    CL_ANSWER_CLASSES
} cl_answer_class;

/** "done", "not sent", …; never NULL. */
const char *cl_answer_class_name(cl_answer_class class);

typedef struct cl_answer_facts {
    const cl_http_result *result;
    const long *expected; /**< statuses that the step expects */
    size_t expected_count;
    bool read;           /**< the request changes nothing (GET, HEAD) */
    bool may_repeat;     /**< repeating is allowed after an attempt that may have been applied */
    bool readable;       /**< the body is what a good answer looks like (JSON where JSON is due) */
    bool fields;         /**< the body names fields that are refused */
    bool unknown_before; /**< an earlier attempt of this exchange may have been applied */
    unsigned same_500; /**< how often this key was answered with the same 500, this time included */
    unsigned unauthorised; /**< 401 in a row, this time included */
} cl_answer_facts;

/** The class, and in `*why` (may be NULL) a phrase for people, such as "the portal is busy (503)".
 */
cl_answer_class cl_answer_classify(const cl_answer_facts *facts, const char **why);

/** Milliseconds to wait before try `n` (1 is the first repetition): up to 2 s doubled n times, 15
 * minutes at most; `random` chooses evenly in that span. */
int64_t cl_answer_back_off(unsigned n, uint64_t random);

/** Longest Retry-After that is believed. */
#define CL_RETRY_AFTER_MOST ((int64_t)24 * 60 * 60 * 1000)

/**
 * Milliseconds of a Retry-After: seconds, or a date counted from the answer's own Date, so that a
 * portal whose clock is wrong is still obeyed. Nothing below zero, nothing above
 * CL_RETRY_AFTER_MOST.
 * @return false when there is none, or it cannot be read (a date without a Date to count from, too)
 */
bool cl_answer_retry_after(int64_t *milliseconds, const cl_pairs *headers);

/** Milliseconds since 1970 of an HTTP date; false when it is none. */
bool cl_answer_date(int64_t *milliseconds, const char *text);

#endif
