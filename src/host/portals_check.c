/* SPDX-License-Identifier: MIT
 *
 * The settings of a portal against its dialect: what only the dialect reads, it declares and checks
 * itself, so that no line of C knows a portal.
 */
#include "portals.h"

#include "dialect.h"
#include "suggest.h"

#include <stdio.h>
#include <string.h>

static const char *const common[] = {"dialect",    "base",    "programmes",  "auth",
                                     "tls",        "proxy",   "idempotency", "limits",
                                     "settle",     "rounds",  "forms",       "lost_start",
                                     "poll_every", "mapping", "schemas",     "grace"};

enum { COMMON = sizeof common / sizeof *common };

static int refuse(const cl_portal *portal, const char *key, const char *message, cl_error *e)
{
    int rc = cl_fail(e, CL_E_INVALID, "%s", message);
    char path[CL_ERROR_PATH];

    (void)snprintf(path, sizeof path, "portal \"%s\".%s", portal->id, key);
    cl_error_place(e, NULL, 0, path);
    return rc;
}

static bool is_known(const char *key, const char *const *known, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(known[i], key) == 0)
            return true;
    }
    return false;
}

static int check_keys(const cl_portal *portal, const cl_dialect *dialect, cl_error *e)
{
    const char *known[COMMON + CL_DIALECT_SETTINGS];
    const cl_json_value *value;
    void *cursor = NULL;
    const char *key;
    size_t count, more;
    const char *const *settings = cl_dialect_settings(dialect, &more);

    memcpy(known, common, sizeof common);
    memcpy(known + COMMON, settings, more * sizeof *settings);
    count = COMMON + more;
    while ((key = cl_json_next(portal->settings, &cursor, &value)) != NULL) {
        const char *nearest;
        char message[256];

        if (is_known(key, known, count))
            continue;
        nearest = cl_suggest(cl_view_of(key), known, count);
        (void)snprintf(message, sizeof message,
                       "neither clachan nor the dialect %s reads this setting%s%s%s",
                       portal->dialect, nearest != NULL ? "; did you mean '" : "",
                       nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
        return refuse(portal, key, message, e);
    }
    return 0;
}

/* The first stands at its place, the others after it, so that one run shows them all. */
static int refuse_all(const cl_portal *portal, const cl_dialect_answer *answer, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    int rc;

    for (size_t i = 0; i < answer->refusal_count; i++) {
        const cl_dialect_refusal *refusal = &answer->refusals[i];

        if (i > 0)
            cl_text_format(&text, "; %s: ", refusal->field);
        cl_text_add_string(&text, refusal->message);
    }
    rc = cl_text_check(&text, e);
    if (rc == 0)
        rc = refuse(portal, answer->refusals[0].field, text.at, e);
    cl_text_clear(&text);
    return rc;
}

static int ask_dialect(const cl_portal *portal, cl_dialect *dialect, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    cl_json *json = NULL;
    cl_dialect_answer answer;
    int rc = cl_portal_print(&text, portal);

    memset(&answer, 0, sizeof answer);
    rc = rc != 0 ? cl_text_check(&text, e)
                 : cl_json_parse(&json, cl_text_view(&text), "portal", 1, e);
    if (rc == 0)
        rc = cl_dialect_check(dialect, &answer, cl_json_root(json), e);
    if (rc == 0 && answer.meaning == CL_MEANS_REFUSED)
        rc = refuse_all(portal, &answer, e);
    cl_dialect_answer_clear(&answer);
    cl_json_free(json);
    cl_text_clear(&text);
    return rc;
}

int cl_portals_check(const cl_portals *portals, const char *dialects, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < portals->items.count; i++) {
        const cl_portal *portal = cl_vec_at(&portals->items, i);
        cl_dialect *dialect = NULL;

        rc = cl_dialect_open(&dialect, dialects, portal->dialect, e);
        if (rc == 0)
            rc = check_keys(portal, dialect, e);
        if (rc == 0)
            rc = ask_dialect(portal, dialect, e);
        cl_dialect_close(dialect);
    }
    return rc;
}

int cl_portals_open(cl_portals *portals, cl_session *session, cl_error *e)
{
    const char *path = cl_session_portals(session);
    cl_text folder = CL_TEXT_INIT;
    int rc = cl_portals_read(portals, path, e);

    if (rc == 0 && cl_text_format(&folder, "%s/portals", cl_session_scripts(session)) != 0)
        rc = cl_text_check(&folder, e);
    if (rc == 0) {
        rc = cl_portals_check(portals, folder.at, e);
        if (rc != 0 && e != NULL)
            cl_error_place(e, e->file[0] == '\0' ? path : NULL, 0, NULL);
    }
    cl_text_clear(&folder);
    return rc;
}
