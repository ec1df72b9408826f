/* SPDX-License-Identifier: MIT
 *
 * Amounts as text: the part of money.h that reads and prints.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "excerpt.h"
#include "money.h"

/* Magnitude of an amount, in whole and minor units. */
typedef struct units {
    uint64_t whole, part;
    int decimals;
} units;

static uint64_t power_of_ten(int exponent)
{
    uint64_t power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* Digits with at most one point, into minor units. Counts the decimals; false when it is not that.
 */
static bool read_digits(cl_wide *minor, int *decimals, cl_view rest)
{
    bool point = false;

    *minor = 0;
    *decimals = 0;
    for (size_t i = 0; i < rest.length; i++) {
        char c = rest.at[i];

        if (c == '.' && !point && i != 0 && i + 1 < rest.length) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        if (*minor <= INT64_MAX) /* beyond that it only has to stay too large */
            *minor = *minor * 10 + (c - '0');
        *decimals += point && *decimals < 100;
    }
    return rest.length != 0;
}

static int bad_amount(cl_error *e, cl_view text)
{
    char found[CL_EXCERPT];

    return cl_fail(e, CL_E_INVALID,
                   "\"%s\" is not an amount: write it like 1500.00, without symbols, commas or "
                   "spaces",
                   cl_excerpt(found, text));
}

static int bad_decimals(cl_error *e, cl_view text, const char *currency, int decimals)
{
    char found[CL_EXCERPT];

    if (decimals == 0)
        return cl_fail(e, CL_E_INVALID, "%s: %s has no decimals", cl_excerpt(found, text),
                       currency);
    return cl_fail(e, CL_E_INVALID, "%s: %s has %d decimals and not more", cl_excerpt(found, text),
                   currency, decimals);
}

int cl_money_parse(cl_money *out, cl_view text, const char *currency, cl_error *e)
{
    char found[CL_EXCERPT];
    cl_wide minor;
    cl_view digits = text;
    int given, decimals = cl_money_decimals(currency);
    bool negative = text.length != 0 && text.at[0] == '-';

    if (decimals < 0)
        return cl_fail(e, CL_E_INVALID, "\"%s\" is not a currency of ISO 4217, such as GBP",
                       cl_excerpt(found, cl_view_of(currency)));
    if (negative)
        digits = (cl_view){text.at + 1, text.length - 1};
    if (!read_digits(&minor, &given, digits))
        return bad_amount(e, text);
    if (given > decimals)
        return bad_decimals(e, text, currency, decimals);
    minor *= (cl_wide)power_of_ten(decimals - given);
    if (minor > (cl_wide)INT64_MAX + (negative ? 1 : 0))
        return cl_fail(e, CL_E_RANGE, "%s has more digits than can be kept",
                       cl_excerpt(found, text));
    out->minor = (int64_t)(negative ? -minor : minor);
    memmove(out->currency, currency, sizeof out->currency); /* may be the same */
    return 0;
}

static units units_of(cl_money money)
{
    int decimals = cl_money_decimals(money.currency);
    uint64_t minor = money.minor < 0 ? -(uint64_t)money.minor : (uint64_t)money.minor;
    uint64_t scale;

    if (decimals < 0)
        decimals = 2;
    scale = power_of_ten(decimals);
    return (units){minor / scale, minor % scale, decimals};
}

static int add_part(cl_text *out, units amount)
{
    if (amount.decimals == 0)
        return out->failed;
    return cl_text_format(out, ".%0*" PRIu64, amount.decimals, amount.part);
}

int cl_money_print(cl_text *out, cl_money money)
{
    units amount = units_of(money);

    if (money.minor < 0)
        (void)cl_text_add_char(out, '-');
    (void)cl_text_format(out, "%" PRIu64, amount.whole);
    return add_part(out, amount);
}

static void add_currency(cl_text *out, const char *currency)
{
    static const struct {
        const char *code, *symbol;
    } symbols[] = {{"GBP", "£"}, {"EUR", "€"}, {"USD", "$"}};

    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        if (strcmp(symbols[i].code, currency) == 0) {
            (void)cl_text_add_string(out, symbols[i].symbol);
            return;
        }
    }
    (void)cl_text_format(out, "%s ", currency);
}

int cl_money_print_human(cl_text *out, cl_money money)
{
    units amount = units_of(money);
    char digits[24];
    size_t length;

    if (money.minor < 0)
        (void)cl_text_add_char(out, '-');
    add_currency(out, money.currency);
    length = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, amount.whole);
    for (size_t i = 0; i < length; i++) {
        if (i != 0 && (length - i) % 3 == 0)
            (void)cl_text_add_char(out, ',');
        (void)cl_text_add_char(out, digits[i]);
    }
    return add_part(out, amount);
}

int cl_money_print_json(cl_text *out, cl_money money)
{
    (void)cl_text_add_string(out, "{\"amount\": \"");
    (void)cl_money_print(out, money);
    return cl_text_format(out, "\", \"currency\": \"%s\"}", money.currency);
}
