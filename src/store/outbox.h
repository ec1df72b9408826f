/* SPDX-License-Identifier: MIT
 *
 * The outbox: deliveries, their exchanges and attempts, kept so that a crash at any instruction
 * leaves known what was sent. The bytes of a request and its key are stored, committed, before the
 * first of them is on the wire. Decides nothing about answers: the caller names outcome and next
 * step. Knows no HTTP.
 *
 * Every function that writes begins a transaction of its own; inside the caller's it is a
 * savepoint, so that several outcomes, an application's event and a receipt can be stored together.
 */
#ifndef CL_OUTBOX_H
#define CL_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "change.h"
#include "error.h"
#include "records.h"
#include "store.h"

/** A delivery with the exchange that is its present step (its last one; id 0 when it has none).
 * Comes from cl_outbox_next() or cl_outbox_get(); its texts live in the arena given there. */
typedef struct cl_outbox_item {
    cl_delivery delivery;
    cl_exchange exchange;
    cl_arena *arena;
} cl_outbox_item;

/**
 * C1. Stores a delivery (state queued) and its first exchange (state ready) in one event. Ids,
 * versions, states and `n` are filled in; the digest of the body is computed and stored. Call it
 * inside the transaction of the event that causes it. CL_E_STATE: there is a delivery of this kind
 * for this revision already.
 */
int cl_outbox_enqueue(cl_store *store, const cl_author *author, cl_delivery *delivery,
                      cl_exchange *first, cl_error *e);

/**
 * The delivery to work on next for a portal: queued or unknown, due at `now`, no earlier unfinished
 * delivery of the same application, nothing of it being sent; smallest cl_outbox_urgency() first,
 * then oldest. Those in `skip` (ids that the caller wants to leave) are passed over. Changes
 * nothing, and takes the same time however long the queue is.
 *
 * @param found   false when nothing is due
 */
int cl_outbox_next(cl_outbox_item *out, bool *found, cl_arena *arena, cl_store *store,
                   const char *portal, int64_t now, const int64_t *skip, size_t skip_count,
                   cl_error *e);

/** As cl_outbox_next() for one delivery, due or not; `*found` false while it cannot be worked on.
 */
int cl_outbox_next_of(cl_outbox_item *out, bool *found, cl_arena *arena, cl_store *store,
                      int64_t delivery, cl_error *e);

/** By when a delivery should be through (milliseconds UTC): its deadline, or a week after it was
 * made, so that none waits for ever behind nearer deadlines. */
int64_t cl_outbox_urgency(const cl_delivery *delivery);

/** The first portal by name after `after` ("" for the first) for which something is queued or
 * unknown; in the arena, NULL when there is none. */
int cl_outbox_portal_after(const char **out, cl_arena *arena, cl_store *store, const char *after,
                           cl_error *e);

/** When the next delivery of a portal becomes due after `after`, those in `skip` left
 * out; not known when there is none. */
int cl_outbox_next_time(cl_maybe *at, cl_store *store, const char *portal, int64_t after,
                        const int64_t *skip, size_t skip_count, cl_error *e);

/** Reads one delivery and its last exchange. CL_E_NOT_FOUND. */
int cl_outbox_get(cl_outbox_item *out, cl_arena *arena, cl_store *store, int64_t delivery,
                  cl_error *e);

/**
 * C2. Before the request is handed to the network: exchange and delivery become `sending`, an
 * attempt is stored. For a reading (purpose ask or watch) the delivery keeps its state. `item` is
 * brought up to date. CL_E_STATE: somebody else has it, or it is not ready. Commit before sending.
 */
int cl_outbox_start(cl_store *store, const cl_author *author, cl_outbox_item *item,
                    cl_attempt *attempt, cl_error *e);

/** What became of an attempt, and what follows. Texts are borrowed for the call. */
typedef struct cl_outbox_outcome {
    const char *event;          /**< of delivery.md section 3: step_done, again, lost, … */
    const char *exchange_state; /**< ready (again), done, not_done, unknown */
    const char *delivery_state; /**< queued, unknown, acknowledged, rejected, held, … */
    cl_view memory;             /**< JSON; empty: as it was */
    int64_t next_at;            /**< when to go on */
    cl_view alarm;              /**< empty: none */
    cl_view reason;             /**< empty: none */
    int64_t failures;           /**< in a row */
    cl_view portal_id, portal_number, portal_state; /**< empty: as they were */
    cl_maybe watch_at;                              /**< not known: not watched */
    cl_exchange *next; /**< exchange that follows, NULL for none; its id and n are filled in */
    const cl_exchange *settled; /**< another exchange whose outcome is known by this, as it is
                                     stored; NULL for none */
    const char *settled_state;  /**< what becomes of it */
    cl_receipt *receipt;        /**< stored with it, NULL for none; its id is filled in */
} cl_outbox_outcome;

