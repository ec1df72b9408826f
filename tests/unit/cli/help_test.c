/* SPDX-License-Identifier: MIT
 *
 * Help is complete for every command, and fits a page.
 */
#include <string.h>

#include "catalogue.h"
#include "display.h"
#include "fake_verbs.h"
#include "help.h"
#include "test_support.h"

static void assert_narrow(const cl_buffer *page)
{
    for (const char *line = cl_buffer_text(page); *line != '\0';) {
        size_t length = strcspn(line, "\n");

        assert_true(cl_display_columns(line, length) <= 100);
        assert_true(length == 0 || line[length - 1] != ' ');
        line += length + (line[length] == '\n' ? 1 : 0);
    }
}

static void test_help__a_verb(void **state)
{
    cl_buffer page = CL_BUFFER_INIT;

    (void)state;
    cl_help_verb(&page, fake_verb("decide"));
    assert_non_null(strstr(cl_buffer_text(&page), "Usage: clachan decide DOSSIER… [--stage STAGE] "
                                                  "[--set PARAM=VALUE …] [--trial]\n"));
    assert_non_null(strstr(page.at, "\nArguments:\n  DOSSIER…  a file; - is input\n"));
    assert_non_null(strstr(page.at, "\n  --stage STAGE        judge up to this stage\n"));
    assert_non_null(strstr(page.at, "\nExample:\n  clachan decide dossier.json\n"));
    assert_non_null(strstr(page.at, "\nExit status:\n  0  done"));
    assert_narrow(&page);
    cl_buffer_clear(&page);
}

static void test_help__every_command_is_in_the_overview(void **state)
{
    cl_buffer page = CL_BUFFER_INIT;
    const clachan_verb *verb;

    (void)state;
    cl_help_overview(&page);
    assert_narrow(&page);
    for (size_t i = 0; (verb = cl_catalogue_at(i)) != NULL; i++) {
        cl_buffer line = CL_BUFFER_INIT;

        cl_buffer_format(&line, "\n  %s  ", verb->name);
        assert_non_null(strstr(cl_buffer_text(&page), cl_buffer_text(&line)));
        cl_buffer_reset(&line);
        cl_help_verb(&line, verb);
        assert_narrow(&line);
        cl_buffer_clear(&line);
    }
    cl_buffer_clear(&page);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_help__a_verb),
    cmocka_unit_test(test_help__every_command_is_in_the_overview),
};

CL_TEST_MAIN(tests)
