/* SPDX-License-Identifier: MIT
 *
 * The courier: takes what is due in the outbox, sends it, and stores what became of it. Many
 * deliveries are under way at once, each by moves of its own: start (commit), send, record
 * (commit); what came in and what goes out next share a commit. A crash at any instruction leaves
 * the outbox such that a later courier goes on.
 */
#ifndef CL_COURIER_H
#define CL_COURIER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>

#include "cassette.h"
#include "http.h"
#include "outbox.h"
#include "portals.h"
#include "session.h"
#include "vec.h"

/** A delivery that a run is about. */
typedef struct cl_wanted {
    int64_t delivery, urgency;
    int64_t look_at;         /**< nothing can be done about it before */
    const cl_portal *portal; /**< where it goes; NULL when that is not among the settings */
} cl_wanted;

typedef struct cl_courier {
    cl_session *session;
    cl_store *store;
    const cl_sink *sink;           /**< notes on what happens; may be NULL */
    const cl_transport *transport; /**< NULL: libcurl */
    cl_portals portals;
    cl_cassette *cassette;     /**< what is recorded to or played from; owned; NULL for none */
    cl_vec lines;              /**< of cl_portal_line *, opened when first needed */
    cl_vec passed;             /**< of int64_t: deliveries that this run leaves alone */
    cl_vec only;               /**< of cl_wanted: what this run is about; empty: everything */
    cl_http_crowd *crowd;      /**< carries what is under way */
    struct cl_errand *errands; /**< what is under way, and free places for more */
    size_t places;
    bool draining;    /**< interrupted: nothing new is begun */
    char holder[128]; /**< name under which the lease is held; empty: not held */
    int64_t leased_until;
    struct rlimit core; /**< what the limit of core files was; none is written while at work */
    bool core_kept;
    size_t sent; /**< requests of this run, readings included */
} cl_courier;

/** Reads the portals' settings. Takes no lease yet. `transport` NULL: libcurl. */
int cl_courier_open(cl_courier *courier, cl_session *session, const cl_transport *transport,
                    const cl_sink *sink, cl_error *e);
/** Records to the file that the argument `record` names, or plays from the one of `replay`. */
int cl_courier_use_cassette(cl_courier *courier, const cl_arguments *arguments, cl_error *e);
/** Gives the lease back and closes every line. A zeroed courier is accepted. */
void cl_courier_close(cl_courier *courier);

/**
 * Becomes the one courier of this database, and puts in order what one that died left behind.
 * CL_E_STORE: another one is at work (the message says which process).
 */
int cl_courier_begin(cl_courier *courier, cl_error *e);

/**
 * Works until nothing is due before `until` (milliseconds UTC). When the session is interrupted
 * nothing new is begun, and what is under way is waited for.
 *
 * @param only   deliveries to work on; NULL: all
 * @return 0 whatever became of the deliveries; else the work itself failed (database, memory)
 */
int cl_courier_work(cl_courier *courier, const int64_t *only, size_t only_count, int64_t until,
                    cl_error *e);

/** Stores a delivery for an application and its first request (C1), within the caller's
 * transaction. CL_E_STATE, CL_E_SCRIPT, CL_E_NOT_FOUND. `*delivery` is its number. */
int cl_courier_enqueue(int64_t *delivery, cl_courier *courier, const cl_portal *portal,
                       int64_t application, cl_error *e);

#endif
