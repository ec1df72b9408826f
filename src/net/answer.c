/* SPDX-License-Identifier: MIT
 *
 * The tables of what an answer means. A row says what is certain; where two rows could apply the
 * more careful one stands first. Status numbers are those of RFC 9110 and RFC 6585.
 */
#include "answer.h"

#include <curl/curl.h>

#include <stdlib.h>
#include <string.h>

const char *cl_answer_class_name(cl_answer_class class)
{
    static const char *const names[CL_ANSWER_CLASSES] = {
        [CL_ANSWER_DONE] = "done",
        [CL_ANSWER_NOT_SENT] = "not sent",
        [CL_ANSWER_TEMPORARY] = "temporary",
        [CL_ANSWER_UNKNOWN] = "unknown",
        [CL_ANSWER_ASK] = "ask",
        [CL_ANSWER_REFUSED] = "refused",
        [CL_ANSWER_UNAUTHORISED] = "unauthorised",
        [CL_ANSWER_CHANGED] = "changed",
        [CL_ANSWER_HOLD] = "hold",
    };

    return (unsigned)class < CL_ANSWER_CLASSES ? names[class] : "?";
}

/* Failures before the first byte that waiting does not cure: they are faults of certificates. */
static const struct {
    int code;
    const char *why;
} certificate_faults[] = {
    {CURLE_SSL_CERTPROBLEM, "our client certificate cannot be used"},
    {CURLE_PEER_FAILED_VERIFICATION, "the portal's certificate is not to be trusted"},
    {CURLE_SSL_CACERT_BADFILE, "the file of certificate authorities cannot be read"},
};

static cl_answer_class classify_failure(const cl_answer_facts *facts, const char **why)
{
    const cl_http_result *result = facts->result;

    for (size_t i = 0; i < sizeof certificate_faults / sizeof *certificate_faults; i++) {
        if (result->sent == 0 && certificate_faults[i].code == result->curl_code) {
            *why = certificate_faults[i].why;
            return CL_ANSWER_HOLD;
        }
    }
    if (result->sent == 0 && result->phase == CL_PHASE_NONE) {
        *why = "the portal was not reached";
        return CL_ANSWER_NOT_SENT;
    }
    *why = result->cut ? "the answer was too large, and was given up" : "the connection broke";
    return facts->may_repeat ? CL_ANSWER_TEMPORARY : CL_ANSWER_UNKNOWN;
}

/* What decides a row beside its status. */
enum {
    ANY = 0,
    FIELDS = 1,       /* the body names fields */
    KNOWN_BEFORE = 2, /* an earlier attempt may have been applied */
    REPEATABLE = 4,   /* repeating is allowed */
    REPLAYED = 8,     /* the same 500 for the third time */
    TWICE = 16        /* 401 for the second time */
};

/* Read from the top; the first row whose range holds the status and whose conditions all hold
 * counts. */
static const struct {
    long first, last;
    unsigned when;
    cl_answer_class class;
    const char *why;
} meanings[] = {
    {300, 399, ANY, CL_ANSWER_HOLD,
     "the portal points to another address, and nothing is followed"},
    {401, 401, TWICE, CL_ANSWER_HOLD, "the portal does not accept our token"},
    {401, 401, ANY, CL_ANSWER_UNAUTHORISED, "the portal wants a new token"},
    {408, 408, REPEATABLE, CL_ANSWER_TEMPORARY, "the portal gave up waiting"},
    {408, 408, ANY, CL_ANSWER_UNKNOWN, "the portal gave up waiting"},
    {409, 409, ANY, CL_ANSWER_ASK, "the portal reports a conflict"},
    {412, 412, KNOWN_BEFORE, CL_ANSWER_ASK, "changed at the portal, perhaps by our own attempt"},
    {412, 412, ANY, CL_ANSWER_CHANGED, "it was changed at the portal meanwhile"},
    {428, 428, ANY, CL_ANSWER_CHANGED, "the portal wants to know which version we saw"},
    {425, 425, REPEATABLE, CL_ANSWER_TEMPORARY, "the portal was not ready"},
    {425, 425, ANY, CL_ANSWER_UNKNOWN, "the portal was not ready"},
    {429, 429, ANY, CL_ANSWER_TEMPORARY, "the portal wants us to slow down"},
    {400, 499, KNOWN_BEFORE, CL_ANSWER_ASK, "refused after an attempt that may have gone in"},
    {400, 400, FIELDS, CL_ANSWER_REFUSED, "the portal refuses some answers"},
    {422, 422, FIELDS, CL_ANSWER_REFUSED, "the portal refuses some answers"},
    {400, 499, ANY, CL_ANSWER_HOLD, "the portal refuses, and names no field"},
    {501, 501, KNOWN_BEFORE, CL_ANSWER_ASK, "refused after an attempt that may have gone in"},
    {505, 505, KNOWN_BEFORE, CL_ANSWER_ASK, "refused after an attempt that may have gone in"},
    {501, 501, ANY, CL_ANSWER_HOLD, "the portal cannot do this"},
    {505, 505, ANY, CL_ANSWER_HOLD, "the portal does not speak HTTP/1.1"},
    {500, 500, REPLAYED, CL_ANSWER_ASK, "the portal repeats the same failure for this key"},
    {500, 599, REPEATABLE, CL_ANSWER_TEMPORARY, "the portal failed"},
    {500, 599, ANY, CL_ANSWER_UNKNOWN, "the portal failed"},
};

