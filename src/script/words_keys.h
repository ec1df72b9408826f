/* SPDX-License-Identifier: MIT
 *
 * Reading the table of a word: by raw access, key by key, with findings that name the word, the
 * key, what was found and what was expected.
 */
#ifndef CL_WORDS_KEYS_H
#define CL_WORDS_KEYS_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "date.h"
#include "programme.h"
#include "words.h"

/** Pushes the value of a key (nil when it is not there) and gives its Lua type. */
int cl_key_push(lua_State *L, int table, const char *key);
/** True when the key is there. */
bool cl_key_there(lua_State *L, int table, const char *key);
/** A text that lives as long as the programme; NULL when it is not there (a finding when required).
 */
const char *cl_key_text(lua_State *L, int table, const char *key, bool required);
/** true or false; false when it is not there. */
bool cl_key_yes(lua_State *L, int table, const char *key);
/** A whole number. False when it is not there, or after a finding. */
bool cl_key_integer(lua_State *L, int table, const char *key, int64_t *out);
/** A date as text. False when it is not there, or after a finding. */
bool cl_key_date(lua_State *L, int table, const char *key, cl_date *out);
/** Index in `names` (ends with NULL); `standard` when it is not there; -1 after a finding. */
int cl_key_choice(lua_State *L, int table, const char *key, const char *const *names, int standard);
/** Ids of clauses: one text or a list of them. */
cl_cites cl_key_cites(lua_State *L, int table, const char *key);
/** A condition; 0 when it is not there (a finding when required) or poisoned. */
cl_node cl_key_condition(lua_State *L, int table, const char *key, bool required);
/** A value that gives one of the two; `like` reads literals. 0 as above. */
cl_node cl_key_value(lua_State *L, int table, const char *key, cl_gives first, cl_gives second,
                     bool required);
/** Items of the list at `table`; a hole is a finding. Other keys are left alone. */
size_t cl_items_count(lua_State *L, int table);
/** As cl_items_count() for a table that is nothing but a list; other keys are findings. */
size_t cl_list_count(lua_State *L, int table, const char *what);
/** Pushes a userdata with the text keys of a table, sorted by bytes; `*count` of them. They live as
 * long as the table holds them. */
const char **cl_keys_sorted(lua_State *L, int table, size_t *count);
/** Findings for keys that the word does not have, sorted, each with the nearest known key. */
void cl_keys_check(lua_State *L, int table, const char *const *known, unsigned others);

#endif
