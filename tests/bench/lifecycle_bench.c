/* SPDX-License-Identifier: MIT
 *
 * What deadline night costs: applications checked, frozen, signed and queued for their portal, each
 * by a transaction of its own that is on disk before the next begins, and the totals of a round.
 * Through the verbs that people use, against SQLite alone doing as many commits of as many bytes,
 * and adding up as many numbers, in the same run, so that a busy machine slows both. Each figure is
 * a line for people and one for machines:
 *
 *     lifecycle|NAME|VALUE|UNIT|CEILING
 *
 *   lifecycle_bench               2,000 applications; a round of 100,000
 *   lifecycle_bench --smoke       a few of each: does everything run?
 *   lifecycle_bench --check       a ceiling that is missed is an error
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "change.h"
#include "file.h"
#include "session.h"
#include "store.h"

enum { PATH_SIZE = 512, MEMBERS = 4, ROWS_AN_EVENT = 500, ROUNDS = 7, ARGUMENTS = 12 };

typedef struct bench {
    size_t applications; /* of deadline night */
    size_t round;        /* in the round whose totals are asked for */
    bool check;
    int missed;
    char folder[PATH_SIZE / 2];
    double floor; /* seconds of SQLite for as many commits of as many bytes */
} bench;

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void report(bench *b, const char *name, double value, const char *unit, double ceiling)
{
    bool met = value <= ceiling;

    printf("%-34s %10.2f %s, at most %g%s\n", name, value, unit, ceiling, met ? "" : "  missed");
    printf("lifecycle|%s|%.3f|%s|%g\n", name, value, unit, ceiling);
    fflush(stdout);
    b->missed += !met;
}

static void path_of(char out[PATH_SIZE], const bench *b, const char *name)
{
    snprintf(out, PATH_SIZE, "%s/%s", b->folder, name);
}

static bool fail(const char *what, const char *why)
{
    fprintf(stderr, "lifecycle_bench: %s: %s\n", what, why);
    return false;
}

/* ---- verbs ---- */

static void refuse(void *context, const cl_error *error)
{
    size_t *refused = context;

    if ((*refused)++ < 3)
        fprintf(stderr, "lifecycle_bench: line %d: %s\n", error->line, error->message);
}

/* "verb|name=value|…"; what is refused is told and makes it false, unless `queues`: what is queued
 * and not sent is told as something that needs looking at. */
static bool run(cl_session *session, const char *command, bool queues)
{
    size_t refused = 0;
    const cl_sink sink = {&refused, NULL, queues ? NULL : refuse, NULL, NULL, false};
    cl_argument items[ARGUMENTS];
    cl_arguments arguments = {items, 0};
    cl_error e = CL_ERROR_INIT;
    char copy[PATH_SIZE * 2];
    char *rest = copy, *word;

    snprintf(copy, sizeof copy, "%s", command);
    rest = strchr(copy, '|');
    if (rest != NULL)
        *rest++ = '\0';
    while (rest != NULL && arguments.count < ARGUMENTS) {
        word = rest;
        rest = strchr(word, '|');
        if (rest != NULL)
            *rest++ = '\0';
        *strchr(word, '=') = '\0';
        items[arguments.count++] = (cl_argument){word, word + strlen(word) + 1};
    }
    if (cl_session_run(session, copy, &arguments, &sink, &e) != 0 && !queues)
        return fail(copy, e.message);
    return refused == 0;
}

static bool open_session(cl_session **out, const bench *b, const char *actor)
{
    char database[PATH_SIZE], portals[PATH_SIZE];
    cl_session_options options = {.database = database,
                                  .share = CLACHAN_BENCH_SHARE,
                                  .portals = portals,
                                  .today = "2021-04-20",
                                  .actor = actor};
    cl_error e = CL_ERROR_INIT;

    path_of(database, b, "office.db");
    path_of(portals, b, "portals.lua");
    return cl_session_open(out, &options, &e) == 0 ? true : fail(actor, e.message);
}

/* ---- an office before the deadline: clusters that may apply, a co-ordinator and a head of each,
 * drafts ---- */

