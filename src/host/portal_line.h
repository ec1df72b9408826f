/* SPDX-License-Identifier: MIT
 *
 * The line to one portal while a courier works: its dialect, its client and its credentials. The
 * only place where a secret meets a request.
 */
#ifndef CL_PORTAL_LINE_H
#define CL_PORTAL_LINE_H

#include "cassette.h"
#include "delivery_forms.h"
#include "delivery_view.h"
#include "dialect.h"
#include "http.h"
#include "portals.h"
#include "records.h"
#include "secret.h"
#include "session.h"

enum { CL_LINE_TIMES = 15 };

typedef struct cl_portal_line {
    const cl_portal *portal;
    cl_dialect *dialect;
    cl_http *http; /**< NULL where a transport was given */
    cl_transport transport;
    cl_secret authorisation; /**< value of the portal's auth header; empty: no token yet */
    int64_t token_until;     /**< when a token that was fetched is given up */
    bool token_refused;      /**< the client itself was refused: nothing is asked again */
    int64_t next_at;         /**< when the portal's limit allows the next request */
    int64_t per_minute;  /**< that limit; 0: none. A 429 halves it, each quiet minute adds one */
    int64_t quiet_since; /**< when it was changed last */
    int64_t rest_until;  /**< before that nothing is sent: the portal wants to be left alone */
    unsigned failures;   /**< in a row: not reached, or 503 */
    size_t under_way;    /**< requests whose outcome is not stored yet */
    int64_t times[CL_LINE_TIMES]; /**< milliseconds that the last answers took */
    size_t timed;                 /**< how many were */
    cl_session *session;
    cl_cassette *cassette;   /**< borrowed; NULL for none */
    cl_error cassette_error; /**< why nothing is recorded any more; code 0: nothing happened */
    cl_redactor redactor;
    cl_delivery_views views;
    cl_form_kit *forms; /**< NULL until something is queued */
    cl_text key_path;
} cl_portal_line;

/** One request under way on a line; zeroed, and cleared with cl_line_call_clear(). */
typedef struct cl_line_call {
    cl_portal_line *line;
    const cl_exchange *exchange; /**< borrowed until it is done */
    cl_http_result *result;      /**< borrowed; as of cl_portal_line_send() once it is done */
    bool done;
    int rc; /**< once it is done: what cl_portal_line_send() would have returned */
    cl_error error;
    cl_http_call http; /**< from here on: portal_line.c's own */
    cl_http_result token;
    cl_secret form;
    cl_pairs headers;
    cl_text url, method;
    bool fetches, alone, on_wire;
} cl_line_call;

/** Requests in a row that may fail before a portal counts as down. */
enum { CL_LINE_DOWN = 5 };

/** Opens dialect, client and credentials. `transport` NULL: libcurl. With a `cassette` (may be
 * NULL) that plays neither is opened, and nothing leaves this machine. CL_E_NOT_FOUND (dialect,
 * secret), CL_E_SCRIPT, CL_E_INVALID. */
int cl_portal_line_open(cl_portal_line **out, cl_session *session, const cl_portal *portal,
                        const cl_transport *transport, cl_cassette *cassette, cl_error *e);
void cl_portal_line_close(cl_portal_line *line);
/** Reads the credentials again, or gives the token up, after the portal has refused them. */
int cl_portal_line_renew(cl_portal_line *line, cl_error *e);
/** Sends the stored bytes of an exchange, with a token that is fetched first where one is needed: a
 * fetch that fails is a request that was not sent. As cl_http_send(): 0 when it was tried.
 * `result->reason` is free of secrets. CL_E_INVALID also when the token's server refuses us. */
int cl_portal_line_send(cl_portal_line *line, const cl_exchange *exchange, cl_http_result *result,
                        cl_error *e);

/** As cl_portal_line_send() without waiting for the answer: call cl_line_call_step() until it is
 * done, and cl_http_crowd_wait() in between. The limits are the caller's: cl_portal_line_most() and
 * `next_at`. */
void cl_portal_line_begin(cl_line_call *call, cl_portal_line *line, const cl_exchange *exchange,
                          cl_http_result *result);
/** Goes on with what came in; true once the call is done. */
bool cl_line_call_step(cl_line_call *call);
/** Gives the request up when it is under way. */
void cl_line_call_clear(cl_line_call *call);
/** How many requests may be under way: one while the portal is down, or until there is a token. */
size_t cl_portal_line_most(const cl_portal_line *line);
/** The median of the time that the portal's last answers took; 0 before the first. */
int64_t cl_portal_line_answer_time(const cl_portal_line *line);
/** Takes an outcome into account that took `took` milliseconds: how long to leave the portal alone,
 * and how many requests a minute it bears. True when the portal went down by it. */
bool cl_portal_line_told(cl_portal_line *line, const cl_http_result *result, int64_t took,
                         int64_t now);

#endif
