/* SPDX-License-Identifier: MIT
 *
 * What the parts of making a plan share. Not for other layers.
 */
#ifndef CL_PLAN_MAKE_H
#define CL_PLAN_MAKE_H

#include "arena.h"
#include "plan.h"
#include "vec.h"

/** Kinds of slots. */
typedef enum cl_plan_kind { CL_PLAN_MASK, CL_PLAN_COLUMN, CL_PLAN_SPAN, CL_PLAN_BASE } cl_plan_kind;

enum { CL_PLAN_KINDS = CL_PLAN_BASE + 1 };

/** By how much slots of each kind are counted. */
extern const uint8_t cl_plan_units[CL_PLAN_KINDS];

/** A plan in the making. Every maker of a slot gives NONE for what is not covered. */
typedef struct cl_plan_maker {
    const cl_programme *programme;
    cl_arena *arena;
    cl_vec constants, params, steps; /**< cl_step */
    cl_vec own;                      /**< cl_step, of the line that is made */
    bool in_line;                    /**< new steps belong to it, facts that are read do not */
    cl_vec nodes, sets;              /**< nodes with a slot; cl_code_set */
    cl_vec troubles[CL_PLAN_KINDS];  /**< uint64_t: of each slot, what it rests on */
    unsigned trouble_count;
    uint8_t binders[CL_BINDERS]; /**< base that is open at each depth */
    bool failed;
} cl_plan_maker;

/* ---- plan_steps.c ---- */

const cl_tree_node *cl_plan_node(const cl_plan_maker *m, cl_node node);
cl_node cl_plan_argument(const cl_plan_maker *m, cl_node node, uint32_t i);
/** The field that a FIELD node reads. */
const cl_field *cl_plan_field(const cl_plan_maker *m, cl_node node);
/** What slots a step has: kinds, or CL_PLAN_NO_KIND. `meets`: it can meet trouble of its own.
 * `closed` may make spans of the columns a and b. */
typedef struct cl_plan_shape {
    uint8_t out, a, b, c;
    bool meets;
} cl_plan_shape;

enum { CL_PLAN_NO_KIND = 0xff };

cl_plan_shape cl_plan_shape_of(const cl_step *step);
/** Adds a step, or finds the equal one that is there, and gives its slot. */
cl_slot cl_plan_add(cl_plan_maker *m, const cl_step *step);
/** The same of slots a and b; NONE when one of them is. */
cl_slot cl_plan_add_two(cl_plan_maker *m, cl_step_op op, uint8_t base, cl_slot a, cl_slot b);
/** Troubles that a slot rests on; none for NONE. */
uint64_t cl_plan_trouble(const cl_plan_maker *m, cl_plan_kind kind, cl_slot slot);
/** Fills base, way and field with the way from the member of `base` to the fact of a FIELD node;
 * false when it leads elsewhere. */
bool cl_plan_way(cl_plan_maker *m, cl_step *step, cl_node node, uint8_t base);
/** The column (op COLUMN or WORDS) of the facts at the end of a way. */
cl_slot cl_plan_facts(cl_plan_maker *m, cl_step_op op, const cl_step *way);
/** The slot that a node was given before; NULL when it has not been met. */
const cl_slot *cl_plan_met(const cl_plan_maker *m, cl_node node, uint8_t base, cl_plan_kind kind);
cl_slot cl_plan_keep(cl_plan_maker *m, cl_node node, uint8_t base, cl_plan_kind kind, cl_slot slot);

/* ---- plan_order.c ---- */

/** Marks the steps of a line over `base` on numbers that nobody needs but of its parts. */
void cl_plan_narrow(cl_vec *steps, uint8_t base);
/** A copy of the steps, and END, in the arena: none before what it reads, and equal ones one after
 * the other where that can be. NULL when memory is out. */
cl_step *cl_plan_ordered(cl_plan_maker *m, const cl_vec *steps);

/* ---- plan_tests.c: one test of one fact ---- */

/** Fills `step` with the condition as one test of one fact of the member of `base`, or false. */
bool cl_plan_test(cl_plan_maker *m, cl_step *step, cl_node node, uint8_t base);
/** The same of a comparison with a word, whatever the comparison is. */
bool cl_plan_test_word(cl_plan_maker *m, cl_step *step, cl_node node, uint8_t base);
/** The mask of the test that `way` describes. */
cl_slot cl_plan_tested(cl_plan_maker *m, const cl_step *way);

/* ---- plan_truth.c: conditions ---- */

cl_slot cl_plan_mask(cl_plan_maker *m, cl_node node, uint8_t base);
/** The mask of b, or not a. */
cl_slot cl_plan_unless(cl_plan_maker *m, uint8_t base, cl_slot a, cl_slot b);

/* ---- plan_number.c: lists and numbers ---- */

/** The mask of a closed list in its base. */
cl_slot cl_plan_list(cl_plan_maker *m, cl_node node, uint8_t *base);
cl_slot cl_plan_span(cl_plan_maker *m, cl_node node);
cl_slot cl_plan_column(cl_plan_maker *m, cl_node node, uint8_t base);
/** A number as an operand of a step on members: what is closed stays one span for all of them, and
 * `bit` of step->closed is set. */
cl_slot cl_plan_operand(cl_plan_maker *m, cl_step *step, uint8_t bit, cl_node node, uint8_t base);
/** Facts of that kind are compared by their value alone. */
bool cl_plan_is_whole(const cl_field *field);

#endif
