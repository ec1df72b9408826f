/* SPDX-License-Identifier: MIT
 *
 * A process is killed (SIGKILL) before its first, second, third … write, truncation or removal of a
 * file, wherever that is in an import, a bulk run, an erasure, a backup, a restore, or an event of
 * the lifecycle; or its disk is full from there on. What is left is the state before or after,
 * verify finds nothing, and the same command brings it to its end. CLACHAN_KILL=1 tries every
 * point; else every one of the first and then some.
 */
#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk.h"
#include "file.h"

enum { THICK = 12, STRIDE = 23, LEAST = 8, SPARSE = 13, ITEMS = 8 };

static const char canary[] = "Wilhelmina Canary";

/* ---- the point at which it dies; in the child only ---- */

static int points_left; /* 0: it lives */
static bool fills_up;   /* it lives on, and nothing is written any more */
static bool full;

/* False where there is no room any more. */
static bool come_to_point(void)
{
    if (points_left > 0 && --points_left == 0 && !fills_up)
        (void)kill(getpid(), SIGKILL);
    full = full || (fills_up && points_left == 0);
    errno = full ? ENOSPC : errno;
    return !full;
}

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_truncate)(int, off_t);
static int (*real_unlink)(const char *);

static ssize_t deadly_pwrite(int fd, const void *bytes, size_t length, off_t at)
{
    return come_to_point() ? real_pwrite(fd, bytes, length, at) : -1;
}

static ssize_t deadly_write(int fd, const void *bytes, size_t length)
{
    return come_to_point() ? real_write(fd, bytes, length) : -1;
}

static int deadly_truncate(int fd, off_t length)
{
    (void)come_to_point(); /* what becomes shorter needs no room */
    return real_truncate(fd, length);
}

static int deadly_unlink(const char *path)
{
    (void)come_to_point();
    return real_unlink(path);
}

int __real_cl_file_write(const char *path, cl_view bytes, cl_error *e);
int __wrap_cl_file_write(const char *path, cl_view bytes, cl_error *e);

int __wrap_cl_file_write(const char *path, cl_view bytes, cl_error *e)
{
    int rc;

    if (!come_to_point())
        return cl_fail(e, CL_E_IO, "%s: no space left", path);
    rc = __real_cl_file_write(path, bytes, e);
    (void)come_to_point();
    return rc;
}

#define REPLACE(vfs, name, real, deadly)                                                           \
    do {                                                                                           \
        sqlite3_syscall_ptr was = (vfs)->xGetSystemCall((vfs), name);                              \
                                                                                                   \
        if (was != NULL) {                                                                         \
            memcpy(&(real), &was, sizeof was);                                                     \
            (void)(vfs)->xSetSystemCall((vfs), name, (sqlite3_syscall_ptr)(deadly));               \
        }                                                                                          \
    } while (0)

static void arm(int point)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

    points_left = point;
    REPLACE(vfs, "pwrite64", real_pwrite, deadly_pwrite);
    REPLACE(vfs, "pwrite", real_pwrite, deadly_pwrite);
    REPLACE(vfs, "write", real_write, deadly_write);
    REPLACE(vfs, "ftruncate", real_truncate, deadly_truncate);
    REPLACE(vfs, "unlink", real_unlink, deadly_unlink);
}

/* ---- one scene ---- */

typedef struct scene {
    const char *line;   /* "PATH" stands for the test's folder */
    bool without;       /* the database is not there before */
    const char *beside; /* file that the command makes; gone before each try */
    void (*look)(desk *d, bool done);
    bool refused;  /* done already, the line is refused */
    bool fills_up; /* the disk does, and the process lives */
} scene;

static void fill_line(char out[CL_TEST_PATH * 2], const char *line)
{
    const char *mark = strstr(line, "PATH");
    char folder[CL_TEST_PATH];

    cl_test_path(folder, "");
    if (mark == NULL)
        snprintf(out, (size_t)CL_TEST_PATH * 2, "%s", line);
    else
        snprintf(out, (size_t)CL_TEST_PATH * 2, "%.*s%s%s", (int)(mark - line), line, folder,
                 mark + 4);
}

