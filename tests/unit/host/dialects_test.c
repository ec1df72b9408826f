/* SPDX-License-Identifier: MIT
 *
 * The dialects against answers that no decent portal gives: they never fail, and never take for
 * done what is not. Their requests are the same bytes each time they are asked for.
 */
#include "test_support.h"

#include "dialect.h"
#include "json.h"

#include <stdio.h>
#include <string.h>

#define DELIVERY(memory)                                                                           \
    "{\"reference\":\"app-1-r1\",\"application\":{\"id\":\"APP-1\",\"revision\":1,\"title\":"      \
    "\"Clyde\"},\"decision\":{},\"forms\":{\"main\":{\"a\":\"x\",\"list\":[{\"b\":1},{\"b\":2}]}}" \
    ",\"round\":{\"deadline\":\"2021-04-26\",\"competition\":\"c-1\"},\"portal\":{\"forms\":"      \
    "{\"main\":\"f-1\"},\"accepted_means\":\"funded\"},\"memory\":" memory                         \
    ",\"today\":\"2021-04-20\"}"

/* The settings that gas reads stand beside those of the others, which do not mind. */
#define GAS_DELIVERY                                                                               \
    "{\"reference\":\"app-1-r1\",\"application\":{\"title\":\"Clyde\"},\"forms\":{\"main\":{"      \
    "\"a\":"                                                                                       \
    "\"x\"}},\"round\":{},\"portal\":{\"grant\":\"frps\",\"sbi\":\"1\",\"frn\":\"2\",\"crn\":"     \
    "\"3\",\"config_version\":\"1.0\",\"status_map\":{\"A:B:C\":\"decide_fund\"}},\"memory\":{},"  \
    "\"today\":\"2021-04-20\"}"

typedef struct wanted {
    const char *step, *method, *path, *body;
    cl_effect effect;
    bool commits;
} wanted;

/* A dialect under test: its steps with their requests, and the steps that it can ask about. */
typedef struct subject {
    const char *name, *delivery;
    wanted requests[8];
    const char *asked[4];
} subject;

#define DRAFT DELIVERY("{\"application\":\"a-1\"}")

static const subject subjects[] = {
    {"commongrants",
     DRAFT,
     {{"window", "GET", "common-grants/competitions/c-1", "", CL_EFFECT_READ, false},
      {"form_main", "GET", "common-grants/forms/f-1", "", CL_EFFECT_READ, false},
      {"start", "POST", "common-grants/applications/start",
       "{\"competitionId\":\"c-1\",\"title\":\"Clyde [app-1-r1]\"}", CL_EFFECT_ONCE, false},
      {"fill_main", "PUT", "common-grants/applications/a-1/forms/f-1",
       "{\"a\":\"x\",\"list\":[{\"b\":1},{\"b\":2}]}", CL_EFFECT_REPEAT, false},
      {"review", "GET", "common-grants/applications/a-1", "", CL_EFFECT_READ, false},
      {"submit", "PUT", "common-grants/applications/a-1/submit", "", CL_EFFECT_REPEAT, true},
      {"confirm", "GET", "common-grants/applications/a-1", "", CL_EFFECT_READ, false}},
     {"fill_main", "submit", "confirm"}},
    {"simpler-grants",
     DRAFT,
     {{"window", "GET", "alpha/competitions/c-1", "", CL_EFFECT_READ, false},
      {"start", "POST", "alpha/applications/start",
       "{\"application_name\":\"Clyde [app-1-r1]\",\"competition_id\":\"c-1\"}", CL_EFFECT_ONCE,
       false},
      {"fill_main", "PUT", "alpha/applications/a-1/forms/f-1",
       "{\"application_response\":{\"a\":\"x\",\"list\":[{\"b\":1},{\"b\":2}]},"
       "\"is_included_in_submission\":true}",
       CL_EFFECT_REPEAT, false},
      {"review", "GET", "alpha/applications/a-1", "", CL_EFFECT_READ, false},
      {"submit", "POST", "alpha/applications/a-1/submit", "", CL_EFFECT_ONCE, true},
      {"confirm", "GET", "alpha/applications/a-1", "", CL_EFFECT_READ, false}},
     {"fill_main", "submit", "confirm"}},
    {"gas",
     GAS_DELIVERY,
     {{"submit", "POST", "grants/frps/applications",
       "{\"answers\":{\"a\":\"x\"},\"metadata\":{\"clientRef\":\"app-1-r1\",\"configVersion\":"
       "\"1.0\",\"crn\":\"3\",\"frn\":\"2\",\"sbi\":\"1\"}}",
       CL_EFFECT_ONCE, true},
      {"confirm", "GET", "grants/frps/applications/app-1-r1/status", "", CL_EFFECT_READ, false}},
     {"submit", "confirm"}},
};