static int add_school(cl_change *change, size_t i, int64_t *id, cl_error *e)
{
    cl_school school = {.phase = CL_VIEW("primary"), .funding = CL_VIEW("state")};
    cl_self_evaluation evaluation = {.date = cl_known(18600), .state = CL_VIEW("submitted")};
    bool home = i % MEMBERS < 2;
    char name[60];
    int rc;

    snprintf(name, sizeof name, "Invented School %zu", i);
    school.name = cl_view_of(name);
    school.country = home ? CL_VIEW("GB") : CL_VIEW("MW");
    school.nation = home ? CL_VIEW("Scotland") : (cl_view)CL_VIEW_INIT;
    school.source = CL_VIEW("by hand");
    rc = cl_change_add(change, &cl_table_school, &school, e);
    *id = evaluation.school = school.id;
    return rc != 0 ? rc : cl_change_add(change, &cl_table_self_evaluation, &evaluation, e);
}

static int add_members(cl_change *change, int64_t cluster, size_t i, cl_error *e)
{
    static const char *const roles[MEMBERS] = {"lead", "partner", "partner", "partner"};
    cl_coordinator post = {.name = CL_VIEW("A. Teacher"), .from = cl_known(18000)};
    int64_t schools[MEMBERS];
    int rc = 0;

    for (size_t n = 0; rc == 0 && n < MEMBERS; n++) {
        cl_membership member = {.cluster = cluster,
                                .role = cl_view_of(roles[n]),
                                .from = cl_known(18000),
                                .head_supports = cl_known(18100)};

        rc = add_school(change, i * MEMBERS + n, &schools[n], e);
        member.school = schools[n];
        if (rc == 0)
            rc = cl_change_add(change, &cl_table_membership, &member, e);
    }
    for (size_t n = 0; rc == 0 && n < 2; n++) {
        cl_pairing pair = {.cluster = cluster, .from = cl_known(18000)};

        pair.home = schools[n];
        pair.overseas = schools[n + 2];
        rc = cl_change_add(change, &cl_table_pairing, &pair, e);
    }
    post.cluster = cluster;
    post.school = schools[0];
    return rc != 0 ? rc : cl_change_add(change, &cl_table_coordinator, &post, e);
}

static int add_grant(cl_change *change, int64_t cluster, const char *role, cl_error *e)
{
    cl_person person = {.name = CL_VIEW("Somebody Invented"), .basis = CL_VIEW("consent")};
    cl_role_grant grant = {.role = cl_view_of(role), .from = cl_known(18000)};
    char scope[24];
    int rc = cl_change_add(change, &cl_table_person, &person, e);

    if (cluster != 0)
        snprintf(scope, sizeof scope, "CLU-%lld", (long long)cluster);
    else
        snprintf(scope, sizeof scope, "all");
    grant.person = person.id;
    grant.scope = cl_view_of(scope);
    grant.granted_by = CL_VIEW("bench");
    return rc != 0 ? rc : cl_change_add(change, &cl_table_role_grant, &grant, e);
}

static int add_cluster(cl_change *change, size_t i, cl_error *e)
{
    cl_cluster cluster = {.structure = CL_VIEW("hub-and-spoke"), .formed = cl_known(18000)};
    char name[60];
    int rc;

    snprintf(name, sizeof name, "Clyde and Zomba %zu", i);
    cluster.name = cl_view_of(name);
    rc = cl_change_add(change, &cl_table_cluster, &cluster, e);
    if (rc == 0)
        rc = add_members(change, cluster.id, i, e);
    if (rc == 0)
        rc = add_grant(change, cluster.id, "coord", e);
    return rc != 0 ? rc : add_grant(change, cluster.id, "head", e);
}

/* PER-1 and PER-2 act for all of them, as an office does on such a night; PER-3 makes rounds. */
static bool fill(cl_session *session, const bench *b)
{
    cl_author author = {.actor = "bench", .at = 1618900000000, .effective = 18737};
    cl_store *store = cl_session_store(session);
    cl_error e = CL_ERROR_INIT;
    cl_change change = {0};
    int rc = cl_change_open(&change, store, &author, &e);

    if (rc == 0)
        rc = add_grant(&change, 0, "coord", &e);
    if (rc == 0)
        rc = add_grant(&change, 0, "head", &e);
    if (rc == 0)
        rc = add_grant(&change, 0, "admin", &e);
    for (size_t i = 0; rc == 0 && i < b->applications; i++) {
        rc = add_cluster(&change, i, &e);
        if (rc == 0 && (i % ROWS_AN_EVENT == ROWS_AN_EVENT - 1 || i + 1 == b->applications))
            rc = cl_change_store(&change, "create", "CLU", 1, NULL, NULL, &e);
    }
    cl_change_clear(&change);
    return rc == 0 ? true : fail("records", e.message);
}

