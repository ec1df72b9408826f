/* SPDX-License-Identifier: MIT
 *
 * Dossiers made from one that an author wrote: facts get other values or are left out, items are
 * left out or stand twice. The same edits fit two dossiers that share most paths. Values lie near
 * the numbers that the edition names. Knows the schema and no rule; the same seed makes the same
 * dossiers everywhere.
 */
#ifndef CL_PROPERTY_DOSSIER_H
#define CL_PROPERTY_DOSSIER_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "json.h"
#include "programme.h"
#include "text.h"
#include "vec.h"

/** One edit, by the path that refusals use. */
typedef struct cl_edit {
    const char *path; /**< "cluster.schools[s2].funding" */
    const char *json; /**< what takes its place; NULL: left out, or twice */
    bool twice;       /**< an item of a list stands twice */
    bool unknown;     /**< left out, it is a fact that is not known, and no default or "none" */
    bool renumbers;   /**< items after it, which have no id, get other paths */
} cl_edit;

/** How a dossier is written. */
typedef struct cl_form {
    const cl_edit *edits;
    size_t edit_count;
    bool backwards; /**< every list from its end */
    bool renamed;   /**< the ids of each list swapped: the first for the last, and so on */
} cl_form;

/** What edits are made from: the places of a dossier, and the numbers of an edition. */
typedef struct cl_edit_maker {
    const cl_programme *programme;
    cl_arena arena; /**< owns paths and values of places and edits */
    cl_vec places;
    cl_vec ids;                     /* of records, by type */
    cl_vec numbers, moneys, shares; /* cl_ratio that the edition names */
    uint64_t seed;                  /**< never 0 */
} cl_edit_maker;

/** Gathers the places of a dossier (borrowed while the maker lives). CL_E_MEMORY. */
int cl_edit_maker_init(cl_edit_maker *maker, const cl_programme *programme,
                       const cl_json_value *dossier, cl_error *e);
void cl_edit_maker_clear(cl_edit_maker *maker);
/** Next number below `count`. */
unsigned cl_edit_maker_below(cl_edit_maker *maker, unsigned count);
/** How many places the dossier has. */
size_t cl_edit_maker_places(const cl_edit_maker *maker);
/** The edit that leaves out what stands at a place, borrowed from the maker; lists of records come
 * before their members. */
cl_edit cl_edit_leave_out(const cl_edit_maker *maker, size_t place);
/** Makes one edit at random. False when there is no place, or memory is out. */
bool cl_edit_make(cl_edit *out, cl_edit_maker *maker);

/** Appends the dossier as JSON in the form that is asked for. */
void cl_form_print(cl_text *out, const cl_edit_maker *maker, const cl_json_value *dossier,
                   const cl_form *form);
/** Appends a value as Lua writes it in an edition: { date = "2021-04-20", requests = {} }. */
void cl_lua_print(cl_text *out, const cl_json_value *value);

#endif
