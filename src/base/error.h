/* SPDX-License-Identifier: MIT
 *
 * The error object that every fallible call fills, and the closed set of codes. Of fixed size in
 * the caller's storage, so that "out of memory" can be reported too. Knows no layer above.
 */
#ifndef CL_ERROR_H
#define CL_ERROR_H

#include <stdarg.h>
#include <stddef.h>

/** Result codes. 0 is success; host asserts that clachan.h has the same values. */
typedef enum cl_code {
    CL_OK = 0,
    CL_E_MEMORY = 1,       /**< an allocation failed */
    CL_E_INVALID = 2,      /**< input refused: file, line and path name the place */
    CL_E_NOT_FOUND = 3,    /**< what was named does not exist */
    CL_E_RANGE = 4,        /**< a number outside what can be represented or is allowed */
    CL_E_IO = 5,           /**< a file is not there, or could not be read or written */
    CL_E_SCRIPT = 6,       /**< Lua code failed */
    CL_E_LIMIT = 7,        /**< a limit (depth, size, instructions, time) was reached */
    CL_E_STORE = 8,        /**< the database is locked, damaged or not ours */
    CL_E_NET = 9,          /**< the network or a portal failed */
    CL_E_STATE = 10,       /**< refused now: wrong state, stale version, conflict */
    CL_E_MISUSE = 11,      /**< the caller broke the contract of a call */
    CL_E_INTERRUPTED = 12, /**< stopped by the user */
    CL_E_INTERNAL = 13,    /**< our own error */
    CL_E_UNKNOWN = 14      /**< a delivery whose outcome is not known */
} cl_code;

enum { CL_ERROR_TEXT = 640, CL_ERROR_FILE = 256, CL_ERROR_PATH = 256 };

/** Where and why. Text is always terminated; what does not fit is cut at a UTF-8 boundary. */
typedef struct cl_error {
    int code;                 /**< a cl_code; 0 when nothing failed */
    int line;                 /**< from 1; 0 when unknown */
    char file[CL_ERROR_FILE]; /**< empty when unknown */
    char path[CL_ERROR_PATH]; /**< field path, such as cluster.schools[s2].role; may be empty */
    char message[CL_ERROR_TEXT];
} cl_error;

#define CL_ERROR_INIT                                                                              \
    {                                                                                              \
        0, 0, "", "", ""                                                                           \
    }

/**
 * Fills `e` with code and message (place is emptied) and returns `code`, so that callers write
 * `return cl_fail(e, CL_E_RANGE, "…", …);`. `e` may be NULL.
 */
int cl_fail(cl_error *e, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

static inline int cl_failed(int code, int told)
{
    (void)told;
    return code;
}

/** The same, so that compilers see that a failure is not 0. `code` is evaluated twice. */
#define cl_fail(e, code, ...) cl_failed((code), cl_fail((e), (code), __VA_ARGS__))

/** As cl_fail() with a va_list. */
int cl_fail_v(cl_error *e, int code, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

/** Adds the place to a filled error; NULL or 0 leaves the part as it is. `e` may be NULL. */
void cl_error_place(cl_error *e, const char *file, int line, const char *path);

/** Empties it. NULL is accepted. */
void cl_error_clear(cl_error *e);

/** A short word for a code, such as "invalid"; never NULL. */
const char *cl_code_name(int code);

/**
 * Writes "FILE:LINE: PATH: MESSAGE" (parts that are unknown are left out) to `out`, cut to `size`
 * bytes with the terminator. Returns the length that was written.
 */
size_t cl_error_format(const cl_error *e, char *out, size_t size);

#endif
