/* SPDX-License-Identifier: MIT
 *
 * A row a fault: what it takes, what it is good for, and how it is made.
 */
#include "portal_fault_rows.h"

#include "portals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SIZE = 512, HUGE_BODY = 1 << 30, HUGE_HEAD = 4 << 20 };

int64_t cl_fault_now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* ---- arguments ---- */

/* "" when it is not there. */
static cl_view argument(const cl_fault_making *m, size_t which)
{
    const cl_json_value *value = cl_json_item(m->rule->arguments, which);

    return which < cl_json_count(m->rule->arguments) ? cl_json_string(value)
                                                     : (cl_view)CL_VIEW_INIT;
}

int cl_fault_refuse(const cl_fault_making *m, const char *expected, cl_error *e)
{
    int rc = cl_fail(e, CL_E_INVALID, "%s", expected);

    cl_error_place(e, m->plan->path, m->rule->line, NULL);
    return rc;
}

/* "2s", "10m"; with a sign in front where it is signed. `otherwise` when it is not there. */
static int read_time(int64_t *out, const cl_fault_making *m, size_t which, int64_t otherwise,
                     cl_error *e)
{
    cl_view text = argument(m, which);
    int64_t sign = 1;

    *out = otherwise;
    if (text.length == 0)
        return 0;
    if (text.at[0] == '-' || text.at[0] == '+') {
        sign = text.at[0] == '-' ? -1 : 1;
        text.at++;
        text.length--;
    }
    if (!cl_duration_read(out, text))
        return cl_fault_refuse(m, "a time such as \"2s\", \"10m\" or \"-3h\" is expected", e);
    *out *= sign;
    return 0;
}

static int read_status(int *out, const cl_fault_making *m, cl_error *e)
{
    cl_view text = argument(m, 0);
    long number = text.length == 3 ? strtol(text.at, NULL, 10) : 0;

    *out = (int)number;
    return number >= 200 && number <= 599
               ? 0
               : cl_fault_refuse(m, "a status from 200 to 599 is expected", e);
}

/* ---- making ---- */

static int made(const cl_relay_fault *out, cl_error *e)
{
    if (out->answer.failed != 0)
        return cl_text_check(&out->answer, e);
    return cl_text_check(&out->header, e);
}

/* An answer in place of the portal's. */
static void answer(cl_relay_fault *out, int status, const char *headers, const char *type,
                   cl_view body)
{
    cl_text_format(&out->answer, "HTTP/1.1 %d Spoilt\r\n%s", status, headers);
    if (body.length > 0)
        cl_text_format(&out->answer, "Content-Type: %s\r\n", type);
    cl_text_format(&out->answer, "Content-Length: %zu\r\n\r\n", body.length);
    cl_text_add_view(&out->answer, body);
}

static int make_drop_before(const cl_fault_making *m, cl_error *e)
{
    (void)e;
    if (m->out != NULL)
        m->out->swallow = true;
    if (m->out != NULL)
        m->out->part = CL_RELAY_NOTHING;
    return 0;
}

static int make_reset_before(const cl_fault_making *m, cl_error *e)
{
    if (m->out != NULL)
        m->out->reset = true;
    return make_drop_before(m, e);
}

static int make_reset_mid(const cl_fault_making *m, cl_error *e)
{
    (void)e;
    if (m->out != NULL)
        m->out->mid = true;
    return 0;
}

static int make_drop_after(const cl_fault_making *m, cl_error *e)
{
    (void)e;
    if (m->out != NULL)
        m->out->part = CL_RELAY_NOTHING;
    return 0;
}

static int make_reset_after(const cl_fault_making *m, cl_error *e)
{
    if (m->out != NULL)
        m->out->reset = true;
    return make_drop_after(m, e);
}

static int make_cut(const cl_fault_making *m, cl_error *e)
{
    (void)e;
    if (m->out != NULL)
        m->out->part = CL_RELAY_HALF;
    return 0;
}

