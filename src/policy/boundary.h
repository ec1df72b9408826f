/* SPDX-License-Identifier: MIT
 *
 * Boundary cells: for every fact that a set of trees reads, the few values at which an answer can
 * change. A number that is compared with 4 need only be 3, 4 and 5; a country only one of each
 * kind that the trees tell apart. Everything that asks "is there a dossier that …?" walks these
 * values: coverage, check, differences, the smallest change.
 *
 *     cl_boundary cells;
 *     rc = cl_boundary_init(&cells, &programme->schema, e);
 *     if (rc == 0)
 *         rc = cl_boundary_read(&cells, programme, &reach.nodes, e);   (nodes: see reach.h)
 *     if (rc == 0)
 *         rc = cl_boundary_finish(&cells, e);
 *     … cl_boundary_of(&cells, type, field)->values …
 *     cl_boundary_clear(&cells);
 */
#ifndef CL_BOUNDARY_H
#define CL_BOUNDARY_H

#include "arena.h"
#include "dossier_make.h"
#include "programme.h"
#include "schema.h"
#include "vec.h"

/** One fact of the schema that the trees read, and its values. */
typedef struct cl_boundary_field {
    unsigned type, field; /**< of the schema of the cells */
    /** Known values in ascending order, each once. Of a list: how many members there are. Empty for
     * a reference, whose values are the records that are there, and for a record. */
    const cl_fact_value *values;
    size_t count;
    bool maybe_none; /**< "there is none" is a value, too */
    bool whole;      /**< false: it is used in a way that these values may not exhaust */
    /* while the trees are read */
    cl_vec cuts;   /**< cl_ratio: where a comparison turns */
    cl_vec sets;   /**< codes that are told apart: see boundary_parts.h */
    cl_vec texts;  /**< const char *: texts it is compared with */
    bool identity; /**< compared with other facts of its kind, so that two equal ones matter */
} cl_boundary_field;

typedef struct cl_boundary {
    const cl_schema *schema;
    cl_vec fields; /**< cl_boundary_field, in the order in which they were met */
    cl_vec links;  /**< pairs of fields that are compared with each other */
    cl_arena arena;
    bool whole; /**< every use of every fact was understood: walking all values is exact */
    bool far;   /**< set before finishing where amounts are worked out: comparisons are the same
                     everywhere beyond the last cut, amounts go on; one value far out is added */
    int rc;
} cl_boundary;

/** Values kept for one fact; of more, some are left out and `whole` is false. */
enum { CL_BOUNDARY_VALUES = 24 };

/** Empty cells over the facts of a schema, which is borrowed. CL_E_MEMORY */
int cl_boundary_init(cl_boundary *cells, const cl_schema *schema, cl_error *e);
/**
 * Notes what these nodes (cl_node) compare which facts with. Params count with every value that
 * they have while the programme is in force. May be called for several programmes; facts of another
 * schema are matched by name and left out where there is none.
 */
int cl_boundary_read(cl_boundary *cells, const cl_programme *programme, const cl_vec *nodes,
                     cl_error *e);
/** Works out the values. Nothing is read afterwards. */
int cl_boundary_finish(cl_boundary *cells, cl_error *e);
/** NULL when the trees do not read that fact. */
const cl_boundary_field *cl_boundary_of(const cl_boundary *cells, unsigned type, unsigned field);
void cl_boundary_clear(cl_boundary *cells);

#endif
