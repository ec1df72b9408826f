/* SPDX-License-Identifier: MIT
 *
 * Each setting has a row: name, where it goes, what it is when it is not there. What only a dialect
 * reads, and keys that nobody knows, are for portals_check.c.
 */
#include "portals.h"

#include "alloc.h"
#include "http.h"
#include "secret.h"
#include "settings.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define GRACE ((int64_t)14 * 24 * 3600 * 1000)

void cl_portals_init(cl_portals *portals)
{
    memset(portals, 0, sizeof *portals);
    portals->items = (cl_vec)CL_VEC_INIT(cl_portal);
}

void cl_portals_clear(cl_portals *portals)
{
    cl_vec_clear(&portals->items);
    cl_json_free(portals->json);
    cl_text_clear(&portals->folder);
    cl_portals_init(portals);
}

bool cl_duration_read(int64_t *milliseconds, cl_view text)
{
    static const struct {
        char unit;
        int64_t milliseconds;
    } units[] = {{'s', 1000}, {'m', 60 * 1000}, {'h', 3600 * 1000}, {'d', 24 * 3600 * 1000}};
    int64_t number = 0;

    if (text.length < 2 || text.length > 7)
        return false;
    for (size_t i = 0; i + 1 < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        number = number * 10 + (text.at[i] - '0');
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (units[i].unit == text.at[text.length - 1]) {
            *milliseconds = number * units[i].milliseconds;
            return true;
        }
    }
    return false;
}

static int refuse(const cl_portal *portal, const char *key, const char *expected, cl_error *e)
{
    int rc = cl_fail(e, CL_E_INVALID, "%s", expected);
    char path[CL_ERROR_PATH];

    (void)snprintf(path, sizeof path, "portal \"%s\".%s", portal->id, key);
    cl_error_place(e, NULL, 0, path);
    return rc;
}

/* A text member of an object; NULL when it is not there or no text. */
static const char *text_of(const cl_json_value *object, const char *key)
{
    const cl_json_value *value = object != NULL ? cl_json_get(object, key) : NULL;

    return value != NULL && cl_json_type(value) == CL_JSON_STRING ? cl_json_string(value).at : NULL;
}

static int read_duration(int64_t *out, const cl_portal *portal, const cl_json_value *object,
                         const char *key, int64_t standard, cl_error *e)
{
    const char *text = text_of(object, key);

    *out = standard;
    if (object == NULL || cl_json_get(object, key) == NULL)
        return 0;
    if (text == NULL || !cl_duration_read(out, cl_view_of(text)))
        return refuse(portal, key, "write a time such as \"60s\", \"10m\", \"6h\" or \"14d\"", e);
    return 0;
}

/* yes or no as a word: the settings hold words, so that a third one can be added. */
static int read_word(bool *out, const cl_portal *portal, const cl_json_value *object,
                     const char *key, const char *yes, const char *no, cl_error *e)
{
    const char *text = text_of(object, key);
    char expected[128];

    *out = false;
    if (object == NULL || cl_json_get(object, key) == NULL)
        return 0;
    if (text != NULL && (strcmp(text, yes) == 0 || strcmp(text, no) == 0)) {
        *out = strcmp(text, yes) == 0;
        return 0;
    }
    (void)snprintf(expected, sizeof expected, "write \"%s\" or \"%s\"", yes, no);
    return refuse(portal, key, expected, e);
}

static int read_idempotency(cl_portal *portal, cl_error *e)
{
    const cl_json_value *object = cl_json_get(portal->settings, "idempotency");
    bool plain = false;
    int rc = read_word(&plain, portal, object, "form", "plain", "quoted", e);

    portal->key_header = text_of(object, "header");
    if (portal->key_header == NULL)
        portal->key_header = "Idempotency-Key";
    portal->key_quoted = !plain;
    if (rc == 0)
        rc = read_word(&portal->key_honoured, portal, object, "honoured", "yes", "no", e);
    if (rc == 0)
        rc =
            read_duration(&portal->key_lifetime, portal, object, "lifetime", 24 * 3600 * 1000LL, e);
    return rc;
}

