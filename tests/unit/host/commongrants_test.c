/* SPDX-License-Identifier: MIT
 *
 * The dialect commongrants against answers that no decent portal gives: it never fails, and never
 * takes for done what is not. Its requests are the same bytes each time they are asked for.
 */
#include "test_support.h"

#include "dialect.h"
#include "json.h"

#include <string.h>

#define DELIVERY(memory)                                                                           \
    "{\"reference\":\"app-1-r1\",\"application\":{\"id\":\"APP-1\",\"revision\":1,\"title\":"      \
    "\"Clyde\"},\"decision\":{},\"forms\":{\"main\":{\"a\":\"x\",\"list\":[{\"b\":1},{\"b\":2}]}}" \
    ",\"round\":{\"deadline\":\"2021-04-26\",\"competition\":\"c-1\"},\"portal\":{\"forms\":"      \
    "{\"main\":\"f-1\"},\"accepted_means\":\"funded\"},\"memory\":" memory                         \
    ",\"today\":\"2021-04-20\"}"

static const char delivery_text[] = DELIVERY("{\"application\":\"a-1\"}");
static const char among_awards[] = DELIVERY("{\"application\":\"a-1\",\"looking\":1}");

typedef struct desk {
    cl_dialect *dialect;
    cl_json *delivery;
} desk;

static int open_desk(void **state)
{
    static desk d;

    assert_int_equal(
        cl_dialect_open(&d.dialect, CLACHAN_SOURCE "/scripts/portals", "commongrants", NULL), 0);
    assert_int_equal(cl_json_parse(&d.delivery, cl_view_of(delivery_text), NULL, 1, NULL), 0);
    *state = &d;
    return 0;
}

static int close_desk(void **state)
{
    desk *d = *state;

    cl_json_free(d->delivery);
    cl_dialect_close(d->dialect);
    return 0;
}

static const char *const steps[] = {"window", "form_main", "start",  "fill_main",
                                    "review", "submit",    "confirm"};

static void test_commongrants__steps(void **state)
{
    desk *d = *state;
    const char *found[CL_DIALECT_STEPS];
    cl_arena arena = CL_ARENA_INIT;
    size_t count;

    assert_int_equal(
        cl_dialect_steps(d->dialect, found, &count, &arena, cl_json_root(d->delivery), NULL), 0);
    assert_int_equal(count, CL_ROWS(steps));
    for (size_t i = 0; i < count; i++)
        assert_string_equal(found[i], steps[i]);
    cl_arena_clear(&arena);
}

static void test_commongrants__requests(void **state)
{
    static const struct {
        const char *step, *method, *path, *body;
        cl_effect effect;
        bool commits;
    } rows[] = {
        {"window", "GET", "common-grants/competitions/c-1", "", CL_EFFECT_READ, false},
        {"form_main", "GET", "common-grants/forms/f-1", "", CL_EFFECT_READ, false},
        {"start", "POST", "common-grants/applications/start",
         "{\"competitionId\":\"c-1\",\"title\":\"Clyde [app-1-r1]\"}", CL_EFFECT_ONCE, false},
        {"fill_main", "PUT", "common-grants/applications/a-1/forms/f-1",
         "{\"a\":\"x\",\"list\":[{\"b\":1},{\"b\":2}]}", CL_EFFECT_REPEAT, false},
        {"review", "GET", "common-grants/applications/a-1", "", CL_EFFECT_READ, false},
        {"submit", "PUT", "common-grants/applications/a-1/submit", "", CL_EFFECT_REPEAT, true},
        {"confirm", "GET", "common-grants/applications/a-1", "", CL_EFFECT_READ, false},
    };
    desk *d = *state;

    for (size_t i = 0; i < 2 * CL_ROWS(rows); i++) { /* twice: the second time must not differ */
        size_t row = i % CL_ROWS(rows);
        cl_dialect_request request;

        assert_int_equal(cl_dialect_make_request(d->dialect, &request, rows[row].step,
                                                 cl_json_root(d->delivery), NULL),
                         0);
        assert_string_equal(request.method, rows[row].method);
        assert_string_equal(request.path, rows[row].path);
        assert_int_equal(request.effect, rows[row].effect);
        assert_int_equal(request.commits, rows[row].commits);
        assert_int_equal(request.has_body, rows[row].body[0] != '\0');
        if (request.has_body)
            assert_true(cl_view_is(request.body, rows[row].body));
        cl_dialect_request_clear(&request);
    }
}

