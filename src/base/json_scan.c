/* SPDX-License-Identifier: MIT
 *
 * A state machine over RFC 8259, one function a state. jansson checks all of it again, but says
 * neither where a value began nor, in words for administrators, what it had expected.
 */
#include "json_scan.h"

#include <stdio.h>
#include <string.h>

enum state {
    VALUE,              /* a value has to begin */
    ITEM,               /* a value, or the end of an array that is empty so far */
    FIRST_KEY,          /* a key, or the end of an object that is empty so far */
    KEY,                /* a key has to begin */
    COLON,              /* between key and value */
    AFTER,              /* a comma or the end of the container */
    LAST_LOOSE = AFTER, /* up to here white space is allowed */
    STRING,             /* inside text */
    SEQUENCE,           /* inside a character of several bytes */
    ESCAPE,             /* after a backslash */
    HEX,                /* the four digits of \uXXXX */
    LOW_SLASH,          /* the backslash of the second half of a pair */
    LOW_LETTER,         /* and its u */
    MINUS,              /* after - */
    ZERO,               /* after a leading 0 */
    DIGITS,             /* inside a whole number */
    POINT,              /* after the point */
    FRACTION,
    EXPONENT, /* after e */
    SIGN,     /* after the sign of the exponent */
    POWER,    /* inside the exponent */
    WORD,     /* inside true, false or null */
    DONE
};

enum { AGAIN = -1 }; /* the byte belongs to what follows */