static int read_oauth2(cl_portal *portal, const cl_json_value *auth, cl_error *e)
{
    int rc = read_word(&portal->token_post, portal, auth, "style", "post", "basic", e);

    portal->auth = CL_AUTH_OAUTH2;
    portal->auth_header = "Authorization";
    portal->auth_secret = text_of(auth, "secret");
    portal->token_url = text_of(auth, "url");
    portal->token_client = text_of(auth, "client");
    portal->token_scope = text_of(auth, "scope");
    if (rc != 0)
        return rc;
    if (portal->token_url == NULL || portal->token_client == NULL || portal->auth_secret == NULL)
        return refuse(portal, "auth",
                      "write oauth2 { url = \"https://id.example/token\", client = \"env:NAME\", "
                      "secret = \"env:NAME\" }",
                      e);
    rc = cl_http_check_url(portal->token_url, e);
    if (rc == 0)
        rc = cl_secret_check(cl_view_of(portal->token_client), e);
    return rc == 0 ? cl_secret_check(cl_view_of(portal->auth_secret), e) : rc;
}

static int read_auth(cl_portal *portal, cl_error *e)
{
    const cl_json_value *auth = cl_json_get(portal->settings, "auth");
    const char *kind = text_of(auth, "kind");

    if (auth == NULL)
        return 0;
    if (kind != NULL && strcmp(kind, "bearer") == 0) {
        portal->auth = CL_AUTH_BEARER;
        portal->auth_header = "Authorization";
        portal->auth_secret = text_of(auth, "token");
    } else if (kind != NULL && strcmp(kind, "header") == 0) {
        portal->auth = CL_AUTH_HEADER;
        portal->auth_header = text_of(auth, "name");
        portal->auth_secret = text_of(auth, "value");
    }
    if (kind != NULL && strcmp(kind, "oauth2") == 0)
        return read_oauth2(portal, auth, e);
    if (portal->auth_header == NULL || portal->auth_secret == NULL)
        return refuse(portal, "auth",
                      "write bearer { token = \"env:NAME\" } or header { name = \"X-Key\", value = "
                      "\"env:NAME\" }",
                      e);
    return cl_secret_check(cl_view_of(portal->auth_secret), e);
}

static int read_base(cl_portal *portal, cl_error *e)
{
    portal->dialect = text_of(portal->settings, "dialect");
    portal->base = text_of(portal->settings, "base");
    portal->proxy = text_of(portal->settings, "proxy");
    if (portal->dialect == NULL)
        return refuse(portal, "dialect", "name a file of scripts/portals, such as \"commongrants\"",
                      e);
    if (portal->base == NULL || cl_view_ends(cl_view_of(portal->base), "/"))
        return refuse(portal, "base",
                      "write the portal's address without a slash at the end, such as "
                      "\"https://portal.example\"",
                      e);
    return cl_http_check_url(portal->base, e);
}

static int read_tls(cl_portal *portal, cl_error *e)
{
    const cl_json_value *tls = cl_json_get(portal->settings, "tls");

    if (tls == NULL)
        return 0;
    portal->ca = text_of(tls, "ca");
    portal->cert = text_of(tls, "cert");
    portal->key = text_of(tls, "key");
    if ((portal->cert == NULL) != (portal->key == NULL))
        return refuse(portal, "tls", "a client certificate needs both cert and key", e);
    return portal->key != NULL ? cl_secret_check(cl_view_of(portal->key), e) : 0;
}

/* A whole number from 1 to `most`; `*out` stays where the key is not there. */
static int read_count(int64_t *out, const cl_portal *portal, const cl_json_value *object,
                      const char *key, int64_t most, cl_error *e)
{
    const cl_json_value *value = object == NULL ? NULL : cl_json_get(object, key);

    if (value == NULL)
        return 0;
    if (cl_json_type(value) != CL_JSON_INTEGER || cl_json_integer(value) < 1 ||
        cl_json_integer(value) > most)
        return refuse(portal, key, "write a whole number above 0", e);
    *out = cl_json_integer(value);
    return 0;
}

