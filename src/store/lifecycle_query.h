/* SPDX-License-Identifier: MIT
 *
 * Reading what transitions look at: records by one of their references, who caused an event, and
 * what an account of the ledger holds. Texts are copied into the caller's arena.
 */
#ifndef CL_LIFECYCLE_QUERY_H
#define CL_LIFECYCLE_QUERY_H

#include "arena.h"
#include "events.h"
#include "records_lifecycle.h"
#include "store.h"
#include "table.h"

/**
 * Records whose reference `column` is `id`, in order of id: cl_record_list() with one condition.
 *     rc = cl_record_list_of(&items, &count, &arena, store, &cl_table_signature, "revision", 7, e);
 */
int cl_record_list_of(void **items, size_t *count, cl_arena *arena, cl_store *store,
                      const cl_table *table, const char *column, int64_t id, cl_error *e);

/** Who caused something. */
typedef struct cl_causer {
    int64_t seq; /**< 0: nobody has */
    int64_t at;
    cl_view actor, kind;
} cl_causer;

/** The latest event of a kind about a record ("APP-3"); kind NULL: of any kind but "refused". */
int cl_event_latest(cl_causer *out, cl_arena *arena, cl_store *store, const char *entity,
                    const char *kind, cl_error *e);
/** The effective day of the latest event that brought a record into a state; unknown when none did.
 */
int cl_event_reached(cl_maybe *out, cl_store *store, const char *entity, const char *state,
                     cl_error *e);
/** The latest event of a kind about the final report of an award. */
int cl_event_latest_report(cl_causer *out, cl_arena *arena, cl_store *store, int64_t award,
                           const char *kind, cl_error *e);
/** Has this person caused an event of the kind in the unbroken run of them that ends the record's
 * log? What comes between makes earlier ones void. */
int cl_event_in_last_run(int64_t *seq, cl_store *store, const char *entity, const char *kind,
                         const char *actor, cl_error *e);

/** What an account of an award holds, minor units; NULL line: all lines and schools together. */
int cl_ledger_balance(int64_t *out, cl_store *store, int64_t award, const char *account,
                      const cl_view *line, int64_t school, cl_error *e);
/** What clawbacks of an award that were not rejected claim of a share, minor units; state not NULL:
 * only those in that state. */
int cl_claimed_of(int64_t *out, cl_store *store, int64_t award, const char *state, cl_view line,
                  int64_t school, cl_error *e);
/** Budget minus what awards of the round hold. `*limited` false: the round has no budget. */
int cl_round_available(int64_t *out, bool *limited, cl_store *store, int64_t round, cl_error *e);
/** What of a round's money is spoken for, in minor units. */
typedef struct cl_round_money {
    int64_t taken;    /**< by awards */
    int64_t promised; /**< decided, and not offered yet */
    int64_t waiting;  /**< applications that wait for a decision */
    int64_t asked;    /**< by these, as they were judged last */
} cl_round_money;
int cl_round_money_read(cl_round_money *out, cl_store *store, const cl_funding_round *round,
                        cl_error *e);
/** The first two alone, which every decision asks for. */
int cl_round_spoken_for(cl_round_money *out, cl_store *store, const cl_funding_round *round,
                        cl_error *e);
/** The round of a programme of that name or closing day; `*found` false when there is none. */
int cl_round_find(cl_funding_round *out, bool *found, cl_arena *arena, cl_store *store,
                  cl_view programme, cl_view name, cl_error *e);
/** The done item of a run; `*found` false when it was not done yet. */
int cl_bulk_item_find(cl_bulk_item *out, bool *found, cl_arena *arena, cl_store *store, cl_view run,
                      cl_view item, cl_error *e);

#endif
