/* SPDX-License-Identifier: MIT
 *
 * Checks what the functions of a dialect return. For dialect.c and serve.c.
 */
#ifndef CL_DIALECT_READ_H
#define CL_DIALECT_READ_H

#include <lua.h>

#include "dialect.h"
#include "fields.h"

/** Each reads the table at fields->index into `out`, whose arena is fields->arena, or raises. */
void cl_dialect_take_request(lua_State *L, const cl_fields *fields, cl_dialect_request *out);
void cl_dialect_take_answer(lua_State *L, const cl_fields *fields, cl_dialect_answer *out);
void cl_dialect_take_judgement(lua_State *L, const cl_fields *fields, cl_dialect_judgement *out);
void cl_dialect_take_status(lua_State *L, const cl_fields *fields, cl_dialect_status *out);
/** Pushes a table of headers with names in lower case. */
void cl_push_headers(lua_State *L, const char *const (*headers)[2], size_t count);
/** Pushes { status, headers, text, body } of an answer. */
void cl_dialect_push_response(lua_State *L, const cl_dialect_response *response);

#endif