static int read_limits(cl_portal *portal, cl_error *e)
{
    static const char *const known[] = {"in_flight", "per_minute", "total"};
    const cl_json_value *limits = cl_json_get(portal->settings, "limits"), *value;
    const char *key;
    void *cursor = NULL;
    int rc = read_duration(&portal->total, portal, limits, "total", 60 * 1000, e);

    while (rc == 0 && limits != NULL && (key = cl_json_next(limits, &cursor, &value)) != NULL)
        if (strcmp(key, known[0]) != 0 && strcmp(key, known[1]) != 0 && strcmp(key, known[2]) != 0)
            rc = refuse(portal, key, "limits are in_flight, per_minute and total", e);
    if (rc == 0)
        rc = read_count(&portal->per_minute, portal, limits, known[1], 60 * 1000, e);
    portal->in_flight = 4;
    if (rc == 0)
        rc = read_count(&portal->in_flight, portal, limits, known[0], 64, e);
    return rc;
}

static int read_times(cl_portal *portal, cl_error *e)
{
    const cl_json_value *settings = portal->settings;
    int rc = read_duration(&portal->settle, portal, settings, "settle", 60 * 1000, e);

    if (rc == 0)
        rc = read_duration(&portal->poll_every, portal, settings, "poll_every", 6 * 3600 * 1000, e);
    if (rc == 0)
        rc = read_duration(&portal->grace, portal, settings, "grace", GRACE, e);
    if (rc == 0)
        rc = read_limits(portal, e);
    if (rc == 0)
        rc = read_word(&portal->repeat_lost_start, portal, settings, "lost_start", "repeat", "hold",
                       e);
    return rc;
}

static int read_portal(cl_portal *portal, cl_error *e)
{
    int rc = read_base(portal, e);

    if (rc == 0)
        rc = read_auth(portal, e);
    if (rc == 0)
        rc = read_tls(portal, e);
    if (rc == 0)
        rc = read_idempotency(portal, e);
    if (rc == 0)
        rc = read_times(portal, e);
    return rc;
}

