/* SPDX-License-Identifier: MIT
 *
 * Client credentials. What holds a secret is wiped; what the parser of JSON held of a token is
 * freed with it, and not written anywhere.
 */
#define _DEFAULT_SOURCE /* explicit_bzero */
#include "oauth2.h"

#include "json.h"
#include "pairs.h"

#include <string.h>
#include <strings.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void wipe(cl_text *text)
{
    if (text->at != NULL)
        explicit_bzero(text->at, text->capacity);
    cl_text_clear(text);
}

static void add_base64(cl_text *out, cl_view bytes)
{
    for (size_t i = 0; i < bytes.length; i += 3) {
        size_t have = bytes.length - i < 3 ? bytes.length - i : 3;
        unsigned group = 0;

        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (k < have ? (unsigned)(unsigned char)bytes.at[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            cl_text_add_char(out, k <= have ? digits[group >> (18 - 6 * k) & 63] : '=');
    }
}

static cl_view view_of(const cl_secret *secret)
{
    return (cl_view){secret->at, secret->length};
}

/* RFC 6749, section 2.3.1: both parts in the form's encoding, then as a name and a password. */
static int add_basic(cl_pairs *headers, const cl_oauth2_client *client, cl_error *e)
{
    cl_text pair = CL_TEXT_INIT, value = CL_TEXT_INIT;
    int rc;

    cl_percent_encode(&pair, view_of(client->id));
    cl_text_add_char(&pair, ':');
    cl_percent_encode(&pair, view_of(client->secret));
    cl_text_add_string(&value, "Basic ");
    add_base64(&value, cl_text_view(&pair));
    rc = pair.failed != 0 ? cl_text_check(&pair, e) : cl_text_check(&value, e);
    if (rc == 0 && cl_pairs_add(headers, CL_VIEW("Authorization"), cl_text_view(&value)) != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    wipe(&value);
    wipe(&pair);
    return rc;
}

static int make_body(cl_secret *body, const cl_oauth2_client *client, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    int rc;

    cl_text_add_string(&text, "grant_type=client_credentials");
    if (client->scope != NULL) {
        cl_text_add_string(&text, "&scope=");
        cl_percent_encode(&text, cl_view_of(client->scope));
    }
    if (client->post) {
        cl_text_add_string(&text, "&client_id=");
        cl_percent_encode(&text, view_of(client->id));
        cl_text_add_string(&text, "&client_secret=");
        cl_percent_encode(&text, view_of(client->secret));
    }
    rc = cl_text_check(&text, e);
    if (rc == 0)
        rc = cl_secret_join(body, cl_text_view(&text), (cl_view)CL_VIEW_INIT, e);
    wipe(&text);
    return rc;
}

int cl_oauth2_request(cl_pairs *headers, cl_secret *body, const cl_oauth2_client *client,
                      cl_error *e)
{
    int rc = client->post ? 0 : add_basic(headers, client, e);

    if (rc == 0 &&
        (cl_pairs_add_string(headers, "Content-Type", "application/x-www-form-urlencoded") != 0 ||
         cl_pairs_add_string(headers, "Accept", "application/json") != 0))
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    return rc == 0 ? make_body(body, client, e) : rc;
}

/* ---- the answer ---- */

static cl_view text_of(const cl_json_value *root, const char *key)
{
    const cl_json_value *value = cl_json_get(root, key);

    return value != NULL && cl_json_type(value) == CL_JSON_STRING ? cl_json_string(value)
                                                                  : (cl_view)CL_VIEW_INIT;
}

/* What may stand in a header: RFC 6750 allows no more than these signs. */
static bool is_bearer(cl_view token)
{
    for (size_t i = 0; i < token.length; i++) {
        if (token.at[i] <= ' ' || token.at[i] > '~')
            return false;
    }
    return token.length >= 4;
}

static int64_t life_of(const cl_json_value *root)
{
    const cl_json_value *value = cl_json_get(root, "expires_in");
    int64_t seconds = 3600;

    if (value != NULL && cl_json_type(value) == CL_JSON_INTEGER)
        seconds = cl_json_integer(value);
    if (seconds < 0)
        seconds = 0;
    if (seconds > 24 * 3600)
        seconds = 24 * 3600;
    return seconds * 1000 > CL_OAUTH2_EARLY ? seconds * 1000 - CL_OAUTH2_EARLY : 0;
}

static int read_token(cl_secret *token, int64_t *lives, const cl_json_value *root, cl_error *e)
{
    cl_view type = text_of(root, "token_type"), value = text_of(root, "access_token");

    if (type.length != 6 || strncasecmp(type.at, "Bearer", 6) != 0)
        return cl_fail(e, CL_E_INVALID, "the token's server gives no token of the type Bearer");
    if (!is_bearer(value))
        return cl_fail(e, CL_E_INVALID,
                       "the token's server gives a token that cannot stand in a header");
    *lives = life_of(root);
    return cl_secret_join(token, value, (cl_view)CL_VIEW_INIT, e);
}

int cl_oauth2_read(cl_secret *token, int64_t *lives, cl_view body, cl_error *e)
{
    cl_json *json = NULL;
    int rc = cl_json_parse(&json, body, "token", 1, NULL);

    if (rc == CL_E_MEMORY)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc != 0 || cl_json_type(cl_json_root(json)) != CL_JSON_OBJECT)
        rc = cl_fail(e, CL_E_INVALID, "the answer of the token's server cannot be read");
    else
        rc = read_token(token, lives, cl_json_root(json), e);
    cl_json_free(json);
    return rc;
}

/* RFC 6749, section 5.2. */
bool cl_oauth2_is_refusal(const cl_http_result *result)
{
    static const char *const reasons[] = {"invalid_client", "unauthorized_client", "invalid_scope",
                                          "invalid_grant", "unsupported_grant_type"};
    cl_json *json = NULL;
    bool refused = result->status == 401;

    if (result->phase != CL_PHASE_WHOLE || (result->status != 400 && result->status != 401))
        return false;
    if (cl_json_parse(&json, cl_text_view(&result->body), "token", 1, NULL) == 0) {
        cl_view said = text_of(cl_json_root(json), "error");

        for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
            refused = refused || cl_view_is(said, reasons[i]);
    }
    cl_json_free(json);
    return refused;
}