typedef struct desk {
    const subject *subject;
    cl_dialect *dialect;
    cl_json *delivery;
} desk;

static void open_desk(desk *d, const subject *about)
{
    d->subject = about;
    assert_int_equal(
        cl_dialect_open(&d->dialect, CLACHAN_SOURCE "/scripts/portals", about->name, NULL), 0);
    assert_int_equal(cl_json_parse(&d->delivery, cl_view_of(about->delivery), NULL, 1, NULL), 0);
}

static void close_desk(desk *d)
{
    cl_json_free(d->delivery);
    cl_dialect_close(d->dialect);
}

/* Each test is run with every dialect. */
static void with_each(void (*test)(desk *d))
{
    for (size_t i = 0; i < CL_ROWS(subjects); i++) {
        desk d;

        open_desk(&d, &subjects[i]);
        test(&d);
        close_desk(&d);
    }
}

static void steps(desk *d)
{
    const char *found[CL_DIALECT_STEPS];
    cl_arena arena = CL_ARENA_INIT;
    size_t count;

    assert_int_equal(
        cl_dialect_steps(d->dialect, found, &count, &arena, cl_json_root(d->delivery), NULL), 0);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(found[i], d->subject->requests[i].step);
    assert_null(d->subject->requests[count].step);
    cl_arena_clear(&arena);
}

static void test_dialects__steps(void **state)
{
    (void)state;
    with_each(steps);
}

/* Twice: the second time must not differ. */
static void requests(desk *d)
{
    for (const wanted *want = d->subject->requests; want->step != NULL; want++) {
        for (int time = 0; time < 2; time++) {
            cl_dialect_request request;

            assert_int_equal(cl_dialect_make_request(d->dialect, &request, want->step,
                                                     cl_json_root(d->delivery), NULL),
                             0);
            assert_string_equal(request.method, want->method);
            assert_string_equal(request.path, want->path);
            assert_int_equal(request.effect, want->effect);
            assert_int_equal(request.commits, want->commits);
            assert_int_equal(request.has_body, want->body[0] != '\0');
            if (request.has_body)
                assert_true(cl_view_is(request.body, want->body));
            cl_dialect_request_clear(&request);
        }
    }
}

static void test_dialects__requests(void **state)
{
    (void)state;
    with_each(requests);
}

