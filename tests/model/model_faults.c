/* SPDX-License-Identifier: MIT
 *
 * The faults of delivery.md, section 11, as what libcurl would tell of them.
 */
#include "model_faults.h"

#include <curl/curl.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum fault {
    NONE,
    REFUSE, /* no connection */
    NO_NAME,
    TOO_SLOW_TO_CONNECT,
    DROP_BEFORE, /* read, not applied, closed */
    RESET_MID,
    DROP_AFTER, /* applied, closed */
    SLOW_HEAD,
    SLOW_BODY,
    CUT, /* half an answer */
    TOO_LARGE,
    STATUS_408,
    STATUS_425,
    STATUS_429,
    STATUS_429_DATE, /* a date by the portal's clock, which is hours off */
    STATUS_500_BEFORE,
    STATUS_500_AFTER,
    STATUS_503,
    STATUS_503_DATE,
    HTML_502,
    HTML_200_BEFORE, /* a page of somebody in between */
    HTML_200_AFTER,
    EMPTY_200_BEFORE,
    EMPTY_200_AFTER,
    STATUS_401,
    REFUSES_REPEAT, /* applied, closed; and who repeats it is told that it cannot be done */
    CERTIFICATE,    /* from here on: what waiting does not cure */
    STATUS_302,
    STATUS_403,
    FIELDS_422
};

const model_fault model_faults[] = {
    [NONE] = {"none", true, false},
    [REFUSE] = {"refuse", false, false},
    [NO_NAME] = {"no_name", false, false},
    [TOO_SLOW_TO_CONNECT] = {"too_slow_to_connect", false, false},
    [DROP_BEFORE] = {"drop_before", false, false},
    [RESET_MID] = {"reset_mid", false, false},
    [DROP_AFTER] = {"drop_after", true, false},
    [SLOW_HEAD] = {"slow_head", true, false},
    [SLOW_BODY] = {"slow_body", true, false},
    [CUT] = {"cut", true, false},
    [TOO_LARGE] = {"too_large", true, false},
    [STATUS_408] = {"408", false, false},
    [STATUS_425] = {"425", false, false},
    [STATUS_429] = {"429", false, false},
    [STATUS_429_DATE] = {"429_date", false, false},
    [STATUS_500_BEFORE] = {"500_before", false, false},
    [STATUS_500_AFTER] = {"500_after", true, false},
    [STATUS_503] = {"503", false, false},
    [STATUS_503_DATE] = {"503_date", false, false},
    [HTML_502] = {"html_502", false, false},
    [HTML_200_BEFORE] = {"html_200_before", false, false},
    [HTML_200_AFTER] = {"html_200_after", true, false},
    [EMPTY_200_BEFORE] = {"empty_200_before", false, false},
    [EMPTY_200_AFTER] = {"empty_200_after", true, false},
    [STATUS_401] = {"401", false, false},
    [REFUSES_REPEAT] = {"refuses_repeat", true, false},
    [CERTIFICATE] = {"certificate", false, true},
    [STATUS_302] = {"302", false, true},
    [STATUS_403] = {"403", false, true},
    [FIELDS_422] = {"422_fields", false, true},
};

const size_t model_fault_count = sizeof model_faults / sizeof *model_faults;

enum { RETRY_SECONDS = 90, CLOCK_OFF = 5 * 3600 };

void model_line_reset(model_line *line, const model_manners *manners)
{
    model_portal_reset(&line->portal, manners);
    memset(line->faults, 0, sizeof line->faults);
    memset(line->not_before, 0, sizeof line->not_before);
    memset(line->known_not_before, 0, sizeof line->known_not_before);
    for (size_t i = 0; i < MODEL_UNDER_WAY; i++) {
        cl_text_clear(&line->flights[i].body);
        cl_text_clear(&line->flights[i].answer);
    }
    memset(line->flights, 0, sizeof line->flights);
    memset(line->may_have_it, 0, sizeof line->may_have_it);
    memset(line->first_absent, 0, sizeof line->first_absent);
    memset(line->last_absent, 0, sizeof line->last_absent);
    memset(line->started, 0, sizeof line->started);
    memset(line->submission, 0, sizeof line->submission);
    memset(line->begun, 0, sizeof line->begun);
    line->delivery = line->down_until = 0;
    line->refused = 0;
    line->applied_count = 0;
    line->key_count = line->attempts = line->faulted_count = line->unauthorised_count = 0;
    line->violation[0] = '\0';
}