static unsigned conditions(const cl_answer_facts *facts)
{
    unsigned met = ANY;

    if (facts->fields && !facts->read) /* a reading gives nothing that could be refused */
        met |= FIELDS;
    if (facts->unknown_before)
        met |= KNOWN_BEFORE;
    if (facts->may_repeat)
        met |= REPEATABLE;
    if (facts->same_500 >= 3 && !facts->read) /* there is no key that it could repeat */
        met |= REPLAYED;
    if (facts->unauthorised >= 2)
        met |= TWICE;
    return met;
}

static bool is_expected(const cl_answer_facts *facts)
{
    for (size_t i = 0; i < facts->expected_count; i++) {
        if (facts->expected[i] == facts->result->status)
            return true;
    }
    return false;
}

static cl_answer_class classify_status(const cl_answer_facts *facts, const char **why)
{
    long status = facts->result->status;
    unsigned met = conditions(facts);

    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (status >= meanings[i].first && status <= meanings[i].last &&
            (meanings[i].when & ~met) == 0) {
            *why = meanings[i].why;
            return meanings[i].class;
        }
    }
    /* 2xx that the step does not expect, or that cannot be read, and numbers outside every class. A
     * reading proves nothing and may simply be tried again. */
    *why = "the answer is not what this portal should say here";
    return facts->read ? CL_ANSWER_TEMPORARY : CL_ANSWER_UNKNOWN;
}

cl_answer_class cl_answer_classify(const cl_answer_facts *facts, const char **why)
{
    const char *ignored;
    const char **words = why != NULL ? why : &ignored;

    *words = "as expected";
    if (facts->result->phase != CL_PHASE_WHOLE)
        return classify_failure(facts, words);
    if (is_expected(facts) && facts->readable)
        return CL_ANSWER_DONE;
    return classify_status(facts, words);
}

int64_t cl_answer_back_off(unsigned n, uint64_t random)
{
    const int64_t most = 15 * 60 * 1000;
    int64_t span = n < 10 ? (int64_t)2000 << n : most;

    if (span > most)
        span = most;
    return (int64_t)(random % (uint64_t)(span + 1));
}

bool cl_answer_date(int64_t *milliseconds, const char *text)
{
    time_t seconds = curl_getdate(text, NULL);

    if (seconds == (time_t)-1)
        return false;
    *milliseconds = (int64_t)seconds * 1000;
    return true;
}

static bool read_seconds(int64_t *milliseconds, const char *text)
{
    int64_t seconds = 0;

    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return false;
        if (seconds <= CL_RETRY_AFTER_MOST)
            seconds = seconds * 10 + (*text - '0');
    }
    *milliseconds = seconds > CL_RETRY_AFTER_MOST / 1000 ? CL_RETRY_AFTER_MOST : seconds * 1000;
    return true;
}

bool cl_answer_retry_after(int64_t *milliseconds, const cl_pairs *headers)
{
    const char *text = cl_pairs_find(headers, "Retry-After");
    const char *date = cl_pairs_find(headers, "Date");
    int64_t until, now;

    if (text == NULL)
        return false;
    if (read_seconds(milliseconds, text))
        return true;
    if (date == NULL || !cl_answer_date(&until, text) || !cl_answer_date(&now, date))
        return false;
    *milliseconds = until - now;
    if (*milliseconds < 0)
        *milliseconds = 0;
    if (*milliseconds > CL_RETRY_AFTER_MOST)
        *milliseconds = CL_RETRY_AFTER_MOST;
    return true;
}
