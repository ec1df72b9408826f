/* SPDX-License-Identifier: MIT
 *
 * Making a receipt: what was sent, under which key, what the portal said, and the head of our log.
 */
#ifndef CL_RECEIPT_MAKE_H
#define CL_RECEIPT_MAKE_H

#include "arena.h"
#include "outbox.h"
#include "portals.h"

/** Stores the receipt of an acknowledged delivery, within the caller's transaction. `found_by`:
 * answer, content, reference, person. */
int cl_receipt_make(cl_store *store, const cl_author *author, cl_arena *arena,
                    const cl_delivery *delivery, const cl_portal *portal, const char *found_by,
                    cl_error *e);
/** Appends the list of exchanges with an effect, as the receipt holds it: computed from what is
 * stored. */
int cl_receipt_print_exchanges(cl_text *out, cl_arena *arena, cl_store *store, int64_t delivery,
                               const char *base, cl_error *e);

#endif