/* Whatever has the status that is expected and yet is no good answer. */
static const char *const odd[] = {
    "",
    "null",
    "[]",
    "{}",
    "7",
    "7.5",
    "[7.5]",
    "{\"data\":[7.5]}",
    "\"text\"",
    "<html>all well</html>",
    "{\"data\":null}",
    "{\"data\":7}",
    "{\"data\":[]}",
    "{\"data\":{}}",
    "{\"data\":[[]]}",
    "{\"data\":{\"status\":\"submitted\"}}",
    "{\"data\":{\"status\":7}}",
    "{\"data\":{\"status\":{\"value\":7}}}",
    "{\"data\":{\"status\":{\"value\":\"inProgress\"}}}",
    "{\"data\":{\"status\":{\"value\":null}}}",
    "{\"data\":{\"id\":\"other\",\"status\":{\"value\":\"submitted\"}}}",
    "{\"data\":{\"id\":\"a-1\",\"status\":{\"value\":\"submitted\"},\"formResponses\":7}}",
    "{\"data\":{\"id\":\"a-1\",\"status\":{\"value\":\"submitted\"},\"formResponses\":[7,null]}}",
    "{\"data\":{\"id\":\"a-1\",\"status\":{\"value\":\"submitted\"},\"formResponses\":{\"x\":\"y\"}"
    "}}",
    "{\"data\":{\"id\":\"a-1\",\"status\":{\"value\":\"submitted\"},\"formResponses\":{\"f-1\":{"
    "\"formId\":"
    "\"f-1\",\"response\":{\"a\":\"y\",\"list\":7}}}}}",
    "{\"data\":{\"id\":\"a-1\",\"status\":{\"value\":\"submitted\"},\"formResponses\":{\"f-1\":{"
    "\"formId\":"
    "\"f-1\",\"response\":{\"a\":\"x\",\"list\":[{\"b\":1}]}}}}}",
    "{\"data\":{\"forms\":7,\"status\":{\"value\":\"open\"}}}",
    "{\"data\":{\"forms\":{\"forms\":[7]},\"status\":{\"value\":\"open\"}}}",
    "{\"data\":{\"jsonSchema\":7}}",
    "{\"data\":{\"jsonSchema\":{\"required\":7}}}",
    "{\"data\":{\"jsonSchema\":{\"required\":[7,null,{}]}}}",
    "{\"data\":{\"status\":{\"value\":\"inProgress\"},\"validationErrors\":7}}",
    "{\"data\":{\"status\":{\"value\":\"inProgress\"},\"validationErrors\":[7,{\"field\":7}]}}",
    "{\"data\":{\"application_id\":7,\"application_status\":\"submitted\"}}",
    "{\"data\":{\"application_status\":\"accepted\"}}",
    "{\"data\":{\"is_open\":\"yes\",\"competition_forms\":7}}",
    "{\"data\":{\"is_open\":true,\"competition_forms\":[7,{\"form\":7}]}}",
    "{\"data\":{\"form_json_schema\":{\"required\":[7]}}}",
    "{\"phase\":\"A\"}",
    "{\"phase\":\"A\",\"stage\":\"B\",\"status\":7}",
    "{\"phase\":\"A\",\"stage\":\"B\",\"status\":\"<b>\"}",
    "{\"phase\":\"A\",\"stage\":{},\"status\":\"C\"}",
    "{\"items\":7}",
    "{\"items\":[7,{\"application\":7}]}",
    "{\"items\":[{\"application\":{\"id\":\"a-1\"},\"status\":7}]}",
    "{\"items\":[{\"application\":{\"id\":\"a-1\"},\"status\":{\"value\":7},\"funding\":7}]}",
};

/* The same where the id is right: these tell nothing about a submission. */
static const char *const odd_readings[] = {
    "{\"data\":{\"application_id\":\"a-1\"}}",
    "{\"data\":{\"application_id\":\"a-1\",\"application_status\":7}}",
    "{\"data\":{\"application_id\":\"a-1\",\"application_status\":\"in_progress\"}}",
    "{\"data\":{\"application_id\":\"a-1\",\"application_status\":\"submitted\"}}",
    "{\"data\":{\"application_id\":\"a-1\",\"application_status\":\"submitted\","
    "\"application_forms\":7}}",
    "{\"data\":{\"application_id\":\"a-1\",\"application_status\":\"submitted\","
    "\"application_forms\":[7,{\"form_id\":\"f-1\",\"application_response\":{\"a\":\"y\"}}]}}",
    "{\"data\":{\"application_id\":\"a-1\",\"application_status\":\"submitted\","
    "\"form_validation_warnings\":{\"f-1\":[7]}}}",
};

static void answer_is_careful(desk *d, const char *step, const char *body)
{
    const cl_dialect_response response = {.status = 200, .body = cl_view_of(body)};
    cl_dialect_answer answer;
    cl_error error = CL_ERROR_INIT;
    int rc = cl_dialect_read_answer(d->dialect, &answer, step, &response, cl_json_root(d->delivery),
                                    &error);

    if (rc != 0)
        fail_msg("answer %s of %s, %s: %s", step, d->subject->name, body, error.message);
    /* To say nothing keeps the class of C; only the submission and plain readings may. */
    if (answer.meaning == CL_MEANS_OK)
        fail_msg("answer %s of %s takes %s for done", step, d->subject->name, body);
    cl_dialect_answer_clear(&answer);
}