/* ---- the watch ---- */

static void violated(model_line *line, const char *what)
{
    if (line->violation[0] == '\0')
        (void)snprintf(line->violation, sizeof line->violation, "attempt %zu, DEL-%lld: %s",
                       line->attempts, (long long)line->delivery, what);
}

static void add_once(int64_t *list, size_t *count, int64_t value)
{
    for (size_t i = 0; i < *count; i++) {
        if (list[i] == value)
            return;
    }
    assert(*count < MODEL_EXCHANGES);
    list[(*count)++] = value;
}

static bool is_in(const int64_t *list, size_t count, int64_t value)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i] == value)
            return true;
    }
    return false;
}

/* What is sent again has the key that it had, unless that one has outlived its time, or the portal
 * has kept a failure for it. */
static void watch_same_key(model_line *line, const model_request *request)
{
    const int64_t lifetime = (int64_t)24 * 3600 * 1000;
    size_t d = (size_t)line->delivery;

    if (line->submission[d].since != 0 && strcmp(line->submission[d].key, request->key) != 0 &&
        line->submission[d].failed < 2 &&
        !(line->portal.manners.honours_keys &&
          request->now - line->submission[d].since >= lifetime))
        violated(line, "submitted again under another key");
    if (strcmp(line->submission[d].key, request->key) == 0)
        return;
    (void)snprintf(line->submission[d].key, MODEL_NAME, "%s", request->key);
    line->submission[d].since = request->now;
    line->submission[d].failed = 0;
}

/* A key stands for one request, to the byte, for as long as it lives. */
static void watch_key(model_line *line, const model_request *request)
{
    cl_text whole = CL_TEXT_INIT;
    char digest[CL_DIGEST_HEX];

    cl_text_format(&whole, "%s %s\n", request->method, request->path);
    (void)cl_text_add_view(&whole, request->body);
    cl_digest_hex(cl_text_view(&whole), digest);
    cl_text_clear(&whole);
    for (size_t i = 0; i < line->key_count; i++) {
        if (strcmp(line->keys[i].key, request->key) != 0)
            continue;
        if (strcmp(line->keys[i].digest, digest) != 0)
            violated(line, "one key for two requests");
        return;
    }
    assert(line->key_count < MODEL_KEYS);
    (void)snprintf(line->keys[line->key_count].key, MODEL_NAME, "%s", request->key);
    (void)snprintf(line->keys[line->key_count++].digest, CL_DIGEST_HEX, "%s", digest);
}

static bool is_start(const model_request *request, bool commits)
{
    return !commits && strcmp(request->method, "POST") == 0;
}

static bool reaches_portal(int fault)
{
    return fault != REFUSE && fault != NO_NAME && fault != TOO_SLOW_TO_CONNECT &&
           fault != CERTIFICATE && fault != STATUS_429 && fault != STATUS_429_DATE &&
           fault != STATUS_401;
}

static void watch_crowd(model_line *line)
{
    size_t count = 0;

    for (size_t i = 0; i < MODEL_UNDER_WAY; i++) {
        if (!line->flights[i].flies || line->flights[i].call == NULL)
            continue;
        count++;
        if (line->flights[i].delivery == line->delivery)
            violated(line, "two requests of one application under way");
    }
    if (count + 1 > line->in_flight)
        violated(line, "more requests under way than the portal's settings allow");
}

/* Before a request: what must not be sent now. */
static void watch_request(model_line *line, const model_request *request, bool fresh, int fault)
{
    size_t d = (size_t)line->delivery;
    bool commits = model_portal_commits(&line->portal, request->method, request->path);

    assert(d > 0 && d < MODEL_APPLICATIONS);
    watch_crowd(line);
    if (request->key != NULL)
        watch_key(line, request);
    else if (strcmp(request->method, "GET") != 0)
        violated(line, "a request with an effect has no key");
    if (commits && request->key != NULL)
        watch_same_key(line, request);
    if (is_start(request, commits) && !line->portal.manners.honours_keys && line->started[d] != 0 &&
        request->now - line->started[d] < line->settle)
        violated(line, "started again before the portal has settled, though it honours no key");
    if (request->now < line->not_before[d])
        violated(line, "sent before the portal's Retry-After was over");
    if ((commits || strcmp(request->method, "POST") == 0) && !fresh)
        violated(line, "sent on a connection that curl may repeat it on");
    if (commits && line->may_have_it[d] != 0 &&
        (line->first_absent[d] == 0 || line->last_absent[d] - line->first_absent[d] < line->settle))
        violated(line, "submitted again, though the portal may have it");
    if (is_start(request, commits) && reaches_portal(fault))
        line->started[d] = request->now;
    if (commits && reaches_portal(fault)) {
        line->may_have_it[d] = request->now;
        line->first_absent[d] = line->last_absent[d] = 0;
    }
}

