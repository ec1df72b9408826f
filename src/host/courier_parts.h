/* SPDX-License-Identifier: MIT
 *
 * What the files of the courier share. Not for others.
 */
#ifndef CL_COURIER_PARTS_H
#define CL_COURIER_PARTS_H

#include "answer.h"
#include "courier.h"
#include "delivery_machine.h"
#include "delivery_view.h"
#include "dialect.h"
#include "portal_line.h"
#include "problem.h"

/** One delivery under the courier's hands. */
typedef struct cl_errand {
    cl_courier *courier;
    cl_arena arena; /**< texts of the item */
    cl_outbox_item item;
    cl_portal_line *line;
    const cl_json *view; /**< what the dialect sees; borrowed from the line */
    cl_attempt attempt;
    cl_http_result result;
    cl_line_call call;
    const char *actor; /**< a person; NULL: the courier itself */
    int64_t now;       /**< when this move began */
    enum {
        CL_ERRAND_FREE,
        CL_ERRAND_STARTED, /**< stored as sending; it goes out once that is committed */
        CL_ERRAND_UNDER_WAY
    } stage;
} cl_errand;

/** What is decided about an errand; texts live in the errand's arena. */
typedef struct cl_decided {
    const char *event;
    const char *exchange_state; /**< of the request that was answered */
    const char *settled_state;  /**< of the step that a reading was about; NULL: unchanged */
    const char *reason;         /**< for people; NULL for none */
    const char *memory;         /**< JSON to remember; NULL: nothing new */
    const char *number;         /**< the portal's id; NULL: nothing new */
    const char *found_by;       /**< of the receipt */
    int64_t next_at;
    bool failed;             /**< one more failure in a row */
    bool next_step;          /**< the request of the next step follows */
    bool same_again;         /**< a request with the bytes of the step follows */
    bool new_key;            /**< with same_again: the old key is spoilt at the portal */
    const cl_exchange *step; /**< the step that this is about */
} cl_decided;

/** The exchange that a reading is about: the last one of purpose "step". */
int cl_errand_step(cl_exchange *out, cl_errand *errand, cl_error *e);
/** Makes the view for the dialect, once. */
int cl_errand_view(cl_errand *errand, cl_error *e);
/** Name of the step after `step`, in the arena; NULL when it is the last. */
const char *cl_errand_next_step(cl_errand *errand, cl_view step);
/** A text of the arena; NULL when out of memory. */
const char *cl_errand_text(cl_errand *errand, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** A portal's or dialect's words as a text of the arena, control characters escaped; NULL when out
 * of memory. */
const char *cl_errand_plain(cl_errand *errand, const char *words);
/** The answer as a dialect sees it; borrowed from the errand. */
int cl_errand_response(cl_dialect_response *out, cl_errand *errand, cl_error *e);

/** Fills an exchange from a dialect's request. Texts are copied into the arena. */
int cl_exchange_make(cl_exchange *out, cl_arena *arena, const cl_portal *portal, const char *step,
                     const char *purpose, const cl_dialect_request *request, int64_t now,
                     cl_error *e);
/** The request of a step, with a new key. */
int cl_exchange_of_step(cl_exchange *out, cl_arena *arena, cl_portal_line *line, const char *step,
                        const cl_json_value *view, int64_t now, cl_error *e);
/** The same bytes and key once more. A new key only where the old one is dead. */
int cl_exchange_again(cl_exchange *out, cl_arena *arena, const cl_portal *portal,
                      const cl_exchange *step, bool new_key, int64_t now, cl_error *e);

/**
 * Finds what to work on next, the most urgent first, where the portal bears one more request. Fills
 * the errand's item and line; `*found` false when there is nothing. `*again_at`: when to look
 * again, INT64_MAX for not before something comes in.
 */
int cl_courier_pick(cl_errand *errand, bool *found, int64_t *again_at, cl_error *e);
/** Sets what a run is about; `only` NULL: everything. */
int cl_courier_want(cl_courier *courier, const int64_t *only, size_t count, cl_error *e);
/** The line to a portal if it was opened; else NULL. */
cl_portal_line *cl_courier_find_line(const cl_courier *courier, cl_view portal);

/** What an answer to a step means, and what follows. */
int cl_courier_judge_step(cl_decided *out, cl_errand *errand, cl_error *e);
/** What a reading tells of a step whose outcome was unknown. */
int cl_courier_judge_reading(cl_decided *out, cl_errand *errand, cl_error *e);
/** A delivery in state unknown: asks the portal, or finds that nobody can be asked. */
int cl_courier_ask(cl_errand *errand, cl_error *e);
/** Stores what was decided, with the next request, the application's event and the receipt (C3).
 *  With `attempt` the outcome of one; else a move without. */
int cl_courier_store(cl_errand *errand, const cl_decided *decided, bool attempt, cl_error *e);

/** Appends the headers of an answer as an attempt keeps them, "Name: value" a line. */
int cl_attempt_print_headers(cl_text *out, const cl_pairs *headers, cl_error *e);
/** Who acts in the courier's name, now. */
cl_author cl_courier_author(const cl_courier *courier);
/** The line to a portal, opened when first needed. */
int cl_courier_line(cl_portal_line **out, cl_courier *courier, cl_view portal, cl_error *e);

#endif
