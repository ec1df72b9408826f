/* SPDX-License-Identifier: MIT
 *
 * Loading an edition: runs its Lua file once, under limits, and gives the programme that the words
 * built. Also what lies in a folder of rules. After the load no Lua is left. Knows no lua.h.
 */
#ifndef CL_PROGRAMME_LOAD_H
#define CL_PROGRAMME_LOAD_H

#include <stddef.h>

#include "error.h"
#include "findings.h"
#include "programme.h"

/**
 * Loads one edition.
 *
 * @param out        the programme, freed with cl_programme_free(); NULL on failure
 * @param folder     the programme's folder, "rules/connecting-classrooms"
 * @param file       the edition in it, "2020.lua"
 * @param lib_roots  folders in which `use` looks after the programme's own, such as "rules"
 * @param findings   gets everything that is wrong, with relative file and line, sorted; warnings
 *                   also on success. May be NULL
 * @return 0, CL_E_SCRIPT (the findings say why), CL_E_LIMIT, CL_E_IO, CL_E_NOT_FOUND, CL_E_MEMORY
 */
int cl_programme_load(cl_programme **out, const char *folder, const char *file,
                      const char *const *lib_roots, size_t lib_count, cl_findings *findings,
                      cl_error *e);

#endif
