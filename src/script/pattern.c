/* SPDX-License-Identifier: MIT
 *
 * A backtracking matcher that pays for each step. The stock one takes seconds on ("a?"):rep(24) ..
 * ("a"):rep(24) inside one C call, where no hook fires.
 */
#include "pattern.h"

#include <string.h>

static const char *match(cl_matcher *m, const char *s, const char *p);

static const char *pattern_end(const cl_matcher *m)
{
    return m->pattern.at + m->pattern.length;
}

static const char *subject_end(const cl_matcher *m)
{
    return m->subject.at + m->subject.length;
}

static const char *fail(cl_matcher *m, int code, const char *why)
{
    m->failed = cl_fail(m->error, code, "%s", why);
    return NULL;
}

static bool step(cl_matcher *m)
{
    m->steps--;
    while (m->steps < 0) {
        m->steps += CL_PATTERN_STEPS;
        if (m->more != NULL && !m->more(m->context)) {
            fail(m, CL_E_LIMIT, "the pattern takes too many steps");
            return false;
        }
    }
    return true;
}

/* A set is read from its beginning each time: a long one costs what its length says. */
static void pay_set(cl_matcher *m, const char *p, const char *stop)
{
    m->steps -= (stop - p) / 16;
}

/* ---- one character ---- */

static bool in_range(unsigned char c, char low, char high)
{
    return c >= (unsigned char)low && c <= (unsigned char)high;
}

static bool is_alpha(unsigned char c)
{
    return in_range(c, 'a', 'z') || in_range(c, 'A', 'Z');
}

static bool is_digit(unsigned char c)
{
    return in_range(c, '0', '9');
}

static bool is_graph(unsigned char c)
{
    return in_range(c, '!', '~');
}

/* ASCII alone, whatever the locale. `letter` is lower case; false in `*known` for no class. */
static bool in_class(unsigned char c, char letter, bool *known)
{
    *known = true;
    switch (letter) {
    case 'a':
        return is_alpha(c);
    case 'c':
        return c < 32 || c == 127;
    case 'd':
        return is_digit(c);
    case 'g':
        return is_graph(c);
    case 'l':
        return in_range(c, 'a', 'z');
    case 'p':
        return is_graph(c) && !is_alpha(c) && !is_digit(c);
    case 's':
        return c == ' ' || in_range(c, '\t', '\r');
    case 'u':
        return in_range(c, 'A', 'Z');
    case 'w':
        return is_alpha(c) || is_digit(c);
    case 'x':
        return is_digit(c) || in_range(c, 'a', 'f') || in_range(c, 'A', 'F');
    default:
        *known = false;
        return false;
    }
}

static bool matches_escape(unsigned char c, char letter)
{
    bool upper = in_range((unsigned char)letter, 'A', 'Z'), known;
    bool yes = in_class(c, upper ? (char)(letter + ('a' - 'A')) : letter, &known);

    if (!known)
        return c == (unsigned char)letter;
    return yes != upper;
}

/* The set whose '[' is at p and whose ']' is at `close`. */
static bool matches_set(unsigned char c, const char *p, const char *close)
{
    bool wanted = true;

    if (p[1] == '^') {
        wanted = false;
        p++;
    }
    for (p++; p < close; p++) {
        if (*p == '%') {
            p++;
            if (matches_escape(c, *p))
                return wanted;
        } else if (p[1] == '-' && p + 2 < close) {
            if (in_range(c, *p, p[2]))
                return wanted;
            p += 2;
        } else if (c == (unsigned char)*p) {
            return wanted;
        }
    }
    return !wanted;
}

/* Where the item that begins at p ends; NULL (and failed) when it is malformed. */
static const char *item_end(cl_matcher *m, const char *p)
{
    const char *end = pattern_end(m), *start = p;

    if (*p == '%') {
        if (p + 1 == end)
            return fail(m, CL_E_INVALID, "malformed pattern (ends with '%')");
        return p + 2;
    }
    if (*p++ != '[')
        return p;
    if (p < end && *p == '^')
        p++;
    do { /* the first character may be ']' itself */
        if (p == end)
            return fail(m, CL_E_INVALID, "malformed pattern (missing ']')");
        if (*p++ == '%') {
            if (p == end)
                return fail(m, CL_E_INVALID, "malformed pattern (missing ']')");
            p++;
        }
    } while (p == end || *p != ']');
    pay_set(m, start, p);
    return p + 1;
}

