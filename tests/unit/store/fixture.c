/* SPDX-License-Identifier: MIT
 *
 * Databases for the tests of store/.
 */
#include "fixture.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "events.h"
#include "query.h"
#include "verify.h"

void expect_ok(int rc, const cl_error *e)
{
    if (rc != 0)
        fail_msg("%s: %s", cl_code_name(rc), e == NULL ? "" : e->message);
}

void expect_error(int rc, int code, const cl_error *e, const char *words)
{
    if (rc != code)
        fail_msg("expected %s, got %s: %s", cl_code_name(code), cl_code_name(rc), e->message);
    if (strstr(e->message, words) == NULL)
        fail_msg("'%s' does not say '%s'", e->message, words);
}

cl_author fixture_author(void)
{
    cl_author author = {0};

    author.actor = "tester";
    author.role = "officer";
    author.at = 1618911000000; /* 2021-04-20T09:30:00Z */
    author.effective = 18737;  /* 2021-04-20 */
    return author;
}

int fixture_open_with(cl_store **out, const char *name, const char *vfs, cl_error *e)
{
    cl_store_options options = CL_STORE_OPTIONS_INIT;
    char path[CL_TEST_PATH];

    cl_test_path(path, name);
    options.create = true;
    options.vfs = vfs;
    return cl_store_open(out, path, &options, e);
}

cl_store *fixture_open(const char *name)
{
    cl_error e = CL_ERROR_INIT;
    cl_store *store = NULL;

    expect_ok(fixture_open_with(&store, name, NULL, &e), &e);
    return store;
}

int fixture_try_add(cl_store *store, const cl_table *table, void *record, cl_error *e)
{
    cl_author author = fixture_author();
    cl_change change = {0};
    int rc = cl_store_begin(store, e);

    if (rc != 0)
        return rc;
    rc = cl_change_open(&change, store, &author, e);
    if (rc == 0)
        rc = cl_change_add(&change, table, record, e);
    if (rc == 0)
        rc = cl_change_store(&change, "add", table->prefix, *(int64_t *)record, NULL, NULL, e);
    cl_change_clear(&change);
    if (rc != 0) {
        cl_store_rollback(store);
        return rc;
    }
    return cl_store_commit(store, e);
}

int64_t fixture_add(cl_store *store, const cl_table *table, void *record)
{
    cl_error e = CL_ERROR_INIT;

    expect_ok(fixture_try_add(store, table, record, &e), &e);
    return *(int64_t *)record;
}

int64_t fixture_school(cl_store *store, const char *name)
{
    cl_school school = {0};

    school.name = cl_view_of(name);
    school.country = CL_VIEW("GB");
    school.town = CL_VIEW("Glasgow");
    school.postcode = CL_VIEW("G1 2AB");
    school.source = CL_VIEW("by hand");
    return fixture_add(store, &cl_table_school, &school);
}

int64_t fixture_cluster(cl_store *store, const char *name)
{
    cl_cluster cluster = {0};

    cluster.name = cl_view_of(name);
    cluster.structure = CL_VIEW("hub-and-spoke");
    return fixture_add(store, &cl_table_cluster, &cluster);
}

int64_t fixture_application(cl_store *store, int64_t cluster)
{
    cl_application application = {0};

    application.cluster = cluster;
    application.programme = CL_VIEW("connecting-classrooms-scotland");
    application.edition = CL_VIEW("2021");
    application.state = CL_VIEW("draft");
    application.date = cl_known(18737);
    return fixture_add(store, &cl_table_application, &application);
}

/* A revision and the application's number of it, which must agree. */
static int add_revision(cl_change *change, cl_revision *revision, const cl_application *before,
                        cl_error *e)
{
    cl_application after = *before;
    int rc = cl_change_add(change, &cl_table_revision, revision, e);

    after.revision = revision->n;
    if (rc == 0)
        rc = cl_change_set(change, &cl_table_application, before, &after, e);
    return rc != 0 ? rc : cl_change_store(change, "freeze", "APP", before->id, NULL, NULL, e);
}

int64_t fixture_revision(cl_store *store, int64_t application, int64_t n)
{
    cl_author author = fixture_author();
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_application before;
    cl_revision revision = {0};
    cl_change change;

    revision.application = application;
    revision.n = n;
    revision.dossier = CL_VIEW("{\"date\":\"2021-04-20\"}");
    revision.digest = CL_VIEW("sha256:00");
    revision.author = CL_VIEW("tester");
    expect_ok(cl_record_get(&before, &arena, store, &cl_table_application, application, &e), &e);
    expect_ok(cl_store_begin(store, &e), &e);
    expect_ok(cl_change_open(&change, store, &author, &e), &e);
    expect_ok(add_revision(&change, &revision, &before, &e), &e);
    cl_change_clear(&change);
    expect_ok(cl_store_commit(store, &e), &e);
    cl_arena_clear(&arena);
    return revision.id;
}

static sqlite3 *open_outside(const char *name)
{
    char path[CL_TEST_PATH];
    sqlite3 *db = NULL;

    cl_test_path(path, name);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
                     SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    return db;
}

int fixture_try_tamper(const char *name, const char *sql, char *message, size_t size)
{
    sqlite3 *db = open_outside(name);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);

    snprintf(message, size, "%s", sqlite3_errmsg(db));
    sqlite3_close(db);
    return code;
}

void fixture_tamper(const char *name, const char *sql)
{
    char message[256];

    if (fixture_try_tamper(name, sql, message, sizeof message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
}

int64_t fixture_number(const char *name, const char *sql)
{
    sqlite3 *db = open_outside(name);
    sqlite3_stmt *statement = NULL;
    int64_t value;

    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
}

typedef struct notes {
    char *text;
    size_t size, length;
} notes;

static void note_fault(void *context, const cl_fault *fault)
{
    notes *n = context;
    int written;

    if (n->text == NULL || n->length >= n->size)
        return;
    written = snprintf(n->text + n->length, n->size - n->length, "%d %lld [%s] %s\n",
                       (int)fault->kind, (long long)fault->seq, fault->records, fault->message);
    n->length += written > 0 ? (size_t)written : 0;
}

int64_t fixture_verify(cl_store *store, char *text, size_t size)
{
    notes n = {text, size, 0};
    cl_verify_options options = {0};
    cl_error e = CL_ERROR_INIT;
    cl_verified out;

    if (text != NULL)
        text[0] = '\0';
    options.context = &n;
    options.fault = note_fault;
    expect_ok(cl_verify(&out, store, &options, &e), &e);
    return out.faults;
}

int64_t fixture_events(cl_store *store)
{
    char hash[CL_DIGEST_HEX];
    int64_t seq = 0;

    assert_int_equal(cl_event_head(&seq, hash, store, NULL), 0);
    return seq;
}
