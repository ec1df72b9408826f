/* SPDX-License-Identifier: MIT
 *
 * Commands of the program as they are typed at the prompt, and the calls they become.
 */
#include "prompt_verb.h"

#include <string.h>

#include "decision.h"
#include "file.h"
#include "test_support.h"

static cl_vec sets_of(const cl_assumption *items, size_t count)
{
    cl_vec sets = CL_VEC_INIT(cl_assumption);

    for (size_t i = 0; i < count; i++)
        assert_int_equal(cl_vec_add(&sets, &items[i]), 0);
    return sets;
}

static void test_prompt_verb__calls(void **state)
{
    static const struct {
        const char *line, *call;
    } rows[] = {
        {"school list", "(clachan.school_list { })"},
        {"school list --town 'Port Glasgow'",
         "(clachan.school_list { [\"town\"] = \"Port Glasgow\", })"},
        {"school list --town=Po\"rt G\"x", "(clachan.school_list { [\"town\"] = \"Port Gx\", })"},
        {"  cluster   show   CLU-1", "(clachan.cluster_show { [\"cluster\"] = \"CLU-1\", })"},
        {"why a.json 'x\\\"y'",
         "(clachan.why { [\"dossier\"] = \"a.json\", [\"about\"] = \"x\\\\\\\"y\", })"},
        {"rules check", "(clachan.rules_check { })"},
        {"check x@1 y", "(clachan.rules_check { [\"edition\"] = { \"x@1\", \"y\", }, })"},
        {"decide -- --a", "(clachan.decide { [\"dossier\"] = { \"--a\", }, })"},
        {"decide a --set x=1 --set y=2",
         "(clachan.decide { [\"dossier\"] = { \"a\", }, [\"set\"] = { \"x=1\", \"y=2\", }, })"},
        {"rules words \x01", "(clachan.rules_words { [\"word\"] = \"\\001\", })"},
    };
    cl_prompt_given nothing = {NULL, NULL, NULL};
    cl_text call = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text_reset(&call);
        assert_int_equal(cl_prompt_verb(&call, cl_view_of(rows[i].line), &nothing, NULL), 0);
        assert_string_equal(call.at, rows[i].call);
    }
    cl_text_clear(&call);
}

static void test_prompt_verb__takes_what_the_prompt_knows(void **state)
{
    static const cl_assumption items[] = {{"rate", "3"}};
    static const struct {
        const char *line, *call;
    } rows[] = {
        {"why visits", "(clachan.why { [\"dossier\"] = \"d.json\", [\"about\"] = \"visits\", "
                       "[\"programme\"] = \"p@1\", [\"set\"] = { \"rate=3\", }, })"},
        {"why APP-1 visits --programme q --set rate=4",
         "(clachan.why { [\"dossier\"] = \"APP-1\", [\"about\"] = \"visits\", "
         "[\"programme\"] = \"q\", [\"set\"] = { \"rate=4\", \"rate=3\", }, })"},
        {"check", "(clachan.rules_check { [\"edition\"] = { \"p@1\", }, })"},
        {"check q", "(clachan.rules_check { [\"edition\"] = { \"q\", }, })"},
        {"school list", "(clachan.school_list { })"},
    };
    cl_vec sets = sets_of(items, 1);
    cl_prompt_given given = {"d.json", "p@1", &sets};
    cl_text call = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text_reset(&call);
        assert_int_equal(cl_prompt_verb(&call, cl_view_of(rows[i].line), &given, NULL), 0);
        assert_string_equal(call.at, rows[i].call);
    }
    cl_text_clear(&call);
    cl_vec_clear(&sets);
}

static void test_prompt_verb__refuses(void **state)
{
    static const struct {
        const char *line;
        int code;
        const char *message;
    } rows[] = {
        {"", CL_E_NOT_FOUND, "there is no such command"},
        {"cluster", CL_E_NOT_FOUND, "there is no such command"},
        {"why 'a b", CL_E_MISUSE, "the quote ' has no end"},
        {"school list --twn x", CL_E_MISUSE,
         "school list: there is no option --twn; did you mean '--town'?"},
        {"school list --town", CL_E_MISUSE, "school list: --town needs a value: --town TOWN"},
        {"school list --town a --town b", CL_E_MISUSE, "school list: --town is given twice"},
        {"cluster show CLU-1 CLU-2", CL_E_MISUSE, "cluster show: 'CLU-2' is one value too many"},
    };
    cl_prompt_given nothing = {NULL, NULL, NULL};
    cl_text call = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error error = CL_ERROR_INIT;

        assert_int_equal(cl_prompt_verb(&call, cl_view_of(rows[i].line), &nothing, &error),
                         rows[i].code);
        assert_string_equal(error.message, rows[i].message);
        assert_int_equal(call.length, 0);
    }
    cl_text_clear(&call);
}

static void test_prompt_verb__suggests(void **state)
{
    (void)state;
    assert_string_equal(cl_prompt_verb_nearest(CL_VIEW("cluster lst --x")), "cluster list");
    assert_string_equal(cl_prompt_verb_nearest(CL_VIEW("decied a.json")), "decide");
    assert_null(cl_prompt_verb_nearest(CL_VIEW("xyzzyx")));
    assert_null(cl_prompt_verb_nearest(CL_VIEW("")));
}

/* Names joined by a space, in the order in which they are offered. */
static void assert_offered(const char *line, size_t from, const char *want)
{
    cl_vec names = CL_VEC_INIT(char *);
    cl_text all = CL_TEXT_INIT;
    size_t at;

    assert_int_equal(cl_prompt_verb_complete(&names, &at, cl_view_of(line), NULL), 0);
    for (size_t i = 0; i < names.count; i++)
        cl_text_format(&all, "%s%s", i > 0 ? " " : "", *(char **)cl_vec_at(&names, i));
    assert_string_equal(all.at == NULL ? "" : all.at, want);
    assert_int_equal(at, from);
    cl_text_clear(&all);
    cl_names_clear(&names);
}

static void test_prompt_verb__completes(void **state)
{
    (void)state;
    assert_offered("jour", 0, "journey");
    assert_offered("school imp", 7, "import imports");
    assert_offered("decide --st", 7, "--stage");
    assert_offered("why visits --st", 11, "--stage");
    assert_offered("nothing x", 8, "");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_prompt_verb__calls),
    cmocka_unit_test(test_prompt_verb__takes_what_the_prompt_knows),
    cmocka_unit_test(test_prompt_verb__refuses),
    cmocka_unit_test(test_prompt_verb__suggests),
    cmocka_unit_test(test_prompt_verb__completes),
};

CL_TEST_MAIN(tests)