/* Whatever has the status that is expected and yet is no good answer. */
static const char *const odd[] = {
    "",
    "null",
    "[]",
    "{}",
    "7",
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
    "{\"items\":7}",
    "{\"items\":[7,{\"application\":7}]}",
    "{\"items\":[{\"application\":{\"id\":\"a-1\"},\"status\":7}]}",
    "{\"items\":[{\"application\":{\"id\":\"a-1\"},\"status\":{\"value\":7},\"funding\":7}]}",
};

static void test_commongrants__odd_answers(void **state)
{
    desk *d = *state;

    for (size_t s = 0; s < CL_ROWS(steps); s++) {
        for (size_t i = 0; i < CL_ROWS(odd); i++) {
            const cl_dialect_response response = {.status = 200, .body = cl_view_of(odd[i])};
            cl_dialect_answer answer;
            cl_error error = CL_ERROR_INIT;
            int rc = cl_dialect_read_answer(d->dialect, &answer, steps[s], &response,
                                            cl_json_root(d->delivery), &error);

            if (rc != 0)
                fail_msg("answer %s, %s: %s", steps[s], odd[i], error.message);
            /* To say nothing keeps the class of C; only the submission and plain readings may. */
            if (answer.meaning == CL_MEANS_OK)
                fail_msg("answer %s takes %s for done", steps[s], odd[i]);
            cl_dialect_answer_clear(&answer);
        }
    }
}

static void test_commongrants__odd_readings(void **state)
{
    static const char *const asked[] = {"fill_main", "submit", "confirm"};
    desk *d = *state;

    for (size_t s = 0; s < CL_ROWS(asked); s++) {
        for (size_t i = 0; i < CL_ROWS(odd); i++) {
            const cl_dialect_response response = {.status = 200, .body = cl_view_of(odd[i])};
            cl_dialect_judgement judgement;
            cl_error error = CL_ERROR_INIT;
            int rc = cl_dialect_judge(d->dialect, &judgement, asked[s], &response,
                                      cl_json_root(d->delivery), &error);

            if (rc != 0)
                fail_msg("judge %s, %s: %s", asked[s], odd[i], error.message);
            if (judgement.found == CL_PORTAL_SAME)
                fail_msg("judge %s finds %s to be ours", asked[s], odd[i]);
            cl_dialect_judgement_clear(&judgement);
        }
    }
}

static void test_commongrants__odd_news(void **state)
{
    desk *d = *state;

    for (int looking = 0; looking < 2; looking++) {
        cl_json *json = NULL;

        assert_int_equal(
            cl_json_parse(&json, cl_view_of(looking ? among_awards : delivery_text), NULL, 1, NULL),
            0);
        for (size_t i = 0; i < CL_ROWS(odd); i++) {
            const cl_dialect_response response = {.status = 200, .body = cl_view_of(odd[i])};
            cl_dialect_status status;
            cl_error error = CL_ERROR_INIT;
            int rc =
                cl_dialect_read_status(d->dialect, &status, &response, cl_json_root(json), &error);

            if (rc != 0)
                fail_msg("status, %s: %s", odd[i], error.message);
            if (status.event != NULL)
                fail_msg("status: %s is taken for %s", odd[i], status.event);
            cl_dialect_status_clear(&status);
        }
        cl_json_free(json);
    }
}

#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, open_desk, close_desk)

static const struct CMUnitTest tests[] = {
    WITH_DESK(test_commongrants__steps),       WITH_DESK(test_commongrants__requests),
    WITH_DESK(test_commongrants__odd_answers), WITH_DESK(test_commongrants__odd_readings),
    WITH_DESK(test_commongrants__odd_news),
};

CL_TEST_MAIN(tests)
