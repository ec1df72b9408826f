/* SPDX-License-Identifier: MIT
 *
 * replay finds what was changed behind its back: facts, decisions and the columns that reports
 * read.
 */
#include <stdio.h>

#include "desk.h"
#include "sql.h"

static void open_decided(desk *d)
{
    desk_open(d, false);
    desk_form_cluster(d);
    desk_run(d, "application start|cluster=CLU-1|programme=connecting-classrooms-scotland"
                "|option=reciprocal-visits|funding-model=visits");
    desk_run(d, "application request|application=APP-1|item=visit|school=SCH-1|cost=1320.50");
    desk_run(d, "application check|application=APP-1");
    desk_run(d, "replay");
    desk_expect(d, "\"same\": true");
}

/* Somebody with the file and SQL, past the guards of the tables. */
static void tamper(desk *d, const char *update)
{
    cl_store *store = cl_session_store(d->session);
    cl_text sql = CL_TEXT_INIT;

    cl_text_format(&sql, "DROP TRIGGER IF EXISTS decision_frozen; %s", update);
    assert_int_equal(cl_sql_script(store, sql.at, NULL), 0);
    cl_text_clear(&sql);
}

static void test_replay_verbs__finds_what_was_changed(void **state)
{
    static const struct {
        const char *update, *says;
    } rows[] = {
        {"UPDATE decision SET verdict = 'ineligible'", "verdict, edition or grant are not those"},
        {"UPDATE decision SET granted = granted + 1", "verdict, edition or grant are not those"},
        {"UPDATE decision SET granted = NULL", "verdict, edition or grant are not those"},
        {"UPDATE decision SET schema = 7", "written in schema 7"},
        {"UPDATE decision SET decision = facts", "the decision is not the one that was recorded"},
        {"UPDATE decision SET facts = decision", "the facts are not those that were recorded"},
        {"UPDATE decision SET facts = NULL", "gone, and nobody erased them"},
        {"UPDATE decision SET edition_digest = 'sha256:0'", "verdict, edition or grant"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        char path[CL_TEST_PATH];
        desk d;

        cl_test_path(path, "office.db");
        (void)remove(path);
        open_decided(&d);
        tamper(&d, rows[i].update);
        desk_refuse(&d, "replay", CL_E_STATE, rows[i].says);
        desk_expect(&d, "\"same\": false");
        desk_close(&d);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_replay_verbs__finds_what_was_changed),
};

CL_TEST_MAIN(tests)
