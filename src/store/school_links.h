/* SPDX-License-Identifier: MIT
 *
 * Which school follows which. Registers give both directions of most links and one of some, name
 * several successors, and hold cycles; so a link is one record whichever side told it, and every
 * walk remembers where it has been.
 */
#ifndef CL_SCHOOL_LINKS_H
#define CL_SCHOOL_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "change.h"
#include "error.h"
#include "records.h"
#include "store.h"

/** Links of a school (0: all), to both sides, in order of id. */
int cl_school_link_list(cl_school_link **out, size_t *count, cl_arena *arena, cl_store *store,
                        int64_t school, cl_error *e);

/** One school on the way, in the order in which a walk reaches it. */
typedef struct cl_school_step {
    int64_t school;
    int64_t from; /**< the school before it on the way */
    cl_view kind; /**< of the link that leads to it */
    cl_maybe date;
    int64_t distance; /**< links from the start: 1, 2, … */
    bool last;        /**< nothing follows it, or only schools that the walk has seen */
} cl_school_step;

/** All schools that follow `school`, nearest first; each once, and never the start. */
int cl_school_successors(cl_school_step **out, size_t *count, cl_arena *arena, cl_store *store,
                         int64_t school, cl_error *e);

/** Taking over a file of links, in one transaction of the import's own. */
typedef struct cl_link_import cl_link_import;

typedef struct cl_link_counts {
    int64_t rows, added, changed, unchanged, refused, passed;
    int64_t merged, split; /**< of those that were added */
} cl_link_counts;

int cl_link_import_open(cl_link_import **out, cl_store *store, const cl_author *author,
                        const char *scheme, const char *file, const char *digest, cl_error *e);
/**
 * Takes one link. The same link told from the other side is the same record: the more telling of
 * two kinds stays (split, merged, renamed, successor), and the later of two days.
 * CL_E_INVALID: refused, the others go on.
 */
int cl_link_import_row(cl_link_import *import, cl_view predecessor, cl_view successor,
                       const char *kind, cl_maybe date, cl_error *e);
/** Counts a row that the caller refused, or that says nothing of succession (`passed`). */
void cl_link_import_other(cl_link_import *import, bool passed);
/** Keeps all of it. Nothing new: no event. */
int cl_link_import_finish(cl_link_import *import, cl_link_counts *counts, cl_error *e);
/** Frees it; what was not finished is undone. NULL is accepted. */
void cl_link_import_close(cl_link_import *import);

#endif
