/* SPDX-License-Identifier: MIT
 *
 * Made cluster dossiers for generated tests: a seed gives the same dossier everywhere, and facts
 * can be taken away and put back. Knows the dossier of contract section 3 and no rule.
 */
#ifndef CL_MADE_DOSSIER_H
#define CL_MADE_DOSSIER_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

enum { MADE_SCHOOLS = 8, MADE_REQUESTS = 8, MADE_FACTS = 64 };

typedef struct made_school {
    unsigned country, role, funding, evaluated, holds_grant, phase, pupils;
    unsigned partner; /* number of a school + 1; 0: none */
} made_school;

typedef struct made_request {
    unsigned item, school, days, cost; /* cost 0: not given */
} made_request;

/** A dossier as choices; `hidden` marks facts that are not known, in the order in which they are
 * written. */
typedef struct made_dossier {
    unsigned option, model, coordinator; /* coordinator: school + 1; 0: none */
    made_school schools[MADE_SCHOOLS];
    made_request requests[MADE_REQUESTS];
    unsigned school_count, request_count;
    uint64_t hidden;
    unsigned first_school, first_request; /* where the lists begin: rotates them */
} made_dossier;

/** Next number of a generator (xorshift64*); the seed must not be 0. */
uint64_t made_random(uint64_t *seed);
/** A random dossier, nothing hidden. */
void made_fill(made_dossier *made, uint64_t *seed);
/** Gives every hidden fact another random value; the others stay. */
void made_complete(made_dossier *made, const made_dossier *partly, uint64_t *seed);
/** Writes it as JSON. @return how many facts could have been hidden */
unsigned made_print(cl_text *out, const made_dossier *made, const char *programme,
                    const char *edition, const char *date);

/** Appends the path of a fact by its number, as `missing` names it (lists in their own order). */
void made_path(cl_text *out, const made_dossier *made, unsigned fact);

#endif
