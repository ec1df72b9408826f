/* SPDX-License-Identifier: MIT
 *
 * Reading records. Every call copies what it found into the caller's arena, so that nothing stays
 * open while the caller writes. Lists are in order of id unless the call says otherwise. Deliveries
 * are in outbox.h, searching schools in school_search.h.
 *
 * `on` is a day: what was true then. CL_ANY_DAY means all rows, ended ones as well.
 */
#ifndef CL_QUERY_H
#define CL_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "date.h"
#include "error.h"
#include "store.h"
#include "table.h"

#define CL_ANY_DAY INT32_MAX

/**
 * Reads one record of any table into its struct. CL_E_NOT_FOUND names the id ("there is no CLU-9").
 *     cl_school school;
 *     rc = cl_record_get(&school, &arena, store, &cl_table_school, 104, e);
 */
int cl_record_get(void *out, cl_arena *arena, cl_store *store, const cl_table *table, int64_t id,
                  cl_error *e);

/** One condition of cl_record_list(): the column holds this id, or this text when `id` is 0. Both
 * empty: no condition. */
typedef struct cl_record_filter {
    const char *column; /**< NULL ends the list */
    int64_t id;
    const char *text;
} cl_record_filter;

/**
 * Records of any table for which all conditions hold, in order of id. `on` is looked at where the
 * table has from and to.
 * @param[out] items  array in the arena: assign it through the caller's typed pointer
 */
int cl_record_list(void **items, size_t *count, cl_arena *arena, cl_store *store,
                   const cl_table *table, const cl_record_filter *filters, cl_date on, cl_error *e);

typedef struct cl_school_filter {
    const char *country;                  /**< NULL: all */
    const char *town;                     /**< whatever its (ASCII) case; NULL: all */
    const char *nation, *phase, *funding; /**< NULL: all */
    const char *authority;                /**< name or code, whatever its (ASCII) case; NULL: all */
    int64_t after;                        /**< ids above this, for paging */
    int64_t limit;                        /**< 0: all */
    bool open_only;                       /**< without schools that have a closing day */
} cl_school_filter;

int cl_school_list(cl_school **out, size_t *count, cl_arena *arena, cl_store *store,
                   const cl_school_filter *filter, cl_error *e);
/** The school that holds this number in this register, else the last that did; CL_E_NOT_FOUND. */
int cl_school_by_register(cl_school *out, cl_arena *arena, cl_store *store, cl_view scheme,
                          cl_view value, cl_error *e);
/** Is the school, as a member of some cluster, part of an award that is under way, other than one
 * of the application `except`? What a school held passes to its successor, but for a split, where a
 * person has to say which part has it. */
int cl_school_holds_grant(bool *out, cl_store *store, int64_t school, int64_t except, cl_error *e);
/** Is this one of its other names on record? */
int cl_school_has_name(bool *out, cl_store *store, int64_t school, cl_view name, cl_error *e);
/** Names beside the one in the register: earlier ones, and in other languages. */
int cl_school_name_list(cl_school_name **out, size_t *count, cl_arena *arena, cl_store *store,
                        int64_t school, cl_error *e);
int cl_register_id_list(cl_register_id **out, size_t *count, cl_arena *arena, cl_store *store,
                        int64_t school, cl_error *e);
int cl_import_list(cl_import **out, size_t *count, cl_arena *arena, cl_store *store, cl_error *e);

int cl_cluster_list(cl_cluster **out, size_t *count, cl_arena *arena, cl_store *store, cl_error *e);
/** The next `limit` clusters in order of their ids, after the one of id `after` (0: from the
 * first): a long listing is read in pages, so that its first lines come at once. */
int cl_cluster_page(cl_cluster **out, size_t *count, cl_arena *arena, cl_store *store,
                    int64_t after, int64_t limit, cl_error *e);
/** How many members each of `count` clusters, in order of their ids, has on that day. */
int cl_cluster_sizes(int64_t *out, cl_store *store, const cl_cluster *clusters, size_t count,
                     cl_date on, cl_error *e);
/** Every cluster of exactly this name. */
int cl_cluster_named(cl_cluster **out, size_t *count, cl_arena *arena, cl_store *store,
                     cl_view name, cl_error *e);
