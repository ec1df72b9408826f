/* SPDX-License-Identifier: MIT
 *
 * Editions that change while a session is open, as a program that embeds clachan sees it: a text
 * with errors never takes the place of one that decides.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "clachan.h"
#include "error.h"
#include "test_support.h"
#include "text.h"

typedef struct office {
    clachan_session *session;
    cl_text rows, refused;
    int code; /* of a reload from inside a verb */
} office;

static int take_row(void *context, const char *json, size_t length, const char *text,
                    size_t text_length)
{
    office *o = context;

    (void)text;
    (void)text_length;
    cl_text_add(&o->rows, json, length);
    cl_text_add_char(&o->rows, '\n');
    return 0;
}

static void take_refused(void *context, int code, const char *text)
{
    office *o = context;

    assert_int_not_equal(code, 0);
    cl_text_format(&o->refused, "%s\n", text);
}

/* ---- files ---- */

static void write_edition(const char *least, const char *verdict)
{
    char path[CL_TEST_PATH], text[1024];
    int length =
        snprintf(text, sizeof text,
                 "programme \"trips\" { edition = \"1\", currency = \"GBP\", title = \"Trips\",\n"
                 "  in_force = { from = \"2021-01-01\" } }\n"
                 "clause \"C1\" { source = \"our page\", sense = \"Trips.\" }\n"
                 "dossier { field \"days\" { kind = \"number\", about = \"days\" } }\n"
                 "rule \"days\" { stage = \"form\", cite = \"C1\", title = \"Days\",\n"
                 "  needs = F.days:at_least(%s) }\n"
                 "test \"two\" { dossier = { date = \"2021-05-01\", days = 2 }, expect = { verdict "
                 "= \"%s\" } }\n",
                 least, verdict);

    cl_test_file(path, "rules/trips/1.lua", text, (size_t)length);
}

/* The machine that ships, whose new instalments begin in that state. */
static void write_machine(const char *first)
{
    static const char begins[] = "to = \"planned\"";
    static char text[16384], out[sizeof text + 64]; /* no memory that a fault could take */
    FILE *file = fopen(CLACHAN_TEST_RULES "/lib/machines/instalment.lua", "rb");
    char path[CL_TEST_PATH];
    const char *at;
    int length;

    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    (void)fclose(file);
    at = strstr(text, begins);
    assert_non_null(at);
    length = snprintf(out, sizeof out, "%.*sto = \"%s\"%s", (int)(at - text), text, first,
                      at + sizeof begins - 1);
    cl_test_file(path, "rules/lib/machines/instalment.lua", out, (size_t)length);
}

static void make_folders(void)
{
    char path[CL_TEST_PATH];
    static const char dossier[] = "{ \"programme\": \"trips\", \"date\": \"2021-05-01\", "
                                  "\"days\": 3 }\n";

    cl_test_path(path, "rules");
    assert_int_equal(mkdir(path, 0700), 0);
    cl_test_path(path, "rules/trips");
    assert_int_equal(mkdir(path, 0700), 0);
    cl_test_path(path, "rules/lib");
    assert_int_equal(mkdir(path, 0700), 0);
    cl_test_path(path, "rules/lib/machines");
    assert_int_equal(mkdir(path, 0700), 0);
    cl_test_file(path, "dossier.json", dossier, sizeof dossier - 1);
}

/* ---- the office ---- */

static int try_open(office *o)
{
    clachan_session_options options = CLACHAN_SESSION_OPTIONS_INIT;
    char path[CL_TEST_PATH];
    const char *rules[] = {path};

    cl_test_path(path, "rules");
    memset(o, 0, sizeof *o);
    options.rules = rules;
    options.rules_count = 1;
    options.share = path;
    return clachan_session_open(&o->session, &options, NULL);
}

static void leave(office *o)
{
    clachan_session_close(o->session);
    cl_text_clear(&o->rows);
    cl_text_clear(&o->refused);
}

static void forget_texts(office *o)
{
    cl_text_reset(&o->rows);
    cl_text_reset(&o->refused);
}

