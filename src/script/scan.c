/* SPDX-License-Identifier: MIT
 *
 * What a programme may not say. The scan walks the tokens once, with a stack of what is open
 * (brackets, blocks, functions), so that it knows constructors and the one place where logic is
 * allowed. Text that is no Lua ends the knowledge of structure, not the scan: Lua reports the rest.
 */
#include "scan.h"

#include <stdlib.h>
#include <string.h>

#include "token.h"
#include "utf8.h"
#include "vec.h"

typedef enum frame_kind { IN_BRACE, IN_BRACKET, IN_BLOCK, IN_REPEAT } frame_kind;

enum { DEPTH = 250 };

typedef struct frame {
    frame_kind kind;
    bool logic;       /* inside `with` of a compute */
    bool compute;     /* the constructor of a compute */
    size_t first_key; /* constructor: its slice of keys */
    long long items;  /* constructor: positional items so far */
    int line;
} frame;

typedef struct key {
    cl_view name;
    long long number; /* a whole number when `name.at` is NULL */
    int line;
} key;

typedef struct scanner {
    const char *file;
    cl_findings *findings;
    cl_tokens tokens;
    cl_token before[4]; /* the last tokens, the nearest first */
    frame frames[DEPTH];
    size_t depth;
    bool lost;       /* structure is unknown */
    bool item_start; /* the next token begins an item of a constructor */
    bool with_next;  /* the next `function` is that of a compute */
    cl_vec keys;
    bool clean;
    bool no_memory;
} scanner;

