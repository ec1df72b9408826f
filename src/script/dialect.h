/* SPDX-License-Identifier: MIT
 *
 * Dialects: scripts/portals/NAME.lua says which request belongs to which step of a delivery and
 * what an answer means. Pure functions; host, authorisation and secrets are out of their reach. C
 * checks everything that they return. Knows no lua.h and no socket.
 *
 * A delivery is a JSON object (delivery.md, section 7): reference, application, decision, forms,
 * round, portal, memory, today. JSON null arrives as the value `null` (`null.x` is nil).
 */
#ifndef CL_DIALECT_H
#define CL_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "error.h"
#include "json.h"
#include "text.h"

typedef struct cl_dialect cl_dialect;

typedef enum cl_effect { CL_EFFECT_READ, CL_EFFECT_REPEAT, CL_EFFECT_ONCE } cl_effect;

enum {
    CL_DIALECT_STEPS = 16,
    CL_DIALECT_HEADERS = 16,
    CL_DIALECT_EXPECT = 8,
    CL_DIALECT_REFUSALS = 64,
    CL_DIALECT_SETTINGS = 16
};

typedef struct cl_dialect_header {
    const char *name;
    const char *value; /**< the value, or the name of the secret when `secret` */
    bool secret;       /**< filled in by the courier from the settings of the portal */
} cl_dialect_header;

/** A request as the dialect wants it, checked. Owns its texts. */
typedef struct cl_dialect_request {
    cl_arena arena;
    const char *method; /**< GET HEAD POST PUT PATCH DELETE */
    cl_effect effect;   /**< agrees with the method */
    bool commits;       /**< after it the funder has the application */
    bool harmless;      /**< may be repeated although it leaves something behind */
    const char *path;   /**< percent-encoded segments joined by '/', no leading '/' */
    const char *query;  /**< percent-encoded, without '?'; "" for none */
    cl_dialect_header headers[CL_DIALECT_HEADERS];
    size_t header_count;
    bool has_body;
    cl_view body; /**< canonical JSON, or the text as given */
    const char
        *content_type; /**< "application/json" or "text/plain; charset=utf-8"; "" without a body */
    int expect[CL_DIALECT_EXPECT];
    size_t expect_count;
} cl_dialect_request;

/** An answer of the portal. Header names in any case. */
typedef struct cl_dialect_response {
    int status;
    const char *const (*headers)[2]; /**< name and value */
    size_t header_count;
    cl_view body; /**< raw bytes; when it is JSON, response.body is the value and null members are
                     left out */
} cl_dialect_response;

typedef enum cl_meaning {
    CL_MEANS_NOTHING, /**< keep the class that C chose */
    CL_MEANS_OK,
    CL_MEANS_REFUSED,
    CL_MEANS_ASK,
    CL_MEANS_AGAIN,
    CL_MEANS_HOLD
} cl_meaning;

typedef struct cl_dialect_refusal {
    const char *field, *message; /**< field may be "" */
} cl_dialect_refusal;

typedef struct cl_dialect_answer {
    cl_arena arena;
    cl_meaning meaning;
    const char *reason;   /**< of ask, again, hold, refused; "" for none */
    const char *remember; /**< canonical JSON object to be merged into memory; NULL for none */
    const char *number;   /**< the portal's id or number; NULL for none */
    cl_dialect_refusal refusals[CL_DIALECT_REFUSALS];
    size_t refusal_count;
} cl_dialect_answer;

typedef enum cl_finding_of_portal {
    CL_PORTAL_CANNOT_TELL,
    CL_PORTAL_SAME,
    CL_PORTAL_DIFFERENT,
    CL_PORTAL_ABSENT
} cl_finding_of_portal;

typedef struct cl_dialect_judgement {
    cl_arena arena;
    cl_finding_of_portal found;
    const char *by;       /**< "content", "reference"; "" when not said */
    const char *remember; /**< canonical JSON object; NULL for none */
    const char *number;   /**< NULL for none */
    const char *detail;   /**< the difference, for people; "" for none */
} cl_dialect_judgement;

