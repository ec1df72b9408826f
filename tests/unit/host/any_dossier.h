/* SPDX-License-Identifier: MIT
 *
 * Dossiers of any programme, made from its schema: gaps, "there is none", and values at, just below
 * and just above every threshold that the edition names. Knows no rule.
 */
#ifndef CL_ANY_DOSSIER_H
#define CL_ANY_DOSSIER_H

#include <stdbool.h>
#include <stdint.h>

#include "json.h"
#include "programme.h"
#include "text.h"

enum { ANY_POOL = 512 };

/** What an edition compares with, by what it gives. */
typedef struct any_pool {
    const cl_programme *programme;
    cl_ratio exact[CL_GIVES_LIST + 1][ANY_POOL];
    size_t count[CL_GIVES_LIST + 1];
} any_pool;

void any_pool_fill(any_pool *pool, const cl_programme *programme);
/** Appends a dossier as JSON. `sparse`: facts of a thousand that are left out. */
void any_dossier(cl_text *out, const any_pool *pool, unsigned sparse, uint64_t *seed);
/** The same with lists of fewer than `longest` members (others have up to 7). */
void any_dossier_long(cl_text *out, const any_pool *pool, unsigned sparse, unsigned longest,
                      uint64_t *seed);

/**
 * Takes away keys and members of lists as long as `fails` says that the rest still does.
 * `json` is replaced by the smallest that was found.
 */
void any_shrink(cl_text *json, bool (*fails)(void *context, const char *json), void *context);

#endif
