/* SPDX-License-Identifier: MIT
 *
 * A verb over many items: each by itself, or all or none; a run that is killed goes on and repeats
 * nothing; an import that is killed leaves what was there; two processes wait for each other.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "desk.h"

static int bulk_file(desk *d, const char *path, const char *rest)
{
    char line[CL_TEST_PATH + 200];

    snprintf(line, sizeof line, "bulk|from=%s%s", path, rest);
    return desk_try(d, line);
}

static int bulk(desk *d, const char *lines, const char *rest)
{
    char path[CL_TEST_PATH];

    cl_test_file(path, "items.jsonl", lines, strlen(lines));
    return bulk_file(d, path, rest);
}

static void expect_schools(desk *d, size_t count)
{
    desk_run(d, "school list");
    if (d->row_count != count)
        fail_msg("%zu schools, not %zu", d->row_count, count);
}

static void test_bulk__each_by_itself(void **state)
{
    static const char lines[] = "{\"name\": \"Ash\", \"country\": \"GB\", \"other\": [1]}\n"
                                "{\"name\": \"Birch\", \"country\": \"XX\"}\n"
                                "not json\n"
                                "{\"name\": \"Cedar\", \"country\": \"MW\", \"pupils\": 12}\n";
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_run(&d, "init");
    assert_int_equal(bulk(&d, lines, "|verb=school|verb=add"), CL_E_INVALID);
    assert_int_equal(d.row_count, 4);
    desk_expect(&d, "{\"line\": 1, \"id\": null, \"result\": \"done\", \"reason\": null}");
    desk_expect(&d,
                "{\"line\": 2, \"id\": null, \"result\": \"refused\", \"reason\": \"found 'XX'");
    assert_non_null(strstr(d.refused.at, "items.jsonl:2"));
    assert_non_null(strstr(d.notes.at, "2 done, 0 done already, 2 refused"));
    expect_schools(&d, 2);
    assert_int_equal(bulk(&d, "{\"id\": \"SCH-1\"}\n{\"id\": \"SCH-2\"}\n",
                          "|verb=school|verb=edit|with=phase=primary"),
                     0);
    desk_run(&d, "school list|phase=primary");
    assert_int_equal(d.row_count, 2);
    assert_int_equal(bulk(&d, "", "|verb=school|verb=fly"), CL_E_MISUSE);
    assert_int_equal(bulk(&d, "", "|verb=bulk"), CL_E_MISUSE);
    assert_int_equal(bulk(&d, "{}", "|verb=school|verb=add|with=name"), CL_E_MISUSE);
    desk_run(&d, "verify");
    desk_close(&d);
}

static void test_bulk__all_or_none(void **state)
{
    static const char lines[] = "{\"name\": \"Ash\", \"country\": \"GB\"}\n"
                                "{\"name\": \"Birch\", \"country\": \"XX\"}\n";
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_run(&d, "init");
    assert_int_equal(bulk(&d, lines, "|verb=school|verb=add|atomic=true"), CL_E_INVALID);
    assert_non_null(strstr(d.refused.at, "1 of 2 items were refused: nothing was kept"));
    expect_schools(&d, 0);
    desk_refuse(&d, "bulk|verb=submit|from=/dev/null|atomic=true", CL_E_MISUSE,
                "cannot be --atomic");
    desk_close(&d);
}

enum { ITEMS = 60 };

static void make_items(cl_text *out)
{
    for (int i = 0; i < ITEMS; i++)
        cl_text_format(out, "{\"name\": \"School %d\", \"country\": \"GB\"}\n", i);
}

/* Runs in a child that is killed after so many microseconds, wherever it is then. */
static void kill_after(const char *lines, const char *rest, long pause)
{
    const struct timespec moment = {0, pause * 1000};
    pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        desk d;

        desk_open(&d, false);
        (void)bulk(&d, lines, rest);
        _exit(0);
    }
    nanosleep(&moment, NULL);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
}

