/* SPDX-License-Identifier: MIT
 *
 * OAuth 2.0 client credentials (RFC 6749, section 4.4): makes the request for a token, and reads
 * what came back. Sends nothing, reads no clock, knows no portal.
 */
#ifndef CL_OAUTH2_H
#define CL_OAUTH2_H

#include <stdbool.h>
#include <stdint.h>

#include "http.h"
#include "secret.h"

typedef struct cl_oauth2_client {
    const cl_secret *id, *secret;
    const char *scope; /**< NULL for none */
    bool post;         /**< both in the body, not in an Authorization header */
} cl_oauth2_client;

/**
 * The headers and the body of a request for a token. Both hold secrets: `headers` is wiped with
 * cl_pairs_wipe(), `body` is a secret itself. CL_E_LIMIT, CL_E_MEMORY.
 */
int cl_oauth2_request(cl_pairs *headers, cl_secret *body, const cl_oauth2_client *client,
                      cl_error *e);

/** How much earlier than it expires a token is given up, in milliseconds. */
#define CL_OAUTH2_EARLY ((int64_t)60 * 1000)

/**
 * Reads a whole answer with status 200. `lives` is how long to use the token, in milliseconds from
 * now: its lifetime less CL_OAUTH2_EARLY, an hour where the answer does not say. CL_E_INVALID: it
 * is no token that can be used; the message quotes nothing of the answer.
 */
int cl_oauth2_read(cl_secret *token, int64_t *lives, cl_view body, cl_error *e);

/** True when an answer says that the client itself is refused (invalid_client and the like), so
 * that asking again is of no use. */
bool cl_oauth2_is_refusal(const cl_http_result *result);

#endif
