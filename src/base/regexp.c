/* SPDX-License-Identifier: MIT
 *
 * Thompson's construction: the expression becomes a program, and the set of places in it that the
 * text read so far can have led to is carried from one code point to the next. Jumps are relative,
 * so that a piece of program can be moved and repeated.
 */
#include "regexp.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "utf8.h"
#include "vec.h"

enum { PROGRAM = 10000, RANGES = 20000, NESTING = 100, REPEAT = 1000, LAST_POINT = 0x10FFFF };

typedef enum op { RANGE_SET, SPLIT, JUMP, BEGIN, END, EDGE, NO_EDGE, MATCH } op;

typedef struct instruction {
    op op;
    bool negated; /* of a set */
    int x;        /* SPLIT, JUMP: where to, from here; a set: its first range */
    int y;        /* a set: how many ranges */
} instruction;

typedef struct range {
    uint32_t first, last;
} range;

struct cl_regexp {
    cl_vec program; /* of instruction */
    cl_vec ranges;  /* of range */
};

static const range digits[] = {{'0', '9'}};
static const range words[] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
static const range spaces[] = {
    {'\t', '\r'},     {' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
    {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
static const range line_ends[] = {{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- compiling ---- */

typedef struct compiler {
    cl_regexp *regexp;
    cl_view pattern;
    size_t at;
    int depth;
    int failed;
    cl_error *e;
} compiler;

static bool fail(compiler *c, int code, const char *what)
{
    if (c->failed == 0)
        c->failed = cl_fail(c->e, code, "the regular expression %.*s, byte %zu: %s",
                            (int)(c->pattern.length < 200 ? c->pattern.length : 200), c->pattern.at,
                            c->at + 1, what);
    return false;
}

static bool more(const compiler *c)
{
    return c->failed == 0 && c->at < c->pattern.length;
}

static char peek(const compiler *c)
{
    return c->at < c->pattern.length ? c->pattern.at[c->at] : '\0';
}

static bool take(compiler *c, const char *text)
{
    if (!cl_view_starts((cl_view){c->pattern.at + c->at, c->pattern.length - c->at}, text))
        return false;
    c->at += strlen(text);
    return true;
}

static int here(const compiler *c)
{
    return (int)c->regexp->program.count;
}

static instruction *instruction_at(const compiler *c, int at)
{
    return cl_vec_at(&c->regexp->program, (size_t)at);
}

static void emit(compiler *c, instruction made)
{
    if (c->failed != 0)
        return;
    if (c->regexp->program.count >= PROGRAM)
        fail(c, CL_E_LIMIT, "it is too large to be checked here");
    else if (cl_vec_add(&c->regexp->program, &made) != 0)
        fail(c, CL_E_MEMORY, "out of memory");
}

/* An instruction before those from `at` on. Their jumps are relative and stay right. */
static void insert(compiler *c, int at, instruction made)
{
    int count = here(c) - at;

    emit(c, made);
    if (c->failed != 0 || count == 0)
        return;
    memmove(instruction_at(c, at + 1), instruction_at(c, at), (size_t)count * sizeof made);
    *instruction_at(c, at) = made;
}

static void add_range(compiler *c, uint32_t first, uint32_t last)
{
    const range made = {first, last};

    if (c->regexp->ranges.count >= RANGES)
        fail(c, CL_E_LIMIT, "it is too large to be checked here");
    else if (cl_vec_add(&c->regexp->ranges, &made) != 0)
        fail(c, CL_E_MEMORY, "out of memory");
}

static void add_ranges(compiler *c, const range *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_range(c, list[i].first, list[i].last);
}

static void add_all_but(compiler *c, const range *list, size_t count)
{
    uint32_t next = 0;

    for (size_t i = 0; i < count; i++) {
        if (list[i].first > next)
            add_range(c, next, list[i].first - 1);
        next = list[i].last + 1;
    }
    add_range(c, next, LAST_POINT);
}

static void emit_set(compiler *c, size_t first, bool negated)
{
    emit(c, (instruction){RANGE_SET, negated, (int)first, (int)(c->regexp->ranges.count - first)});
}

/* The ranges of \d, \w, \s and their opposites; false when `letter` is none of them. */
static bool add_named(compiler *c, char letter)
{
    static const struct {
        char letter;
        const range *list;
        size_t count;
    } sets[] = {
        {'d', digits, COUNT(digits)}, {'w', words, COUNT(words)}, {'s', spaces, COUNT(spaces)}};

    for (size_t i = 0; i < COUNT(sets); i++) {
        if (letter == sets[i].letter)
            add_ranges(c, sets[i].list, sets[i].count);
        else if (letter == sets[i].letter - 'a' + 'A')
            add_all_but(c, sets[i].list, sets[i].count);
        else
            continue;
        return true;
    }
    return false;
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    digit |= 32;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* `least` to `most` hexadecimal digits. */
static bool take_hex(compiler *c, int least, int most, uint32_t *out)
{
    int count = 0;

    for (*out = 0; count < most && hex_value(peek(c)) >= 0; count++)
        *out = *out * 16 + (uint32_t)hex_value(c->pattern.at[c->at++]);
    return count >= least && *out <= LAST_POINT ? true
                                                : fail(c, CL_E_INVALID, "a code point expected");
}

/* After \u: four digits, two halves of a pair, or {…}. */
static bool take_unicode(compiler *c, uint32_t *out)
{
    uint32_t low;

    if (take(c, "{"))
        return take_hex(c, 1, 8, out) && (take(c, "}") || fail(c, CL_E_INVALID, "a } expected"));
    if (!take_hex(c, 4, 4, out))
        return false;
    if (*out < 0xD800 || *out > 0xDBFF || !take(c, "\\u"))
        return true;
    if (!take_hex(c, 4, 4, &low))
        return false;
    *out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
    return *out <= LAST_POINT ? true : fail(c, CL_E_INVALID, "half of a pair");
}

/* One code point after a backslash. A letter that means nothing is refused: it may once mean
 * something. */
static bool take_escaped(compiler *c, uint32_t *out)
{
    static const char names[] = "tnvfr0", values[] = "\t\n\v\f\r";
    char letter = peek(c);
    const char *name = letter != '\0' ? strchr(names, letter) : NULL;

    if (c->at >= c->pattern.length)
        return fail(c, CL_E_INVALID, "a backslash at the end");
    c->at++;
    if (name != NULL)
        *out = (uint32_t)values[name - names];
    else if (letter == 'x')
        return take_hex(c, 2, 2, out);
    else if (letter == 'u')
        return take_unicode(c, out);
    else if (letter == 'c' && ((peek(c) | 32) >= 'a' && (peek(c) | 32) <= 'z'))
        *out = (uint32_t)c->pattern.at[c->at++] & 31;
    else if (letter == 'k' || letter == 'p' || letter == 'P' || (letter >= '1' && letter <= '9'))
        return fail(c, CL_E_LIMIT, "back references and \\p{…} are not checked here");
    else if ((letter & 0x80) != 0 || ((letter | 32) >= 'a' && (letter | 32) <= 'z'))
        return fail(c, CL_E_INVALID, "no such escape");
    else
        *out = (uint32_t)letter;
    return true;
}

/* A code point in a class; `*set` when it was \d or its like, whose ranges are added. */
static bool take_member(compiler *c, uint32_t *out, bool *set)
{
    *set = false;
    if (peek(c) != '\\') {
        *out = cl_utf8_next(c->pattern, &c->at);
        return true;
    }
    c->at++;
    *set = add_named(c, peek(c));
    if (*set) {
        c->at++;
        return true;
    }
    if (take(c, "b")) {
        *out = '\b';
        return true;
    }
    return take_escaped(c, out);
}

static void take_class(compiler *c)
{
    size_t first = c->regexp->ranges.count;
    bool negated = take(c, "^");

    while (more(c) && peek(c) != ']') {
        uint32_t low = 0, high;
        bool set, set_too = false;

        if (!take_member(c, &low, &set))
            return;
        high = low;
        if (!set && peek(c) == '-' && c->at + 1 < c->pattern.length &&
            c->pattern.at[c->at + 1] != ']') {
            c->at++;
            if (!take_member(c, &high, &set_too))
                return;
        }
        if (set_too || high < low)
            fail(c, CL_E_INVALID, "a range from the smaller to the greater expected");
        if (!set)
            add_range(c, low, high);
    }
    if (!take(c, "]"))
        fail(c, CL_E_INVALID, "a ] is missing");
    emit_set(c, first, negated);
}

static void take_alternatives(compiler *c);

static void take_group(compiler *c)
{
    if (take(c, "?=") || take(c, "?!") || take(c, "?<=") || take(c, "?<!")) {
        fail(c, CL_E_LIMIT, "look-ahead and look-behind are not checked here");
        return;
    }
    if (take(c, "?<")) {
        while (more(c) && peek(c) != '>')
            c->at++;
        if (!take(c, ">"))
            fail(c, CL_E_INVALID, "a > is missing");
    } else if (!take(c, "?:") && peek(c) == '?') {
        fail(c, CL_E_INVALID, "a group that begins with ? needs :");
    }
    if (++c->depth > NESTING)
        fail(c, CL_E_LIMIT, "nested too deeply");
    take_alternatives(c);
    c->depth--;
    if (c->failed == 0 && !take(c, ")"))
        fail(c, CL_E_INVALID, "a ) is missing");
}

static void emit_point(compiler *c, uint32_t point)
{
    size_t first = c->regexp->ranges.count;

    add_range(c, point, point);
    emit_set(c, first, false);
}

static void take_escape(compiler *c)
{
    size_t first = c->regexp->ranges.count;
    uint32_t point = 0;

    if (take(c, "b"))
        emit(c, (instruction){.op = EDGE});
    else if (take(c, "B"))
        emit(c, (instruction){.op = NO_EDGE});
    else if (add_named(c, peek(c))) {
        c->at++;
        emit_set(c, first, false);
    } else if (take_escaped(c, &point))
        emit_point(c, point);
}

static void take_atom(compiler *c)
{
    size_t first = c->regexp->ranges.count;

    if (take(c, "("))
        take_group(c);
    else if (take(c, "["))
        take_class(c);
    else if (take(c, "\\"))
        take_escape(c);
    else if (take(c, "^"))
        emit(c, (instruction){.op = BEGIN});
    else if (take(c, "$"))
        emit(c, (instruction){.op = END});
    else if (take(c, ".")) {
        add_ranges(c, line_ends, COUNT(line_ends));
        emit_set(c, first, true);
    } else if (strchr("*+?", peek(c)) != NULL)
        fail(c, CL_E_INVALID, "nothing to repeat");
    else
        emit_point(c, cl_utf8_next(c->pattern, &c->at));
}

static bool take_number(compiler *c, int *out)
{
    size_t first = c->at;

    for (*out = 0; peek(c) >= '0' && peek(c) <= '9'; c->at++)
        *out = *out <= REPEAT ? *out * 10 + (peek(c) - '0') : *out;
    return c->at > first;
}

/* "{2,5}"; false, and nothing taken, where the brace is a brace. `*most` -1: without end. */
static bool take_counts(compiler *c, int *least, int *most)
{
    size_t first = c->at;

    c->at++;
    if (take_number(c, least)) {
        *most = *least;
        if (take(c, ",") && !take_number(c, most))
            *most = -1;
        if (take(c, "}"))
            return true;
    }
    c->at = first;
    return false;
}

/* Appends the piece at `from` of `length` instructions once more. */
static void copy_piece(compiler *c, int from, int length)
{
    for (int i = 0; i < length && c->failed == 0; i++)
        emit(c, *instruction_at(c, from + i));
}

/* The piece from `from` to the end, `least` to `most` times. */
static void repeat(compiler *c, int from, int least, int most)
{
    int length = here(c) - from;

    if (most >= 0 && most < least)
        fail(c, CL_E_INVALID, "the smaller count stands first");
    else if (least > REPEAT || most > REPEAT)
        fail(c, CL_E_LIMIT, "it repeats too often to be checked here");
    for (int i = 1; i < least; i++)
        copy_piece(c, from, length);
    if (most < 0 && least > 0) { /* the last of them again and again */
        emit(c, (instruction){.op = SPLIT, .x = -length});
    } else if (most < 0) {
        insert(c, from, (instruction){.op = SPLIT, .x = length + 2});
        emit(c, (instruction){.op = JUMP, .x = -(length + 1)});
    } else if (least == 0 && most == 0) {
        c->regexp->program.count = c->failed == 0 ? (size_t)from : c->regexp->program.count;
    } else if (least == 0) {
        insert(c, from, (instruction){.op = SPLIT, .x = length + 1});
        for (int i = 1; i < most; i++)
            copy_piece(c, from, length + 1);
    } else {
        for (int i = least; i < most; i++) {
            emit(c, (instruction){.op = SPLIT, .x = length + 1});
            copy_piece(c, from, length);
        }
    }
}

static void take_repetition(compiler *c, int from)
{
    int least = 0, most = -1;

    if (take(c, "?"))
        most = 1;
    else if (take(c, "+"))
        least = 1;
    else if (!take(c, "*") && (peek(c) != '{' || !take_counts(c, &least, &most)))
        return;
    (void)take(c, "?"); /* the shortest match is a match too */
    repeat(c, from, least, most);
    if (c->failed == 0 && more(c) && strchr("*+?", peek(c)) != NULL)
        fail(c, CL_E_INVALID, "nothing to repeat");
}

static void take_sequence(compiler *c)
{
    while (more(c) && peek(c) != '|' && peek(c) != ')') {
        int from = here(c);

        take_atom(c);
        if (c->failed == 0)
            take_repetition(c, from);
    }
}

/* Each alternative but the last ends with a jump to that of the next, and the last of these goes to
 * the end: a list in place of a recursion. */
static void take_alternatives(compiler *c)
{
    int from = here(c), last = -1;

    take_sequence(c);
    while (more(c) && take(c, "|")) {
        int jump;

        insert(c, from, (instruction){.op = SPLIT, .x = here(c) - from + 2});
        jump = here(c);
        emit(c, (instruction){.op = JUMP});
        if (last >= 0 && c->failed == 0)
            instruction_at(c, last)->x = jump - last;
        last = jump;
        from = here(c);
        take_sequence(c);
    }
    if (last >= 0 && c->failed == 0)
        instruction_at(c, last)->x = here(c) - last;
}

int cl_regexp_compile(cl_regexp **out, cl_view pattern, cl_error *e)
{
    cl_regexp *regexp = cl_calloc(1, sizeof *regexp);
    compiler c = {.regexp = regexp, .pattern = pattern, .e = e};

    *out = NULL;
    if (regexp == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    regexp->program = (cl_vec)CL_VEC_INIT(instruction);
    regexp->ranges = (cl_vec)CL_VEC_INIT(range);
    take_alternatives(&c);
    if (more(&c))
        fail(&c, CL_E_INVALID, "a ) without a (");
    emit(&c, (instruction){.op = MATCH});
    if (c.failed == 0)
        *out = regexp;
    else
        cl_regexp_free(regexp);
    return c.failed;
}

void cl_regexp_free(cl_regexp *regexp)
{
    if (regexp == NULL)
        return;
    cl_vec_clear(&regexp->program);
    cl_vec_clear(&regexp->ranges);
    cl_free(regexp);
}

/* ---- matching ---- */

enum { NO_POINT = 0x110000 }; /* before the first code point and after the last */

/* Places in the program, each once: `index[place]` says where in `places` it would stand. */
typedef struct set {
    int *places, *index;
    int count;
} set;

typedef struct matcher {
    const cl_regexp *regexp;
    set now, next;
    int *waiting; /* places that have still to be followed */
    uint32_t before, after;
    int64_t *steps;
    bool matched;
} matcher;

static bool is_word(uint32_t point)
{
    for (size_t i = 0; i < COUNT(words); i++)
        if (point >= words[i].first && point <= words[i].last)
            return true;
    return false;
}

static bool holds(const matcher *m, op condition)
{
    bool edge = is_word(m->before) != is_word(m->after);

    if (condition == BEGIN)
        return m->before == NO_POINT;
    if (condition == END)
        return m->after == NO_POINT;
    return condition == EDGE ? edge : !edge;
}

static bool has(const set *s, int place)
{
    int index = s->index[place];

    return index < s->count && s->places[index] == place;
}

/* A place that was seen waits no second time, so that `waiting` holds two a place at most. */
static void follow(matcher *m, set *s, int place)
{
    int count = 0;

    m->waiting[count++] = place;
    while (count > 0) {
        const instruction *at;

        place = m->waiting[--count];
        if (has(s, place))
            continue;
        *m->steps -= 1;
        s->index[place] = s->count;
        s->places[s->count++] = place;
        at = cl_vec_at(&m->regexp->program, (size_t)place);
        if (at->op == MATCH)
            m->matched = true;
        else if (at->op == JUMP)
            m->waiting[count++] = place + at->x;
        else if (at->op != RANGE_SET && (at->op == SPLIT || holds(m, at->op)))
            m->waiting[count++] = place + 1;
        if (at->op == SPLIT)
            m->waiting[count++] = place + at->x;
    }
}

static bool in_set(const matcher *m, const instruction *at, uint32_t point)
{
    for (int i = 0; i < at->y; i++) {
        const range *r = cl_vec_at(&m->regexp->ranges, (size_t)(at->x + i));

        *m->steps -= 1;
        if (point >= r->first && point <= r->last)
            return !at->negated;
    }
    return at->negated;
}

static void step(matcher *m, cl_view text, size_t *offset)
{
    uint32_t point = m->after;
    set done = m->now;

    m->before = point;
    m->after = *offset < text.length ? cl_utf8_next(text, offset) : NO_POINT;
    m->next.count = 0;
    for (int i = 0; i < done.count && !m->matched; i++) {
        const instruction *at = cl_vec_at(&m->regexp->program, (size_t)done.places[i]);

        if (at->op == RANGE_SET && in_set(m, at, point))
            follow(m, &m->next, done.places[i] + 1);
    }
    if (!m->matched) /* a match may begin at every place */
        follow(m, &m->next, 0);
    m->now = m->next;
    m->next = done;
}

static void run(matcher *m, cl_view text)
{
    size_t offset = 0;

    m->before = NO_POINT;
    m->after = text.length > 0 ? cl_utf8_next(text, &offset) : NO_POINT;
    follow(m, &m->now, 0);
    while (!m->matched && m->after != NO_POINT && *m->steps > 0)
        step(m, text, &offset);
}

int cl_regexp_find(bool *found, const cl_regexp *regexp, cl_view text, int64_t *steps, cl_error *e)
{
    size_t count = regexp->program.count;
    int *memory = cl_calloc(count * 6, sizeof *memory);
    matcher m = {.regexp = regexp, .steps = steps};

    *found = false;
    if (memory == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    m.now = (set){memory, memory + count, 0};
    m.next = (set){memory + 2 * count, memory + 3 * count, 0};
    m.waiting = memory + 4 * count;
    run(&m, text);
    cl_free(memory);
    *found = m.matched;
    return m.matched || *steps > 0
               ? 0
               : cl_fail(e, CL_E_LIMIT, "a regular expression takes too many steps");
}
