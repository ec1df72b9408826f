/* SPDX-License-Identifier: MIT
 *
 * Finding the command that is meant, and saying which ones there are.
 */
#include <string.h>

#include "catalogue.h"
#include "command.h"
#include "fake_verbs.h"
#include "test_support.h"

enum { WORDS = 6 };

typedef struct row {
    const char *words[WORDS];
    const char *name; /* NULL: fault */
    const char *fault;
} row;

static void check(const row *line)
{
    char **argv = test_realloc(NULL, WORDS * sizeof *argv);
    cl_buffer fault = CL_BUFFER_INIT;
    const clachan_verb *verb;
    int count = 0, next = 0;

    memcpy(argv, line->words, WORDS * sizeof *argv);
    while (argv[count] != NULL)
        count++;
    verb = cl_command_find(0, count, argv, &next, &fault);
    if (line->name == NULL) {
        assert_null(verb);
        assert_string_equal(cl_buffer_text(&fault), line->fault);
    } else {
        assert_non_null(verb);
        assert_string_equal(verb->name, line->name);
        assert_int_equal(next, strchr(line->name, ' ') == NULL ? 1 : 2);
    }
    cl_buffer_clear(&fault);
    test_free(argv);
}

static void test_command__names(void **state)
{
    static const row rows[] = {{{"decide", "a.json"}, "decide", NULL},
                               {{"cluster", "add", "x"}, "cluster add", NULL},
                               {{"rules", "check"}, "rules check", NULL},
                               {{"prompt"}, "prompt", NULL},
                               {{"eval", "1"}, "eval", NULL}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        check(&rows[i]);
}

static void test_command__faults(void **state)
{
    static const row rows[] = {
        {{"decied"}, NULL, "there is no command 'decied'; did you mean 'decide'?"},
        {{"cluster"}, NULL, "'cluster' needs one more word: cluster add, cluster list"},
        {{"cluster", "--json"}, NULL, "'cluster' needs one more word: cluster add, cluster list"},
        {{"cluster", "ad", "x"},
         NULL,
         "there is no command 'cluster ad'; did you mean 'cluster add'?"},
        {{"rules", "chekc"},
         NULL,
         "there is no command 'rules chekc'; did you mean 'rules check'?"},
        {{"clustre", "list"}, NULL, "there is no command 'clustre'; did you mean 'cluster list'?"},
        {{"xyzzy"}, NULL, "there is no command 'xyzzy'"},
        {{""}, NULL, "there is no command ''"}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        check(&rows[i]);
}

static void test_command__help_about_a_group(void **state)
{
    static char cluster[] = "cluster", add[] = "add", nothing[] = "nothing";
    char *group[] = {cluster}, *verb[] = {cluster, add}, *unknown[] = {nothing};
    cl_buffer page = CL_BUFFER_INIT, fault = CL_BUFFER_INIT;

    (void)state;
    assert_null(cl_command_for_help(0, 1, group, &page, &fault));
    assert_string_equal(cl_buffer_text(&page),
                        "  cluster add   Forms a cluster.\n  cluster list  Lists the clusters.\n");
    assert_int_equal(fault.length, 0);
    assert_string_equal(cl_command_for_help(0, 2, verb, &page, &fault)->name, "cluster add");
    assert_null(cl_command_for_help(0, 1, unknown, &page, &fault));
    assert_string_equal(cl_buffer_text(&fault), "there is no command 'nothing'");
    cl_buffer_clear(&page);
    cl_buffer_clear(&fault);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_command__names),
    cmocka_unit_test(test_command__faults),
    cmocka_unit_test(test_command__help_about_a_group),
};

CL_TEST_MAIN(tests)
