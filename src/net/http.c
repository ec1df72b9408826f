/* SPDX-License-Identifier: MIT
 *
 * libcurl 7.80 or later, tamed. curl repeats a request by itself when a connection that it reuses
 * dies before the answer, and after a 417. Three locks keep that out: connections of their own for
 * what must not be repeated, a body that cannot be rewound, and last a hook before every request on
 * a connection, which lets the first one pass and no other. The counting test
 * (tests/unit/net/http_test.c) holds all three.
 */
#define _DEFAULT_SOURCE /* explicit_bzero */
#include "http.h"

#include "alloc.h"

#include <curl/curl.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct cl_http {
    CURL *easy; /* reset before each request; keeps connections, names and TLS sessions */
    cl_http_options options;
    cl_http_crowd *crowd; /* borrowed; NULL: one request at a time */
};

/* One request under way: what curl's callbacks see. */
typedef struct exchange {
    const cl_http *http;
    CURL *easy;
    struct curl_slist *headers;
    const cl_http_request *request;
    cl_http_result *result;
    size_t given;     /* bytes of the body that curl took */
    size_t head_size; /* bytes of answer head, 1xx and trailers included */
    unsigned starts;  /* how often curl was about to put the request on a connection */
    bool head_whole;  /* the empty line after the final answer's head was read */
    bool body_began;
    bool no_memory;
    bool stopped;
    char reason[CURL_ERROR_SIZE];
    cl_http_call *call; /* of a crowd; else NULL */
    struct exchange *next;
} exchange;

enum { SPARE = 16 };

struct cl_http_crowd {
    CURLM *multi;   /* keeps the connections of all */
    CURLSH *shared; /* TLS sessions */
    CURL *spare[SPARE];
    size_t spares;
    exchange *under_way;
};

const char *cl_http_phase_name(cl_http_phase phase)
{
    static const char *const names[] = {"none", "head", "body", "answer head", "whole"};

    return (unsigned)phase < sizeof names / sizeof *names ? names[phase] : "?";
}

/* ---- refusals before anything is sent ---- */

static bool is_loopback_host(const char *host)
{
    unsigned parts[4];
    char rest;

    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return sscanf(host, "%3u.%3u.%3u.%3u%c", &parts[0], &parts[1], &parts[2], &parts[3], &rest) ==
               4 &&
           parts[0] == 127 && parts[1] < 256 && parts[2] < 256 && parts[3] < 256;
}

static bool has_part(CURLU *address, CURLUPart part)
{
    char *text = NULL;
    bool has = curl_url_get(address, part, &text, 0) == CURLUE_OK;

    curl_free(text);
    return has;
}

static int check_parts(CURLU *address, const char *scheme, const char *host, cl_error *e)
{
    if (has_part(address, CURLUPART_USER) || has_part(address, CURLUPART_PASSWORD))
        return cl_fail(e, CL_E_INVALID,
                       "the address of %s holds a user name: give secrets by reference instead",
                       host);
    if (has_part(address, CURLUPART_FRAGMENT))
        return cl_fail(e, CL_E_INVALID, "the address of %s has a fragment (#), which is never sent",
                       host);
    if (strcmp(scheme, "https") == 0)
        return 0;
    if (strcmp(scheme, "http") == 0 && is_loopback_host(host))
        return 0;
    return cl_fail(e, CL_E_INVALID,
                   "%s://%s: a portal is reached by https; http is for this machine alone "
                   "(127.0.0.1, [::1], localhost)",
                   scheme, host);
}