static int make_truncated_json(const cl_fault_making *m, cl_error *e)
{
    (void)e;
    if (m->out != NULL)
        m->out->part = CL_RELAY_HALF_BODY;
    return 0;
}

static int make_refuse(const cl_fault_making *m, cl_error *e)
{
    int64_t time;
    int rc = read_time(&time, m, 0, 0, e);

    if (m->out != NULL)
        m->out->away_for = time;
    return rc;
}

static int make_slow_head(const cl_fault_making *m, cl_error *e)
{
    int64_t time;
    int rc = read_time(&time, m, 0, 0, e);

    if (m->out != NULL)
        m->out->head_late = time;
    return rc;
}

static int make_slow_body(const cl_fault_making *m, cl_error *e)
{
    int64_t time;
    int rc = read_time(&time, m, 0, 0, e);

    if (m->out != NULL)
        m->out->body_late = time;
    return rc;
}

static int make_clock(const cl_fault_making *m, cl_error *e)
{
    int64_t time;
    int rc = read_time(&time, m, 0, 0, e);

    if (m->out != NULL)
        m->out->clock = time;
    return rc;
}

/* Retry-After in seconds; or, with a clock, as a date of that clock, which stands beside it. */
static void retry_after(char out[SIZE], int64_t wait, bool has_clock, int64_t clock)
{
    struct timespec time;
    char date[32], until[32];
    int64_t at;

    (void)clock_gettime(CLOCK_REALTIME, &time);
    at = (int64_t)time.tv_sec * 1000 + clock;
    cl_relay_date(date, at);
    cl_relay_date(until, at + wait);
    out[0] = '\0';
    if (has_clock)
        (void)snprintf(out, SIZE, "Date: %s\r\nRetry-After: %s\r\n", date, until);
    else if (wait > 0)
        (void)snprintf(out, SIZE, "Retry-After: %lld\r\n", (long long)(wait / 1000));
}

static int make_status_after(const cl_fault_making *m, cl_error *e)
{
    int64_t wait, clock;
    char headers[SIZE];
    int status, rc = read_status(&status, m, e);

    if (rc == 0)
        rc = read_time(&wait, m, 1, 0, e);
    if (rc == 0)
        rc = read_time(&clock, m, 2, 0, e);
    if (rc != 0 || m->out == NULL)
        return rc;
    retry_after(headers, wait, argument(m, 2).length > 0, clock);
    answer(m->out, status, headers, "", (cl_view)CL_VIEW_INIT);
    return made(m->out, e);
}

static int make_status(const cl_fault_making *m, cl_error *e)
{
    if (m->out != NULL)
        m->out->swallow = true;
    return make_status_after(m, e);
}

static int make_html_502(const cl_fault_making *m, cl_error *e)
{
    if (m->out == NULL)
        return 0;
    m->out->swallow = true;
    answer(m->out, 502, "", "text/html", CL_VIEW("<html>Bad gateway</html>"));
    return made(m->out, e);
}

static int make_html_200(const cl_fault_making *m, cl_error *e)
{
    if (m->out != NULL)
        answer(m->out, 200, "", "text/html", CL_VIEW("<html>All is well</html>"));
    return m->out != NULL ? made(m->out, e) : 0;
}

static int make_empty_200(const cl_fault_making *m, cl_error *e)
{
    if (m->out != NULL)
        answer(m->out, 200, "", "", (cl_view)CL_VIEW_INIT);
    return m->out != NULL ? made(m->out, e) : 0;
}

static int make_not_utf8(const cl_fault_making *m, cl_error *e)
{
    if (m->out != NULL)
        answer(m->out, 200, "", "application/json", CL_VIEW("{\"data\":{\"title\":\"\xff\xfe\"}}"));
    return m->out != NULL ? made(m->out, e) : 0;
}