/* After an answer: what it obliges to. */
static void watch_result(model_line *line, const model_flight *flight, long status)
{
    size_t d = (size_t)flight->delivery;
    int fault = flight->fault;

    if (fault == STATUS_429 || fault == STATUS_429_DATE || fault == STATUS_503 ||
        fault == STATUS_503_DATE)
        line->not_before[d] = flight->done_at + RETRY_SECONDS * 1000;
    if ((fault == STATUS_500_BEFORE || fault == STATUS_500_AFTER) &&
        model_portal_commits(&line->portal, flight->method, flight->path))
        line->submission[d].failed++;
    if (strcmp(flight->method, "GET") == 0 && fault == NONE && (status == 200 || status == 404)) {
        line->last_absent[d] = flight->done_at;
        if (line->first_absent[d] == 0)
            line->first_absent[d] = flight->done_at;
    }
}

/* ---- spoilt answers ---- */

static void fail(cl_http_result *result, cl_http_phase phase, CURLcode code)
{
    result->phase = phase;
    result->curl_code = (int)code;
    result->sent = phase == CL_PHASE_NONE ? 0 : 100;
    (void)snprintf(result->reason, sizeof result->reason, "%s", curl_easy_strerror(code));
}

static void whole(cl_http_result *result, long status, const char *body)
{
    result->phase = CL_PHASE_WHOLE;
    result->sent = 100;
    result->status = status;
    cl_text_reset(&result->body);
    (void)cl_text_add_string(&result->body, body);
}

static void date_header(cl_http_result *result, const char *name, int64_t at)
{
    char text[64];
    time_t seconds = (time_t)(at / 1000);
    struct tm parts;

    (void)gmtime_r(&seconds, &parts);
    (void)strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    (void)cl_pairs_add_string(&result->headers, name, text);
}

static void wait_for(cl_http_result *result, int64_t now, bool date)
{
    char seconds[16];

    (void)snprintf(seconds, sizeof seconds, "%d", RETRY_SECONDS);
    if (!date) {
        (void)cl_pairs_add_string(&result->headers, "Retry-After", seconds);
        return;
    }
    date_header(result, "Date", now - CLOCK_OFF * 1000);
    date_header(result, "Retry-After", now - CLOCK_OFF * 1000 + RETRY_SECONDS * 1000);
}

static void halve(cl_text *text)
{
    text->length /= 2;
    if (text->at != NULL)
        text->at[text->length] = '\0';
}

