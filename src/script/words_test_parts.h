/* SPDX-License-Identifier: MIT
 *
 * What `test` and `property` share: dossiers, settings and expectations of an edition's tests. Not
 * for other groups of words.
 */
#ifndef CL_WORDS_TEST_PARTS_H
#define CL_WORDS_TEST_PARTS_H

#include <lua.h>
#include <stdbool.h>

#include "text.h"
#include "vec.h"

/** The id is in one of the two lists (the second may be NULL); else a finding with the nearest. */
bool cl_test_known_id(lua_State *L, const char *kind, const char *id, const cl_vec *list,
                      const cl_vec *also);
/** The table at `index` as the JSON of a dossier, of this programme and edition unless it says so
 * itself. */
const char *cl_test_dossier(lua_State *L, int index);
/** The key `set` of the table at 2 as JSON; NULL when it is not there. */
const char *cl_test_settings(lua_State *L);
/** Appends what the table expects as a part of a decision. */
void cl_test_expectations(lua_State *L, int table, cl_text *out);
/** A copy of a text that lives as long as the programme. */
const char *cl_test_keep(lua_State *L, const cl_text *text);

/** The word `test`. */
int cl_word_test(lua_State *L);
/** The word `cases`, in words_cases.c. */
int cl_word_cases(lua_State *L);
extern const char *const cl_cases_keys[];
/** The word `property`, in words_property.c. */
int cl_word_property(lua_State *L);
extern const char *const cl_property_keys[];

#endif
