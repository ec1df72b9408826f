/* SPDX-License-Identifier: MIT
 *
 * What a fact that is not known can be: every word of a table, a country of each kind that the
 * edition tells apart, each record that a reference may name, the numbers and days between two
 * ends. A search goes through such a domain piece by piece; a span of numbers is a piece, too,
 * because the evaluator carries ranges: what is certain of a span is certain of all that is in it.
 */
#ifndef CL_DOMAIN_H
#define CL_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "dossier.h"
#include "eval.h"

/** Values of a fact that are tried one by one; more are too many. */
enum { CL_DOMAIN_CODES = 24 };

typedef struct cl_domain {
    const cl_field *field;
    bool maybe_none;
    bool ordered;         /**< numbers, amounts, shares, days: from low / den to high / den */
    const int64_t *codes; /**< ordered: where a piece may begin, ascending; else the values */
    size_t count;
    int64_t low, high, den;
} cl_domain;

typedef enum cl_piece_kind {
    CL_PIECE_ALL,  /**< nothing is known yet */
    CL_PIECE_NONE, /**< there is none */
    CL_PIECE_SPAN  /**< low … high, in steps of 1 / den; not ordered: the code at `low` */
} cl_piece_kind;

typedef struct cl_piece {
    cl_piece_kind kind;
    int64_t low, high;
} cl_piece;

/**
 * The domain of an unknown fact of a dossier that the evaluator has assessed: params count as they
 * are set now. Where the schema gives no end, numbers go to a million or four times the greatest
 * constant of the edition, days from 1800 to 2999; shares have six decimals. What lies beyond is
 * like what lies there.
 *
 * @param alike   how many facts of its kind are unknown: so many values of each kind are told apart
 *                where equal ones matter
 * @param arena   owns the codes
 * @param failed  set when memory is out
 * @return false: what it can be is not a few values (texts, lists, too many words), or memory is
 *         out
 */
bool cl_domain_of(cl_domain *out, const cl_evaluator *evaluator, const cl_dossier *dossier,
                  uint32_t record, unsigned field, size_t alike, cl_arena *arena, bool *failed);

/** One value, or none: it has no parts. */
bool cl_domain_is_point(const cl_domain *domain, cl_piece piece);
/** How many parts a piece falls into, which together are the piece. */
size_t cl_domain_parts(const cl_domain *domain, cl_piece piece);
cl_piece cl_domain_part(const cl_domain *domain, cl_piece piece, size_t part);
/** The fact as a dossier holds it. A span that is no point is unknown, and its `value` is `slot`:
 * see cl_evaluator. */
cl_fact cl_domain_fact(const cl_domain *domain, cl_piece piece, uint32_t slot);
/** What the evaluator takes for a span. */
cl_range cl_domain_range(const cl_domain *domain, cl_piece piece);

#endif
