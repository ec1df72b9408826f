/* SPDX-License-Identifier: MIT
 *
 * Loading a state machine: runs its Lua text once, under the limits and in the sandbox of an
 * edition, with the words of machines. After the load no Lua is left. Knows no lua.h.
 */
#ifndef CL_MACHINE_LOAD_H
#define CL_MACHINE_LOAD_H

#include "error.h"
#include "findings.h"
#include "machine.h"

/**
 * Loads one machine from its text.
 *
 * @param out       the machine, freed with cl_machine_free(); NULL on failure
 * @param noun      what it is a machine of: "award"
 * @param text      the whole file; it uses no other
 * @param name      of the file, for messages: "award.lua"
 * @param findings  gets everything that is wrong, with file and line, sorted; may be NULL
 * @return 0, CL_E_SCRIPT (the findings say why), CL_E_NOT_FOUND (no such noun), CL_E_LIMIT,
 * CL_E_MEMORY
 */
int cl_machine_load(cl_machine **out, const char *noun, cl_view text, const char *name,
                    cl_findings *findings, cl_error *e);

#endif