int cl_http_check_url(const char *url, cl_error *e)
{
    CURLU *address = curl_url();
    char *scheme = NULL, *host = NULL;
    int rc;

    if (address == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (curl_url_set(address, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK ||
        curl_url_get(address, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(address, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        rc = cl_fail(e, CL_E_INVALID, "this is no address such as https://portal.example/api");
    else
        rc = check_parts(address, scheme, host, e);
    curl_free(host);
    curl_free(scheme);
    curl_url_cleanup(address);
    return rc;
}

static bool is_token(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        bool letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');

        if (!letter && !(*at >= '0' && *at <= '9') && strchr("!#$%&'*+-.^_`|~", *at) == NULL)
            return false;
    }
    return *text != '\0';
}

static int check_header(const cl_pair *header, cl_error *e)
{
    static const char *const ours[] = {
        "Host",       "Content-Length", "Transfer-Encoding",  "Expect",
        "Connection", "Cookie",         "Proxy-Authorization"};

    if (!is_token(header->name))
        return cl_fail(e, CL_E_INVALID, "a header has a name with signs that are not allowed");
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        if (strcasecmp(header->name, ours[i]) == 0)
            return cl_fail(e, CL_E_INVALID, "the header %s is not for the caller to set", ours[i]);
    }
    for (const char *at = header->value; *at != '\0'; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return cl_fail(e, CL_E_INVALID, "the header %s has a control character in its value",
                           header->name);
    }
    return 0;
}

static int check_request(const cl_http_request *request, cl_error *e)
{
    size_t count = request->headers != NULL ? cl_pairs_count(request->headers) : 0;
    int rc = cl_http_check_url(request->url, e);

    for (const char *at = request->method; rc == 0 && *at != '\0'; at++) {
        if (*at < 'A' || *at > 'Z')
            rc = cl_fail(e, CL_E_INVALID, "a method is a word in capitals, such as PUT");
    }
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = check_header(cl_pairs_at(request->headers, i), e);
    return rc;
}

/* ---- what curl calls ---- */

/* Before a request goes onto a connection. curl comes here again only to repeat it by itself. */
static int on_start(void *data, char *remote, char *local, int remote_port, int local_port)
{
    exchange *x = data;

    (void)remote;
    (void)local;
    (void)remote_port;
    (void)local_port;
    return x->starts++ == 0 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

static size_t on_read(char *buffer, size_t size, size_t count, void *data)
{
    exchange *x = data;
    size_t left = x->request->body->length - x->given;
    size_t give = left < size * count ? left : size * count;

    if (give > 0)
        memcpy(buffer, x->request->body->at + x->given, give);
    x->given += give;
    return give;
}

/* A body that was begun is never begun again. */
static int on_seek(void *data, curl_off_t offset, int origin)
{
    (void)data;
    (void)offset;
    (void)origin;
    return CURL_SEEKFUNC_FAIL;
}

static int add_header(exchange *x, cl_view line)
{
    const char *colon = memchr(line.at, ':', line.length);
    size_t name = colon != NULL ? (size_t)(colon - line.at) : 0;

    if (name == 0)
        return 0; /* a status line, the empty line, or a line that is no header: curl judges those
                   */
    return cl_pairs_add(&x->result->headers, (cl_view){line.at, name},
                        cl_view_trim((cl_view){colon + 1, line.length - name - 1}));
}

static size_t on_header(char *bytes, size_t size, size_t count, void *data)
{
    exchange *x = data;
    cl_view line = {bytes, size * count};

    x->head_size += line.length;
    if (x->head_size > x->http->options.head_limit) {
        x->result->cut = true;
        return 0;
    }
    if (cl_view_starts(line, "HTTP/")) { /* after a 1xx the real one comes */
        cl_pairs_clear(&x->result->headers);
        x->head_whole = false;
    } else if (cl_view_is(line, "\r\n") || cl_view_is(line, "\n")) {
        x->head_whole = true;
    } else if (!x->body_began && add_header(x, cl_view_trim(line)) != 0) {
        x->no_memory = true;
    }
    return x->no_memory ? 0 : line.length;
}

static size_t on_write(char *bytes, size_t size, size_t count, void *data)
{
    exchange *x = data;
    size_t length = size * count;
    size_t room = x->http->options.body_limit - x->result->body.length;

    x->body_began = true;
    if (cl_text_add(&x->result->body, bytes, length < room ? length : room) != 0)
        x->no_memory = true;
    if (length > room)
        x->result->cut = true;
    return x->no_memory || x->result->cut ? 0 : length;
}

static int on_progress(void *data, curl_off_t total_down, curl_off_t down, curl_off_t total_up,
                       curl_off_t up)
{
    exchange *x = data;

    (void)total_down;
    (void)down;
    (void)total_up;
    (void)up;
    x->stopped = x->http->options.stop(x->http->options.stop_context);
    return x->stopped ? 1 : 0;
}

/* ---- settings ---- */

/* Options differ in the type of their value, hence a macro; the first failure is kept. */
#define SET(option, value)                                                                         \
    do {                                                                                           \
        if (code == CURLE_OK)                                                                      \
            code = curl_easy_setopt(easy, option, value);                                          \
    } while (0)

static CURLcode set_limits(CURL *easy, const cl_http_options *options)
{
    CURLcode code = CURLE_OK;

    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_PROTOCOLS_STR, "http,https"); /* http only to loopback: cl_http_check_url() */
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_PROXY, options->proxy != NULL ? options->proxy : "");
    SET(CURLOPT_CONNECTTIMEOUT_MS, options->connect_ms);
    SET(CURLOPT_TIMEOUT_MS, options->total_ms);
    SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
    SET(CURLOPT_LOW_SPEED_TIME, options->stall_seconds);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (options->ca_file != NULL) {
        SET(CURLOPT_CAINFO, options->ca_file);
        SET(CURLOPT_CAPATH, NULL); /* these authorities and no others */
    }
    if (options->certificate != NULL) {
        SET(CURLOPT_SSLCERT, options->certificate);
        SET(CURLOPT_SSLKEY, options->key);
    }
    return code;
}

static CURLcode set_callbacks(CURL *easy, exchange *x)
{
    CURLcode code = CURLE_OK;

    SET(CURLOPT_ERRORBUFFER, x->reason);
    SET(CURLOPT_PREREQFUNCTION, on_start);
    SET(CURLOPT_PREREQDATA, x);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, x);
    SET(CURLOPT_WRITEFUNCTION, on_write);
    SET(CURLOPT_WRITEDATA, x);
    if (x->http->options.stop != NULL && x->call == NULL) {
        SET(CURLOPT_NOPROGRESS, 0L);
        SET(CURLOPT_XFERINFOFUNCTION, on_progress);
        SET(CURLOPT_XFERINFODATA, x);
    }
    return code;
}

static bool changes_nothing(const char *method)
{
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static CURLcode set_request(CURL *easy, exchange *x)
{
    const cl_http_request *request = x->request;
    bool bare = request->body == NULL && !changes_nothing(request->method);
    CURLcode code = CURLE_OK;

    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_HTTPHEADER, x->headers);
    /* Without a body nothing stops curl from rewinding, so that a connection of its own is a must.
     */
    SET(CURLOPT_FRESH_CONNECT, request->fresh || bare ? 1L : 0L);
    if (strcmp(request->method, "HEAD") == 0)
        SET(CURLOPT_NOBODY, 1L);
    else
        SET(CURLOPT_CUSTOMREQUEST, request->method);
    if (request->body != NULL) {
        SET(CURLOPT_UPLOAD, 1L);
        SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->body->length);
        SET(CURLOPT_READFUNCTION, on_read);
        SET(CURLOPT_READDATA, x);
        SET(CURLOPT_SEEKFUNCTION, on_seek);
    }
    return code;
}