static bool start_drafts(cl_session *session, const bench *b)
{
    char command[200];
    bool good = true;

    for (size_t i = 1; good && i <= b->applications; i++) {
        snprintf(command, sizeof command,
                 "application start|cluster=CLU-%zu|programme=connecting-classrooms-scotland@2021|"
                 "option=reciprocal-visits|funding-model=visits",
                 i);
        good = run(session, command, false);
        snprintf(command, sizeof command,
                 "application request|application=APP-%zu|item=visit|school=SCH-%zu", i,
                 (i - 1) * MEMBERS + 1);
        good = good && run(session, command, false);
    }
    return good;
}

static bool write_files(const bench *b)
{
    static const char portals[] =
        "portal \"bc\" { dialect = \"commongrants\", base = \"http://127.0.0.1:1\",\n"
        "  programmes = { \"connecting-classrooms-scotland\" }, accepted_means = \"funded\",\n"
        "  rounds = { any = { competition = \"8a9d4e0c-1f1e-4d3c-9a53-1f4a5d7c0b11\" } },\n"
        "  forms = { main = \"3b2f6a1e-6a0d-4f6e-8a43-0a1f5a8f2c77\" } }\n";
    char path[PATH_SIZE];
    FILE *file;

    path_of(path, b, "portals.lua");
    if (cl_file_write(path, cl_view_of(portals), NULL) != 0)
        return fail(path, "cannot be written");
    path_of(path, b, "all.jsonl");
    file = fopen(path, "w");
    for (size_t i = 1; file != NULL && i <= b->applications; i++)
        fprintf(file, "{\"id\":\"APP-%zu\"}\n", i);
    return file != NULL && fclose(file) == 0 ? true : fail(path, "cannot be written");
}

/* Nobody waits for the disk before the clock runs: one transaction. */
static bool make_office(const bench *b)
{
    cl_session *session = NULL, *office = NULL;
    bool good = write_files(b) && open_session(&session, b, "bench") && run(session, "init", false);
    cl_store *store = good ? cl_session_store(session) : NULL;

    good = good && cl_store_begin(store, NULL) == 0 && fill(session, b) &&
           cl_store_commit(store, NULL) == 0;
    cl_session_close(session);
    good = good && open_session(&office, b, "PER-1") &&
           cl_session_open_store(office, false, NULL) == 0;
    store = good ? cl_session_store(office) : NULL;
    good = good && cl_store_begin(store, NULL) == 0 && start_drafts(office, b) &&
           cl_store_commit(store, NULL) == 0;
    cl_session_close(office);
    return good;
}

/* ---- the night ---- */

static const struct {
    const char *name, *actor, *verb, *state;
} steps[] = {
    {"check", "PER-1", "application check", "ready"},
    {"request-signoff", "PER-1", "application request-signoff", "awaiting_signoff"},
    {"sign", "PER-2", "application sign", "signed"},
    {"submit --queue-only", "PER-1", "submit", "submitting"},
};

static bool query(int64_t *out, const bench *b, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    sqlite3 *db = NULL;
    char path[PATH_SIZE];
    bool good;

    path_of(path, b, "office.db");
    good = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
           sqlite3_step(statement) == SQLITE_ROW;
    if (good)
        *out = sqlite3_column_int64(statement, 0);
    else
        fail(sql, sqlite3_errmsg(db));
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return good;
}

/* As often as not a command of its own: opening and closing are part of it. */
static bool take_step(const bench *b, size_t which, double *seconds)
{
    char command[PATH_SIZE * 2], file[PATH_SIZE], sql[120];
    bool queues = strcmp(steps[which].verb, "submit") == 0;
    cl_session *session = NULL;
    double begin = now();
    int64_t reached = 0;
    bool good;

    path_of(file, b, "all.jsonl");
    if (queues)
        snprintf(command, sizeof command, "submit|from=%s|queue-only=true", file);
    else
        snprintf(command, sizeof command, "bulk|verb=%s|from=%s", steps[which].verb, file);
    good = open_session(&session, b, steps[which].actor) && run(session, command, queues);
    cl_session_close(session);
    *seconds = now() - begin;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM application WHERE state = '%s'",
             steps[which].state);
    if (!good || !query(&reached, b, sql))
        return false;
    return (size_t)reached == b->applications ? true : fail(steps[which].name, "not all got there");
}