static void report(scanner *s, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void report(scanner *s, int line, const char *format, ...)
{
    cl_text text = CL_TEXT_INIT;
    va_list args;

    va_start(args, format);
    cl_text_format_v(&text, format, args);
    va_end(args);
    cl_findings_add(s->findings, s->file, line, NULL, "%s", text.at != NULL ? text.at : format);
    cl_text_clear(&text);
    s->clean = false;
}

/* ---- the text as a whole ---- */

static int line_of(cl_view text, size_t offset)
{
    int line = 1;

    for (size_t i = 0; i < offset; i++)
        line += text.at[i] == '\n';
    return line;
}

bool cl_scan_text(cl_view text, const char *file, cl_findings *findings)
{
    size_t bad = 0;
    const char *nul = text.length != 0 ? memchr(text.at, '\0', text.length) : NULL;

    if (text.length != 0 && text.at[0] == '\x1b')
        cl_findings_add(findings, file, 1, NULL, "this is compiled code; only text is read");
    else if (cl_view_starts(text, "\xEF\xBB\xBF"))
        cl_findings_add(findings, file, 1, NULL,
                        "the file begins with a byte-order mark; save it as UTF-8 without one");
    else if (!cl_utf8_valid(text, &bad))
        cl_findings_add(findings, file, line_of(text, bad), NULL,
                        "the text is not UTF-8 (byte 0x%02x); save the file as UTF-8",
                        (unsigned)(unsigned char)text.at[bad]);
    else if (nul != NULL)
        cl_findings_add(findings, file, line_of(text, (size_t)(nul - text.at)), NULL,
                        "the text holds a NUL byte");
    else
        return true;
    return false;
}

/* ---- words and operators ---- */

typedef struct banned {
    const char *text;
    bool logic; /* allowed inside `with` of a compute */
    const char *says;
} banned;

static const banned words[] = {
    {"and", true, "'and' is not used in a programme; write all { … }"},
    {"or", true, "'or' is not used in a programme; write any { … }"},
    {"not", true, "'not' is not used in a programme; write none { … }"},
    {"if", true, "'if' decides nothing in a programme; write applies = … or if_then(…)"},
    {"while", false, "'while' has no place in a programme; write for i = 1, n do … end"},
    {"repeat", false, "'repeat' has no place in a programme; write for i = 1, n do … end"},
    {"goto", false, "'goto' has no place in a programme"},
    {"_ENV", false, "'_ENV' has no place in a programme"},
};

static const banned symbols[] = {
    {"==", false, "'==' compares nothing in a programme; write F.x:is(…)"},
    {"~=", false, "'~=' compares nothing in a programme; write F.x:is_not(…)"},
};

static bool logic_allowed(const scanner *s)
{
    return !s->lost && s->depth != 0 && s->frames[s->depth - 1].logic;
}

static const char *word_says(const scanner *s, const cl_token *token)
{
    const banned *rows = token->kind == CL_TOKEN_NAME ? words : symbols;
    size_t count = token->kind == CL_TOKEN_NAME ? sizeof words / sizeof *words
                                                : sizeof symbols / sizeof *symbols;

    for (size_t i = 0; i < count; i++)
        if (cl_view_is(token->text, rows[i].text))
            return rows[i].logic && logic_allowed(s) ? NULL : rows[i].says;
    return NULL;
}

/* Inside `with` the two comparisons have words of their own. */
static void check_token(scanner *s, const cl_token *token)
{
    const char *says;

    if (cl_token_is_float(token)) {
        report(s, token->line, "write the number as text, \"%.*s\", so that it stays exact",
               (int)(token->text.length < 60 ? token->text.length : 60), token->text.at);
        return;
    }
    if (token->kind != CL_TOKEN_NAME && token->kind != CL_TOKEN_SYMBOL)
        return;
    says = word_says(s, token);
    if (says != NULL && token->kind == CL_TOKEN_SYMBOL && logic_allowed(s))
        report(s, token->line, "'%.*s' is silently false between two types; write %s",
               (int)token->text.length, token->text.at,
               *token->text.at == '=' ? "is(x, y)" : "not is(x, y)");
    else if (says != NULL)
        report(s, token->line, "%s", says);
}

/* ---- keys of constructors ---- */

static int compare_keys(const void *a, const void *b)
{
    const key *x = a, *y = b;
    int order = cl_view_compare(x->name, y->name);

    if (order != 0)
        return order;
    if ((x->name.at == NULL) != (y->name.at == NULL))
        return x->name.at == NULL ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->line - y->line;
}

static bool keys_equal(const key *a, const key *b)
{
    return (a->name.at == NULL) == (b->name.at == NULL) && cl_view_equal(a->name, b->name) &&
           a->number == b->number;
}

static void report_key(scanner *s, const key *k, int first_line)
{
    char number[32] = "";
    int length = (int)(k->name.length < 80 ? k->name.length : 80);

    if (k->name.at == NULL) {
        cl_text text = CL_TEXT_INIT;

        cl_text_add_int(&text, k->number);
        memcpy(number, text.at != NULL ? text.at : "", text.length < 31 ? text.length : 31);
        cl_text_clear(&text);
    }
    report(s, k->line, "the key '%.*s%s' stands twice in this table, first on line %d", length,
           k->name.at != NULL ? k->name.at : "", number, first_line);
}

/* Sorting finds all pairs in a table of any size without comparing each with each. */
static void close_constructor(scanner *s, const frame *f)
{
    size_t count = s->keys.count - f->first_key;
    key *keys = count != 0 ? cl_vec_at(&s->keys, f->first_key) : NULL;

    if (keys != NULL)
        qsort(keys, count, sizeof *keys, compare_keys);
    for (size_t i = 0; i < count; i++) {
        bool written = keys[i].name.at == NULL && keys[i].number >= 1 && keys[i].number <= f->items;

        if (i > 0 && keys_equal(&keys[i - 1], &keys[i]))
            report_key(s, &keys[i], keys[i - 1].line);
        else if (written)
            report_key(s, &keys[i], f->line);
    }
    s->keys.count = f->first_key;
}

static void add_key(scanner *s, const key *k)
{
    if (cl_vec_add(&s->keys, k) != 0)
        s->no_memory = true;
}

/* [ "text" ] = or [ 12 ] = ; keys that are computed are not known, nor are texts with escapes. */
static bool bracket_key(const cl_token *value, key *out)
{
    long long number = 0;

    if (value->kind == CL_TOKEN_STRING &&
        memchr(value->text.at, '\\', value->text.length) == NULL) {
        out->name = value->inside;
        if (out->name.length == 0)
            out->name = CL_VIEW("");
        return true;
    }
    if (value->kind != CL_TOKEN_NUMBER || cl_token_is_float(value))
        return false;
    for (size_t i = 0; i < value->text.length; i++) {
        if (value->text.at[i] < '0' || value->text.at[i] > '9')
            return false; /* hexadecimal */
        number = number * 10 + (value->text.at[i] - '0');
    }
    out->number = number;
    return true;
}

/* The item that begins with `first`: a key, or a positional value. Looks ahead without consuming.
 */
static void read_item(scanner *s, frame *f, const cl_token *first)
{
    cl_tokens ahead = s->tokens;
    cl_token second = cl_tokens_next(&ahead), third = cl_tokens_next(&ahead);
    cl_token fourth = cl_tokens_next(&ahead);
    key k = {CL_VIEW_INIT, 0, first->line};

    if (cl_token_is(first, CL_TOKEN_SYMBOL, "}"))
        return;
    if (first->kind == CL_TOKEN_NAME && cl_token_is(&second, CL_TOKEN_SYMBOL, "=")) {
        k.name = first->text;
        add_key(s, &k);
        s->with_next = f->compute && cl_view_is(first->text, "with") &&
                       cl_token_is(&third, CL_TOKEN_NAME, "function");
    } else if (!cl_token_is(first, CL_TOKEN_SYMBOL, "[")) {
        f->items++;
    } else if (cl_token_is(&third, CL_TOKEN_SYMBOL, "]") &&
               cl_token_is(&fourth, CL_TOKEN_SYMBOL, "=") && bracket_key(&second, &k)) {
        add_key(s, &k);
    }
}

/* ---- structure ---- */

static void push(scanner *s, frame_kind kind, const cl_token *token, bool logic, bool compute)
{
    if (s->depth == DEPTH) {
        s->lost = true;
        return;
    }
    if (s->depth != 0)
        logic = logic || s->frames[s->depth - 1].logic;
    s->frames[s->depth++] = (frame){kind, logic, compute, s->keys.count, 0, token->line};
}

static void pop(scanner *s, frame_kind kind)
{
    if (s->depth == 0 || s->frames[s->depth - 1].kind != kind) {
        s->lost = true;
        return;
    }
    s->depth--;
    if (kind == IN_BRACE)
        close_constructor(s, &s->frames[s->depth]);
}

/* compute "name" {   or   compute("name") { */
static bool opens_compute(const scanner *s)
{
    const cl_token *last = s->before;

    if (cl_token_is(&last[0], CL_TOKEN_SYMBOL, ")"))
        return last[1].kind == CL_TOKEN_STRING && cl_token_is(&last[3], CL_TOKEN_NAME, "compute");
    return last[0].kind == CL_TOKEN_STRING && cl_token_is(&last[1], CL_TOKEN_NAME, "compute");
}

static void structure_symbol(scanner *s, const cl_token *token)
{
    switch (*token->text.at) {
    case '{':
        push(s, IN_BRACE, token, false, opens_compute(s));
        s->item_start = true;
        break;
    case '(':
    case '[':
        push(s, IN_BRACKET, token, false, false);
        break;
    case ')':
    case ']':
        pop(s, IN_BRACKET);
        break;
    case '}':
        pop(s, IN_BRACE);
        break;
    case ',':
    case ';':
        s->item_start = s->depth != 0 && s->frames[s->depth - 1].kind == IN_BRACE;
        break;
    default:
        break;
    }
}

static void structure_name(scanner *s, const cl_token *token)
{
    cl_view text = token->text;

    if (cl_view_is(text, "function")) {
        push(s, IN_BLOCK, token, s->with_next, false);
        s->with_next = false;
    } else if (cl_view_is(text, "do") || cl_view_is(text, "if")) {
        push(s, IN_BLOCK, token, false, false);
    } else if (cl_view_is(text, "end")) {
        pop(s, IN_BLOCK);
    } else if (cl_view_is(text, "repeat")) {
        push(s, IN_REPEAT, token, false, false);
    } else if (cl_view_is(text, "until")) {
        pop(s, IN_REPEAT);
    }
}

static void structure(scanner *s, const cl_token *token)
{
    if (s->lost)
        return;
    if (s->item_start) {
        s->item_start = false;
        read_item(s, &s->frames[s->depth - 1], token);
    }
    if (token->kind == CL_TOKEN_NAME)
        structure_name(s, token);
    else if (token->kind == CL_TOKEN_SYMBOL && token->text.length == 1)
        structure_symbol(s, token);
}

int cl_scan_programme(cl_view text, const char *file, cl_findings *findings)
{
    scanner s = {.file = file, .findings = findings, .keys = CL_VEC_INIT(key), .clean = true};
    cl_token token;

    if (!cl_scan_text(text, file, findings))
        return CL_E_SCRIPT;
    cl_tokens_init(&s.tokens, text);
    while (!s.no_memory) {
        token = cl_tokens_next(&s.tokens);
        if (token.kind == CL_TOKEN_END || token.kind == CL_TOKEN_BROKEN)
            break;
        check_token(&s, &token);
        structure(&s, &token);
        memmove(s.before + 1, s.before, 3 * sizeof *s.before);
        s.before[0] = token;
    }
    cl_vec_clear(&s.keys);
    if (s.no_memory)
        return CL_E_MEMORY;
    return s.clean ? 0 : CL_E_SCRIPT;
}