/* A head that says a gigabyte, and the bytes. */
static int make_huge_body(const cl_fault_making *m, cl_error *e)
{
    if (m->out == NULL)
        return 0;
    m->out->more = HUGE_BODY;
    cl_text_format(&m->out->answer,
                   "HTTP/1.1 200 Spoilt\r\nContent-Type: application/json\r\n"
                   "Content-Length: %llu\r\n\r\n",
                   (unsigned long long)m->out->more);
    return made(m->out, e);
}

/* A header that does not end. */
static int make_huge_head(const cl_fault_making *m, cl_error *e)
{
    if (m->out == NULL)
        return 0;
    for (size_t i = 0; i < HUGE_HEAD / 1024 && m->out->answer.failed == 0; i++) {
        cl_text_add_string(&m->out->answer, i == 0 ? "HTTP/1.1 200 Spoilt\r\n" : "");
        cl_text_format(&m->out->answer, "X-Filler-%zu: %01000d\r\n", i, 0);
    }
    cl_text_add_string(&m->out->answer, "Content-Length: 0\r\n\r\n");
    return made(m->out, e);
}

static int make_refused_fields(const cl_fault_making *m, cl_error *e)
{
    cl_text body = CL_TEXT_INIT;

    if (m->out == NULL)
        return 0;
    m->out->swallow = true;
    cl_text_add_string(&body, "{\"message\":\"Spoilt\",\"errors\":[{\"field\":");
    cl_text_add_json(&body, argument(m, 0));
    cl_text_add_string(&body, ",\"message\":");
    cl_text_add_json(&body, argument(m, 1).length > 0 ? argument(m, 1) : CL_VIEW("too much"));
    cl_text_add_string(&body, "}]}");
    answer(m->out, 422, "", "application/json", cl_text_view(&body));
    cl_text_clear(&body);
    return made(m->out, e);
}

static int make_redirect(const cl_fault_making *m, cl_error *e)
{
    cl_view to = argument(m, 0);
    char headers[SIZE];

    if (to.length > SIZE - 16 || memchr(to.at, '\r', to.length) != NULL)
        return cl_fault_refuse(m, "an address is expected", e);
    if (m->out == NULL)
        return 0;
    m->out->swallow = true;
    (void)snprintf(headers, sizeof headers, "Location: %.*s\r\n", (int)to.length, to.at);
    answer(m->out, 307, headers, "", (cl_view)CL_VIEW_INIT);
    return made(m->out, e);
}

static int make_changed(const cl_fault_making *m, cl_error *e)
{
    if (m->out == NULL)
        return 0;
    m->out->swallow = true;
    answer(m->out, 412, "ETag: \"other\"\r\n", "", (cl_view)CL_VIEW_INIT);
    return made(m->out, e);
}

int cl_fault_make_401(const cl_fault_making *m, cl_error *e)
{
    if (m->out == NULL)
        return 0;
    m->out->swallow = true;
    answer(m->out, 401, "", "", (cl_view)CL_VIEW_INIT);
    return made(m->out, e);
}

static int make_always_401(const cl_fault_making *m, cl_error *e)
{
    if (m->out != NULL)
        m->plan->refuses_tokens = true;
    return cl_fault_make_401(m, e);
}

/* From the request that it strikes on; a request for a token is among those that suffer. */
static int make_token_down(const cl_fault_making *m, cl_error *e)
{
    int64_t time;
    int rc = read_time(&time, m, 0, 0, e);

    if (rc == 0 && m->out != NULL)
        m->plan->tokens_until = cl_fault_now() + time;
    return rc;
}

int cl_fault_make_no_token(const cl_fault_making *m, int64_t left, cl_error *e)
{
    char headers[SIZE];

    m->out->swallow = true;
    retry_after(headers, (left / 1000 + 1) * 1000, false, 0);
    answer(m->out, 503, headers, "", (cl_view)CL_VIEW_INIT);
    return made(m->out, e);
}

