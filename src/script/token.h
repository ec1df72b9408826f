/* SPDX-License-Identifier: MIT
 *
 * The tokens of Lua 5.4, read without Lua: names, numbers, strings, long brackets, comments,
 * symbols.
 */
#ifndef CL_TOKEN_H
#define CL_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

typedef enum cl_token_kind {
    CL_TOKEN_END,    /**< of the text */
    CL_TOKEN_BROKEN, /**< no token of Lua: its parser will say so */
    CL_TOKEN_NAME,   /**< names and keywords */
    CL_TOKEN_NUMBER,
    CL_TOKEN_STRING,
    CL_TOKEN_SYMBOL
} cl_token_kind;

typedef struct cl_token {
    cl_token_kind kind;
    cl_view text;   /**< as written */
    cl_view inside; /**< of a string: between its quotes or brackets, escapes as written */
    int line;       /**< where it begins, from 1 */
} cl_token;

/** A reader; copying one remembers a place. */
typedef struct cl_tokens {
    cl_view text;
    size_t at;
    int line;
} cl_tokens;

/** Starts at the beginning; a first line that begins with '#' is skipped. */
void cl_tokens_init(cl_tokens *tokens, cl_view text);
/** The next token; after the end or a broken one always the same again. */
cl_token cl_tokens_next(cl_tokens *tokens);
bool cl_token_is(const cl_token *token, cl_token_kind kind, const char *text);
/** A number that Lua reads as a float: it has a point, an exponent, or more digits than 64 bits
 * hold. */
bool cl_token_is_float(const cl_token *token);

#endif
