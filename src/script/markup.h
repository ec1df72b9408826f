/* SPDX-License-Identifier: MIT
 *
 * Trusted markup: HTML that was written by the author of a template, with every value in it
 * escaped.
 */
#ifndef CL_MARKUP_H
#define CL_MARKUP_H

#include <lua.h>
#include <stdbool.h>

#include "text.h"

/** True when the value at `index` is markup; `*out` (may be NULL) is what it holds, borrowed. */
bool cl_test_markup(lua_State *L, int index, cl_view *out);
/** Pushes the library html: escape(text), markup(template, …), join(list, between?). */
void cl_html_library(lua_State *L);
/** Pushes the library url: escape(text). */
void cl_url_library(lua_State *L);
/** Appends text as one segment of a path or one value of a query: all but unreserved is %XX. */
void cl_url_escape(cl_text *out, cl_view text);

#endif
