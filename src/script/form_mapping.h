/* SPDX-License-Identifier: MIT
 *
 * A mapping: a file of Lua that makes a funder's forms of an application, one pure function a form.
 * Nothing but its argument is in reach, so that the same application gives the same bytes. Knows no
 * lua.h and no portal.
 */
#ifndef CL_FORM_MAPPING_H
#define CL_FORM_MAPPING_H

#include <stdbool.h>

#include "error.h"
#include "json.h"
#include "text.h"

enum { CL_MAPPING_FORMS = 16 };

typedef struct cl_form_mapping cl_form_mapping;

/**
 * Loads the file `name` of `folder`, which returns { main = function(delivery) … end, … };
 * `require` finds its siblings, then those of `more` (NULL for none). CL_E_NOT_FOUND, CL_E_SCRIPT
 * (file, line), CL_E_LIMIT, CL_E_MEMORY.
 */
int cl_form_mapping_open(cl_form_mapping **out, const char *folder, const char *name,
                         const char *more, cl_error *e);
void cl_form_mapping_close(cl_form_mapping *mapping);
/** True when it makes a form of that name. */
bool cl_form_mapping_has(const cl_form_mapping *mapping, const char *form);
/** Names of the forms, sorted; NULL behind the last. */
const char *cl_form_mapping_name(const cl_form_mapping *mapping, size_t index);
/** Appends the form as canonical JSON, an object. CL_E_SCRIPT, CL_E_LIMIT, CL_E_MEMORY. */
int cl_form_mapping_make(cl_form_mapping *mapping, cl_text *out, const char *form,
                         const cl_json_value *delivery, cl_error *e);

#endif
