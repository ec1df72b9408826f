/* SPDX-License-Identifier: MIT
 *
 * Dossiers that nobody wrote: an empty one of a given shape, whose facts are then put in place, and
 * any dossier as JSON. For analysis, which asks an edition about applications that it makes up.
 */
#ifndef CL_DOSSIER_MAKE_H
#define CL_DOSSIER_MAKE_H

#include "dossier.h"

/** How many members a list of that type and field gets. */
typedef uint32_t cl_members_wanted(void *context, unsigned type, unsigned field);

/**
 * Makes a dossier in which every record is there and every list has all its members; facts are
 * unknown, or as a key that was left out. Ids are made: "s1", "s2", …
 *
 * @param out  CL_DOSSIER_INIT or from an earlier read; cleared with cl_dossier_clear()
 * @return 0, CL_E_LIMIT, CL_E_MEMORY
 */
int cl_dossier_blank(cl_dossier *out, const cl_schema *schema, cl_members_wanted *wanted,
                     void *context, cl_error *e);

/** A value to put in place; what `exact` is follows the field: number, share and money (minor
 * units) themselves, yes/no and judgement 0 or 1, days of a date, number of a choice, code of a
 * country, number of a record for a reference; how many members a list has. */
typedef struct cl_fact_value {
    cl_fact_state state;
    cl_ratio exact;
    const char *text; /**< TEXT */
} cl_fact_value;

/** Puts a fact in place. A list keeps its members and only says how many count, at most those that
 * were made. The date of the dossier follows its field. CL_E_MEMORY */
int cl_dossier_put(cl_dossier *dossier, uint32_t record, unsigned field, const cl_fact_value *value,
                   cl_error *e);
/** The value that is in place, in the same form. A text is borrowed until the next put. */
cl_fact_value cl_dossier_value(const cl_dossier *dossier, uint32_t record, unsigned field);

/** A dossier under another schema that follows the facts of a made one. */
typedef struct cl_dossier_mirror {
    const cl_dossier *of;
    cl_dossier dossier;
    cl_vec pairs; /**< private */
    cl_arena arena;
} cl_dossier_mirror;

/** The same records under `schema`; facts that it has not are left out. CL_E_MEMORY. Cleared with
 * cl_dossier_mirror_clear() in any case. */
int cl_dossier_mirror_init(cl_dossier_mirror *mirror, const cl_dossier *of, const cl_schema *schema,
                           cl_error *e);
/** Takes over the present facts. False in `*fits`: one is no value under that schema (a word that
 * it does not have, a number outside its bounds), so that no such dossier could be read. */
int cl_dossier_mirror_update(cl_dossier_mirror *mirror, bool *fits, cl_error *e);
void cl_dossier_mirror_clear(cl_dossier_mirror *mirror);

/** Appends the dossier as one JSON object in one line; what is unknown is left out. */
int cl_dossier_print_json(cl_text *out, const cl_dossier *dossier, const char *currency);

#endif
