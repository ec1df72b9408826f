/* SPDX-License-Identifier: MIT
 *
 * The line to one portal while a courier works: its dialect, its client and its credentials. The
 * only place where a secret meets a request.
 */
#ifndef CL_PORTAL_LINE_H
#define CL_PORTAL_LINE_H

#include "cassette.h"
#include "delivery_view.h"
#include "dialect.h"
#include "http.h"
#include "portals.h"
#include "records.h"
#include "secret.h"
#include "session.h"

typedef struct cl_portal_line {
    const cl_portal *portal;
    cl_dialect *dialect;
    cl_http *http; /**< NULL where a transport was given */
    cl_transport transport;
    cl_secret authorisation; /**< value of the portal's auth header; empty: no token yet */
    int64_t token_until;     /**< when a token that was fetched is given up */
    bool token_refused;      /**< the client itself was refused: nothing is asked again */
    int64_t next_at;         /**< when the portal's limit allows the next request */
    cl_session *session;
    cl_cassette *cassette;   /**< borrowed; NULL for none */
    cl_error cassette_error; /**< why nothing is recorded any more; code 0: nothing happened */
    cl_redactor redactor;
    cl_frozen_view frozen;
    cl_text key_path;
} cl_portal_line;

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

#endif
