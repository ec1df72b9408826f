/* SPDX-License-Identifier: MIT
 *
 * Every file that goes into a programme, a report or a dialect: found below a few roots, opened
 * without following a link out of them, counted, and digested. Knows no lua.h.
 */
#ifndef CL_SOURCES_H
#define CL_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "digest.h"
#include "error.h"
#include "text.h"
#include "vec.h"

typedef struct cl_sources {
    cl_vec roots;                   /**< of char *, searched in order */
    cl_vec files;                   /**< what was read: relative name and digest */
    size_t total;                   /**< bytes read as source */
    size_t one_limit, all_limit;    /**< bytes; 0: none */
    bool keep;                      /**< the texts stay in memory, for `again` of another */
    const struct cl_sources *again; /**< read what these have kept, and no file; NULL: files */
} cl_sources;

/** Limits in bytes; 0: none. */
void cl_sources_init(cl_sources *sources, size_t one_limit, size_t all_limit);
void cl_sources_clear(cl_sources *sources);
/** Adds a folder to search. CL_E_MEMORY. */
int cl_sources_add_root(cl_sources *sources, const char *folder, cl_error *e);
/**
 * Appends the file `name` (relative, segments joined by '/') from the first root that has it, and
 * adds it to the digest. CL_E_NOT_FOUND (the message names the roots), CL_E_INVALID (a name that
 * leads out), CL_E_LIMIT, CL_E_IO, CL_E_MEMORY.
 */
int cl_sources_read(cl_sources *sources, cl_text *out, const char *name, cl_error *e);
/** The text of a file that was read and kept; false where there is none of that name. */
bool cl_sources_text(const cl_sources *sources, cl_view *out, const char *name);
/** The relative file name of a module: "lib.cluster" gives "lib/cluster.lua". Names are
 * [a-z][a-z0-9_]* joined by dots, at most 8 parts. CL_E_INVALID otherwise. */
int cl_sources_module(cl_text *out, cl_view module, cl_error *e);
/** Adds bytes that were read elsewhere to the digest. */
int cl_sources_note(cl_sources *sources, const char *name, cl_view bytes, cl_error *e);
/** SHA-256 over the sorted lines "SHA-256, relative name" of every file, as "sha256:" and 64
 * digits. */
int cl_sources_digest(const cl_sources *sources, char out[7 + CL_DIGEST_HEX], cl_error *e);

/** Appends the files as JSON: [{"file": "2021.lua", "sha256": "…"}, …], sorted by name. */
int cl_sources_print(const cl_sources *sources, cl_text *out, cl_error *e);

#endif