static bool append_line(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);

    if (longer != NULL)
        *list = longer;
    return longer != NULL;
}

static bool append_header(struct curl_slist **list, const cl_pair *header)
{
    cl_text line = CL_TEXT_INIT;
    bool done;

    /* "Name;" is how curl is told to send a header without a value. */
    cl_text_format(&line, header->value[0] != '\0' ? "%s: %s" : "%s;%s", header->name,
                   header->value);
    done = line.failed == 0 && append_line(list, line.at);
    if (line.at != NULL)
        explicit_bzero(line.at, line.capacity);
    cl_text_clear(&line);
    return done;
}

static bool make_headers(struct curl_slist **list, const cl_http_request *request)
{
    size_t count = request->headers != NULL ? cl_pairs_count(request->headers) : 0;
    bool done = append_line(list, "Expect:");

    if (done && request->body == NULL && !changes_nothing(request->method))
        done = append_line(list, "Content-Length: 0");
    for (size_t i = 0; done && i < count; i++)
        done = append_header(list, cl_pairs_at(request->headers, i));
    return done;
}

static void wipe_headers(struct curl_slist *list)
{
    for (struct curl_slist *at = list; at != NULL; at = at->next)
        explicit_bzero(at->data, strlen(at->data));
    curl_slist_free_all(list);
}

