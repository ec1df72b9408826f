/* SPDX-License-Identifier: MIT
 *
 * ISO 3166-1 countries and ISO 4217 currencies, a checked-in table generated from iso-codes, so
 * that one release accepts the same codes everywhere.
 */
#ifndef CL_ISO_H
#define CL_ISO_H

#include <stddef.h>

#include "text.h"

typedef struct cl_iso_country {
    char alpha2[3];
    const char *name; /**< English short name, UTF-8 */
} cl_iso_country;

/** NULL when ISO 3166-1 does not know the code (case matters: "GB"). */
const cl_iso_country *cl_iso_country_find(cl_view alpha2);
/** All countries in the order of their codes. */
const cl_iso_country *cl_iso_countries(size_t *count);
/** Minor-unit digits of a currency; -1 when ISO 4217 does not know it, or gives it none (XAU, XXX).
 */
int cl_iso_currency_decimals(cl_view code);

#endif