/* The bytes of the events of the night, in as many commits, into one plain table. */
static bool commit_plainly(bench *b, size_t commits, int64_t bytes)
{
    sqlite3_stmt *insert = NULL;
    char path[PATH_SIZE];
    sqlite3 *db = NULL;
    int each = (int)(bytes / (int64_t)commits);
    double begin = now();
    bool good;

    path_of(path, b, "plain.db");
    unlink(path);
    good = sqlite3_open(path, &db) == SQLITE_OK &&
           sqlite3_exec(db,
                        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                        "CREATE TABLE event(seq INTEGER PRIMARY KEY, payload)",
                        NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(db, "INSERT INTO event(payload) VALUES(zeroblob(?))", -1, &insert,
                              NULL) == SQLITE_OK;
    for (size_t i = 0; good && i < commits; i++) {
        sqlite3_bind_int(insert, 1, each);
        good = sqlite3_step(insert) == SQLITE_DONE;
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    good = sqlite3_close(db) == SQLITE_OK && good;
    b->floor = now() - begin;
    return good ? true : fail("SQLite", "cannot commit");
}

static bool measure_night(bench *b)
{
    size_t count = sizeof steps / sizeof *steps;
    int64_t before = 0, after = 0;
    double all = 0, one;
    static const char bytes[] = "SELECT (SELECT sum(length(payload)) FROM event)"
                                " + (SELECT sum(length(value)) FROM personal)";

    if (!query(&before, b, bytes))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!take_step(b, i, &one))
            return false;
        printf("%-34s %10.2f s for %zu applications, %.2f ms each\n", steps[i].name, one,
               b->applications, one * 1000 / (double)b->applications);
        all += one;
    }
    if (!query(&after, b, bytes) || !commit_plainly(b, count * b->applications, after - before))
        return false;
    printf("%-34s %10.2f s: %zu commits, %.1f MB of events and values\n", "SQLite, a plain table",
           b->floor, count * b->applications, (double)(after - before) / 1e6);
    report(b, "deadline night", all, "s", 20);
    report(b, "deadline night against SQLite", all / b->floor, "x SQLite", 4);
    return true;
}

/* ---- a round ---- */

/* Copies of APP-1 in every state, each with two decisions; three of ten have an award with its
 * moves. What it takes to write them is not measured: straight into the tables. */
static const char fill_round[] =
    "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; DROP TRIGGER transfer_covered;"
    "DROP TRIGGER transfer_budget; BEGIN;"
    "CREATE TEMP TABLE k AS WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE"
    " n < $count) SELECT n FROM k;"
    "INSERT INTO application SELECT 1000000 + n, 1, 1000000 + n, programme, edition,"
    " edition_digest, machine_digest, CASE n % 10 WHEN 0 THEN 'submitted' WHEN 1 THEN 'submitted'"
    " WHEN 2 THEN 'in_review' WHEN 3 THEN 'in_review' WHEN 4 THEN 'info_requested' WHEN 5 THEN"
    " 'decided_fund' WHEN 6 THEN 'decided_reject' ELSE 'closed' END, option, funding_model, date,"
    " '2021-04-26', revision, NULL, NULL, NULL, NULL, NULL, NULL FROM application, k WHERE id = 1;"
    "INSERT INTO decision SELECT 1000000 + 2 * n + late, 1, 1000000 + n, revision, programme,"
    " edition, edition_digest, files, engine, schema, stage, verdict, date, 100000 + n % 5000,"
    " currency, dossier_digest, decision, decision_digest, facts, waivers, cause, decided_at"
    " FROM decision, k, (SELECT 0 AS late UNION SELECT 1) WHERE id = 1;"
    "INSERT INTO award(id, version, application, state, original, amount, currency, round,"
    " plan)"
    " SELECT 1000000 + n, 1, 1000000 + n, 'active', 100000, 100000, 'GBP', 1, 1 FROM k WHERE"
    " n % 10 > 6;"
    "INSERT INTO transfer SELECT NULL, 1, id, 1, m.a, m.b, 100000, 'GBP', 'visits', NULL, NULL, id"
    " FROM award, (SELECT 'available' AS a, 'reserved' AS b UNION ALL SELECT 'reserved',"
    " 'committed') m; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)";

