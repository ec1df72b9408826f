/* SPDX-License-Identifier: MIT
 *
 * Making a receipt: what was sent, under which key, what the portal said, and the head of our log.
 */
#ifndef CL_RECEIPT_MAKE_H
#define CL_RECEIPT_MAKE_H

#include "arena.h"
#include "outbox.h"
#include "portals.h"

/**
 * Fills the receipt of a delivery that `outcome` acknowledges, to be stored with it and within the
 * same transaction. Its texts live in the arena.
 *
 * @param attempt   the one whose end `outcome` stores; NULL where it is a move without one
 * @param found_by  answer, content, reference, person
 */
int cl_receipt_fill(cl_receipt *out, cl_arena *arena, cl_store *store, const cl_portal *portal,
                    const cl_outbox_item *item, const cl_attempt *attempt,
                    const cl_outbox_outcome *outcome, const char *found_by, cl_error *e);

#endif
