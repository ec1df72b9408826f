/* SPDX-License-Identifier: MIT
 *
 * A lookup table of an edition as CSV.
 */
#ifndef CL_RULES_TABLE_H
#define CL_RULES_TABLE_H

#include "programme.h"
#include "verb.h"

/** A row for each row of the table, in the order of its keys. CL_E_NOT_FOUND: there is no lookup
 * table of that name. */
int cl_rules_table(const cl_programme *programme, const char *name, const cl_sink *sink,
                   cl_error *e);

#endif