/* ---- one request ---- */

static void read_phase(exchange *x, CURLcode code)
{
    CURL *easy = x->easy;
    cl_http_result *result = x->result;
    curl_off_t uploaded = 0;
    long head = 0;

    (void)curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &head);
    (void)curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
    (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &result->status);
    result->curl_code = (int)code;
    result->sent = (int64_t)head + (int64_t)uploaded;
    if (code == CURLE_OK)
        result->phase = CL_PHASE_WHOLE;
    else if (x->head_size > 0)
        result->phase = CL_PHASE_ANSWER;
    else if (uploaded > 0)
        result->phase = CL_PHASE_BODY;
    else
        result->phase = head > 0 ? CL_PHASE_HEAD : CL_PHASE_NONE;
}

static const char *reason_of(const exchange *x, CURLcode code)
{
    if (x->stopped)
        return "it was given up, because the program was told to stop";
    if (x->result->cut)
        return "the answer is larger than the limit";
    if (x->starts > 1)
        return "the connection closed before an answer came; the request was not repeated";
    return x->reason[0] != '\0' ? x->reason : curl_easy_strerror(code);
}

/* What became of it. */
static int conclude(exchange *x, CURLcode code, cl_error *e)
{
    /* curl 7.88 takes a head that breaks off for a whole answer without a body. */
    if (code == CURLE_OK && !x->head_whole)
        code = CURLE_PARTIAL_FILE;
    if (code == CURLE_OUT_OF_MEMORY)
        x->no_memory = true;
    read_phase(x, code);
    if (code != CURLE_OK)
        (void)snprintf(x->result->reason, sizeof x->result->reason, "%s", reason_of(x, code));
    /* Memory that ran out before a byte left is a plain error; later, it is one more way for an
     * answer to get lost, and the result says so. */
    if (x->no_memory && x->result->phase == CL_PHASE_NONE)
        return cl_fail(e, CL_E_MEMORY, "out of memory before the request was sent");
    return 0;
}

static int prepare(exchange *x, cl_error *e)
{
    CURLcode code;

    curl_easy_reset(x->easy);
    code = make_headers(&x->headers, x->request) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
    if (code == CURLE_OK)
        code = set_limits(x->easy, &x->http->options);
    if (code == CURLE_OK)
        code = set_callbacks(x->easy, x);
    if (code == CURLE_OK)
        code = set_request(x->easy, x);
    if (code == CURLE_OK)
        return 0;
    return cl_fail(e, code == CURLE_OUT_OF_MEMORY ? CL_E_MEMORY : CL_E_NET,
                   "the request cannot be prepared: %s", curl_easy_strerror(code));
}

/* The handle may be used again, and must not remember headers that are gone. */
static void release(exchange *x)
{
    (void)curl_easy_setopt(x->easy, CURLOPT_HTTPHEADER, NULL);
    (void)curl_easy_setopt(x->easy, CURLOPT_ERRORBUFFER, NULL);
    wipe_headers(x->headers);
    x->headers = NULL;
}

int cl_http_send(cl_http *http, const cl_http_request *request, cl_http_result *result, cl_error *e)
{
    exchange x = {.http = http, .easy = http->easy, .request = request, .result = result};
    int rc = check_request(request, e);

    cl_http_result_clear(result);
    if (rc != 0)
        return rc;
    rc = prepare(&x, e);
    if (rc == 0)
        rc = conclude(&x, curl_easy_perform(x.easy), e);
    release(&x);
    return rc;
}

