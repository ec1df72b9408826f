/* SPDX-License-Identifier: MIT
 *
 * What differs between two editions.
 */
#ifndef CL_RULES_DIFF_H
#define CL_RULES_DIFF_H

#include "programme.h"
#include "verb.h"

/** A row for each change, then one for each rule and line that both have. */
int cl_rules_diff(const cl_programme *first, const cl_programme *second, const cl_sink *sink,
                  cl_error *e);
/** A row for each change, and none by result: quick. */
int cl_rules_diff_changes(const cl_programme *first, const cl_programme *second,
                          const cl_sink *sink, cl_error *e);

#endif