static bool is_digit(unsigned c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(unsigned c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const char *cl_json_byte_name(char out[32], unsigned byte)
{
    if (byte == 0)
        (void)snprintf(out, 32, "a NUL byte (no text file?)");
    else if (byte == '\n')
        (void)snprintf(out, 32, "the end of the line");
    else if (byte >= 0x20 && byte < 0x7F)
        (void)snprintf(out, 32, byte == '"' ? "%c" : "\"%c\"", (int)byte);
    else
        (void)snprintf(out, 32, "the byte 0x%02x", byte);
    return out;
}

/* What people write instead, and what JSON wants. */
static const char *hint_for(const cl_json_scan *scan, unsigned c)
{
    bool key = scan->state == KEY || scan->state == FIRST_KEY;

    if ((c == '}' || c == ']') && (scan->state == KEY || scan->state == VALUE) && scan->depth != 0)
        return "; is the comma before it one too many?";
    if (c == '\'' || c == 0xE2 || (key && is_letter(c)))
        return "; text and keys stand in double quotes \"…\"";
    if (c == '/' || c == '#')
        return "; JSON has no comments";
    if (scan->state == VALUE && is_letter(c))
        return "; text stands in double quotes, and true, false and null are in small letters";
    if (scan->state == VALUE && (c == '+' || c == '.'))
        return "; a number begins with a digit or with -";
    return "";
}

static int refuse(const cl_json_scan *scan, cl_error *e, int code, const char *message)
{
    (void)cl_fail(e, code, "%s", message);
    cl_error_place(e, NULL, scan->line, NULL);
    return code;
}

static int unexpected(const cl_json_scan *scan, unsigned c, const char *expected, cl_error *e)
{
    char found[32];

    (void)cl_fail(e, CL_E_INVALID, "found %s, expected %s%s", cl_json_byte_name(found, c), expected,
                  hint_for(scan, c));
    cl_error_place(e, NULL, scan->line, NULL);
    return CL_E_INVALID;
}

static int value_ends(cl_json_scan *scan)
{
    scan->complete = scan->depth == 0;
    scan->state = scan->complete ? DONE : AFTER;
    return 0;
}

static int open_container(cl_json_scan *scan, char closer, enum state inside, cl_error *e)
{
    if (scan->depth == CL_JSON_DEPTH) {
        (void)cl_fail(e, CL_E_LIMIT, "more than %d objects and arrays inside each other",
                      (int)CL_JSON_DEPTH);
        cl_error_place(e, NULL, scan->line, NULL);
        return CL_E_LIMIT;
    }
    scan->closers[scan->depth++] = closer;
    scan->state = (int)inside;
    return 0;
}

static int close_container(cl_json_scan *scan)
{
    scan->depth--;
    return value_ends(scan);
}

static int begin_string(cl_json_scan *scan, bool is_key)
{
    if (is_key)
        scan->key_line = scan->line;
    scan->is_key = is_key;
    scan->state = STRING;
    return 0;
}

static int begin_number(cl_json_scan *scan, unsigned c)
{
    scan->negative = c == '-';
    scan->whole = true;
    scan->magnitude = is_digit(c) ? c - '0' : 0;
    scan->state = c == '-' ? MINUS : c == '0' ? ZERO : DIGITS;
    return 0;
}

static int begin_word(cl_json_scan *scan, unsigned c)
{
    scan->word = (c == 't' ? "true" : c == 'f' ? "false" : "null") + 1;
    scan->state = WORD;
    return 0;
}

static int note_place(cl_json_scan *scan, cl_error *e)
{
    bool in_object = scan->depth != 0 && scan->closers[scan->depth - 1] == '}';
    cl_json_place place = {scan->line, in_object ? scan->key_line : 0};

    if (cl_vec_add(scan->places, &place) != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    return 0;
}

static int on_value(cl_json_scan *scan, unsigned c, cl_error *e)
{
    int rc = note_place(scan, e);

    if (rc != 0)
        return rc;
    if (c == '{')
        return open_container(scan, '}', FIRST_KEY, e);
    if (c == '[')
        return open_container(scan, ']', ITEM, e);
    if (c == '"')
        return begin_string(scan, false);
    if (c == '-' || is_digit(c))
        return begin_number(scan, c);
    if (c == 't' || c == 'f' || c == 'n')
        return begin_word(scan, c);
    return unexpected(scan, c, "a value", e);
}

static int on_item(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (c == ']')
        return close_container(scan);
    scan->state = VALUE;
    return on_value(scan, c, e);
}

static int on_key(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (c == '"')
        return begin_string(scan, true);
    return unexpected(scan, c, "a key in double quotes", e);
}

static int on_first_key(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (c == '}')
        return close_container(scan);
    if (c == '"')
        return begin_string(scan, true);
    return unexpected(scan, c, "a key in double quotes, or }", e);
}

static int on_colon(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (c != ':')
        return unexpected(scan, c, "a colon between key and value", e);
    scan->state = VALUE;
    return 0;
}

static int on_after(cl_json_scan *scan, unsigned c, cl_error *e)
{
    unsigned closer = (unsigned char)scan->closers[scan->depth - 1];

    if (c == closer)
        return close_container(scan);
    if (c != ',')
        return unexpected(scan, c, closer == '}' ? "a comma or }" : "a comma or ]", e);
    scan->state = closer == '}' ? KEY : VALUE;
    return 0;
}

static int not_utf8(const cl_json_scan *scan, unsigned c, cl_error *e)
{
    (void)cl_fail(e, CL_E_INVALID, "the byte 0x%02x is not UTF-8; save the file as UTF-8", c);
    cl_error_place(e, NULL, scan->line, NULL);
    return CL_E_INVALID;
}

/* The first of several bytes: which second byte may follow excludes overlong forms, surrogates and
 * what is above U+10FFFF. */
static int begin_sequence(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (c < 0xC2 || c > 0xF4)
        return not_utf8(scan, c, e);
    scan->more = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    scan->lowest = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    scan->highest = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    scan->state = SEQUENCE;
    return 0;
}

static int on_sequence(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (c < scan->lowest || c > scan->highest)
        return not_utf8(scan, c, e);
    scan->lowest = 0x80;
    scan->highest = 0xBF;
    scan->more--;
    if (scan->more == 0)
        scan->state = STRING;
    return 0;
}

static int on_string(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (c == '"') {
        if (!scan->is_key)
            return value_ends(scan);
        scan->state = COLON;
        return 0;
    }
    if (c == '\\') {
        scan->state = ESCAPE;
        return 0;
    }
    if (c == '\n' || c == '\r')
        return refuse(scan, e, CL_E_INVALID,
                      "the text is not closed on its line: a quote \" is missing, or a line break "
                      "has to be written as \\n");
    if (c < 0x20)
        return unexpected(scan, c, "text; control characters are written as \\uXXXX", e);
    return c < 0x80 ? 0 : begin_sequence(scan, c, e);
}

static int on_escape(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (c == 'u') {
        scan->unit = 0;
        scan->digits = 0;
        scan->high = 0;
        scan->state = HEX;
        return 0;
    }
    if (c == 0 || strchr("\"\\/bfnrt", (int)c) == NULL)
        return unexpected(scan, c, "one of \" \\ / b f n r t u after a backslash", e);
    scan->state = STRING;
    return 0;
}

static int hex_value(unsigned c)
{
    if (is_digit(c))
        return (int)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (int)(c - 'a') + 10;
    return c >= 'A' && c <= 'F' ? (int)(c - 'A') + 10 : -1;
}

static int half_pair(const cl_json_scan *scan, unsigned unit, cl_error *e)
{
    (void)cl_fail(e, CL_E_INVALID,
                  "\\u%04x is one half of a pair, and the other half is not beside it", unit);
    cl_error_place(e, NULL, scan->line, NULL);
    return CL_E_INVALID;
}

static int unit_ends(cl_json_scan *scan, cl_error *e)
{
    bool low = scan->unit >= 0xDC00 && scan->unit <= 0xDFFF;
    bool high = scan->unit >= 0xD800 && scan->unit <= 0xDBFF;

    if (scan->high != 0 && !low)
        return half_pair(scan, scan->high, e);
    if (scan->high == 0 && low)
        return half_pair(scan, scan->unit, e);
    if (scan->unit == 0)
        return refuse(scan, e, CL_E_INVALID, "\\u0000 is not allowed in text");
    scan->state = high ? LOW_SLASH : STRING;
    if (high)
        scan->high = scan->unit;
    return 0;
}

static int on_hex(cl_json_scan *scan, unsigned c, cl_error *e)
{
    int value = hex_value(c);

    if (value < 0)
        return unexpected(scan, c, "four hexadecimal digits after \\u", e);
    scan->unit = scan->unit * 16 + (unsigned)value;
    scan->digits++;
    return scan->digits < 4 ? 0 : unit_ends(scan, e);
}

static int on_low_slash(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (c != '\\')
        return half_pair(scan, scan->high, e);
    scan->state = LOW_LETTER;
    return 0;
}

static int on_low_letter(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (c != 'u')
        return half_pair(scan, scan->high, e);
    scan->unit = 0;
    scan->digits = 0;
    scan->state = HEX;
    return 0;
}

static int number_ends(cl_json_scan *scan, cl_error *e)
{
    uint64_t most = (uint64_t)INT64_MAX + (scan->negative ? 1 : 0);

    if (scan->whole && scan->magnitude > most)
        return refuse(scan, e, CL_E_INVALID,
                      "the number is beyond 64 bits; write it as text, in double quotes");
    (void)value_ends(scan);
    return AGAIN;
}

static void add_digit(cl_json_scan *scan, unsigned c)
{
    if (scan->magnitude > (UINT64_MAX - 9) / 10)
        scan->magnitude = UINT64_MAX; /* stays too large, whatever follows */
    else
        scan->magnitude = scan->magnitude * 10 + (c - '0');
}

/* After the digits of a whole number: a point, an exponent or the end. */
static int after_digits(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (c == '.')
        scan->state = POINT;
    else if (c == 'e' || c == 'E')
        scan->state = EXPONENT;
    else
        return number_ends(scan, e);
    scan->whole = false;
    return 0;
}

static int on_minus(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (!is_digit(c))
        return unexpected(scan, c, "a digit after -", e);
    scan->magnitude = c - '0';
    scan->state = c == '0' ? ZERO : DIGITS;
    return 0;
}

static int on_zero(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (is_digit(c))
        return refuse(scan, e, CL_E_INVALID,
                      "a number must not begin with 0; is it meant as text, "
                      "in double quotes?");
    return after_digits(scan, c, e);
}

static int on_digits(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (!is_digit(c))
        return after_digits(scan, c, e);
    add_digit(scan, c);
    return 0;
}

static int on_point(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (!is_digit(c))
        return unexpected(scan, c, "a digit after the point", e);
    scan->state = FRACTION;
    return 0;
}

static int on_fraction(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (is_digit(c))
        return 0;
    return after_digits(scan, c == '.' ? 0 : c,
                        e); /* a second point ends it, and is refused there */
}

static int on_exponent(cl_json_scan *scan, unsigned c, cl_error *e)
{
    bool sign = scan->state == EXPONENT && (c == '+' || c == '-');

    if (!sign && !is_digit(c))
        return unexpected(scan, c, "a digit in the exponent", e);
    scan->state = sign ? SIGN : POWER;
    return 0;
}

static int on_power(cl_json_scan *scan, unsigned c, cl_error *e)
{
    return is_digit(c) ? 0 : number_ends(scan, e);
}

static int on_word(cl_json_scan *scan, unsigned c, cl_error *e)
{
    if (c != (unsigned char)*scan->word)
        return unexpected(scan, c, "one of the words true, false and null", e);
    scan->word++;
    return *scan->word == '\0' ? value_ends(scan) : 0;
}

typedef int step(cl_json_scan *scan, unsigned c, cl_error *e);

static step *const steps[] = {
    [VALUE] = on_value,   [ITEM] = on_item,           [FIRST_KEY] = on_first_key,
    [KEY] = on_key,       [COLON] = on_colon,         [AFTER] = on_after,
    [STRING] = on_string, [SEQUENCE] = on_sequence,   [ESCAPE] = on_escape,
    [HEX] = on_hex,       [LOW_SLASH] = on_low_slash, [LOW_LETTER] = on_low_letter,
    [MINUS] = on_minus,   [ZERO] = on_zero,           [DIGITS] = on_digits,
    [POINT] = on_point,   [FRACTION] = on_fraction,   [EXPONENT] = on_exponent,
    [SIGN] = on_exponent, [POWER] = on_power,         [WORD] = on_word,
};

void cl_json_scan_init(cl_json_scan *scan, int first_line, cl_vec *places)
{
    cl_vec_reset(places);
    memset(scan, 0, sizeof *scan);
    scan->places = places;
    scan->first_line = first_line;
    scan->line = first_line;
    scan->state = VALUE;
}

/* Text is most of the bytes: the end of its plain part, or of white space, in one step. */
static size_t skip_plain(cl_json_scan *scan, cl_view bytes, size_t at)
{
    if (scan->state == STRING) {
        while (at < bytes.length) {
            unsigned char c = (unsigned char)bytes.at[at];

            if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
                break;
            at++;
        }
    } else if (scan->state <= LAST_LOOSE) {
        while (at < bytes.length && (bytes.at[at] == ' ' || bytes.at[at] == '\n' ||
                                     bytes.at[at] == '\t' || bytes.at[at] == '\r')) {
            scan->line += bytes.at[at] == '\n';
            at++;
        }
    }
    return at;
}

int cl_json_scan_feed(cl_json_scan *scan, cl_view bytes, size_t *taken, cl_error *e)
{
    size_t at = 0;
    int rc = 0;

    while (!scan->complete) {
        at = skip_plain(scan, bytes, at);
        if (at == bytes.length)
            break;
        rc = steps[scan->state](scan, (unsigned char)bytes.at[at], e);
        if (rc > 0)
            break;
        at += rc == 0;
    }
    *taken = at;
    return rc > 0 ? rc : 0;
}

static int cut_off(const cl_json_scan *scan, cl_error *e)
{
    if (scan->places->count == 0)
        return refuse(scan, e, CL_E_INVALID, "there is nothing, where a JSON value is expected");
    if (scan->line == scan->first_line)
        return refuse(scan, e, CL_E_INVALID, "the text ends inside the value: it is cut off");
    (void)cl_fail(e, CL_E_INVALID,
                  "the text ends inside the value that begins on line %d: it is cut off",
                  scan->first_line);
    cl_error_place(e, NULL, scan->line, NULL);
    return CL_E_INVALID;
}

int cl_json_scan_end(cl_json_scan *scan, cl_error *e)
{
    bool number = scan->state == ZERO || scan->state == DIGITS || scan->state == FRACTION ||
                  scan->state == POWER;
    int rc;

    if (scan->complete)
        return 0;
    if (scan->depth != 0 || !number)
        return cut_off(scan, e);
    rc = steps[scan->state](scan, ' ', e); /* a number ends at anything that is not part of it */
    return rc == AGAIN ? 0 : rc;
}