/* `result` has the portal's own answer; what is left of it. */
static void spoil(cl_http_result *result, int fault, int64_t now)
{
    static const struct {
        int fault;
        cl_http_phase phase;
        CURLcode code;
    } failures[] = {
        {REFUSE, CL_PHASE_NONE, CURLE_COULDNT_CONNECT},
        {NO_NAME, CL_PHASE_NONE, CURLE_COULDNT_RESOLVE_HOST},
        {TOO_SLOW_TO_CONNECT, CL_PHASE_NONE, CURLE_OPERATION_TIMEDOUT},
        {CERTIFICATE, CL_PHASE_NONE, CURLE_PEER_FAILED_VERIFICATION},
        {DROP_BEFORE, CL_PHASE_BODY, CURLE_GOT_NOTHING},
        {RESET_MID, CL_PHASE_HEAD, CURLE_SEND_ERROR},
        {DROP_AFTER, CL_PHASE_BODY, CURLE_GOT_NOTHING},
        {REFUSES_REPEAT, CL_PHASE_BODY, CURLE_GOT_NOTHING},
        {SLOW_HEAD, CL_PHASE_BODY, CURLE_OPERATION_TIMEDOUT},
        {SLOW_BODY, CL_PHASE_ANSWER, CURLE_OPERATION_TIMEDOUT},
        {CUT, CL_PHASE_ANSWER, CURLE_PARTIAL_FILE},
        {TOO_LARGE, CL_PHASE_ANSWER, CURLE_WRITE_ERROR},
    };
    static const struct {
        int fault;
        long status;
        const char *body;
    } answers[] = {
        {STATUS_408, 408, ""},
        {STATUS_425, 425, ""},
        {STATUS_429, 429, ""},
        {STATUS_429_DATE, 429, ""},
        {STATUS_500_BEFORE, 500, "{\"message\":\"Oops\"}"},
        {STATUS_500_AFTER, 500, "{\"message\":\"Oops\"}"},
        {STATUS_503, 503, ""},
        {STATUS_503_DATE, 503, ""},
        {HTML_502, 502, "<html>Bad gateway</html>"},
        {HTML_200_BEFORE, 200, "<html>Please wait</html>"},
        {HTML_200_AFTER, 200, "<html>Please wait</html>"},
        {EMPTY_200_BEFORE, 200, ""},
        {EMPTY_200_AFTER, 200, ""},
        {STATUS_401, 401, ""},
        {STATUS_302, 302, ""},
        {STATUS_403, 403, ""},
        {FIELDS_422, 422, "{\"errors\":[{\"field\":\"main.grant\",\"message\":\"too much\"}]}"},
    };

    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        if (failures[i].fault == fault) {
            if (failures[i].phase != CL_PHASE_ANSWER)
                result->status = 0;
            fail(result, failures[i].phase, failures[i].code);
            halve(&result->body);
        }
    }
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (answers[i].fault == fault)
            whole(result, answers[i].status, answers[i].body);
    }
    if (fault == STATUS_429 || fault == STATUS_503)
        wait_for(result, now, false);
    if (fault == STATUS_429_DATE || fault == STATUS_503_DATE)
        wait_for(result, now, true);
    result->cut = fault == TOO_LARGE;
}

/* ---- the transport ---- */

/* The fault of this attempt. A token that is refused twice in a row is for a person, and a portal
 * that is to be mended by waiting does not do that. */
static int choose(model_line *line)
{
    int fault = line->attempts < MODEL_ATTEMPTS ? line->faults[line->attempts] : NONE;

    line->attempts++;
    if (line->begun[line->delivery] == 0)
        line->begun[line->delivery] = line->attempts;
    if (line->now() < line->down_until) {
        fault = REFUSE;
        line->refused = line->attempts;
    }
    if (fault == STATUS_401 && is_in(line->unauthorised, line->unauthorised_count, line->exchange))
        fault = STATUS_429;
    if (fault == STATUS_401)
        add_once(line->unauthorised, &line->unauthorised_count, line->exchange);
    if (fault != NONE)
        add_once(line->faulted, &line->faulted_count, line->exchange);
    return fault;
}

/* How long a request is under way: the same for the same run, whatever else happens. With one at a
 * time none is longer than another. */
static int64_t flight_time(const model_line *line, uint64_t salt)
{
    uint64_t x = (line->seed + salt) * 0x9E3779B97F4A7C15ULL + line->attempts;

    if (line->in_flight == 1)
        return 20;
    x = (x ^ (x >> 29)) * 0xBF58476D1CE4E5B9ULL;
    return 20 + (int64_t)((x >> 40) % ((x >> 30) % 8 == 0 ? 8000 : 400));
}

static model_flight *free_flight(model_line *line)
{
    for (size_t i = 0; i < MODEL_UNDER_WAY; i++) {
        if (!line->flights[i].flies)
            return &line->flights[i];
    }
    abort(); /* more than any settings allow */
    return NULL;
}

