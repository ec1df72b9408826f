/* SPDX-License-Identifier: MIT
 *
 * Reads the tokens of a source text before Lua sees it and reports everything in it that a
 * programme may not say, all at once, with line and hint. Knows no lua.h.
 */
#ifndef CL_SCAN_H
#define CL_SCAN_H

#include <stdbool.h>

#include "findings.h"
#include "text.h"

/** Not UTF-8, a byte-order mark, a binary chunk, a NUL. Adds one finding and gives false. */
bool cl_scan_text(cl_view text, const char *file, cl_findings *findings);
/**
 * All of cl_scan_text(), then the words and operators that mean nothing in a programme: == ~= and
 * or not, if while repeat goto, _ENV, float literals, the same key twice in a constructor. Inside
 * `with = function … end` of a compute, branches and logic are allowed.
 * @return 0, CL_E_SCRIPT when something was found, CL_E_MEMORY (it is then not known whether)
 */
int cl_scan_programme(cl_view text, const char *file, cl_findings *findings);

#endif