/**
 * C3. Stores an attempt's end (status, answer, …), the state of the exchange, the delivery and its
 * memory, the next exchange and the receipt, in one event. `item` is brought up to date; with a
 * next exchange it holds that. CL_E_STATE: the attempt is not the one under way.
 */
int cl_outbox_record(cl_store *store, const cl_author *author, cl_outbox_item *item,
                     cl_attempt *attempt, const cl_outbox_outcome *outcome, cl_error *e);

/**
 * Moves a delivery without an attempt: a person's or a timer's event (hold, resume, resolve,
 * give_up, cancel, …). With `outcome->next` it adds that exchange; `exchange_state` NULL leaves the
 * present one. The caller has checked that the machine allows it.
 */
int cl_outbox_move(cl_store *store, const cl_author *author, cl_outbox_item *item,
                   const cl_outbox_outcome *outcome, cl_error *e);

/** Adds an exchange (a reading: ask or watch) to a delivery, which keeps its state. */
int cl_outbox_add_exchange(cl_store *store, const cl_author *author, cl_outbox_item *item,
                           cl_exchange *exchange, cl_error *e);

typedef struct cl_recovered {
    int64_t ready;   /**< exchanges that go out again: nothing happened, or repeating is allowed */
    int64_t unknown; /**< exchanges that may have been applied: the portal is asked first */
} cl_recovered;

/**
 * After a crash: every exchange that was `sending` becomes `ready` where repeating is allowed (a
 * reading; a `repeat` that does not commit; a `once` that does not commit, with a key that is
 * honoured still), else `unknown`, and its delivery queued or unknown. Open attempts end with phase
 * "lost". Call it while holding the lease.
 */
int cl_outbox_recover(cl_recovered *out, cl_store *store, const cl_author *author, cl_error *e);

typedef struct cl_delivery_filter {
    int64_t application; /**< 0: all */
    const char *portal;  /**< NULL: all */
    const char *state;   /**< NULL: all */
    bool watched;        /**< only those that poll reads (watch_at known) */
    bool open;           /**< only those that have not come to their end */
    int64_t after;       /**< only ids above this one */
    int64_t limit;       /**< at most so many; 0: all */
} cl_delivery_filter;

/** Deliveries in order of their ids. `filter` NULL: all. */
int cl_delivery_list(cl_delivery **out, size_t *count, cl_arena *arena, cl_store *store,
                     const cl_delivery_filter *filter, cl_error *e);
/** Deliveries that are not at their goal with a deadline above `from` and up to `to`, the nearest
 * first, at most `limit`. */
int cl_delivery_list_by_deadline(cl_delivery **out, size_t *count, cl_arena *arena, cl_store *store,
                                 int64_t from, int64_t to, int64_t limit, cl_error *e);
/** How often a harmless step was sent to the portal once more, although the first may have gone in:
 * each time a draft may be left behind there. */
int cl_outbox_count_orphans(int64_t *count, cl_store *store, const char *portal, cl_error *e);
/** Exchanges of a delivery in order. */
int cl_exchange_list(cl_exchange **out, size_t *count, cl_arena *arena, cl_store *store,
                     int64_t delivery, cl_error *e);
/** Attempts of an exchange in order. */
int cl_attempt_list(cl_attempt **out, size_t *count, cl_arena *arena, cl_store *store,
                    int64_t exchange, cl_error *e);
/** Receipts of an application, oldest first. */
int cl_receipt_list(cl_receipt **out, size_t *count, cl_arena *arena, cl_store *store,
                    int64_t application, cl_error *e);

/**
 * One courier a database: takes or renews the lease until `until`. CL_E_STATE names the holder and
 * until when, while another holds it. The lease is no record: it makes no event.
 */
int cl_outbox_lease(cl_store *store, const char *holder, int64_t now, int64_t until, cl_error *e);
/** Who holds the lease, expired or not; empty when nobody does. */
int cl_outbox_holder(char *out, size_t size, cl_store *store, cl_error *e);
/** Gives the lease back; somebody else's is left alone. */
int cl_outbox_release(cl_store *store, const char *holder, cl_error *e);

/** Whether a request may go out again although it may have been applied: a reading, one that
 * replaces, or one whose key the portal still honours; never the step that commits, of which a
 * reading must show first that it did not happen. */
bool cl_outbox_may_repeat(const cl_exchange *exchange, int64_t now);

#endif
