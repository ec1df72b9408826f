/* SPDX-License-Identifier: MIT
 *
 * Tests, properties and mutations of an edition: the same each time, nothing changed behind, and
 * nothing lost while memory runs out.
 */
#include "rules_mutate.h"

#include <string.h>
#include <sys/stat.h>

#include "rules_property.h"
#include "rules_test.h"
#include "session_parts.h"
#include "test_support.h"

static const char edition[] =
    "programme \"trips\" { edition = \"1\", currency = \"GBP\", title = \"Trips\", "
    "in_force = { from = \"2021-01-01\" } }\n"
    "clause \"C1\" { source = \"our page\", sense = \"What is paid.\" }\n"
    "record \"trip\" { field \"id\" { kind = \"text\" }, field \"days\" { kind = \"number\" } }\n"
    "dossier { field \"trips\" { kind = \"list\", of = \"trip\" } }\n"
    "param \"rate\" { [\"2021-01-01\"] = \"10.00\", cite = \"C1\" }\n"
    "rule \"few\" { stage = \"form\", level = \"hard\", cite = \"C1\", title = \"Few\", "
    "needs = at_least_of(1, { F.trips:count():at_most(2), F.trips:count():is(9) }) }\n"
    "line \"pay\" { title = \"Pay\", cite = \"C1\", each = F.trips, "
    "amount = function(t) return t.days * P.rate end }\n"
    "local two = { date = \"2021-05-01\", trips = { { id = \"a\", days = 1 }, { id = \"b\", days = "
    "2 } } }\n"
    "test \"two\" { dossier = two, expect = { grant = \"30.00\" } }\n"
    "property \"little\" { dossier = two, at_most = \"5.00\" }\n"
    "unnoticed \"rule 'few' left out\" { because = \"nothing looks at it here\" }\n";

typedef struct desk {
    cl_session *session;
    cl_programme *programme;
    cl_sink sink;
    cl_text rows, refused;
} desk;

static int keep_row(void *context, cl_view json, cl_view text)
{
    desk *d = context;

    (void)text;
    cl_text_add_view(&d->rows, json);
    cl_text_add_char(&d->rows, '\n');
    return 0;
}

static void keep_refused(void *context, const cl_error *error)
{
    desk *d = context;

    cl_text_format(&d->refused, "%d: %s\n", error->line, error->message);
}

static void open_desk(desk *d)
{
    char folder[CL_TEST_PATH], file[CL_TEST_PATH];
    const char *rules[1];
    cl_session_options options = {.rules = rules, .rules_count = 1};
    cl_loaded *loaded;

    memset(d, 0, sizeof *d);
    d->sink = (cl_sink){.context = d, .row = keep_row, .refused = keep_refused};
    cl_test_path(folder, "trips");
    assert_return_code(mkdir(folder, 0700), 0);
    cl_test_file(file, "trips/1.lua", edition, sizeof edition - 1);
    rules[0] = cl_test_folder();
    assert_int_equal(cl_session_open(&d->session, &options, NULL), 0);
    assert_int_equal(cl_session_load(&loaded, d->session, "trips", "1", NULL), 0);
    d->programme = loaded->programme;
    assert_non_null(d->programme);
}

static void forget_said(desk *d)
{
    cl_text_clear(&d->rows);
    cl_text_clear(&d->refused);
}

static void close_desk(desk *d)
{
    forget_said(d);
    cl_session_close(d->session);
}

/* ---- what is told ---- */

static void test_rules_prove__smallest_dossier(void **state)
{
    desk d;

    (void)state;
    open_desk(&d);
    assert_int_equal(cl_rules_property(d.session, d.programme, CL_PROPERTY_DOSSIERS, &d.sink, NULL),
                     0);
    assert_non_null(strstr(d.refused.at, "property 'little' is broken: the grant is above"));
    assert_non_null(strstr(d.rows.at, "trips = { { days = 2, id = \\\"b\\\" } }"));
    close_desk(&d);
}

/* Each change is taken back: the second run tells the same, and the tests still pass. */
static void test_rules_prove__changes_are_taken_back(void **state)
{
    cl_text first = CL_TEXT_INIT;
    desk d;

    (void)state;
    open_desk(&d);
    assert_int_equal(cl_rules_mutate(d.session, d.programme, &d.sink, NULL), 0);
    cl_text_add_view(&first, cl_text_view(&d.rows));
    cl_text_add_view(&first, cl_text_view(&d.refused));
    forget_said(&d);
    assert_int_equal(cl_rules_mutate(d.session, d.programme, &d.sink, NULL), 0);
    cl_text_add_view(&d.rows, cl_text_view(&d.refused));
    assert_string_equal(first.at, d.rows.at);
    forget_said(&d);
    assert_int_equal(cl_rules_test(d.session, d.programme, &d.sink, NULL), 0);
    assert_int_equal(d.refused.length, 0);
    cl_text_clear(&first);
    close_desk(&d);
}

/* ---- while memory runs out ---- */

static int prove(void *data)
{
    desk *d = data;
    int rc = cl_rules_property(d->session, d->programme, CL_PROPERTY_DOSSIERS, &d->sink, NULL);

    if (rc == 0 && (d->rows.failed != 0 || d->refused.failed != 0))
        rc = CL_E_MEMORY; /* the sink is the test's own */
    forget_said(d);
    return rc;
}

static int change(void *data)
{
    desk *d = data;
    int rc = cl_rules_mutate(d->session, d->programme, &d->sink, NULL);

    if (rc == 0 && (d->rows.failed != 0 || d->refused.failed != 0))
        rc = CL_E_MEMORY;
    forget_said(d);
    return rc;
}

static void test_rules_prove__property_faults(void **state)
{
    desk d;

    (void)state;
    open_desk(&d);
    assert_true(cl_test_each_fault(prove, &d) > 0);
    close_desk(&d);
}

static void test_rules_prove__mutate_faults(void **state)
{
    desk d;

    (void)state;
    open_desk(&d);
    cl_rules_mutate(d.session, d.programme, &d.sink, NULL); /* room for the spare nodes */
    forget_said(&d);
    assert_true(cl_test_each_fault(change, &d) > 0);
    assert_int_equal(cl_rules_test(d.session, d.programme, &d.sink, NULL), 0);
    assert_int_equal(d.refused.length, 0);
    close_desk(&d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_rules_prove__smallest_dossier),
    cmocka_unit_test(test_rules_prove__changes_are_taken_back),
    cmocka_unit_test(test_rules_prove__property_faults),
    cmocka_unit_test(test_rules_prove__mutate_faults),
};

CL_TEST_MAIN(tests)