static int decide(office *o, clachan_sink sink)
{
    char path[CL_TEST_PATH];
    clachan_argument argument = {"dossier", path};

    cl_test_path(path, "dossier.json");
    forget_texts(o);
    sink.context = o;
    return clachan_run(o->session, "decide", &argument, 1, &sink, NULL);
}

static const clachan_sink listen = {NULL, take_row, take_refused, NULL, NULL, 1};

static int reload(office *o)
{
    clachan_sink sink = listen;

    forget_texts(o);
    sink.context = o;
    return clachan_session_reload(o->session, &sink, NULL);
}

static void has(const cl_text *text, const char *words)
{
    if (text->at == NULL || strstr(text->at, words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, text->at == NULL ? "" : text->at);
}

static void verdict_is(office *o, const char *verdict)
{
    char words[64];

    assert_int_equal(decide(o, listen), 0);
    (void)snprintf(words, sizeof words, "\"verdict\": \"%s\"", verdict);
    has(&o->rows, words);
}

/* The transition by which an instalment begins is the first row. */
static int show_machine(office *o)
{
    clachan_argument argument = {"machine", "instalment"};
    clachan_sink sink = listen;

    forget_texts(o);
    sink.context = o;
    return clachan_run(o->session, "machine show", &argument, 1, &sink, NULL);
}

/* The digest of the last decision. */
static void digest_of(const office *o, char digest[72])
{
    const char *at = strstr(o->rows.at, "sha256:");

    assert_non_null(at);
    memcpy(digest, at, 71);
    digest[71] = '\0';
}

/* ---- tests ---- */

static void test_reload__good_text_replaces(void **state)
{
    office o;

    (void)state;
    make_folders();
    write_edition("3", "ineligible");
    assert_int_equal(try_open(&o), 0);
    assert_int_equal(reload(&o), 0); /* nothing is loaded yet */
    assert_int_equal(o.rows.length, 0);
    verdict_is(&o, "eligible");
    assert_int_equal(reload(&o), 0);
    has(&o.rows, "\"result\": \"unchanged\"");
    write_edition("4", "ineligible");
    verdict_is(&o, "eligible"); /* not before it is asked for */
    assert_int_equal(reload(&o), 0);
    has(&o.rows, "\"result\": \"changed\"");
    has(&o.rows, "\"before\": \"days is at least 3\", \"after\": \"days is at least 4\"");
    verdict_is(&o, "ineligible");
    leave(&o);
}

static void test_reload__errors_never_replace(void **state)
{
    static const struct {
        const char *least, *verdict, *says, *also;
    } rows[] = {
        {"0.5 .. x", "no", "1.lua:6: write the number as text", "1.lua:6: there is no word 'x'"},
        {"(", "ineligible", "1.lua:6: ", ""},      /* cannot be read at all */
        {"3", "eligible", "test 'two' fails", ""}, /* its own test fails */
        {"3", "eligibl", "did you mean 'eligible'?", "1.lua:7: "},
    };
    char before[72], after[72];
    office o;

    (void)state;
    make_folders();
    write_edition("2", "eligible");
    assert_int_equal(try_open(&o), 0);
    verdict_is(&o, "eligible");
    digest_of(&o, before);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        write_edition(rows[i].least, rows[i].verdict);
        assert_int_equal(reload(&o), CLACHAN_E_SCRIPT);
        has(&o.rows, "\"result\": \"kept\"");
        has(&o.rows, before);
        has(&o.refused, rows[i].says);
        has(&o.refused, rows[i].also);
        verdict_is(&o, "eligible");
        digest_of(&o, after);
        assert_string_equal(before, after);
    }
    leave(&o);
}

static void test_reload__edition_that_went_away_stays(void **state)
{
    char path[CL_TEST_PATH];
    office o;

    (void)state;
    make_folders();
    write_edition("3", "ineligible");
    assert_int_equal(try_open(&o), 0);
    verdict_is(&o, "eligible");
    cl_test_path(path, "rules/trips/1.lua");
    assert_int_equal(remove(path), 0);
    assert_int_equal(reload(&o), CLACHAN_E_SCRIPT);
    has(&o.refused, "1.lua");
    has(&o.rows, "\"result\": \"kept\"");
    verdict_is(&o, "eligible");
    leave(&o);
}