typedef struct cl_dialect_status {
    cl_arena arena;
    const char *event; /**< event of the application's machine; NULL: nothing new */
    const char *text;  /**< what the portal said, for people; "" for none */
    const char *json;  /**< the whole returned table as canonical JSON, with any further keys */
} cl_dialect_status;

/** Loads NAME.lua from the folder `portals` (scripts/portals). CL_E_NOT_FOUND, CL_E_SCRIPT,
 * CL_E_LIMIT. */
int cl_dialect_open(cl_dialect **out, const char *portals, const char *name, cl_error *e);
void cl_dialect_close(cl_dialect *dialect);
const char *cl_dialect_id(const cl_dialect *dialect);
const char *cl_dialect_title(const cl_dialect *dialect);
const char *cl_dialect_edition(const cl_dialect *dialect);
const char *cl_dialect_digest(const cl_dialect *dialect);
/** "none", "link" or "upload". */
const char *cl_dialect_files(const cl_dialect *dialect);
/** True when the dialect carries deliveries of that kind ("submit"). */
bool cl_dialect_has_kind(const cl_dialect *dialect, const char *kind);
/** Names of the settings in portals.lua that this dialect reads beside the common ones; borrowed.
 */
const char *const *cl_dialect_settings(const cl_dialect *dialect, size_t *count);
/** What is wrong with a portal's settings (an object without auth and tls): meaning
 * CL_MEANS_REFUSED, the names of the settings as fields; CL_MEANS_NOTHING when all is well. */
int cl_dialect_check(cl_dialect *dialect, cl_dialect_answer *out, const cl_json_value *portal,
                     cl_error *e);
/** True when the dialect has a function of that name: "ask", "watch", …. */
bool cl_dialect_has(const cl_dialect *dialect, const char *function);

/** Names of the steps, borrowed until cl_arena_clear(arena). */
int cl_dialect_steps(cl_dialect *dialect, const char *steps[CL_DIALECT_STEPS], size_t *count,
                     cl_arena *arena, const cl_json_value *delivery, cl_error *e);
/** The request of a step. CL_E_SCRIPT: refused with dialect, line and key. Clear with _clear(),
 * always. */
int cl_dialect_make_request(cl_dialect *dialect, cl_dialect_request *out, const char *step,
                            const cl_json_value *delivery, cl_error *e);
/** How to find out what became of a step; `*can` false when there is no way. */
int cl_dialect_ask(cl_dialect *dialect, cl_dialect_request *out, bool *can, const char *step,
                   const cl_json_value *delivery, cl_error *e);
/** The request that watches an application after it was sent; `*can` false when there is none. */
int cl_dialect_watch(cl_dialect *dialect, cl_dialect_request *out, bool *can,
                     const cl_json_value *delivery, cl_error *e);
int cl_dialect_read_answer(cl_dialect *dialect, cl_dialect_answer *out, const char *step,
                           const cl_dialect_response *response, const cl_json_value *delivery,
                           cl_error *e);
int cl_dialect_judge(cl_dialect *dialect, cl_dialect_judgement *out, const char *step,
                     const cl_dialect_response *response, const cl_json_value *delivery,
                     cl_error *e);
int cl_dialect_read_status(cl_dialect *dialect, cl_dialect_status *out,
                           const cl_dialect_response *response, const cl_json_value *delivery,
                           cl_error *e);
/** Appends the sample response of a step as canonical JSON {"status": …, "body": …}; nothing when
 * the dialect has none. */
int cl_dialect_sample(cl_dialect *dialect, cl_text *out, const char *step, cl_error *e);

void cl_dialect_request_clear(cl_dialect_request *request);
void cl_dialect_answer_clear(cl_dialect_answer *answer);
void cl_dialect_judgement_clear(cl_dialect_judgement *judgement);
void cl_dialect_status_clear(cl_dialect_status *status);

#endif
