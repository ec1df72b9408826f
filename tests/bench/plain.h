/* SPDX-License-Identifier: MIT
 *
 * The floor of the benchmark: connecting-classrooms-scotland@2021 written by hand in C, over the
 * same dossiers and with the same record. Nothing explains it, and a changed number is a new
 * program; what it costs to do better than that is what the benchmark measures.
 */
#ifndef CL_PLAIN_H
#define CL_PLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "award.h"
#include "decision.h"
#include "dossier.h"

enum { PLAIN_RULES = 18, PLAIN_LINES = 7, PLAIN_PARTS = 16, PLAIN_SCHOOLS = 16 };

/** Ids in the order of the edition. */
extern const char *const plain_rules[PLAIN_RULES], *const plain_lines[PLAIN_LINES];

typedef struct plain_part {
    uint32_t request; /**< number of the record */
    uint8_t line;
    uint8_t fate; /**< cl_part_fate */
    uint8_t why;  /**< REFUSED, REPEATED: number of the reason */
    int64_t amount;
} plain_part;

typedef struct plain_record {
    uint8_t outcomes[PLAIN_RULES]; /**< cl_outcome */
    uint8_t stages[3];             /**< cl_verdict */
    bool shown[PLAIN_LINES], known[PLAIN_LINES];
    int64_t lines[PLAIN_LINES];
    plain_part parts[PLAIN_PARTS];
    unsigned part_count;
    bool grant_known;
    int64_t grant, instalments[2];
    unsigned instalment_count;
} plain_record;

/** Finds the fields of the schema; false when one is not there. */
bool plain_begin(const cl_schema *schema);
/** Decides a dossier, of which any fact may be missing but the lists themselves. A line that rests
 * on one that is missing is not known; between which bounds it lies is not worked out, so there
 * clachan says more. */
void plain_decide(plain_record *out, const cl_dossier *dossier);

#endif
