/* SPDX-License-Identifier: MIT
 *
 * A document that differs from another in one place: what-ifs about a dossier.
 */
#ifndef CL_JSON_EDIT_H
#define CL_JSON_EDIT_H

#include "error.h"
#include "text.h"

/**
 * Appends `document` with another value at `path`, indented by two spaces, keys in their order.
 *
 * A path goes by keys, by ids of items, and by numbers of items from 1:
 * "cluster.schools[s2].funding"; "[+]" is a new item at the end. Objects on the way that are not
 * there are made. A value that is JSON, but for a number with a fraction, is taken as such, any
 * other as the text it is: `3`, `true`, `["o1"]`, `network`, `1500.00`.
 *
 * @param value  .at NULL: take away what stands there
 * @return 0; CL_E_INVALID: the document is no JSON object, or the path is none; CL_E_NOT_FOUND:
 * there is nothing on the way; CL_E_MEMORY. Nothing is appended then.
 *
 * Example: cl_json_edit(&out, CL_VIEW("{\"a\": [1]}"), CL_VIEW("a[+]"), CL_VIEW("x"), &e) appends
 * {"a": [1, "x"]}, over several lines.
 */
int cl_json_edit(cl_text *out, cl_view document, cl_view path, cl_view value, cl_error *e);

#endif
