/* SPDX-License-Identifier: MIT
 *
 * The settings of the funders' portals, portals.lua, read and checked. Holds references to secrets,
 * never a secret. Knows no socket.
 */
#ifndef CL_PORTALS_H
#define CL_PORTALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "error.h"
#include "json.h"
#include "session.h"
#include "text.h"
#include "vec.h"

/** How a request says who sends it. */
typedef enum cl_portal_auth {
    CL_AUTH_NONE,
    CL_AUTH_BEARER, /**< Authorization: Bearer TOKEN */
    CL_AUTH_HEADER, /**< a header of the portal's own */
    CL_AUTH_OAUTH2  /**< as a bearer, with a token that is fetched for a client and its secret */
} cl_portal_auth;

/** Texts live as long as the settings. Times are milliseconds. */
typedef struct cl_portal {
    const char *id, *dialect;
    const char *folder; /**< of portals.lua: where the files of its settings are */
    const char *base;   /**< address without a slash at the end */
    const char *proxy;  /**< NULL: none, whatever the environment says */
    cl_portal_auth auth;
    const char *auth_header; /**< name of the header */
    const char *auth_secret; /**< reference: of the token, or of the client's secret */
    const char *token_url, *token_client, *token_scope; /**< of OAuth2; the client by reference */
    bool token_post;                                    /**< the client stands in the body */
    const char *ca, *cert, *key; /**< files of TLS; key is a reference; NULL for none */
    const char *key_header;      /**< name of the header that carries the idempotency key */
    bool key_quoted;
    bool key_honoured; /**< the portal applies a key's request once */
    int64_t key_lifetime;
    int64_t settle;     /**< how long the portal's readings may lag behind */
    int64_t total;      /**< one request, whole */
    int64_t in_flight;  /**< requests under way at once, at most */
    int64_t per_minute; /**< requests a minute, spread over it; 0: no limit */
    int64_t poll_every;
    int64_t grace; /**< after the deadline, before an unreachable portal is given up */
    bool repeat_lost_start;
    const cl_json_value *settings; /**< all of it, as written */
} cl_portal;

typedef struct cl_portals {
    cl_json *json;
    cl_vec items;                   /**< of cl_portal, by id */
    cl_text folder;                 /**< of the file */
    char digest[7 + CL_DIGEST_HEX]; /**< of the file */
} cl_portals;

void cl_portals_init(cl_portals *portals);
void cl_portals_clear(cl_portals *portals);
/** Reads a file and checks all that every portal has. CL_E_IO, CL_E_INVALID, CL_E_SCRIPT. */
int cl_portals_read(cl_portals *portals, const char *path, cl_error *e);
/** Asks each portal's dialect (a file of the folder `dialects`) whether the settings suit it. A
 * setting that neither the dialect nor anybody else reads is refused with the one that may be
 * meant. CL_E_INVALID, CL_E_NOT_FOUND (no such dialect), CL_E_SCRIPT. */
int cl_portals_check(const cl_portals *portals, const char *dialects, cl_error *e);
/** cl_portals_read() and cl_portals_check() with the session's file and dialects. */
int cl_portals_open(cl_portals *portals, cl_session *session, cl_error *e);
/** NULL when there is none of that id. */
const cl_portal *cl_portals_find(const cl_portals *portals, cl_view id);
/** Whether its settings name the programme. */
bool cl_portal_carries(const cl_portal *portal, cl_view programme);
/** The portal for a programme: the one of that id, or with `id` NULL the only one that names the
 * programme. CL_E_NOT_FOUND says what there is. */
int cl_portals_choose(const cl_portal **out, const cl_portals *portals, const char *id,
                      cl_view programme, cl_error *e);
/** Appends the settings that a dialect may see, as a JSON object: all but auth and tls. */
int cl_portal_print(cl_text *out, const cl_portal *portal);
/** Appends the settings of the round with that deadline (else of the one called "any") as a JSON
 * object, deadline included. CL_E_NOT_FOUND when the portal names no such round. */
int cl_portal_print_round(cl_text *out, const cl_portal *portal, const char *deadline, cl_error *e);
/** Reads "90s", "10m", "6h", "14d" as milliseconds; false when it is none. */
bool cl_duration_read(int64_t *milliseconds, cl_view text);

#endif
