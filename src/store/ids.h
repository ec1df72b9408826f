/* SPDX-License-Identifier: MIT
 *
 * Ids as people write them: a prefix of the noun and a number, SCH-104.
 */
#ifndef CL_IDS_H
#define CL_IDS_H

#include <stdint.h>

#include "error.h"
#include "text.h"

enum { CL_ID_TEXT = 32 };

/** Writes "SCH-104" and a terminator. */
void cl_id_format(char out[CL_ID_TEXT], const char *prefix, int64_t id);
/** Appends "SCH-104". */
int cl_id_print(cl_text *out, const char *prefix, int64_t id);
/** Reads an id of that prefix (any case, number from 1 without leading zeros). CL_E_INVALID says
 * what was found and expected. */
int cl_id_parse(int64_t *out, const char *prefix, cl_view text, cl_error *e);

#endif
