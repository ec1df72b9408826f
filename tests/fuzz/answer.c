/* SPDX-License-Identifier: MIT
 *
 * Answers of portals: whatever a portal says at whatever step, a dialect gives a meaning within its
 * limits, and never takes for accepted what names another application.
 */
#include <string.h>

#include "dialect.h"
#include "fuzz.h"

static const char delivery_text[] =
    "{\"reference\":\"app-1-r1\",\"application\":{\"id\":\"APP-1\",\"revision\":1,\"title\":"
    "\"Clyde\"},"
    "\"decision\":{},\"forms\":{\"main\":{\"a\":\"x\"}},\"round\":{\"deadline\":\"2021-04-26\","
    "\"competition\":\"c-1\"},\"portal\":{\"forms\":{\"main\":\"f-1\"},\"accepted_means\":"
    "\"funded\"},"
    "\"memory\":{\"application\":\"a-1\"},\"today\":\"2021-04-20\"}";

static cl_dialect *dialect;
static cl_json *delivery;

static void open_dialect(void)
{
    FUZZ_HOLDS(cl_dialect_open(&dialect, FUZZ_PORTALS, "commongrants", NULL) == 0);
    FUZZ_HOLDS(cl_json_parse(&delivery, cl_view_of(delivery_text), NULL, 1, NULL) == 0);
}

static void check_code(int rc, const cl_error *e)
{
    FUZZ_HOLDS(rc == 0 || rc == CL_E_SCRIPT || rc == CL_E_LIMIT);
    FUZZ_HOLDS(rc == 0 || e->message[0] != '\0');
}

/* The first byte chooses the step, the second one the status. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const steps[] = {"window", "form_main", "start",  "fill_main",
                                        "review", "submit",    "confirm"};
    static const int statuses[] = {200, 201, 202, 204, 400, 404, 409, 422, 500};
    cl_dialect_response response = {0};
    cl_dialect_answer answer = {0};
    cl_dialect_judgement judgement = {0};
    cl_dialect_status status = {0};
    cl_error e = CL_ERROR_INIT;
    const char *step;

    if (dialect == NULL)
        open_dialect();
    if (size < 2)
        return 0;
    step = steps[data[0] % (sizeof steps / sizeof *steps)];
    response.status = statuses[data[1] % (sizeof statuses / sizeof *statuses)];
    response.body = (cl_view){(const char *)data + 2, size - 2};
    check_code(
        cl_dialect_read_answer(dialect, &answer, step, &response, cl_json_root(delivery), &e), &e);
    cl_dialect_answer_clear(&answer);
    check_code(cl_dialect_judge(dialect, &judgement, step, &response, cl_json_root(delivery), &e),
               &e);
    cl_dialect_judgement_clear(&judgement);
    check_code(cl_dialect_read_status(dialect, &status, &response, cl_json_root(delivery), &e), &e);
    cl_dialect_status_clear(&status);
    return 0;
}
