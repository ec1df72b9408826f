/* SPDX-License-Identifier: MIT
 *
 * Ratios as text: the part of ratio.h that reads and prints. Never through floating point.
 */
#include <inttypes.h>

#include "excerpt.h"
#include "ratio.h"

enum { PLACES = 9 };

/* What was read so far: a number of digits and the power of ten it has to be divided by. */
typedef struct number {
    cl_wide digits, scale;
    bool too_long;
} number;

/* Takes digits from the front of `rest`, at least one; false when there is none. */
static bool take_digits(number *read, cl_view *rest, bool after_point)
{
    const cl_wide most = (cl_wide)1 << 96; /* leaves room for the 100 of a percentage */
    size_t taken = 0;

    while (taken < rest->length && rest->at[taken] >= '0' && rest->at[taken] <= '9') {
        if (read->digits > most || read->scale > most) {
            read->too_long = true;
        } else {
            read->digits = read->digits * 10 + (rest->at[taken] - '0');
            read->scale *= after_point ? 10 : 1;
        }
        taken++;
    }
    rest->at += taken;
    rest->length -= taken;
    return taken != 0;
}

static bool take_char(cl_view *rest, char c)
{
    if (rest->length == 0 || rest->at[0] != c)
        return false;
    rest->at++;
    rest->length--;
    return true;
}

/* The four forms. `top` and `bottom` are what is above and below the line. */
static bool read_forms(number *top, number *bottom, cl_view rest)
{
    if (!take_digits(top, &rest, false))
        return false;
    if (take_char(&rest, '/'))
        return take_digits(bottom, &rest, false) && rest.length == 0;
    if (take_char(&rest, '.') && !take_digits(top, &rest, true))
        return false;
    bottom->digits = take_char(&rest, '%') ? top->scale * 100 : top->scale;
    return rest.length == 0;
}

int cl_ratio_parse(cl_ratio *out, cl_view text, cl_error *e)
{
    number top = {0, 1, false}, bottom = {0, 1, false};
    char found[CL_EXCERPT];
    cl_view rest = text;
    bool negative = take_char(&rest, '-');

    if (!read_forms(&top, &bottom, rest))
        return cl_fail(e, CL_E_INVALID,
                       "\"%s\" is not a number: write it like 7, -7, 0.1, 2/37 or 62.5%%",
                       cl_excerpt(found, text));
    if (bottom.digits == 0)
        return cl_fail(e, CL_E_RANGE, "%s: division by zero", cl_excerpt(found, text));
    if (top.too_long || bottom.too_long ||
        cl_ratio_make(out, negative ? -top.digits : top.digits, bottom.digits, NULL) != 0)
        return cl_fail(e, CL_E_RANGE, "%s has more digits than can be kept exactly",
                       cl_excerpt(found, text));
    return 0;
}

/* Decimal places after which num/den ends; -1 when that is beyond PLACES. */
static int decimal_places(int64_t den, int64_t *scale)
{
    *scale = 1;
    for (int places = 0; places <= PLACES; places++, *scale *= 10)
        if (*scale % den == 0)
            return places;
    return -1;
}

/* Digits of a number that need not fit 64 bits, such as 100 times a ratio. */
static void add_wide(cl_text *out, cl_wide value)
{
    char digits[48];
    size_t at = sizeof digits;
    bool negative = value < 0;

    do {
        int digit = (int)(value % 10); /* has the sign of value */

        digits[--at] = (char)('0' + (digit < 0 ? -digit : digit));
        value /= 10;
    } while (value != 0);
    if (negative)
        digits[--at] = '-';
    (void)cl_text_add(out, digits + at, sizeof digits - at);
}

/* num/den in lowest terms, den > 0. */
static int print(cl_text *out, cl_wide num, int64_t den)
{
    int64_t scale, rest;
    int places = decimal_places(den, &scale);

    if (places < 0) {
        add_wide(out, num);
        return cl_text_format(out, "/%" PRId64, den);
    }
    if (num < 0 && num > -den)
        (void)cl_text_add_char(out, '-'); /* -1/2: its whole part is a 0 without sign */
    add_wide(out, num / den);
    rest = (int64_t)(num % den) * (scale / den);
    if (places != 0)
        (void)cl_text_format(out, ".%0*" PRId64, places, rest < 0 ? -rest : rest);
    return out->failed;
}

int cl_ratio_print(cl_text *out, cl_ratio value)
{
    return print(out, value.num, value.den);
}

int cl_ratio_print_percent(cl_text *out, cl_ratio value)
{
    int64_t common = value.den, rest = 100;

    while (rest != 0) { /* greatest common divisor of 100 and the denominator */
        int64_t next = common % rest;

        common = rest;
        rest = next;
    }
    (void)print(out, (cl_wide)value.num * (100 / common), value.den / common);
    return cl_text_add_char(out, '%');
}
