/* SPDX-License-Identifier: MIT
 *
 * One place of a document, set or taken away by its path.
 */
#include "json_edit.h"

#include <string.h>

#include "json.h"
#include "test_support.h"

static const char dossier[] = "{\"programme\": \"x\", \"cluster\": {\"schools\": [{\"id\": \"s1\", "
                              "\"role\": \"lead\"}, {\"id\": \"s2\"}]}, \"themes\": [\"water\"]}";

/* On one line, so that rows of a table can be read. */
static void assert_same(cl_view text, const char *want)
{
    cl_text line = CL_TEXT_INIT;
    cl_json *json;

    assert_int_equal(cl_json_parse(&json, text, NULL, 1, NULL), 0);
    assert_int_equal(cl_json_print(&line, cl_json_root(json), 0), 0);
    assert_string_equal(line.at, want);
    cl_json_free(json);
    cl_text_clear(&line);
}

#define HEAD "{\"programme\": \"x\", \"cluster\": {\"schools\": "
#define S1 "{\"id\": \"s1\", \"role\": \"lead\"}"
#define TAIL "}, \"themes\": [\"water\"]}"

static void test_json_edit__sets(void **state)
{
    static const struct {
        const char *path, *value, *want;
    } rows[] = {
        {"cluster.schools[s2].role", "network",
         HEAD "[" S1 ", {\"id\": \"s2\", \"role\": \"network\"}]" TAIL},
        {"cluster.schools[2].pupils", "31", HEAD "[" S1 ", {\"id\": \"s2\", \"pupils\": 31}]" TAIL},
        {"cluster.schools[+]", "{\"id\": \"s3\"}",
         HEAD "[" S1 ", {\"id\": \"s2\"}, {\"id\": \"s3\"}]" TAIL},
        {"cluster.schools[s1]", "null", HEAD "[null, {\"id\": \"s2\"}]" TAIL},
        {"cluster.schools", "[]", HEAD "[]" TAIL},
        {"themes[1]", "\"3\"", HEAD "[" S1 ", {\"id\": \"s2\"}]}, \"themes\": [\"3\"]}"},
        {"answers.grant.sum", "1500.00",
         HEAD "[" S1 ", {\"id\": \"s2\"}]}, \"themes\": [\"water\"], "
              "\"answers\": {\"grant\": {\"sum\": \"1500.00\"}}}"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text_reset(&out);
        assert_int_equal(cl_json_edit(&out, cl_view_of(dossier), cl_view_of(rows[i].path),
                                      cl_view_of(rows[i].value), NULL),
                         0);
        assert_same(cl_text_view(&out), rows[i].want);
    }
    cl_text_clear(&out);
}

static void test_json_edit__takes_away(void **state)
{
    static const struct {
        const char *path, *want;
    } rows[] = {
        {"cluster.schools[s1].role", HEAD "[{\"id\": \"s1\"}, {\"id\": \"s2\"}]" TAIL},
        {"cluster.schools[s2]", HEAD "[" S1 "]" TAIL},
        {"themes", HEAD "[" S1 ", {\"id\": \"s2\"}]}}"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text_reset(&out);
        assert_int_equal(cl_json_edit(&out, cl_view_of(dossier), cl_view_of(rows[i].path),
                                      (cl_view)CL_VIEW_INIT, NULL),
                         0);
        assert_same(cl_text_view(&out), rows[i].want);
    }
    cl_text_clear(&out);
}

static void test_json_edit__refuses(void **state)
{
    static const struct {
        const char *path, *value, *message;
    } rows[] = {
        {"", "1", "'' is no path; one reads cluster.schools[s2].funding"},
        {"a..b", "1", "'a..b' is no path; one reads cluster.schools[s2].funding"},
        {"a[", "1", "'a[' is no path; one reads cluster.schools[s2].funding"},
        {"a[]", "1", "'a[]' is no path; one reads cluster.schools[s2].funding"},
        {"themes[1]b", "1", "'themes[1]b' is no path; one reads cluster.schools[s2].funding"},
        {"cluster.schools[s9].role", "lead",
         "cluster.schools[s9]: there is no 's9'; there are s1, s2"},
        {"cluster.schools[s9]", "lead", "cluster.schools[s9]: there is no 's9'; there are s1, s2"},
        {"cluster.schools[3]", NULL, "cluster.schools[3]: there is no '3'; there are s1, s2"},
        {"cluster.schools[+].role", "lead",
         "cluster.schools[+]: there is no '+'; there are s1, s2"},
        {"cluster.name", NULL, "cluster.name: there is no 'name'"},
        {"cluster.schools.role", "x",
         "cluster.schools.role: 'role' is looked for in what is no object"},
        {"programme[1]", "x", "programme[1]: '1' is looked for in what is no list"},
        {"programme.id.x", "x", "programme.id: 'id' is looked for in what is no object"},
        {"programme", "\xff", "the value is no UTF-8"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error error = CL_ERROR_INIT;
        cl_view value = rows[i].value == NULL ? (cl_view)CL_VIEW_INIT : cl_view_of(rows[i].value);

        assert_int_not_equal(
            cl_json_edit(&out, cl_view_of(dossier), cl_view_of(rows[i].path), value, &error), 0);
        assert_string_equal(error.message, rows[i].message);
        assert_int_equal(out.length, 0);
    }
    assert_int_equal(cl_json_edit(&out, CL_VIEW("[]"), CL_VIEW("a"), CL_VIEW("1"), NULL),
                     CL_E_INVALID);
    cl_text_clear(&out);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_json_edit__sets),
    cmocka_unit_test(test_json_edit__takes_away),
    cmocka_unit_test(test_json_edit__refuses),
};

CL_TEST_MAIN(tests)
