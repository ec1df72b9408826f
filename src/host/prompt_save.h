/* SPDX-License-Identifier: MIT
 *
 * What was tried at the prompt, as a test that can be pasted into an edition.
 */
#ifndef CL_PROMPT_SAVE_H
#define CL_PROMPT_SAVE_H

#include "decision.h"
#include "json.h"

/**
 * Appends a test of that name in one line: the dossier, what was assumed, and, of the decision, the
 * verdict, the rules that do not pass, the grant where it is known, and what is missing.
 *
 * Example: test "one school" { dossier = { … }, expect = { verdict = "ineligible", … } }
 */
void cl_prompt_save_test(cl_text *out, cl_view name, const cl_json_value *dossier,
                         const cl_decision *decision);

#endif
