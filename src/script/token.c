/* SPDX-License-Identifier: MIT
 *
 * A lexer of Lua 5.4. It accepts a little more than Lua does (a wrong escape, a malformed number):
 * Lua reads the same text afterwards and refuses that.
 */
#include "token.h"

#include <string.h>

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(int c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_letter(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Byte `ahead` of the present place; -1 past the end. */
static int peek(const cl_tokens *t, size_t ahead)
{
    return t->at + ahead < t->text.length ? (unsigned char)t->text.at[t->at + ahead] : -1;
}

static void skip_byte(cl_tokens *t)
{
    int c = peek(t, 0), after = peek(t, 1);

    t->at++;
    if (c != '\n' && c != '\r')
        return;
    t->line++;
    if ((after == '\n' || after == '\r') && after != c)
        t->at++; /* \r\n and \n\r are one line break */
}

/* Level of the long bracket that opens here ("[", any number of "=", "["), or -1. */
static int long_bracket(const cl_tokens *t, char bracket)
{
    int level = 0;

    if (peek(t, 0) != bracket)
        return -1;
    while (peek(t, (size_t)level + 1) == '=')
        level++;
    return peek(t, (size_t)level + 1) == bracket ? level : -1;
}

/* Skips a long bracket whose opening is here; false when it does not end. `inside` gets what is in
 * it. */
static bool skip_long(cl_tokens *t, int level, cl_view *inside)
{
    size_t start;

    t->at += (size_t)level + 2;
    if (peek(t, 0) == '\n' || peek(t, 0) == '\r')
        skip_byte(t); /* a first line break does not count */
    start = t->at;
    while (peek(t, 0) >= 0) {
        if (long_bracket(t, ']') == level) {
            *inside = (cl_view){t->text.at + start, t->at - start};
            t->at += (size_t)level + 2;
            return true;
        }
        skip_byte(t);
    }
    return false;
}

static bool skip_comment(cl_tokens *t)
{
    cl_view inside;
    int level;

    t->at += 2;
    level = long_bracket(t, '[');
    if (level >= 0)
        return skip_long(t, level, &inside);
    while (peek(t, 0) >= 0 && peek(t, 0) != '\n' && peek(t, 0) != '\r')
        t->at++;
    return true;
}

/* White space and comments; false in a comment that does not end. */
static bool skip_space(cl_tokens *t)
{
    for (;;) {
        int c = peek(t, 0);

        if (c == ' ' || (c >= '\t' && c <= '\r'))
            skip_byte(t);
        else if (c == '-' && peek(t, 1) == '-') {
            if (!skip_comment(t))
                return false;
        } else
            return true;
    }
}

static bool skip_string(cl_tokens *t, cl_view *inside)
{
    int quote = peek(t, 0);
    size_t start = ++t->at;

    for (;;) {
        int c = peek(t, 0);

        if (c < 0 || c == '\n' || c == '\r')
            return false;
        if (c == quote)
            break;
        if (c == '\\') {
            t->at++;
            if (peek(t, 0) == 'z') {
                t->at++;
                while (peek(t, 0) == ' ' || (peek(t, 0) >= '\t' && peek(t, 0) <= '\r'))
                    skip_byte(t);
                continue;
            }
            if (peek(t, 0) < 0)
                return false;
        }
        skip_byte(t);
    }
    *inside = (cl_view){t->text.at + start, t->at - start};
    t->at++;
    return true;
}

/* As Lua: everything that could belong to a number, also where it makes none. */
static void skip_number(cl_tokens *t)
{
    bool hex = peek(t, 0) == '0' && (peek(t, 1) | 32) == 'x';

    if (hex)
        t->at += 2;
    for (;;) {
        int c = peek(t, 0), lower = c | 32;

        if ((hex ? lower == 'p' : lower == 'e') && (peek(t, 1) == '+' || peek(t, 1) == '-'))
            t->at += 2;
        else if (c == '.' || is_hex(c) || is_letter(c))
            t->at++;
        else
            return;
    }
}

static size_t symbol_length(const cl_tokens *t)
{
    static const char *const symbols[] = {
        "...", "==", "~=", "<=", ">=", "//", "::", "<<", ">>", ".."};
    size_t left = t->text.length - t->at;

    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        size_t length = strlen(symbols[i]);

        if (length <= left && memcmp(t->text.at + t->at, symbols[i], length) == 0)
            return length;
    }
    return peek(t, 0) > 0 && strchr("+-*/%^#&~|<>=(){}[];:,.", peek(t, 0)) != NULL ? 1 : 0;
}

void cl_tokens_init(cl_tokens *tokens, cl_view text)
{
    *tokens = (cl_tokens){text, 0, 1};
    if (peek(tokens, 0) == '#')
        while (peek(tokens, 0) >= 0 && peek(tokens, 0) != '\n')
            tokens->at++;
}

static cl_token_kind read_token(cl_tokens *t, cl_view *inside)
{
    int c = peek(t, 0), level = long_bracket(t, '[');
    size_t length;

    if (c < 0)
        return CL_TOKEN_END;
    if (is_letter(c)) {
        while (is_letter(peek(t, 0)) || is_digit(peek(t, 0)))
            t->at++;
        return CL_TOKEN_NAME;
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(t, 1)))) {
        skip_number(t);
        return CL_TOKEN_NUMBER;
    }
    if (c == '"' || c == '\'')
        return skip_string(t, inside) ? CL_TOKEN_STRING : CL_TOKEN_BROKEN;
    if (level >= 0)
        return skip_long(t, level, inside) ? CL_TOKEN_STRING : CL_TOKEN_BROKEN;
    length = symbol_length(t);
    t->at += length;
    return length != 0 ? CL_TOKEN_SYMBOL : CL_TOKEN_BROKEN;
}

cl_token cl_tokens_next(cl_tokens *tokens)
{
    cl_token token = {CL_TOKEN_BROKEN, CL_VIEW_INIT, CL_VIEW_INIT, 0};
    cl_tokens before;

    if (!skip_space(tokens)) {
        token.line = tokens->line;
        tokens->text.length = tokens->at; /* an endless comment: nothing follows */
        return token;
    }
    before = *tokens;
    token.kind = read_token(tokens, &token.inside);
    token.line = before.line;
    token.text = (cl_view){tokens->text.at + before.at, tokens->at - before.at};
    if (token.kind == CL_TOKEN_BROKEN)
        *tokens = before;
    return token;
}

bool cl_token_is(const cl_token *token, cl_token_kind kind, const char *text)
{
    return token->kind == kind && cl_view_is(token->text, text);
}

/* Decimal digits beyond 64 bits become a float in Lua; hexadecimal ones wrap around. */
static bool is_too_large(cl_view digits)
{
    static const char most[] = "9223372036854775807";

    while (digits.length > 1 && *digits.at == '0')
        digits = (cl_view){digits.at + 1, digits.length - 1};
    if (digits.length != sizeof most - 1)
        return digits.length > sizeof most - 1;
    return memcmp(digits.at, most, sizeof most - 1) > 0;
}

bool cl_token_is_float(const cl_token *token)
{
    cl_view text = token->text;
    bool hex = text.length > 1 && text.at[0] == '0' && (text.at[1] | 32) == 'x';

    if (token->kind != CL_TOKEN_NUMBER)
        return false;
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] == '.' || (text.at[i] | 32) == (hex ? 'p' : 'e'))
            return true;
    return !hex && is_too_large(text);
}