static void copy(const char *from, const char *to)
{
    char source[CL_TEST_PATH], target[CL_TEST_PATH];
    cl_text bytes = CL_TEXT_INIT;

    cl_test_path(source, from);
    cl_test_path(target, to);
    assert_int_equal(cl_file_read(&bytes, source, 0, NULL), 0);
    assert_int_equal(__real_cl_file_write(target, cl_text_view(&bytes), NULL), 0);
    cl_text_clear(&bytes);
}

static void take_away(const char *name)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char path[CL_TEST_PATH], whole[CL_TEST_PATH];

    for (size_t i = 0; i < CL_ROWS(ends); i++) {
        snprintf(whole, sizeof whole, "%s%s", name, ends[i]);
        cl_test_path(path, whole);
        (void)unlink(path);
    }
}

static void set_up(const scene *s)
{
    take_away("office.db");
    if (s->beside != NULL)
        take_away(s->beside);
    if (!s->without)
        copy("seed.db", "office.db");
}

/* True when it came to its end. */
static bool die_at(const scene *s, int point)
{
    char line[CL_TEST_PATH * 2];
    pid_t child = fork();
    int status;

    fill_line(line, s->line);
    assert_true(child >= 0);
    if (child == 0) {
        desk d;
        int rc;

        fills_up = s->fills_up;
        arm(point);
        rc = desk_try_open(&d, false) == 0 ? desk_try(&d, line) : 99;
        desk_close(&d); /* SQLite tidies up here, and dies here as well */
        _exit(rc == 0 && !full ? 0 : full ? 2 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
        return false;
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
        fail_msg("%s: exit status %d before point %d", s->line, WEXITSTATUS(status), point);
    return WIFEXITED(status);
}

static bool is_there(const char *name)
{
    char path[CL_TEST_PATH];

    cl_test_path(path, name);
    return cl_file_exists(path);
}

/* Whatever was left verifies; then the same line once more, and again. */
static void go_on(const scene *s)
{
    char line[CL_TEST_PATH * 2];
    bool made = s->without ? is_there("office.db") : s->beside != NULL && is_there(s->beside);
    desk d;
    int rc;

    fill_line(line, s->line);
    desk_open(&d, false);
    if (!s->without || made) {
        desk_run(&d, "verify");
        s->look(&d, false);
    }
    rc = desk_try(&d, line);
    if (rc != 0 && !made && !s->refused)
        fail_msg("%s: %s", line, d.refused.at);
    desk_close(&d);
    desk_open(&d, false);
    desk_run(&d, "verify");
    s->look(&d, true);
    desk_close(&d);
}

static int run_points(const scene *s, int thick, int stride)
{
    bool all = getenv("CLACHAN_KILL") != NULL;
    int point = 1, tried = 0;

    for (bool ended = false; !ended; point += all || point < thick ? 1 : stride, tried++) {
        set_up(s);
        ended = die_at(s, point);
        go_on(s);
    }
    print_message("%s: %d points tried, up to %d\n", s->line, tried, point);
    return tried;
}

static void run_scene(const scene *s)
{
    int tried = run_points(s, THICK, STRIDE);

    if (tried < LEAST)
        fail_msg("only %d points: the calls are not the ones that SQLite makes", tried);
}

/* ---- the office ---- */

static void make_office(void)
{
    desk d;

    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, "person add|name=Wilhelmina Canary|contact=canary@school.example");
    desk_run(&d, "cluster coordinator|cluster=CLU-1|school=SCH-1|person=PER-1|from=2021-02-01");
    desk_run(&d, "cluster coordinator|cluster=CLU-1|school=SCH-1|name=B. Other|from=2021-03-01");
    desk_run(&d, "meeting add|cluster=CLU-1|note=Wilhelmina Canary spoke");
    desk_close(&d);
    copy("office.db", "seed.db");
}

static void count_rows(desk *d, const char *line, size_t before, size_t after, bool done)
{
    desk_run(d, line);
    if (d->row_count != after && (done || d->row_count != before))
        fail_msg("%s: %zu rows, neither %zu nor %zu", line, d->row_count, before, after);
}

/* An import is all there or not at all. */
static void look_at_import(desk *d, bool done)
{
    count_rows(d, "school list", 4, 46, done);
}

static void test_kill__import(void **state)
{
    static const scene s = {"school import|file=" CLACHAN_TEST_DATA "/made-register.csv",
                            false,
                            NULL,
                            look_at_import,
                            false,
                            false};

    (void)state;
    make_office();
    run_scene(&s);
}

/* Of a bulk run each item is there once. */
static void look_at_bulk(desk *d, bool done)
{
    desk_run(d, "school list");
    if (done ? d->row_count != 4 + ITEMS : d->row_count < 4 || d->row_count > 4 + ITEMS)
        fail_msg("%zu schools", d->row_count);
}

static void test_kill__bulk(void **state)
{
    static const scene s = {"bulk|verb=school|verb=add|run=first|from=PATHitems.jsonl",
                            false,
                            NULL,
                            look_at_bulk,
                            false,
                            false};
    char path[CL_TEST_PATH];
    cl_text lines = CL_TEXT_INIT;

    (void)state;
    make_office();
    for (int i = 0; i < ITEMS; i++)
        cl_text_format(&lines, "{\"name\": \"School %d\", \"country\": \"GB\"}\n", i);
    cl_test_file(path, "items.jsonl", lines.at, lines.length);
    cl_text_clear(&lines);
    run_scene(&s);
}

static bool holds(const char *name, const char *words)
{
    char path[CL_TEST_PATH];
    cl_text bytes = CL_TEXT_INIT;
    bool found = false;

    cl_test_path(path, name);
    if (cl_file_read(&bytes, path, 0, NULL) == 0)
        for (size_t i = 0; !found && i + strlen(words) <= bytes.length; i++)
            found = memcmp(bytes.at + i, words, strlen(words)) == 0;
    cl_text_clear(&bytes);
    return found;
}

/* Once the erasure is done, the name is nowhere: neither in the file nor in its log. */
static void look_at_erasure(desk *d, bool done)
{
    if (!done)
        return;
    desk_run(d, "person show|person=PER-1");
    desk_expect(d, "\"name\": null");
    assert_false(holds("office.db", canary));
    assert_false(holds("office.db-wal", canary));
}

static void test_kill__erase(void **state)
{
    static const scene s = {
        "person erase|person=PER-1|reason=asked", false, NULL, look_at_erasure, true, false};

    (void)state;
    make_office();
    run_scene(&s);
}

/* A backup that has its name is whole. */
static void look_at_backup(desk *d, bool done)
{
    char path[CL_TEST_PATH];
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;

    (void)d;
    if (!is_there("kept.db") && !done)
        return;
    cl_test_path(path, "kept.db");
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM event", -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(statement, 0), 18);
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

static void test_kill__backup(void **state)
{
    static const scene s = {
        "backup|file=PATHkept.db", false, "kept.db", look_at_backup, false, false};

    (void)state;
    make_office();
    run_scene(&s);
}

/* What comes back is whole, and whoever was erased since stays so. */
static void look_at_restore(desk *d, bool done)
{
    (void)done;
    desk_run(d, "person show|person=PER-1");
    desk_expect(d, "\"name\": null");
    desk_run(d, "school list");
    assert_int_equal(d->row_count, 4);
    assert_false(holds("office.db", canary));
}

static void test_kill__restore(void **state)
{
    static const scene s = {"restore|backup=PATHold.db", true, NULL, look_at_restore, false, false};
    char line[CL_TEST_PATH * 2];
    desk d;

    (void)state;
    make_office();
    desk_open(&d, false);
    fill_line(line, "backup|file=PATHold.db");
    desk_run(&d, line);
    desk_run(&d, "person erase|person=PER-1|reason=asked");
    fill_line(line, "backup|file=PATHnew.db"); /* writes erasures.jsonl */
    desk_run(&d, line);
    desk_close(&d);
    run_scene(&s);
}

/* A log left beside the name, or by a restore that was killed, is not played into what comes back.
 */
static void test_kill__left_over_logs(void **state)
{
    char path[CL_TEST_PATH], line[CL_TEST_PATH * 2];
    desk d;

    (void)state;
    make_office();
    desk_open(&d, false);
    fill_line(line, "backup|file=PATHold.db");
    desk_run(&d, line);
    desk_close(&d);
    take_away("office.db");
    cl_test_file(path, "office.db-wal", "x", 1);
    fill_line(line, "restore|backup=PATHold.db");
    desk_open(&d, false);
    desk_refuse(&d, line, CL_E_IO, "office.db-wal is there");
    take_away("office.db");
    cl_test_file(path, "office.db.restoring-wal", "x", 1);
    desk_run(&d, line);
    assert_false(is_there("office.db.restoring-wal"));
    desk_run(&d, "verify");
    desk_close(&d);
}

/* ---- the lifecycle ---- */

static void copy_office(void)
{
    copy("office.db", "seed.db");
}

/* A variation is applied with all that it moves, or not at all. */
static void look_at_variation(desk *d, bool done)
{
    bool applied;

    desk_run(d, "variation show|variation=VAR-1");
    applied = strstr(d->rows.at, "\"applied\": \"2021") != NULL;
    desk_run(d, "award show|award=AWD-1");
    assert_int_equal(strstr(d->rows.at, "\"3100.00\"") != NULL ||
                         strstr(d->rows.at, "\"1600.00\"") != NULL,
                     applied);
    assert_true(applied || !done);
}

/* What is recovered is booked on both sides. */
static void look_at_recovery(desk *d, bool done)
{
    desk_run(d, "clawback show|clawback=CLB-1");
    assert_true(strstr(d->rows.at, "\"recovered\": {\"amount\": \"200.00\"") != NULL || !done);
}

static void look_at_certificate(desk *d, bool done)
{
    desk_run(d, "accreditation show|accreditation=ACC-1");
    assert_true(strstr(d->rows.at, "\"issued\"") != NULL || !done);
}

static void look_at_votes(desk *d, bool done)
{
    desk_run(d, "application votes|application=APP-1");
    assert_true(d->row_count > 0 || !done);
}

static void look_at_rounds(desk *d, bool done)
{
    desk_run(d, "round list");
    assert_true(d->row_count == 1 || (!done && d->row_count == 0));
}

static void look_at_holidays(desk *d, bool done)
{
    desk_run(d, "bank-holiday list");
    assert_true(d->row_count == 3 || (!done && d->row_count == 0));
}

/* Both ways for all of them where every point is tried, else a few points of one way or the other.
 */
static void run_both(const scene *s)
{
    scene other = *s;

    (void)run_points(s, 1, SPARSE);
    other.fills_up = !s->fills_up;
    if (getenv("CLACHAN_KILL") != NULL)
        (void)run_points(&other, 1, SPARSE);
}

static void test_kill__money(void **state)
{
    static const scene list[] = {
        {"variation approve|variation=VAR-1", false, NULL, look_at_variation, true, false},
        {"clawback repay|clawback=CLB-1|amount=200.00", false, NULL, look_at_recovery, true, true},
        {"accreditation issue|accreditation=ACC-1|certificate=A1", false, NULL, look_at_certificate,
         true, true},
    };

    (void)state;
    desk_form_award();
    copy_office();
    for (size_t i = 0; i < CL_ROWS(list); i++)
        run_both(&list[i]);
}

static void test_kill__rounds_and_votes(void **state)
{
    static const char holidays[] =
        "{\"england-and-wales\": {\"events\": [{\"title\": \"A\", \"date\": \"2021-12-27\"}]},"
        " \"scotland\": {\"events\": [{\"title\": \"B\", \"date\": \"2021-12-28\"}]},"
        " \"northern-ireland\": {\"events\": [{\"title\": \"C\", \"date\": \"2021-12-27\"}]}}";
    static const scene list[] = {
        {"application vote|application=APP-1|for=fund|no-conflict=", false, NULL, look_at_votes,
         false, false},
        {"round create|programme=connecting-classrooms-scotland|name=one|closes=2021-04-26"
         "|budget=9000.00",
         false, NULL, look_at_rounds, true, true},
        {"bank-holiday import|file=PATHholidays.json", false, NULL, look_at_holidays, false, true},
    };
    char path[CL_TEST_PATH];

    (void)state;
    cl_test_file(path, "holidays.json", holidays, sizeof holidays - 1);
    desk_form_review();
    copy_office();
    for (size_t i = 0; i < CL_ROWS(list); i++)
        run_both(&list[i]);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_kill__import),  cmocka_unit_test(test_kill__bulk),
    cmocka_unit_test(test_kill__erase),   cmocka_unit_test(test_kill__backup),
    cmocka_unit_test(test_kill__restore), cmocka_unit_test(test_kill__left_over_logs),
    cmocka_unit_test(test_kill__money),   cmocka_unit_test(test_kill__rounds_and_votes),
};

CL_TEST_MAIN(tests)