/* The box does it: the fault travels in a header, its argument behind '='. */
static int make_by_box(const cl_fault_making *m, cl_error *e)
{
    cl_view value = argument(m, 0);
    int64_t time;
    int rc = read_time(&time, m, 0, 0, e);

    if (rc != 0 || m->out == NULL)
        return rc;
    cl_text_format(&m->out->header, "X-Box-Fault: %s%s%.*s", m->out->name,
                   value.length > 0 ? "=" : "", (int)value.length, value.at);
    return made(m->out, e);
}

/* ---- the table ---- */

#define FIRST "at { step = \"submit\", nth = 1 }:"
#define RELAY "relay"
#define BOX "box"

const cl_fault_row cl_fault_rows[] = {
    {"refuse", "TIME", "After this request nobody listens for so long.",
     "at { step = \"start\", nth = 1 }:refuse(\"2s\")", RELAY, 1, 1, make_refuse},
    {"drop_before", "", "Read, not applied, closed.", FIRST "drop_before()", RELAY, 0, 0,
     make_drop_before},
    {"reset_before", "", "Read, not applied, reset.", FIRST "reset_before()", RELAY, 0, 0,
     make_reset_before},
    {"reset_mid", "", "Reset as soon as the request's head was read.", FIRST "reset_mid()", RELAY,
     0, 0, make_reset_mid},
    {"drop_after", "", "Applied, and the connection closes without an answer.",
     FIRST "drop_after()", RELAY, 0, 0, make_drop_after},
    {"reset_after", "", "Applied, and the connection is reset.", FIRST "reset_after()", RELAY, 0, 0,
     make_reset_after},
    {"cut", "", "Half of the answer's bytes arrive.", FIRST "cut()", RELAY, 0, 0, make_cut},
    {"truncated_json", "", "Half of the answer's body arrives, as if it were all of it.",
     FIRST "truncated_json()", RELAY, 0, 0, make_truncated_json},
    {"slow_head", "TIME", "The answer begins so late.", FIRST "slow_head(\"2s\")", RELAY, 1, 1,
     make_slow_head},
    {"slow_body", "TIME", "The second half of the answer's body comes so late.",
     "chance(0.05):slow_body(\"30s\")", RELAY, 1, 1, make_slow_body},
    {"clock", "TIME", "The answer's Date is so far off.", "at {}:clock(\"-3h\")", RELAY, 1, 1,
     make_clock},
    {"status", "STATUS[, TIME[, CLOCK]]",
     "Not applied, and answered with this status; TIME is its Retry-After, in seconds, or as a "
     "date of a portal whose clock is so far off.",
     FIRST "status(503, \"2s\", \"-3h\")", RELAY, 1, 3, make_status},
    {"status_after", "STATUS[, TIME[, CLOCK]]", "The same, but applied.", FIRST "status_after(500)",
     RELAY, 1, 3, make_status_after},
    {"html_502", "", "Not applied; a page of a gateway.", FIRST "html_502()", RELAY, 0, 0,
     make_html_502},
    {"html_200", "", "Applied; answered by a page that says all is well.", FIRST "html_200()",
     RELAY, 0, 0, make_html_200},
    {"empty_200", "", "Applied; answered by 200 and nothing.", FIRST "empty_200()", RELAY, 0, 0,
     make_empty_200},
    {"not_utf8", "", "Applied; answered by JSON that is no UTF-8.", FIRST "not_utf8()", RELAY, 0, 0,
     make_not_utf8},
    {"huge_body", "", "Applied; answered by a gigabyte.", FIRST "huge_body()", RELAY, 0, 0,
     make_huge_body},
    {"huge_head", "", "Applied; answered by headers without end.", FIRST "huge_head()", RELAY, 0, 0,
     make_huge_head},
    {"refused_fields", "FIELD[, MESSAGE]", "Not applied; 422, and the field is named.",
     FIRST "refused_fields(\"main.grant\", \"too much\")", RELAY, 1, 2, make_refused_fields},
    {"redirect", "ADDRESS", "Not applied; 307 to that address.",
     FIRST "redirect(\"https://elsewhere.example/\")", RELAY, 1, 1, make_redirect},
    {"etag_changed", "", "Not applied; 412, as if somebody had changed it meanwhile.",
     "at { step = \"fill_main\", nth = 1 }:etag_changed()", RELAY, 0, 0, make_changed},
    {"always_401", "", "This request and every later one is answered by 401.",
     "at { step = \"fill_main\", nth = 1 }:always_401()", RELAY, 0, 0, make_always_401},
    {"token_down", "TIME", "From this request on no token is given for so long.",
     "at { step = \"window\", nth = 1 }:token_down(\"2s\")", RELAY, 1, 1, make_token_down},
    {"token_expired", "", "Every token that was given before is refused from this request on.",
     "at { step = \"fill_main\", nth = 1 }:token_expired()", BOX, 0, 0, make_by_box},
    {"close_round", "", "The round closes just before this request.",
     "at_time \"T+2s\":close_round()", BOX, 0, 0, make_by_box},
    {"replayed_500", "", "Not applied; 500, and the same again for this key.",
     FIRST "replayed_500()", BOX, 0, 0, make_by_box},
    {"duplicate", "", "Applied, and answered as if it came for the second time.",
     FIRST "duplicate()", BOX, 0, 0, make_by_box},
    {"stale_read", "[TIME]",
     "A reading shows the state before the last change; with a time, all readings for so long.",
     "at { step = \"read\", nth = 1 }:stale_read()", BOX, 0, 1, make_by_box},
    {"wrong_id", "", "The answer speaks of another application.",
     "at { step = \"read\", nth = 1 }:wrong_id()", BOX, 0, 0, make_by_box},
    {"other_content", "", "A reading shows other answers than were given.",
     "at { step = \"read\", nth = 1 }:other_content()", BOX, 0, 0, make_by_box},
    {"status_back", "", "A reading shows a draft again.", "at { step = \"read\" }:status_back()",
     BOX, 0, 0, make_by_box},
    {"unknown_custom", "", "A reading shows a state that nobody knows.",
     "at { step = \"read\" }:unknown_custom()", BOX, 0, 0, make_by_box},
    {"null_fields", "", "Every object of the answer has members that are null.",
     "at {}:null_fields()", BOX, 0, 0, make_by_box},
    {"extra_fields", "", "Every object of the answer has members that nobody knows.",
     "at {}:extra_fields()", BOX, 0, 0, make_by_box},
    {"page_loop", "", "Every page of a list is its first one, and there is always one more.",
     "at { path = \"**/awards**\" }:page_loop()", BOX, 0, 0, make_by_box},
    {"page_moves", "", "Before a page of a list is read, something new comes to its front.",
     "at { path = \"**/awards**\" }:page_moves()", BOX, 0, 0, make_by_box},
};

enum { FAULTS = sizeof cl_fault_rows / sizeof *cl_fault_rows };

const size_t cl_fault_row_count = FAULTS;

/* ---- portal faults ---- */

static int tell_fault(const cl_fault_row *row, const cl_sink *sink, cl_error *e)
{
    const char *const values[][2] = {{"fault", row->name},
                                     {"takes", row->takes},
                                     {"made_by", row->made_by},
                                     {"what", row->brief},
                                     {"example", row->example}};
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        cl_text_format(&json, "%s\"%s\": ", i == 0 ? "{" : ", ", values[i][0]);
        cl_text_add_json(&json, cl_view_of(values[i][1]));
    }
    cl_text_add_char(&json, '}');
    cl_text_format(&text, "%s(%s), by the %s\n    %s\n    %s", row->name, row->takes, row->made_by,
                   row->brief, row->example);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text));
    cl_text_clear(&text);
    cl_text_clear(&json);
    return rc;
}

int cl_run_portal_faults(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                         cl_error *e)
{
    int rc = 0;

    (void)session;
    (void)arguments;
    for (size_t i = 0; rc == 0 && i < FAULTS; i++)
        rc = tell_fault(&cl_fault_rows[i], sink, e);
    return rc;
}