static bool matches_item(cl_matcher *m, const char *s, const char *p, const char *item_stop)
{
    unsigned char c;

    if (s >= subject_end(m))
        return false;
    c = (unsigned char)*s;
    switch (*p) {
    case '.':
        return true;
    case '%':
        return matches_escape(c, p[1]);
    case '[':
        pay_set(m, p, item_stop);
        return matches_set(c, p, item_stop - 1);
    default:
        return c == (unsigned char)*p;
    }
}

/* ---- items that repeat ---- */

static const char *match_most(cl_matcher *m, const char *s, const char *p, const char *stop)
{
    const char *furthest = s;

    while (matches_item(m, furthest, p, stop)) {
        if (!step(m))
            return NULL;
        furthest++;
    }
    for (; furthest >= s; furthest--) {
        const char *end = match(m, furthest, stop + 1);

        if (end != NULL || m->failed != 0)
            return end;
    }
    return NULL;
}

static const char *match_least(cl_matcher *m, const char *s, const char *p, const char *stop)
{
    for (;; s++) {
        const char *end = match(m, s, stop + 1);

        if (end != NULL || m->failed != 0)
            return end;
        if (!matches_item(m, s, p, stop))
            return NULL;
    }
}

/* ---- captures, balance, frontier ---- */

static const char *open_capture(cl_matcher *m, const char *s, const char *p, cl_capture_kind kind)
{
    const char *end;

    if (m->capture_count == CL_CAPTURES)
        return fail(m, CL_E_INVALID, "too many captures");
    m->captures[m->capture_count++] = (cl_capture){s, 0, kind};
    end = match(m, s, p);
    if (end == NULL)
        m->capture_count--;
    return end;
}

static const char *close_capture(cl_matcher *m, const char *s, const char *p)
{
    int i = m->capture_count - 1;
    const char *end;

    while (i >= 0 && m->captures[i].kind != CL_CAPTURE_OPEN)
        i--;
    if (i < 0)
        return fail(m, CL_E_INVALID, "invalid pattern capture");
    m->captures[i].kind = CL_CAPTURE_TEXT;
    m->captures[i].length = (size_t)(s - m->captures[i].at);
    end = match(m, s, p);
    if (end == NULL)
        m->captures[i].kind = CL_CAPTURE_OPEN;
    return end;
}

/* %bxy: p is at x. */
static const char *match_balance(cl_matcher *m, const char *s, const char *p)
{
    const char *end = subject_end(m);
    size_t depth = 1;

    if (pattern_end(m) - p < 2)
        return fail(m, CL_E_INVALID, "malformed pattern (missing arguments to '%b')");
    if (s >= end || *s != p[0])
        return NULL;
    for (s++; s < end; s++) {
        if (!step(m))
            return NULL;
        if (*s == p[1]) {
            if (--depth == 0)
                return s + 1;
        } else if (*s == p[0]) {
            depth++;
        }
    }
    return NULL;
}

/* %f[set]: p is at '['. Outside the subject stands a NUL. */
static bool match_frontier(cl_matcher *m, const char *s, const char *p, const char **after)
{
    unsigned char left = s > m->subject.at ? (unsigned char)s[-1] : 0;
    unsigned char right = s < subject_end(m) ? (unsigned char)*s : 0;

    if (p >= pattern_end(m) || *p != '[') {
        fail(m, CL_E_INVALID, "missing '[' after '%f' in pattern");
        return false;
    }
    *after = item_end(m, p);
    if (*after == NULL)
        return false;
    return !matches_set(left, p, *after - 1) && matches_set(right, p, *after - 1);
}

static const char *match_again(cl_matcher *m, const char *s, char digit)
{
    int index = digit - '1';
    const cl_capture *capture;

    if (index < 0 || index >= m->capture_count || m->captures[index].kind == CL_CAPTURE_OPEN) {
        m->failed = cl_fail(m->error, CL_E_INVALID, "invalid capture index %%%d", index + 1);
        return NULL;
    }
    capture = &m->captures[index];
    if (capture->kind == CL_CAPTURE_POSITION || (size_t)(subject_end(m) - s) < capture->length ||
        memcmp(s, capture->at, capture->length) != 0)
        return NULL;
    m->steps -= (int64_t)(capture->length / 64);
    return s + capture->length;
}

