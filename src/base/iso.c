/* SPDX-License-Identifier: MIT
 *
 * Looking codes up by bisection. The tables are generated.
 */
#include "iso.h"

#include "iso_table.h"

const cl_iso_country *cl_iso_country_find(cl_view alpha2)
{
    size_t low = 0, high = cl_iso_country_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const cl_iso_country *country = &cl_iso_country_table[middle];
        int order = cl_view_compare(alpha2, cl_view_of(country->alpha2));

        if (order == 0)
            return country;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const cl_iso_country *cl_iso_countries(size_t *count)
{
    *count = cl_iso_country_count;
    return cl_iso_country_table;
}

int cl_iso_currency_decimals(cl_view code)
{
    size_t low = 0, high = cl_iso_currency_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const cl_iso_currency *currency = &cl_iso_currency_table[middle];
        int order = cl_view_compare(code, cl_view_of(currency->code));

        if (order == 0)
            return currency->decimals;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return -1;
}