/* ---- many at once ---- */

static int share_sessions(cl_http_crowd *crowd, cl_error *e)
{
    crowd->shared = curl_share_init();
    if (crowd->shared == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    /* One thread: no locks. Connections and names are the multi handle's. */
    if (curl_share_setopt(crowd->shared, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK)
        return cl_fail(e, CL_E_NET, "libcurl cannot share TLS sessions");
    return 0;
}

int cl_http_crowd_open(cl_http_crowd **out, cl_error *e)
{
    cl_http_crowd *crowd = cl_calloc(1, sizeof *crowd);
    int rc;

    *out = NULL;
    if (crowd == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        cl_free(crowd);
        return cl_fail(e, CL_E_NET, "libcurl cannot be started");
    }
    crowd->multi = curl_multi_init();
    rc = crowd->multi != NULL ? share_sessions(crowd, e) : cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc != 0) {
        cl_http_crowd_close(crowd);
        return rc;
    }
    *out = crowd;
    return 0;
}

static CURL *take_spare(cl_http_crowd *crowd)
{
    return crowd->spares > 0 ? crowd->spare[--crowd->spares] : curl_easy_init();
}

static void put_spare(cl_http_crowd *crowd, CURL *easy)
{
    if (crowd->spares < SPARE)
        crowd->spare[crowd->spares++] = easy;
    else
        curl_easy_cleanup(easy);
}

/* Takes an exchange out of the crowd, whatever became of it. */
static void leave(cl_http_crowd *crowd, exchange *x)
{
    exchange **at = &crowd->under_way;

    while (*at != NULL && *at != x)
        at = &(*at)->next;
    if (*at == x)
        *at = x->next;
    (void)curl_multi_remove_handle(crowd->multi, x->easy);
    release(x);
    put_spare(crowd, x->easy);
    x->call->work = NULL;
    cl_free(x);
}

static int join(cl_http_crowd *crowd, exchange *x, cl_error *e)
{
    int rc = prepare(x, e);

    if (rc == 0 && curl_easy_setopt(x->easy, CURLOPT_SHARE, crowd->shared) != CURLE_OK)
        rc = cl_fail(e, CL_E_NET, "the request cannot be prepared");
    if (rc == 0 && curl_easy_setopt(x->easy, CURLOPT_PRIVATE, x) != CURLE_OK)
        rc = cl_fail(e, CL_E_NET, "the request cannot be prepared");
    if (rc == 0 && curl_multi_add_handle(crowd->multi, x->easy) != CURLM_OK)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    return rc;
}

int cl_http_begin(cl_http *http, cl_http_call *call, cl_error *e)
{
    int rc = check_request(&call->request, e);
    exchange *x;

    call->done = false;
    call->work = NULL;
    cl_http_result_clear(call->result);
    if (rc != 0)
        return rc;
    if (http->crowd == NULL)
        return cl_fail(e, CL_E_INTERNAL, "a client that belongs to no crowd sends one at a time");
    x = cl_calloc(1, sizeof *x);
    if (x == NULL || (x->easy = take_spare(http->crowd)) == NULL) {
        cl_free(x);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    x->http = http;
    x->request = &call->request;
    x->result = call->result;
    x->call = call;
    call->work = x;
    x->next = http->crowd->under_way;
    http->crowd->under_way = x;
    rc = join(http->crowd, x, e);
    if (rc != 0)
        leave(http->crowd, x);
    return rc;
}

void cl_http_give_up(cl_http *http, cl_http_call *call)
{
    if (call->work != NULL)
        leave(http->crowd, call->work);
}

static size_t take_answers(cl_http_crowd *crowd)
{
    const CURLMsg *message;
    size_t count = 0;
    int left;

    while ((message = curl_multi_info_read(crowd->multi, &left)) != NULL) {
        exchange *x = NULL;
        CURLcode code = message->data.result;

        if (message->msg != CURLMSG_DONE ||
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&x) != CURLE_OK)
            continue;
        x->call->rc = conclude(x, code, &x->call->error);
        x->call->done = true;
        leave(crowd, x);
        count++;
    }
    return count;
}

static int perform(cl_http_crowd *crowd, cl_error *e)
{
    int running;
    CURLMcode code = curl_multi_perform(crowd->multi, &running);

    if (code == CURLM_OK)
        return 0;
    return cl_fail(e, code == CURLM_OUT_OF_MEMORY ? CL_E_MEMORY : CL_E_NET, "libcurl: %s",
                   curl_multi_strerror(code));
}

int cl_http_crowd_wait(cl_http_crowd *crowd, long milliseconds, cl_error *e)
{
    int rc = perform(crowd, e);

    if (rc != 0 || take_answers(crowd) > 0 || milliseconds == 0)
        return rc;
    if (curl_multi_poll(crowd->multi, NULL, 0, (int)milliseconds, NULL) != CURLM_OK)
        return cl_fail(e, CL_E_NET, "libcurl cannot wait for an answer");
    rc = perform(crowd, e);
    (void)take_answers(crowd);
    return rc;
}

void cl_http_crowd_close(cl_http_crowd *crowd)
{
    if (crowd == NULL)
        return;
    while (crowd->under_way != NULL)
        leave(crowd, crowd->under_way);
    while (crowd->spares > 0)
        curl_easy_cleanup(crowd->spare[--crowd->spares]);
    (void)curl_multi_cleanup(crowd->multi);
    (void)curl_share_cleanup(crowd->shared);
    curl_global_cleanup();
    cl_free(crowd);
}

void cl_http_join(cl_http *http, cl_http_crowd *crowd)
{
    http->crowd = crowd;
}

void cl_http_result_clear(cl_http_result *result)
{
    cl_pairs_clear(&result->headers);
    cl_text_clear(&result->body);
    *result = (cl_http_result)CL_HTTP_RESULT_INIT;
}

/* ---- client ---- */

static void fill_defaults(cl_http_options *options)
{
    if (options->connect_ms <= 0)
        options->connect_ms = 10 * 1000;
    if (options->total_ms <= 0)
        options->total_ms = 60 * 1000;
    if (options->stall_seconds <= 0)
        options->stall_seconds = 30;
    if (options->head_limit == 0)
        options->head_limit = 64 * 1024;
    if (options->body_limit == 0)
        options->body_limit = 1024 * 1024;
}

int cl_http_open(cl_http **out, const cl_http_options *options, cl_error *e)
{
    static const cl_http_options standard = CL_HTTP_OPTIONS_INIT;
    cl_http *http = cl_calloc(1, sizeof *http);

    *out = NULL;
    if (http == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    /* Counted by curl itself: each open has its close. */
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        cl_free(http);
        return cl_fail(e, CL_E_NET, "libcurl cannot be started");
    }
    http->options = options != NULL ? *options : standard;
    fill_defaults(&http->options);
    http->easy = curl_easy_init();
    if (http->easy == NULL) {
        cl_http_close(http);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    *out = http;
    return 0;
}

void cl_http_close(cl_http *http)
{
    if (http == NULL)
        return;
    curl_easy_cleanup(http->easy);
    curl_global_cleanup();
    cl_free(http);
}

static int begin_by_curl(void *context, cl_http_call *call, cl_error *e)
{
    return cl_http_begin(context, call, e);
}

static void give_up_by_curl(void *context, cl_http_call *call)
{
    cl_http_give_up(context, call);
}

static int send_by_curl(void *context, const cl_http_request *request, cl_http_result *result,
                        cl_error *e)
{
    return cl_http_send(context, request, result, e);
}

cl_transport cl_http_transport(cl_http *http)
{
    return (cl_transport){http, send_by_curl, begin_by_curl, give_up_by_curl};
}

const char *cl_http_library(void)
{
    return "libcurl " LIBCURL_VERSION;
}
