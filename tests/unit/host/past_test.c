/* SPDX-License-Identifier: MIT
 *
 * The past: what was true on a day, and what was known at a moment.
 */
#include <string.h>

#include "desk.h"

static void on(const char *today, const char *line)
{
    desk d;

    desk_open_on(&d, today);
    desk_run(&d, line);
    desk_close(&d);
}

/* Written over four months; what is dated says itself when it was true. */
static void write_history(void)
{
    on("2021-01-10", "init");
    on("2021-01-10", "school add|name=Clyde|country=GB|register=GB-EDU:1");
    on("2021-01-10", "school add|name=Zomba|country=MW");
    on("2021-01-10", "cluster create|name=X|structure=hub-and-spoke|formed=2020-09-01");
    on("2021-01-11", "cluster add|cluster=CLU-1|school=SCH-1|role=lead|from=2020-09-01");
    on("2021-01-12", "cluster add|cluster=CLU-1|school=SCH-2|role=partner|from=2020-12-01");
    on("2021-01-12",
       "cluster coordinator|cluster=CLU-1|school=SCH-1|name=A. Teacher|from=2020-09-01");
    on("2021-02-12", "application start|cluster=CLU-1|programme=connecting-classrooms-scotland");
    on("2021-03-13", "school edit|school=SCH-1|name=Clyde Academy");
    on("2021-03-14", "cluster remove|cluster=CLU-1|school=SCH-2|to=2021-02-28|reason=left");
}

static void expect_past(const char *as_of, const char *known_at, const char *line, size_t rows,
                        const char *words)
{
    desk d;

    assert_int_equal(desk_try_past(&d, as_of, known_at), 0);
    desk_run(&d, line);
    if (d.row_count != rows)
        fail_msg("%s as of %s, known at %s: %zu rows", line, as_of == NULL ? "now" : as_of,
                 known_at == NULL ? "now" : known_at, d.row_count);
    if (words != NULL)
        desk_expect(&d, words);
    desk_close(&d);
}

static void test_past__true_on_a_day(void **state)
{
    (void)state;
    write_history();
    expect_past("2021-02-11", NULL, "application list", 0, NULL);
    expect_past("2021-02-12", NULL, "application list", 1, "\"state\": \"draft\"");
    expect_past("2021-03-12", NULL, "school show|school=SCH-1", 1, "\"name\": \"Clyde\"");
    expect_past("2021-03-13", NULL, "school show|school=SCH-1", 1, "\"name\": \"Clyde Academy\"");
    /* entered in January, true before; ended in March, for the end of February */
    expect_past("2020-11-30", NULL, "cluster list", 1, "\"schools\": 1");
    expect_past("2020-12-01", NULL, "cluster list", 1, "\"schools\": 2");
    expect_past("2021-02-28", NULL, "cluster list", 1, "\"schools\": 2");
    expect_past("2021-03-01", NULL, "cluster list", 1, "\"schools\": 1");
    expect_past("2021-03-01", NULL, "cluster show|cluster=CLU-1", 1, "\"name\": \"A. Teacher\"");
    expect_past("2021-02-01", NULL, "school search|word=clyde", 1, NULL);
}

static void test_past__known_at_a_moment(void **state)
{
    (void)state;
    write_history();
    expect_past(NULL, "1", "school list", 1, NULL);
    expect_past(NULL, "2021-01-10", "cluster list", 1, "\"schools\": 0");
    expect_past(NULL, "2021-01-11", "cluster list", 1, "\"schools\": 1");
    expect_past(NULL, "2021-01-11T00:00:00Z", "cluster list", 1, "\"schools\": 0");
    expect_past(NULL, "2021-03-13", "cluster show|cluster=CLU-1|on=2021-03-01", 1, "Zomba");
    expect_past(NULL, "3", "log", 3, NULL);
    /* both: what was known on 13 March to be true on 1 March */
    expect_past("2021-03-01", "2021-03-13", "cluster list", 1, "\"schools\": 2");
}

static void test_past__is_only_looked_at(void **state)
{
    static const char *const bad[] = {"yesterday",        "0",
                                      "2021-13-01",       "2021-01-01T25:00:00Z",
                                      "2021-01-01T10:00", "2021-01-01T10:00:00Zx"};
    desk d;

    (void)state;
    write_history();
    assert_int_equal(desk_try_past(&d, "2021-03-01", NULL), 0);
    desk_refuse(&d, "school add|name=X|country=GB", CL_E_MISUSE, "the past is only looked at");
    desk_refuse(&d, "verify", CL_E_MISUSE, "not its past");
    desk_close(&d);
    assert_int_equal(desk_try_past(&d, NULL, "2020-01-01"), 0);
    desk_refuse(&d, "school list", CL_E_NOT_FOUND, "nothing was recorded");
    desk_close(&d);
    for (size_t i = 0; i < CL_ROWS(bad); i++) {
        assert_int_equal(desk_try_past(&d, NULL, bad[i]), CL_E_MISUSE);
        desk_close(&d);
    }
    desk_open(&d, false);
    desk_run(&d, "verify");
    desk_close(&d);
}

static int look_body(void *data)
{
    desk d;
    int rc = desk_try_past(&d, "2021-03-01", data);

    if (rc == 0)
        rc = desk_try(&d, "cluster list");
    desk_close(&d);
    return rc;
}

static void test_past__survives_lost_memory(void **state)
{
    char moment[] = "2021-01-11";

    (void)state;
    on("2021-01-10", "init");
    on("2021-01-10", "cluster create|name=X");
    assert_true(cl_test_each_fault(look_body, moment) > 5);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_past__true_on_a_day),
    cmocka_unit_test(test_past__known_at_a_moment),
    cmocka_unit_test(test_past__is_only_looked_at),
    cmocka_unit_test(test_past__survives_lost_memory),
};

CL_TEST_MAIN(tests)
