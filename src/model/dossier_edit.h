/* SPDX-License-Identifier: MIT
 *
 * Dossiers that differ from another in one thing: for what-ifs. The original is never touched.
 * Knows the schema and no rule.
 */
#ifndef CL_DOSSIER_EDIT_H
#define CL_DOSSIER_EDIT_H

#include "dossier.h"
#include "vec.h"

/** No record: a new member begins with nothing but what the absence of its keys means. */
#define CL_DOSSIER_BLANK UINT32_MAX
/** In a map: the record is not there any more. */
#define CL_DOSSIER_GONE UINT32_MAX

/** Each fills `out` (CL_DOSSIER_INIT or from an earlier use, whose memory is used again). On
 * failure (CL_E_MEMORY, CL_E_LIMIT) `out` may only be cleared or filled again. */
int cl_dossier_copy(cl_dossier *out, const cl_dossier *from, cl_error *e);
/**
 * Adds a member to the list, or the record, that `field` of `holder` is.
 * @param like   member of that list that is copied with all below it (its id too: the caller gives
 *               another), or CL_DOSSIER_BLANK
 * @param added  number of the new record in `out`
 * @param map    vector of uint32_t: new number of each record of `from`; may be NULL
 */
int cl_dossier_add(cl_dossier *out, const cl_dossier *from, uint32_t holder, unsigned field,
                   uint32_t like, uint32_t *added, cl_vec *map, cl_error *e);
/** Takes a member out of its list, with all below it and every member of a list that refers to it;
 * what else refers to it becomes unknown. */
int cl_dossier_remove(cl_dossier *out, const cl_dossier *from, uint32_t record, cl_vec *map,
                      cl_error *e);

/** Takes all members out of the list that `field` of `holder` is, as cl_dossier_remove() each. */
int cl_dossier_empty(cl_dossier *out, const cl_dossier *from, uint32_t holder, unsigned field,
                     cl_vec *map, cl_error *e);

/** Sets one fact, which is neither a list nor a record. */
void cl_dossier_set(cl_dossier *dossier, uint32_t record, unsigned field, cl_fact fact);
/** Keeps a text for a fact of kind TEXT and fills the fact. CL_E_MEMORY, CL_E_LIMIT. */
int cl_dossier_make_text(cl_dossier *dossier, cl_view text, cl_fact *fact, cl_error *e);

#endif
