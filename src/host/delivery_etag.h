/* SPDX-License-Identifier: MIT
 *
 * ETags: the version of a thing at the portal that was seen last, kept in the delivery's memory, so
 * that a PUT which follows does not write over what somebody else has changed since. Strong tags
 * only (RFC 9110, section 13.1.1).
 */
#ifndef CL_DELIVERY_ETAG_H
#define CL_DELIVERY_ETAG_H

#include "arena.h"
#include "http.h"
#include "json.h"
#include "records.h"

/** The strong tag of an answer; NULL where it has none. Borrowed. */
const char *cl_etag_of(const cl_pairs *headers);
/**
 * Appends `more` (a JSON object, may be empty) with what an answer to `exchange` tells about the
 * version of its address over it. Appends `more` alone where nothing is told and nothing is known
 * in `memory`. A PUT without a tag in its answer makes the known one void. CL_E_MEMORY.
 */
int cl_etag_remember(cl_text *out, cl_view more, cl_view memory, const cl_exchange *exchange,
                     const cl_http_result *result, cl_error *e);
/** Lets a PUT say which version it is meant for (If-Match), where `memory` knows one for its
 * address. Texts are copied into the arena. CL_E_MEMORY. */
int cl_etag_require(cl_exchange *exchange, cl_arena *arena, cl_view memory, cl_error *e);
/** Lets a reading ask only for what is not the answer with these `headers` (lines, as an attempt
 * keeps them): If-None-Match, where they have a tag of either kind. CL_E_MEMORY. */
int cl_etag_if_changed(cl_exchange *reading, cl_arena *arena, cl_view headers, cl_error *e);

#endif