/** Memberships of a cluster (0: of any), of a school (0: any). */
int cl_membership_list(cl_membership **out, size_t *count, cl_arena *arena, cl_store *store,
                       int64_t cluster, int64_t school, cl_date on, cl_error *e);
/** The schools that are members of a cluster on that day, in the order of their memberships: as
 * cl_membership_list() gives them, in one query. */
int cl_member_schools(cl_school **out, size_t *count, cl_arena *arena, cl_store *store,
                      int64_t cluster, cl_date on, cl_error *e);
/** Self-evaluations of those schools that were submitted by that day: by school, newest first. */
int cl_member_evaluations(cl_self_evaluation **out, size_t *count, cl_arena *arena, cl_store *store,
                          int64_t cluster, cl_date on, cl_error *e);
/** Ids of those of these schools that hold a grant, see cl_school_holds_grant(). */
int cl_member_holders(int64_t **out, size_t *count, cl_arena *arena, cl_store *store,
                      int64_t cluster, cl_date on, int64_t except, cl_error *e);
int cl_pairing_list(cl_pairing **out, size_t *count, cl_arena *arena, cl_store *store,
                    int64_t cluster, cl_date on, cl_error *e);
/** Is the pair agreed on by both sides, on that day? One that was never only proposed always is. */
bool cl_pairing_is_agreed(const cl_pairing *pair, cl_date on);
int cl_coordinator_list(cl_coordinator **out, size_t *count, cl_arena *arena, cl_store *store,
                        int64_t cluster, cl_date on, cl_error *e);
/** Self-evaluations of a school (0: any), newest date first. */
int cl_self_evaluation_list(cl_self_evaluation **out, size_t *count, cl_arena *arena,
                            cl_store *store, int64_t school, cl_error *e);

typedef struct cl_application_filter {
    int64_t cluster;       /**< 0: all */
    const char *programme; /**< NULL: all */
    const char *state;     /**< NULL: all */
    bool live_only;        /**< not withdrawn, closed or expired */
    int64_t after;         /**< only ids above this one: long lists are read in pages */
    int64_t limit;         /**< at most so many; 0: all */
} cl_application_filter;

int cl_application_list(cl_application **out, size_t *count, cl_arena *arena, cl_store *store,
                        const cl_application_filter *filter, cl_error *e);
/** Requests of an application; `removed` also those taken out again. */
int cl_request_list(cl_request **out, size_t *count, cl_arena *arena, cl_store *store,
                    int64_t application, bool removed, cl_error *e);
int cl_revision_list(cl_revision **out, size_t *count, cl_arena *arena, cl_store *store,
                     int64_t application, cl_error *e);
/** Revision `n` of an application; CL_E_NOT_FOUND. */
int cl_revision_get(cl_revision *out, cl_arena *arena, cl_store *store, int64_t application,
                    int64_t n, cl_error *e);
/** Decision records of an application, oldest first (0: all). */
int cl_decision_list(cl_decision_record **out, size_t *count, cl_arena *arena, cl_store *store,
                     int64_t application, cl_error *e);
/** The edition that has decided something under this name; CL_E_NOT_FOUND when it has not yet. */
int cl_edition_get(cl_edition *out, cl_arena *arena, cl_store *store, cl_view programme,
                   cl_view edition, cl_error *e);
int cl_edition_list(cl_edition **out, size_t *count, cl_arena *arena, cl_store *store, cl_error *e);

/** The pinned machine of this digest; `*found` false when there is none. */
int cl_machine_text_find(cl_machine_text *out, bool *found, cl_arena *arena, cl_store *store,
                         cl_view digest, cl_error *e);

/** Awards of an application (0: all). */
int cl_award_list(cl_award **out, size_t *count, cl_arena *arena, cl_store *store,
                  int64_t application, cl_error *e);
int cl_share_list(cl_share **out, size_t *count, cl_arena *arena, cl_store *store, int64_t award,
                  cl_error *e);
/** Instalments of an award in order of n (award 0: all, by award and n). */
int cl_instalment_list(cl_instalment **out, size_t *count, cl_arena *arena, cl_store *store,
                       int64_t award, cl_error *e);

#endif
