/* SPDX-License-Identifier: MIT
 *
 * Lua's patterns, matched with an account of steps: no pattern can hold the machine. Same language
 * and results as the stock library. Knows no lua.h.
 */
#ifndef CL_PATTERN_H
#define CL_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "text.h"

enum { CL_CAPTURES = 32, CL_PATTERN_DEPTH = 200, CL_PATTERN_STEPS = 1000 };

typedef enum cl_capture_kind {
    CL_CAPTURE_OPEN,
    CL_CAPTURE_TEXT,
    CL_CAPTURE_POSITION
} cl_capture_kind;

typedef struct cl_capture {
    const char *at;
    size_t length;
    cl_capture_kind kind;
} cl_capture;

typedef struct cl_matcher {
    cl_view subject, pattern;
    cl_capture captures[CL_CAPTURES];
    int capture_count;
    int depth;
    int64_t steps; /**< left before `more` is asked */
    bool (*more)(
        void *context); /**< pays for CL_PATTERN_STEPS more; false stops. NULL: free of charge */
    void *context;
    cl_error *error;
    int failed; /**< 0, CL_E_INVALID (malformed), CL_E_LIMIT (too complex, or no more steps) */
} cl_matcher;

/** `error` gets the reason of a failure; may be NULL. */
void cl_matcher_init(cl_matcher *matcher, cl_view subject, cl_view pattern, cl_error *error);
/** Matches at `at` (inside the subject); the end of the match, or NULL: no match, or `failed` is
 * set. A leading '^' is the caller's. */
const char *cl_matcher_at(cl_matcher *matcher, const char *at);
/** True when the pattern is plain text. */
bool cl_pattern_is_plain(cl_view pattern);
/** Capture `index`; with none, capture 0 is the whole match `from` … `end`. CL_E_INVALID when there
 * is no such capture or it was not closed. */
int cl_matcher_capture(const cl_matcher *matcher, cl_capture *out, int index, const char *from,
                       const char *end, cl_error *e);

#endif