static void test_reload__mended_text_is_taken(void **state)
{
    office o;

    (void)state;
    make_folders();
    write_edition("x", "eligible");
    assert_int_equal(try_open(&o), 0);
    assert_int_not_equal(decide(&o, listen), 0);
    has(&o.refused, "1 has errors");
    assert_int_equal(reload(&o), CLACHAN_E_SCRIPT);
    has(&o.rows, "\"result\": \"has errors\", \"digest\": null");
    write_edition("2", "eligible");
    assert_int_equal(reload(&o), 0);
    has(&o.rows, "\"before\": null");
    verdict_is(&o, "eligible");
    leave(&o);
}

static int reload_inside(void *context, const char *json, size_t length, const char *text,
                         size_t text_length)
{
    office *o = context;

    o->code = clachan_session_reload(o->session, NULL, NULL);
    return take_row(context, json, length, text, text_length);
}

/* A verb holds the editions that it works with. */
static void test_reload__not_inside_a_verb(void **state)
{
    clachan_sink sink = listen;
    office o;

    (void)state;
    make_folders();
    write_edition("3", "ineligible");
    assert_int_equal(try_open(&o), 0);
    sink.row = reload_inside;
    assert_int_equal(decide(&o, sink), 0);
    assert_int_equal(o.code, CLACHAN_E_STATE);
    assert_int_equal(clachan_session_reload(NULL, NULL, NULL), CLACHAN_E_MISUSE);
    leave(&o);
}

/* A machine, too: what it says has to be good, and then it is another one. */
static void test_reload__machines(void **state)
{
    static const struct {
        const char *first, *result, *shows;
    } rows[] = {{"planned", "unchanged", "\"to\": \"planned\""},
                {"planed", "kept", "\"to\": \"planned\""},
                {"held", "changed", "\"to\": \"held\""}};
    char words[64];
    office o;

    (void)state;
    make_folders();
    write_machine("planned");
    assert_int_equal(try_open(&o), 0);
    assert_int_equal(show_machine(&o), 0);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        write_machine(rows[i].first);
        assert_int_equal(reload(&o) == 0, i != 1);
        (void)snprintf(words, sizeof words, "\"result\": \"%s\"", rows[i].result);
        has(&o.rows, words);
        assert_int_equal(show_machine(&o), 0);
        has(&o.rows, rows[i].shows);
    }
    leave(&o);
}

/* Whatever fails while it is read again: the session still decides. */
static int reload_hit(void *data)
{
    office *o = data;
    bool decided;
    int rc;

    write_edition("3", "ineligible");
    write_machine("planned");
    rc = try_open(o);
    if (rc == 0)
        rc = decide(o, (clachan_sink){0});
    if (rc == 0)
        rc = show_machine(o);
    decided = rc == 0;
    write_edition("4", "ineligible");
    write_machine("held");
    if (rc == 0)
        rc = clachan_session_reload(o->session, NULL, NULL);
    if (cl_test_failed() && decided) {
        assert_int_equal(decide(o, listen), 0);
        assert_int_equal(show_machine(o), 0);
    }
    leave(o);
    return rc;
}

static void test_reload__every_fault(void **state)
{
    office o;

    (void)state;
    make_folders();
    assert_true(cl_test_each_fault(reload_hit, &o) > 0);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reload__good_text_replaces),
        cmocka_unit_test(test_reload__errors_never_replace),
        cmocka_unit_test(test_reload__edition_that_went_away_stays),
        cmocka_unit_test(test_reload__mended_text_is_taken),
        cmocka_unit_test(test_reload__not_inside_a_verb),
        cmocka_unit_test(test_reload__machines),
        cmocka_unit_test(test_reload__every_fault),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