static void odd_answers(desk *d)
{
    for (const wanted *want = d->subject->requests; want->step != NULL; want++) {
        for (size_t i = 0; i < CL_ROWS(odd); i++)
            answer_is_careful(d, want->step, odd[i]);
        for (size_t i = 0; strcmp(want->step, "start") != 0 && i < CL_ROWS(odd_readings); i++)
            answer_is_careful(d, want->step, odd_readings[i]);
    }
}

static void test_dialects__odd_answers(void **state)
{
    (void)state;
    with_each(odd_answers);
}

static void judge_is_careful(desk *d, const char *step, const char *body)
{
    const cl_dialect_response response = {.status = 200, .body = cl_view_of(body)};
    cl_dialect_judgement judgement;
    cl_error error = CL_ERROR_INIT;
    int rc = cl_dialect_judge(d->dialect, &judgement, step, &response, cl_json_root(d->delivery),
                              &error);

    if (rc != 0)
        fail_msg("judge %s of %s, %s: %s", step, d->subject->name, body, error.message);
    if (judgement.found == CL_PORTAL_SAME)
        fail_msg("judge %s of %s finds %s to be ours", step, d->subject->name, body);
    cl_dialect_judgement_clear(&judgement);
}

static void odd_judgements(desk *d)
{
    for (size_t s = 0; d->subject->asked[s] != NULL; s++) {
        for (size_t i = 0; i < CL_ROWS(odd); i++)
            judge_is_careful(d, d->subject->asked[s], odd[i]);
        for (size_t i = 0; i < CL_ROWS(odd_readings); i++)
            judge_is_careful(d, d->subject->asked[s], odd_readings[i]);
    }
}

static void test_dialects__odd_readings(void **state)
{
    (void)state;
    with_each(odd_judgements);
}

static void news_is_careful(desk *d, const cl_json_value *delivery, const char *body)
{
    const cl_dialect_response response = {.status = 200, .body = cl_view_of(body)};
    cl_dialect_status status;
    cl_error error = CL_ERROR_INIT;
    int rc = cl_dialect_read_status(d->dialect, &status, &response, delivery, &error);

    if (rc != 0)
        fail_msg("status of %s, %s: %s", d->subject->name, body, error.message);
    if (status.event != NULL)
        fail_msg("status of %s: %s is taken for %s", d->subject->name, body, status.event);
    cl_dialect_status_clear(&status);
}

static void odd_news(desk *d)
{
    for (size_t i = 0; i < CL_ROWS(odd); i++)
        news_is_careful(d, cl_json_root(d->delivery), odd[i]);
    for (size_t i = 0; i < CL_ROWS(odd_readings); i++)
        news_is_careful(d, cl_json_root(d->delivery), odd_readings[i]);
}

static void test_dialects__odd_news(void **state)
{
    static const char among_awards[] = DELIVERY("{\"application\":\"a-1\",\"looking\":1}");
    cl_json *json = NULL;
    desk d;

    (void)state;
    with_each(odd_news);
    assert_int_equal(cl_json_parse(&json, cl_view_of(among_awards), NULL, 1, NULL), 0);
    open_desk(&d, &subjects[0]);
    for (size_t i = 0; i < CL_ROWS(odd); i++)
        news_is_careful(&d, cl_json_root(json), odd[i]);
    close_desk(&d);
    cl_json_free(json);
}

/* A portal that refuses what it may have from before is asked once, and then believed. That an
 * earlier request was lost, asked about and not found does not count: it may have come in since. */