static int begin_flight(void *context, cl_http_call *call, cl_error *e)
{
    static const char base[] = "https://model.example/";
    model_line *line = context;
    const cl_http_request *request = &call->request;
    const char *key =
        request->headers != NULL ? cl_pairs_find(request->headers, "Idempotency-Key") : NULL;
    model_flight *flight = free_flight(line);
    model_request asked = {.method = request->method, .key = key, .now = line->now()};
    int64_t a = flight_time(line, 1), b = flight_time(line, 2);

    (void)e;
    flight->attempt = line->attempts;
    flight->fault = choose(line);
    if (flight->fault == REFUSES_REPEAT && strcmp(request->method, "GET") != 0) {
        if (is_in(line->applied, line->applied_count, line->exchange))
            flight->fault = STATUS_403;
        add_once(line->applied, &line->applied_count, line->exchange);
    }
    assert(strncmp(request->url, base, sizeof base - 1) == 0);
    asked.path = request->url + sizeof base - 1;
    if (request->body != NULL)
        asked.body = *request->body;
    watch_request(line, &asked, request->fresh, flight->fault);
    (void)snprintf(flight->method, sizeof flight->method, "%s", asked.method);
    (void)snprintf(flight->path, sizeof flight->path, "%s", asked.path);
    (void)snprintf(flight->key, sizeof flight->key, "%s", key != NULL ? key : "");
    (void)cl_text_add_view(&flight->body, asked.body);
    flight->call = call;
    flight->delivery = line->delivery;
    flight->exchange = line->exchange;
    flight->apply_at = asked.now + (a < b ? a : b);
    flight->done_at = asked.now + (a < b ? b : a);
    flight->was_applied = false;
    flight->flies = true;
    return 0;
}

static void give_flight_up(void *context, cl_http_call *call)
{
    model_line *line = context;

    for (size_t i = 0; i < MODEL_UNDER_WAY; i++) {
        if (line->flights[i].call == call)
            line->flights[i].call = NULL;
    }
}

static void apply(model_line *line, model_flight *flight)
{
    model_request request = {flight->method, flight->path,
                             flight->key[0] != '\0' ? flight->key : NULL,
                             cl_text_view(&flight->body), flight->apply_at};
    model_answer answer = {0, CL_TEXT_INIT};

    flight->was_applied = true;
    if (!model_faults[flight->fault].applied)
        return;
    model_portal_handle(&line->portal, &answer, &request);
    flight->status = answer.status;
    flight->answer = answer.body;
}

static void land(model_line *line, model_flight *flight)
{
    cl_http_call *call = flight->call;

    if (call != NULL) {
        cl_http_result *result = call->result;

        cl_http_result_clear(result);
        result->phase = CL_PHASE_WHOLE;
        result->status = flight->status;
        (void)cl_text_add_view(&result->body, cl_text_view(&flight->answer));
        spoil(result, flight->fault, flight->done_at);
        watch_result(line, flight, result->status);
        call->rc = 0;
        call->done = true;
    }
    cl_text_clear(&flight->body);
    cl_text_clear(&flight->answer);
    memset(flight, 0, sizeof *flight);
}

/* The flight whose next event comes first; NULL when none comes until `now`. */
static model_flight *first_event(model_line *line, int64_t now)
{
    model_flight *first = NULL;
    int64_t at = now;

    for (size_t i = 0; i < MODEL_UNDER_WAY; i++) {
        model_flight *flight = &line->flights[i];
        int64_t event = flight->was_applied ? flight->done_at : flight->apply_at;

        if (!flight->flies || event > at || (first != NULL && event == at))
            continue;
        first = flight;
        at = event;
    }
    return first;
}

bool model_line_run(model_line *line, int64_t now, int64_t *next)
{
    model_flight *flight;
    bool answered = false;

    while ((flight = first_event(line, now)) != NULL) {
        if (!flight->was_applied) {
            apply(line, flight);
        } else {
            answered = answered || flight->call != NULL;
            land(line, flight);
        }
    }
    *next = INT64_MAX;
    for (size_t i = 0; i < MODEL_UNDER_WAY; i++) {
        flight = &line->flights[i];
        if (flight->flies && flight->call != NULL && flight->done_at < *next)
            *next = flight->done_at;
    }
    return answered;
}

void model_line_orphan(model_line *line)
{
    for (size_t i = 0; i < MODEL_UNDER_WAY; i++)
        line->flights[i].call = NULL;
    memcpy(line->not_before, line->known_not_before, sizeof line->not_before);
}

void model_line_stored(model_line *line)
{
    memcpy(line->known_not_before, line->not_before, sizeof line->not_before);
}

cl_transport model_line_transport(model_line *line)
{
    return (cl_transport){line, NULL, begin_flight, give_flight_up};
}
