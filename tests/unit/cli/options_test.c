/* SPDX-License-Identifier: MIT
 *
 * Options: every way to write one, and every way to write one wrongly.
 */
#include <string.h>

#include "catalogue.h"
#include "fake_verbs.h"
#include "options.h"
#include "test_support.h"

enum { WORDS = 12 };

/** A command line and what is read from it as "name=value name=value", or the fault. */
typedef struct row {
    const char *words[WORDS];
    const char *read;
    const char *fault;
} row;

static int count_of(const row *line)
{
    int count = 0;

    while (line->words[count] != NULL)
        count++;
    return count;
}

static void check(const row *line, const clachan_parameter *parameters, const char *command)
{
    cl_options options = CL_OPTIONS_INIT;
    char **argv = test_realloc(NULL, WORDS * sizeof *argv);
    cl_buffer read = CL_BUFFER_INIT;
    bool right;

    memcpy(argv, line->words, WORDS * sizeof *argv);
    options.command = command;
    right = cl_options_read(&options, parameters, 0, count_of(line), argv) &&
            cl_options_complete(&options, parameters);
    for (size_t i = 0; right && i < options.count; i++)
        cl_buffer_format(&read, "%s%s=%s", i > 0 ? " " : "", options.items[i].name,
                         options.items[i].value);
    if (line->fault != NULL)
        assert_string_equal(cl_buffer_text(&options.fault), line->fault);
    else
        assert_string_equal(cl_buffer_text(&read), line->read);
    assert_int_equal(right, line->fault == NULL);
    cl_buffer_clear(&read);
    cl_options_clear(&options);
    test_free(argv);
}

static void test_options__every_way_to_write_one(void **state)
{
    static const row rows[] = {
        {{"a.json"}, "dossier=a.json", NULL},
        {{"a.json", "b.json"}, "dossier=a.json dossier=b.json", NULL},
        {{"-"}, "dossier=-", NULL},
        {{"--stage=form", "a"}, "stage=form dossier=a", NULL},
        {{"a", "--stage", "form"}, "dossier=a stage=form", NULL},
        {{"a", "--stage="}, "dossier=a stage=", NULL},
        {{"a", "--stage", "--odd"}, "dossier=a stage=--odd", NULL},
        {{"a", "--set", "x=1", "--set=y=2"}, "dossier=a set=x=1 set=y=2", NULL},
        {{"--trial", "a", "--trial"}, "trial=true dossier=a trial=true", NULL},
        {{"--", "--stage", "--"}, "dossier=--stage dossier=--", NULL},
        {{"-5"}, "dossier=-5", NULL},
        {{"a", "--json", "--db", "x.db"}, "dossier=a json=true db=x.db", NULL},
        {{"a", "--rules=r", "--rules", "s"}, "dossier=a rules=r rules=s", NULL},
        {{"a", "-h"}, "dossier=a help=true", NULL}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        check(&rows[i], fake_verb("decide")->parameters, "decide");
}

static void test_options__faults(void **state)
{
    static const row rows[] = {
        {{"a", "--stag", "form"}, NULL, "decide: there is no option --stag; did you mean --stage?"},
        {{"a", "--jsno"}, NULL, "decide: there is no option --jsno; did you mean --json?"},
        {{"a", "-json"}, NULL, "decide: there is no option -json; did you mean --json?"},
        {{"a", "--dryrun=1"}, NULL, "decide: there is no option --dryrun; did you mean --dry-run?"},
        {{"a", "--colour"}, NULL, "decide: there is no option --colour"},
        {{"a", "-x"}, NULL, "decide: there is no option -x"},
        {{"a", "--trial=yes"}, NULL, "decide: --trial takes no value"},
        {{"a", "--stage"}, NULL, "decide: --stage needs a value: --stage STAGE"},
        {{"a", "--stage=x", "--stage=y"}, NULL, "decide: --stage is given twice"},
        {{"a", "--db=x", "--db=y"}, NULL, "decide: --db is given twice"},
        {{"--stage=x"}, NULL, "decide: DOSSIER is missing: a file; - is input"}};
    static const row of_add[] = {
        {{"a", "b", "--structure=x"}, NULL, "cluster add: 'b' is one argument too many"},
        {{"a"},
         NULL,
         "cluster add: --structure STRUCTURE is missing: hub-and-spoke, broad-area or formal"}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        check(&rows[i], fake_verb("decide")->parameters, "decide");
    for (size_t i = 0; i < CL_ROWS(of_add); i++)
        check(&of_add[i], fake_verb("cluster add")->parameters, "cluster add");
}

/* A positional parameter is none that can be named: `--dossier` would read its value twice. */
static void test_options__positional_ones_have_no_name(void **state)
{
    static const row line = {{"--dossier", "a"}, NULL, "decide: there is no option --dossier"};

    (void)state;
    check(&line, fake_verb("decide")->parameters, "decide");
}

static void test_options__what_follows_a_script_is_its_own(void **state)
{
    static const row rows[] = {{{"--trace", "s.lua", "--json", "-x", "--"},
                                "trace=true script=s.lua argument=--json argument=-x argument=--",
                                NULL},
                               {{"s.lua"}, "script=s.lua", NULL}};
    const clachan_verb *run = NULL;

    (void)state;
    for (size_t i = 0; cl_catalogue_at(i) != NULL; i++)
        run = cl_catalogue_own(cl_catalogue_at(i)) == CL_OWN_RUN ? cl_catalogue_at(i) : run;
    assert_non_null(run);
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        check(&rows[i], run->parameters, "run");
}

static void test_options__before_the_command(void **state)
{
    static char program[] = "clachan", db[] = "--db", file[] = "x.db", json[] = "--json",
                verb[] = "decide", unknown[] = "--jsno", end[] = "--";
    char *line[] = {program, db, file, json, verb, unknown}, *wrong[] = {program, unknown},
         *ended[] = {program, end, verb};
    cl_options options = CL_OPTIONS_INIT;

    (void)state;
    assert_int_equal(cl_options_read_global(&options, 6, line), 4);
    assert_string_equal(cl_options_get(&options, "db"), "x.db");
    assert_string_equal(cl_options_get(&options, "json"), "true");
    assert_null(cl_options_get(&options, "today"));
    assert_int_equal(cl_options_read_global(&options, 2, wrong), -1);
    assert_string_equal(cl_buffer_text(&options.fault),
                        "there is no option --jsno; did you mean --json?");
    assert_int_equal(cl_options_read_global(&options, 3, ended), 1);
    cl_options_clear(&options);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_options__every_way_to_write_one),
    cmocka_unit_test(test_options__faults),
    cmocka_unit_test(test_options__positional_ones_have_no_name),
    cmocka_unit_test(test_options__what_follows_a_script_is_its_own),
    cmocka_unit_test(test_options__before_the_command),
};

CL_TEST_MAIN(tests)
