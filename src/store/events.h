/* SPDX-License-Identifier: MIT
 *
 * The event log: append-only, numbered without gaps, each event holding the hash of the one before.
 * The chain proves order and content. Writing is done by change.h; this is for reading and for
 * checking.
 *
 * The hash of an event is SHA-256 over prev (32 bytes; zeroes for the first event), seq (8 bytes,
 * big endian) and the canonical JSON of everything else, members that have no value left out:
 * {"actor","at","cause","effective","entity","event","from","machine","payload","role","to"}. The
 * payload is
 * {"clock"?, "erased"?, "reason"?, "rows": [[verb, table, [column, …], [[value, …], …]], …]}. A
 * personal value stands in it as {"commit","personal"}: its number, and SHA-256(salt, field, a zero
 * byte, value).
 */
#ifndef CL_EVENTS_H
#define CL_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "digest.h"
#include "error.h"
#include "store.h"
#include "text.h"

typedef struct cl_event {
    int64_t seq;
    int64_t at; /**< milliseconds UTC */
    cl_view actor, role;
    cl_view entity;    /**< SCH-104 */
    cl_view kind;      /**< add, submit, … */
    cl_view from, to;  /**< states; empty when there are none */
    cl_view effective; /**< YYYY-MM-DD */
    cl_view machine;   /**< digest of the state machine; empty for none */
    int64_t cause;     /**< seq; 0 for none */
    cl_view payload;   /**< canonical JSON */
    unsigned char prev[CL_DIGEST_BYTES], hash[CL_DIGEST_BYTES];
} cl_event;

typedef struct cl_event_filter {
    const char
        *entity;      /**< only events about this id (SCH-104), or whose rows touch it; NULL: all */
    int64_t after;    /**< only seq above this */
    int64_t since_at; /**< only from this time on; 0: all */
    int64_t limit;    /**< the newest n of them, 0: all */
} cl_event_filter;

/** Called for each event in order of seq; the event is borrowed. Non-zero stops with that code. */
typedef int cl_event_function(void *context, const cl_event *event, cl_error *e);

int cl_event_each(cl_store *store, const cl_event_filter *filter, cl_event_function *function,
                  void *context, cl_error *e);

/** The head of the log: seq (0 when empty) and its hash as hex. */
int cl_event_head(int64_t *seq, char hash[CL_DIGEST_HEX], cl_store *store, cl_error *e);

/** Appends one event as a JSON object for listings. */
int cl_event_json(cl_text *out, const cl_event *event);

#endif