static bool make_round(const bench *b)
{
    char path[PATH_SIZE], count[24];
    cl_session *session = NULL;
    cl_text sql = CL_TEXT_INIT;
    const char *hole = strstr(fill_round, "$count");
    sqlite3 *db = NULL;
    bool good = open_session(&session, b, "PER-3") &&
                run(session,
                    "round create|programme=connecting-classrooms-scotland|name=2021-04-26|"
                    "closes=2021-04-26|budget=900000000.00",
                    false);

    cl_session_close(session);
    snprintf(count, sizeof count, "%zu", b->round);
    cl_text_add(&sql, fill_round, (size_t)(hole - fill_round));
    cl_text_add_string(&sql, count);
    cl_text_add_string(&sql, hole + strlen("$count"));
    path_of(path, b, "office.db");
    good = good && cl_text_check(&sql, NULL) == 0 && sqlite3_open(path, &db) == SQLITE_OK;
    if (good && sqlite3_exec(db, sql.at, NULL, NULL, NULL) != SQLITE_OK)
        good = fail("round", sqlite3_errmsg(db));
    sqlite3_close(db);
    cl_text_clear(&sql);
    return good;
}

/* As many numbers as the round has applications and moves, in one plain table. */
static bool add_up_plainly(const bench *b, double *seconds)
{
    sqlite3_stmt *statement = NULL;
    char path[PATH_SIZE], sql[200];
    sqlite3 *db = NULL;
    bool good;

    path_of(path, b, "plain.db");
    snprintf(sql, sizeof sql,
             "CREATE TABLE n AS WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k"
             " WHERE n < %zu) SELECT n, n %% 10 AS state, 100000 + n %% 5000 AS granted FROM k",
             b->round * 8 / 5);
    good = sqlite3_open(path, &db) == SQLITE_OK &&
           sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK &&
           sqlite3_prepare_v2(db, "SELECT state, count(*), sum(granted) FROM n GROUP BY state", -1,
                              &statement, NULL) == SQLITE_OK;
    *seconds = 1e9;
    for (int i = 0; good && i < ROUNDS; i++) {
        double begin = now();

        while (sqlite3_step(statement) == SQLITE_ROW)
            continue;
        good = sqlite3_reset(statement) == SQLITE_OK;
        *seconds = now() - begin < *seconds ? now() - begin : *seconds;
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return good ? true : fail("SQLite", "cannot add up");
}

/* The best of a few, since what else the machine does only adds; the first opens the file. */
static bool measure_totals(bench *b)
{
    static const char *const totals[] = {"round show|round=RND-1", "round list"};
    cl_session *session = NULL;
    double floor = 0;
    bool good = make_round(b) && add_up_plainly(b, &floor) && open_session(&session, b, "PER-1");

    if (good)
        printf("%-34s %10.2f ms for %zu rows\n", "SQLite, a plain table", floor * 1000,
               b->round * 8 / 5);
    for (size_t i = 0; good && i < sizeof totals / sizeof *totals; i++) {
        double best = 1e9;

        for (int n = 0; good && n < ROUNDS; n++) {
            double begin = now();

            good = run(session, totals[i], false);
            best = now() - begin < best ? now() - begin : best;
        }
        report(b, totals[i], best * 1000, "ms", 100);
        report(b, "against SQLite", best / floor, "x SQLite", 4);
    }
    cl_session_close(session);
    return good;
}

/* ---- the whole ---- */

static void remove_files(const bench *b)
{
    static const char *const names[] = {"office.db",   "office.db-wal", "office.db-shm",
                                        "portals.lua", "all.jsonl",     "plain.db"};
    char path[PATH_SIZE];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_of(path, b, names[i]);
        unlink(path);
    }
    rmdir(b->folder);
}

static int usage(void)
{
    fputs("usage: lifecycle_bench [--smoke] [--check] [--applications N] [--round N]\n"
          "  --smoke   few records: does everything run?\n"
          "  --check   a ceiling that is missed is an error\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static bench b = {.applications = 2000, .round = 100000};
    const char *folder = getenv("TMPDIR");
    bool good;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--smoke") == 0)
            b.applications = 20, b.round = 1000;
        else if (strcmp(argv[i], "--check") == 0)
            b.check = true;
        else if (strcmp(argv[i], "--applications") == 0 && i + 1 < argc)
            b.applications = strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--round") == 0 && i + 1 < argc)
            b.round = strtoul(argv[++i], NULL, 10);
        else
            return usage();
    }
    if (b.applications < 1 || b.round < 1)
        return usage();
    snprintf(b.folder, sizeof b.folder, "%s/lifecycle-bench-XXXXXX",
             folder == NULL ? "/tmp" : folder);
    if (mkdtemp(b.folder) == NULL)
        return !fail(b.folder, "cannot be made");
    good = make_office(&b) && measure_night(&b) && measure_totals(&b);
    remove_files(&b);
    return !good || (b.check && b.missed > 0);
}
