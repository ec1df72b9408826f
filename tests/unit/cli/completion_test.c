/* SPDX-License-Identifier: MIT
 *
 * What a shell is offered for a command line that is being typed.
 */
#include <string.h>

#include "completion.h"
#include "test_support.h"

enum { WORDS = 7 };

typedef struct row {
    const char *words[WORDS];
    const char *offered; /* words alone, each with a space behind it */
} row;

static void take_words(cl_buffer *out, const char *lines)
{
    while (*lines != '\0') {
        size_t length = strcspn(lines, "\n");

        cl_buffer_add(out, lines, strcspn(lines, "\t\n"));
        cl_buffer_add_string(out, " ");
        lines += length + (lines[length] == '\n');
    }
}

static void check(const row *line)
{
    char **words = test_realloc(NULL, WORDS * sizeof *words);
    cl_buffer lines = CL_BUFFER_INIT, offered = CL_BUFFER_INIT;
    int count = 0;

    memcpy(words, line->words, WORDS * sizeof *words);
    while (words[count] != NULL)
        count++;
    cl_completion(&lines, count, words);
    take_words(&offered, cl_buffer_text(&lines));
    assert_string_equal(cl_buffer_text(&offered), line->offered);
    cl_buffer_clear(&lines);
    cl_buffer_clear(&offered);
    test_free(words);
}

static void test_completion__words(void **state)
{
    static const row rows[] = {{{""}, "cluster decide rules complete eval help prompt run "},
                               {{"cl"}, "cluster "},
                               {{"cluster", ""}, "add list "},
                               {{"cluster", "l"}, "list "},
                               {{"help", "clus"}, "cluster "},
                               {{"help", "cluster", ""}, "add list "},
                               {{"help", "cluster", "add", ""}, ""},
                               {{"--db", "x", "dec"}, "decide "},
                               {{"--db=x", "dec"}, "decide "},
                               {{"--json", "dec"}, "decide "},
                               {{"--dr"}, "--dry-run "},
                               {{"--db", ""}, ":files "},
                               {{"--as", ""}, ""},
                               {{"nonsense", ""}, ""}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        check(&rows[i]);
}

static void test_completion__arguments(void **state)
{
    static const row rows[] = {{{"decide", ""}, ":files "},
                               {{"decide", "a.json", ""}, ":files "},
                               {{"decide", "--s"}, "--stage --set "},
                               {{"decide", "--stage", ""}, ""},
                               {{"decide", "--stage", "form", "--s"}, "--set "},
                               {{"decide", "--stage=form", "--s"}, "--set "},
                               {{"decide", "--set", "a=1", "--set"}, "--set "},
                               {{"decide", "--trial", "--rul"}, "--rules "},
                               {{"decide", "--trial", "--rules", ""}, ":files "},
                               {{"cluster", "add", "A name", ""}, ""},
                               {{"cluster", "add", "--str"}, "--structure "}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        check(&rows[i]);
}

static void test_completion__says_what_a_word_means(void **state)
{
    char cluster[] = "cluster", begun[] = "a";
    char *words[] = {cluster, begun};
    cl_buffer lines = CL_BUFFER_INIT;

    (void)state;
    cl_completion(&lines, 2, words);
    assert_string_equal(cl_buffer_text(&lines), "add\tForms a cluster.\n");
    cl_buffer_reset(&lines);
    cl_completion(&lines, 0, words);
    assert_non_null(strstr(cl_buffer_text(&lines), "cluster\t…\n"));
    cl_buffer_clear(&lines);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_completion__words),
    cmocka_unit_test(test_completion__arguments),
    cmocka_unit_test(test_completion__says_what_a_word_means),
};

CL_TEST_MAIN(tests)
