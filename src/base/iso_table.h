/* SPDX-License-Identifier: MIT
 *
 * The tables behind iso.h, in ascending order of their codes.
 */
#ifndef CL_ISO_TABLE_H
#define CL_ISO_TABLE_H

#include <stddef.h>

#include "iso.h"

/** A currency and its minor-unit digits. */
typedef struct cl_iso_currency {
    char code[4];
    int decimals;
} cl_iso_currency;

extern const cl_iso_country cl_iso_country_table[];
extern const size_t cl_iso_country_count;
extern const cl_iso_currency cl_iso_currency_table[];
extern const size_t cl_iso_currency_count;

#endif