/* %b, %f, %1 … %9 move on and tell so; anything else is a single item. */
static bool match_special(cl_matcher *m, const char **s, const char **p)
{
    switch ((*p)[1]) {
    case 'b':
        *s = match_balance(m, *s, *p + 2);
        *p += 4;
        return true;
    case 'f':
        if (!match_frontier(m, *s, *p + 2, p))
            *s = NULL;
        return true;
    default:
        if (!is_digit((unsigned char)(*p)[1]))
            return false;
        *s = match_again(m, *s, (*p)[1]);
        *p += 2;
        return true;
    }
}

/* One item with what follows it. True: go on at *s, *p. False: *s is the result (NULL for no
 * match). */
static bool match_one(cl_matcher *m, const char **s, const char **p)
{
    const char *item = *p, *stop = item_end(m, item), *end;
    char suffix;

    if (stop == NULL) {
        *s = NULL;
        return false;
    }
    suffix = stop < pattern_end(m) ? *stop : '\0';
    switch (suffix) {
    case '*':
        *s = match_most(m, *s, item, stop);
        return false;
    case '+':
        *s = matches_item(m, *s, item, stop) ? match_most(m, *s + 1, item, stop) : NULL;
        return false;
    case '-':
        *s = match_least(m, *s, item, stop);
        return false;
    case '?':
        *p = stop + 1;
        if (!matches_item(m, *s, item, stop))
            return true;
        end = match(m, *s + 1, stop + 1);
        if (end == NULL && m->failed == 0)
            return true;
        *s = end;
        return false;
    default:
        *p = stop;
        if (matches_item(m, *s, item, stop)) {
            (*s)++;
            return true;
        }
        *s = NULL;
        return false;
    }
}

static const char *match_from(cl_matcher *m, const char *s, const char *p)
{
    const char *end = pattern_end(m);

    while (s != NULL && p < end) {
        if (!step(m))
            return NULL;
        if (*p == '(' && p + 1 < end && p[1] == ')')
            return open_capture(m, s, p + 2, CL_CAPTURE_POSITION);
        if (*p == '(')
            return open_capture(m, s, p + 1, CL_CAPTURE_OPEN);
        if (*p == ')')
            return close_capture(m, s, p + 1);
        if (*p == '$' && p + 1 == end)
            return s == subject_end(m) ? s : NULL;
        if (*p == '%' && p + 1 < end && match_special(m, &s, &p))
            continue;
        if (!match_one(m, &s, &p))
            return s;
    }
    return s;
}

static const char *match(cl_matcher *m, const char *s, const char *p)
{
    const char *end;

    if (m->depth == CL_PATTERN_DEPTH)
        return fail(m, CL_E_LIMIT, "pattern too complex");
    m->depth++;
    end = match_from(m, s, p);
    m->depth--;
    return m->failed != 0 ? NULL : end;
}

void cl_matcher_init(cl_matcher *matcher, cl_view subject, cl_view pattern, cl_error *error)
{
    memset(matcher, 0, sizeof *matcher);
    matcher->subject = subject;
    matcher->pattern = pattern;
    matcher->error = error;
}

const char *cl_matcher_at(cl_matcher *matcher, const char *at)
{
    matcher->capture_count = 0;
    matcher->depth = 0;
    return match(matcher, at, matcher->pattern.at);
}

bool cl_pattern_is_plain(cl_view pattern)
{
    for (size_t i = 0; i < pattern.length; i++)
        if (pattern.at[i] != '\0' && strchr("^$*+?.([%-", pattern.at[i]) != NULL)
            return false;
    return true;
}

int cl_matcher_capture(const cl_matcher *matcher, cl_capture *out, int index, const char *from,
                       const char *end, cl_error *e)
{
    if (index == 0 && matcher->capture_count == 0) {
        *out = (cl_capture){from, (size_t)(end - from), CL_CAPTURE_TEXT};
        return 0;
    }
    if (index < 0 || index >= matcher->capture_count)
        return cl_fail(e, CL_E_INVALID, "invalid capture index %%%d", index + 1);
    if (matcher->captures[index].kind == CL_CAPTURE_OPEN)
        return cl_fail(e, CL_E_INVALID, "unfinished capture");
    *out = matcher->captures[index];
    return 0;
}