static void test_bulk__goes_on_after_a_kill(void **state)
{
    static const char rest[] = "|verb=school|verb=add|run=first";
    cl_text lines = CL_TEXT_INIT;
    desk d;

    (void)state;
    make_items(&lines);
    desk_open(&d, false);
    desk_run(&d, "init");
    desk_close(&d);
    for (long pause = 2000; pause < 200000; pause *= 2)
        kill_after(lines.at, rest, pause);
    desk_open(&d, false);
    assert_int_equal(bulk(&d, lines.at, rest), 0);
    assert_int_equal(d.row_count, ITEMS);
    expect_schools(&d, ITEMS); /* none lost, none twice */
    assert_int_equal(bulk(&d, lines.at, rest), 0);
    assert_non_null(strstr(d.notes.at, "0 done, 60 done already"));
    assert_int_equal(bulk(&d, lines.at, "|verb=school|verb=add|run=second"), 0);
    expect_schools(&d, 2 * ITEMS);
    desk_run(&d, "verify");
    desk_close(&d);
    cl_text_clear(&lines);
}

/* Two processes write to one database: each waits for the other, and nothing is lost. */
static void test_bulk__two_writers_wait(void **state)
{
    char path[CL_TEST_PATH];
    cl_text lines = CL_TEXT_INIT;
    pid_t children[2];
    desk d;

    (void)state;
    make_items(&lines);
    cl_test_file(path, "items.jsonl", lines.at, lines.length); /* once, for both */
    desk_open(&d, false);
    desk_run(&d, "init");
    desk_close(&d);
    for (size_t i = 0; i < CL_ROWS(children); i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            desk_open(&d, false);
            _exit(bulk_file(
                &d, path, i == 0 ? "|verb=school|verb=add|run=a" : "|verb=school|verb=add|run=b"));
        }
    }
    for (size_t i = 0; i < CL_ROWS(children); i++) {
        int status;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    desk_open(&d, false);
    expect_schools(&d, 2 * ITEMS);
    desk_run(&d, "verify");
    desk_close(&d);
    cl_text_clear(&lines);
}

static void take_away_office(void)
{
    static const char *const names[] = {"office.db", "office.db-wal", "office.db-shm"};
    char path[CL_TEST_PATH];

    for (size_t i = 0; i < CL_ROWS(names); i++) {
        cl_test_path(path, names[i]);
        (void)unlink(path);
    }
}

/* Backups are made while another process writes; each is whole, and is what it was at some moment.
 */
static void test_bulk__backups_in_use(void **state)
{
    char path[CL_TEST_PATH], line[CL_TEST_PATH + 40], name[16];
    cl_text lines = CL_TEXT_INIT;
    size_t before = 0;
    pid_t child;
    int status;
    desk d;

    (void)state;
    make_items(&lines);
    desk_open(&d, false);
    desk_run(&d, "init");
    desk_close(&d);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        desk_open(&d, false);
        _exit(bulk(&d, lines.at, "|verb=school|verb=add|run=a"));
    }
    desk_open(&d, false);
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "kept%d.db", i);
        cl_test_path(path, name);
        snprintf(line, sizeof line, "backup|file=%s", path);
        desk_run(&d, line);
    }
    desk_close(&d);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    for (int i = 0; i < 4; i++) {
        take_away_office();
        snprintf(name, sizeof name, "kept%d.db", i);
        cl_test_path(path, name);
        snprintf(line, sizeof line, "restore|backup=%s", path);
        desk_open(&d, false);
        desk_run(&d, line);
        desk_run(&d, "verify");
        desk_run(&d, "school list");
        assert_true(d.row_count >= before && d.row_count <= ITEMS);
        before = d.row_count;
        desk_close(&d);
    }
    cl_text_clear(&lines);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_bulk__each_by_itself),
    cmocka_unit_test(test_bulk__all_or_none),
    cmocka_unit_test(test_bulk__goes_on_after_a_kill),
    cmocka_unit_test(test_bulk__two_writers_wait),
    cmocka_unit_test(test_bulk__backups_in_use),
};

CL_TEST_MAIN(tests)
