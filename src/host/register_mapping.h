/* SPDX-License-Identifier: MIT
 *
 * Which file is which register, and what its columns and words mean: scripts/registers, or a file
 * of the user's own. The Lua is read once, before the first row; rows are read by C alone. Knows no
 * database.
 */
#ifndef CL_REGISTER_MAPPING_H
#define CL_REGISTER_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

#include "csv.h"
#include "error.h"
#include "json.h"
#include "vec.h"

/** A word of the register and what it means here. Texts live as long as the mappings. */
typedef struct cl_register_word {
    cl_view theirs, ours;
} cl_register_word;

typedef struct cl_register_mapping {
    const char *id, *title; /**< title never NULL */
    const char *scheme;     /**< GB-EDU, …; NULL: the user says */
    const char *country;    /**< ISO 3166-1; NULL: the user says */
    bool links;             /**< rows are links between schools, not schools */
    const cl_json_value *settings;
} cl_register_mapping;

typedef struct cl_register_mappings {
    cl_vec files; /**< of cl_json * */
    cl_vec items; /**< of cl_register_mapping */
} cl_register_mappings;

void cl_register_mappings_init(cl_register_mappings *mappings);
void cl_register_mappings_clear(cl_register_mappings *mappings);
/** Reads and checks every .lua file of a folder, or one file. CL_E_IO, CL_E_SCRIPT, CL_E_INVALID.
 */
int cl_register_mappings_read(cl_register_mappings *mappings, const char *path, cl_error *e);

/** The mapping whose telling column (known_by) the file has; links first, since a file of links has
 * the column of the schools' numbers as well. NULL: none. */
const cl_register_mapping *cl_register_mapping_of(const cl_register_mappings *mappings,
                                                  const cl_csv *csv);
/** NULL when there is none of that id. */
const cl_register_mapping *cl_register_mapping_find(const cl_register_mappings *mappings,
                                                    const char *id);
/** Column of the file for a field of the mapping ("name"); -1 when the file has none. */
int cl_register_mapping_column(const cl_register_mapping *mapping, const cl_csv *csv,
                               const char *field);
/** Appends the names under which a field may stand: "urn, number". */
void cl_register_mapping_names(cl_text *out, const cl_register_mapping *mapping, const char *field);
/** A text setting; NULL when it is not there. */
const char *cl_register_mapping_text(const cl_register_mapping *mapping, const char *key);
/** A list of texts or a table of words, as a vector of cl_register_word that the caller clears; in
 * a list `ours` is empty. Nothing when it is not there. CL_E_MEMORY. */
int cl_register_mapping_words(cl_vec *out, const cl_register_mapping *mapping, const char *key,
                              cl_error *e);
/** What a word means; empty when it is not among them. */
cl_view cl_register_word_of(const cl_vec *words, cl_view theirs);
bool cl_register_word_has(const cl_vec *words, cl_view theirs);

#endif
