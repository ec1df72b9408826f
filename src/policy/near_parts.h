/* SPDX-License-Identifier: MIT
 *
 * What the parts of the search share: how far a dossier is from its goal, which facts matter, which
 * moves there are, and their words. Not for other layers.
 */
#ifndef CL_NEAR_PARTS_H
#define CL_NEAR_PARTS_H

#include "digest.h"
#include "dossier_edit.h"
#include "near.h"
#include "reach.h"
#include "vec.h"

enum {
    CL_NEAR_FAR = 1000000
}; /**< no dossier lies further away; also one that cannot be decided */

/** How much is missing until the node is `wanted`: 0 exactly when it is. Members and units that
 * lack are counted, so that each further one is seen to help. */
int32_t cl_near_gap(cl_evaluator *evaluator, cl_node node, bool wanted);
/** The same for a rule, exceptions included; what a person must judge is no gap. */
int32_t cl_near_rule_gap(cl_evaluator *evaluator, const cl_rule *rule);

/* ---- which facts matter ---- */

typedef struct cl_near_field {
    unsigned type, field;
} cl_near_field;

/** A value with which something is compared. */
typedef struct cl_near_bound {
    cl_gives gives;
    cl_ratio value;
} cl_near_bound;

typedef struct cl_near_fields {
    cl_vec fields;    /**< cl_near_field */
    cl_vec bounds;    /**< cl_near_bound */
    cl_vec countries; /**< int64_t, of literals; of each list of countries one */
} cl_near_fields;

#define CL_NEAR_FIELDS_INIT                                                                        \
    {                                                                                              \
        CL_VEC_INIT(cl_near_field), CL_VEC_INIT(cl_near_bound), CL_VEC_INIT(int64_t)               \
    }

void cl_near_fields_clear(cl_near_fields *fields);
/** Adds what the nodes read. CL_E_MEMORY. */
int cl_near_fields_add(cl_near_fields *fields, const cl_evaluator *evaluator,
                       const cl_reach *reach);

/* ---- moves ---- */

typedef enum cl_near_kind {
    CL_NEAR_SET,    /**< a fact takes another value */
    CL_NEAR_TRY,    /**< the same for an ordered value, the nearest first */
    CL_NEAR_ADD,    /**< a further member, a copy of `like`; of a plain list with value `fact` */
    CL_NEAR_REMOVE, /**< `record` goes */
    CL_NEAR_EMPTY,  /**< all members of a plain list go */
    CL_NEAR_REPLACE /**< SET of a fact that is fixed: another member takes the place */
} cl_near_kind;

typedef struct cl_near_move {
    cl_near_kind kind;
    uint32_t record; /**< whose fact it is; holder of the list */
    unsigned field;
    uint32_t like;
    cl_fact fact;
    unsigned cost;
} cl_near_move;

/** Appends all moves (cl_near_move) over facts that matter, in the order of records and fields.
 * `fresh`: one a record, true for members that were added: with `only_fresh` the moves of their own
 * facts and those that make others refer to them, else those of all other records. CL_E_MEMORY. */
int cl_near_moves(cl_vec *out, const cl_near_fields *fields, const cl_dossier *dossier,
                  const bool *fresh, bool only_fresh);
/** Makes the moved dossier. `map` as in dossier_edit.h, empty where nothing moved; `added`: the new
 * member, or the other one that took a place. */
int cl_near_apply(cl_dossier *out, const cl_dossier *from, const cl_near_move *move,
                  uint32_t *added, cl_vec *map, cl_error *e);

/* ---- which are the same ---- */

/** Equal of two dossiers that differ only in the order of lists and in the ids of fresh records.
 * CL_E_MEMORY */
int cl_near_sketch(char out[CL_DIGEST_HEX], const cl_dossier *dossier, const bool *fresh);

/* ---- words ---- */

/** Fills everything but `says` of a new member. `after` is the moved dossier. */
int cl_near_describe(cl_near_change *out, cl_arena *arena, const cl_dossier *before,
                     const cl_dossier *after, const cl_near_move *move, const char *currency);
/** What a new member is: "there were one more school: partner, Malawi, with partner Clyde Primary
 * (s1)", or whose place it takes. Told are facts that are `read` at all. */
int cl_near_describe_added(cl_near_change *out, cl_arena *arena, const cl_near_fields *read,
                           const cl_dossier *before, const cl_near_move *move,
                           const cl_dossier *after, uint32_t added, const char *currency);

#endif