static void test_dialects__asks_before_it_believes_a_refusal(void **state)
{
    static const struct {
        size_t subject;
        int status;
        const char *memory;
        cl_meaning means;
    } rows[] = {
        {1, 403, "{\"application\":\"a-1\"}", CL_MEANS_ASK},
        {1, 403, "{\"absent_since\":0,\"application\":\"a-1\"}", CL_MEANS_ASK},
        {1, 403, "{\"absent_since\":0,\"asked\":1,\"application\":\"a-1\"}", CL_MEANS_NOTHING},
        {2, 409, "{}", CL_MEANS_ASK},
        {2, 409, "{\"absent_since\":0}", CL_MEANS_ASK},
        {2, 409, "{\"absent_since\":0,\"asked\":1}", CL_MEANS_HOLD},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        const cl_dialect_response response = {.status = rows[i].status, .body = CL_VIEW("{}")};
        cl_dialect_answer answer;
        cl_json *json = NULL;
        char text[256];
        desk d;

        (void)snprintf(text, sizeof text, "{\"memory\":%s}", rows[i].memory);
        assert_int_equal(cl_json_parse(&json, cl_view_of(text), NULL, 1, NULL), 0);
        open_desk(&d, &subjects[rows[i].subject]);
        assert_int_equal(cl_dialect_read_answer(d.dialect, &answer, "submit", &response,
                                                cl_json_root(json), NULL),
                         0);
        assert_int_equal(answer.meaning, rows[i].means);
        cl_dialect_answer_clear(&answer);
        close_desk(&d);
        cl_json_free(json);
    }
}

/* One page of awards to others; the memory for the next reading is printed into `memory`. */
static bool read_page(cl_text *memory, desk *d, int page)
{
    cl_text body = CL_TEXT_INIT, delivery = CL_TEXT_INIT;
    cl_dialect_response response = {.status = 200};
    cl_dialect_status status;
    cl_json *view = NULL, *said = NULL;
    const cl_json_value *more, *remember;
    bool goes_on;

    cl_text_format(&body,
                   "{\"items\":[{\"id\":\"w-%d\",\"application\":{\"id\":\"a-9\"}}],"
                   "\"paginationInfo\":{\"totalPages\":9999}}",
                   page);
    cl_text_format(&delivery, "{\"memory\":%s,\"portal\":{}}", memory->at);
    response.body = cl_text_view(&body);
    assert_int_equal(cl_json_parse(&view, cl_text_view(&delivery), NULL, 1, NULL), 0);
    assert_int_equal(
        cl_dialect_read_status(d->dialect, &status, &response, cl_json_root(view), NULL), 0);
    assert_null(status.event);
    assert_int_equal(cl_json_parse(&said, cl_view_of(status.json), NULL, 1, NULL), 0);
    more = cl_json_get(cl_json_root(said), "more");
    remember = cl_json_get(cl_json_root(said), "remember");
    goes_on = more != NULL && cl_json_boolean(more);
    cl_text_reset(memory);
    cl_json_print_canonical(memory, remember);
    cl_json_free(said);
    cl_json_free(view);
    cl_dialect_status_clear(&status);
    cl_text_clear(&delivery);
    cl_text_clear(&body);
    return goes_on;
}

/* Pages in a circle of any length end when the first one comes again, and decide nothing. */
static void test_dialects__pages_in_a_circle(void **state)
{
    (void)state;
    for (int circle = 1; circle <= 5; circle++) {
        cl_text memory = CL_TEXT_INIT;
        desk d;
        int readings = 1;

        open_desk(&d, &subjects[0]);
        cl_text_add_string(&memory, "{\"application\":\"a-1\",\"looking\":1,\"seen\":\"\"}");
        while (read_page(&memory, &d, (readings - 1) % circle))
            readings++;
        assert_int_equal(readings, circle + 1);
        assert_string_equal(memory.at, "{\"looking\":0,\"seen\":\"\"}");
        close_desk(&d);
        cl_text_clear(&memory);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_dialects__steps),
    cmocka_unit_test(test_dialects__pages_in_a_circle),
    cmocka_unit_test(test_dialects__requests),
    cmocka_unit_test(test_dialects__odd_answers),
    cmocka_unit_test(test_dialects__odd_readings),
    cmocka_unit_test(test_dialects__odd_news),
    cmocka_unit_test(test_dialects__asks_before_it_believes_a_refusal),
};

CL_TEST_MAIN(tests)