static int read_all(cl_portals *portals, cl_error *e)
{
    const cl_json_value *list = cl_json_get(cl_json_root(portals->json), "portals");
    const cl_json_value *settings;
    void *cursor = NULL;
    const char *id;

    while (list != NULL && (id = cl_json_next(list, &cursor, &settings)) != NULL) {
        cl_portal *portal = cl_vec_push(&portals->items);
        int rc;

        if (portal == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
        portal->id = id;
        portal->folder = portals->folder.at;
        portal->settings = settings;
        rc = read_portal(portal, e);
        if (rc != 0)
            return rc;
    }
    return 0;
}

int cl_portals_read(cl_portals *portals, const char *path, cl_error *e)
{
    const char *slash = strrchr(path, '/');
    cl_text text = CL_TEXT_INIT;
    int rc = cl_text_format(&portals->folder, "%.*s", slash != NULL ? (int)(slash - path) : 1,
                            slash != NULL ? path : ".") != 0
                 ? cl_text_check(&portals->folder, e)
                 : 0;

    if (rc == 0)
        rc = cl_settings_read(&text, portals->digest, path, cl_settings_portals, e);
    if (rc == CL_E_IO && access(path, F_OK) != 0)
        rc = cl_fail(e, CL_E_IO,
                     "is not there: it names the funders' portals; --portals takes another file, "
                     "and 'clachan help portal serve' shows a portal to rehearse with");
    if (rc == 0)
        rc = cl_json_parse(&portals->json, cl_text_view(&text), path, 1, e);
    if (rc == 0)
        rc = read_all(portals, e);
    if (rc != 0 && e != NULL)
        cl_error_place(e, e->file[0] == '\0' ? path : NULL, 0, NULL);
    cl_text_clear(&text);
    return rc;
}

const cl_portal *cl_portals_find(const cl_portals *portals, cl_view id)
{
    for (size_t i = 0; i < portals->items.count; i++) {
        const cl_portal *portal = cl_vec_at(&portals->items, i);

        if (cl_view_is(id, portal->id))
            return portal;
    }
    return NULL;
}

bool cl_portal_carries(const cl_portal *portal, cl_view programme)
{
    const cl_json_value *list = cl_json_get(portal->settings, "programmes");

    for (size_t i = 0; list != NULL && i < cl_json_count(list); i++) {
        if (cl_view_equal(cl_json_string(cl_json_item(list, i)), programme))
            return true;
    }
    return false;
}

static int fail_choice(const cl_portals *portals, const char *what, cl_view name, cl_error *e)
{
    cl_text known = CL_TEXT_INIT;
    int rc;

    for (size_t i = 0; i < portals->items.count; i++) {
        const cl_portal *portal = cl_vec_at(&portals->items, i);

        cl_text_format(&known, "%s%s", i > 0 ? ", " : "", portal->id);
    }
    rc = cl_fail(e, CL_E_NOT_FOUND, "%s %.*s; the portals are: %s", what, (int)name.length, name.at,
                 known.length > 0 ? known.at : "none");
    cl_text_clear(&known);
    return rc;
}

int cl_portals_choose(const cl_portal **out, const cl_portals *portals, const char *id,
                      cl_view programme, cl_error *e)
{
    *out = NULL;
    if (id != NULL) {
        *out = cl_portals_find(portals, cl_view_of(id));
        return *out != NULL ? 0 : fail_choice(portals, "there is no portal", cl_view_of(id), e);
    }
    for (size_t i = 0; i < portals->items.count; i++) {
        const cl_portal *portal = cl_vec_at(&portals->items, i);

        if (!cl_portal_carries(portal, programme))
            continue;
        if (*out != NULL) {
            *out = NULL;
            return fail_choice(portals, "say which with --portal: more than one takes", programme,
                               e);
        }
        *out = portal;
    }
    return *out != NULL ? 0 : fail_choice(portals, "no portal takes", programme, e);
}

int cl_portal_print(cl_text *out, const cl_portal *portal)
{
    const cl_json_value *value;
    const char *separator = "{", *key;
    void *cursor = NULL;

    while ((key = cl_json_next(portal->settings, &cursor, &value)) != NULL) {
        if (strcmp(key, "auth") == 0 || strcmp(key, "tls") == 0)
            continue;
        cl_text_add_string(out, separator);
        cl_text_add_json(out, cl_view_of(key));
        cl_text_add_char(out, ':');
        cl_json_print_canonical(out, value);
        separator = ",";
    }
    return cl_text_add_string(out, separator[0] == '{' ? "{}" : "}");
}

/* The round with that deadline, else the one named "any". */
static const cl_json_value *find_round(const cl_portal *portal, const char *deadline)
{
    const cl_json_value *rounds = cl_json_get(portal->settings, "rounds");
    const cl_json_value *round = NULL;

    if (rounds != NULL && deadline != NULL)
        round = cl_json_get(rounds, deadline);
    if (rounds != NULL && round == NULL)
        round = cl_json_get(rounds, "any");
    return round;
}

int cl_portal_print_round(cl_text *out, const cl_portal *portal, const char *deadline, cl_error *e)
{
    const cl_json_value *round = find_round(portal, deadline);
    const cl_json_value *value;
    void *cursor = NULL;
    const char *key;

    if (round == NULL || cl_json_type(round) != CL_JSON_OBJECT)
        return cl_fail(e, CL_E_NOT_FOUND,
                       "portal %s names no round with the deadline %s: add it (or 'any') to its "
                       "rounds in portals.lua",
                       portal->id, deadline != NULL ? deadline : "(none)");
    cl_text_add_string(out, "{\"deadline\":");
    cl_text_add_json(out, cl_view_of(deadline));
    while ((key = cl_json_next(round, &cursor, &value)) != NULL) {
        cl_text_add_char(out, ',');
        cl_text_add_json(out, cl_view_of(key));
        cl_text_add_char(out, ':');
        cl_json_print_canonical(out, value);
    }
    cl_text_add_char(out, '}');
    return cl_text_check(out, e);
}
