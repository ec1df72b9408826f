/* SPDX-License-Identifier: MIT
 *
 * The handbook of the words of a programme: every example loads in an edition that has what the
 * example speaks of.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "handbook.h"
#include "programme_load.h"
#include "test_support.h"

/* What examples speak of. A row is left out where the example itself declares its `key`. */
static const struct {
    const char *key, *text;
} prelude[] = {
    {"programme \"", "programme \"school-awards\" { edition = \"2021\", currency = \"GBP\", "
                     "title = \"Awards\", in_force = { from = \"2021-01-01\" } }"},
    {"in every edition", "use \"lib.cluster\""},
    {"record \"activity\"", "record \"activity\" { field \"weeks\" { kind = \"number\" }, field "
                            "\"days\" { kind = \"number\" }, "
                            "field \"count\" { kind = \"number\" } }"},
    {"field \"a\"",
     "dossier { field \"a\" { kind = \"yes-no\" }, field \"b\" { kind = \"yes-no\" }, "
     "field \"c\" { kind = \"yes-no\" } }"},
    {"field \"tours\"",
     "dossier { field \"tours\" { kind = \"list\", of = \"activity\", one = \"tour\", "
     "many = \"tours\" }, field \"activities\" { kind = \"number\" }, "
     "field \"pupil_share\" { kind = \"share\" }, field \"visit\" { kind = \"choice\", "
     "choices = { \"one-way\", \"reciprocal\" } } }"},
    {"field \"total_cost\"", "dossier { field \"total_cost\" { kind = \"money\" } }"},
    {"clause \"Q1\"", "clause \"Q1\" { source = \"a page\", sense = \"A sense.\" }"},
    {"clause \"W1\"",
     "for _, id in ipairs { \"W1\", \"W20\", \"W30\", \"Q4\", \"Q18\", \"Q20\", \"Q41\" } do "
     "clause(id) { source = \"a page\", sense = \"A sense.\" } end"},
    {"param \"visit_rate\"",
     "param \"visit_rate\" { [\"2018-09-01\"] = \"1500.00\", cite = \"W1\" }"},
    {"param \"ceiling\"", "for _, id in ipairs { \"ceiling\", \"limit\", \"one_way_limit\" } do "
                          "param(id) { [\"2018-09-01\"] = \"35000.00\", cite = \"W1\" } end"},
    {"local schools",
     "local schools, requests, activities = F.cluster.schools, F.requests, F.tours"},
    {"local leads", "local leads = schools:where(function(s) return s.role:is \"lead\" end)"},
    {"local visits", "local visits = requests:where(function(r) return r.item:is \"visit\" end)"},
    {"local A01",
     "local A01 = { date = \"2021-04-20\", cluster = { schools = { { id = \"s2\" } } } }"},
    {"local nothing_asked", "local nothing_asked = { date = \"2021-04-20\" }"},
};

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* `word "name" { … }` and the few that stand alone are statements; all else is a value. */
static bool is_statement(const cl_handbook_word *word)
{
    const char *after = word->example + strlen(word->name);

    if (begins(word->example, "for "))
        return true;
    return strcmp(word->place, "edition") == 0 && begins(word->example, word->name) &&
           (begins(after, " \"") || begins(after, " {")) && strcmp(word->gives, "nothing") == 0;
}

static void add_example(cl_text *out, const cl_handbook_word *word)
{
    if (strcmp(word->name, "field") == 0)
        cl_text_format(out, "record \"example\" { %s }\n", word->example);
    else if (strcmp(word->name, "repeated") == 0)
        cl_text_format(out,
                       "line \"example\" { title = \"Example\", cite = \"W1\", each = visits, "
                       "amount = function(r) return P.visit_rate end, %s }\n",
                       word->example);
    else if (is_statement(word))
        cl_text_format(
            out, "%s\n%s\n", word->example,
            strcmp(word->name, "instalment") != 0
                ? ""
                : "instalment \"rest\" { share = \"rest\", when = \"later\", cite = \"Q20\" }");
    else
        cl_text_format(
            out,
            "local _ = schools:every(function(s) return requests:every(function(r) return "
            "activities:every(function(a)\nlocal it = %s\nreturn a.weeks:at_least(1) end) end) "
            "end)\n",
            word->example);
}

/* Whether the edition with that example has errors; the first is put into `first`. */
static bool has_errors(const cl_handbook_word *word, cl_text *first)
{
    static const char *const roots[] = {CLACHAN_SOURCE "/rules"};
    cl_findings findings = CL_FINDINGS_INIT;
    cl_text text = CL_TEXT_INIT;
    cl_programme *programme = NULL;
    cl_error e = CL_ERROR_INIT;
    char path[CL_TEST_PATH], folder[CL_TEST_PATH];
    int rc;

    cl_test_path(folder, "school-awards");
    assert_true(mkdir(folder, 0700) == 0 || errno == EEXIST);
    if (begins(word->example, "programme"))
        cl_text_format(&text, "%s\n", word->example);
    for (size_t i = 0; i < CL_ROWS(prelude); i++)
        if (strstr(word->example, prelude[i].key) == NULL)
            cl_text_format(&text, "%s\n", prelude[i].text);
    if (!begins(word->example, "programme"))
        add_example(&text, word);
    cl_test_file(path, "school-awards/2021.lua", text.at, text.length);
    rc = cl_programme_load(&programme, folder, "2021.lua", roots, 1, &findings, &e);
    for (size_t i = 0; i < cl_findings_count(&findings); i++) {
        if (strstr(cl_findings_at(&findings, i)->message, "stopped") != NULL)
            fail_msg("a limit was met: %s", cl_findings_at(&findings, i)->message);
        if (cl_findings_at(&findings, i)->severity == CL_FINDING_ERROR && first->length == 0)
            cl_finding_print(first, cl_findings_at(&findings, i));
    }
    if (first->length == 0 && rc != 0)
        cl_text_add_string(first, e.message);
    cl_programme_free(programme);
    cl_findings_clear(&findings);
    cl_text_clear(&text);
    return rc != 0;
}

static void test_words__examples_load(void **state)
{
    cl_handbook_word word;
    size_t failures = 0, count = 0;

    (void)state;
    for (; cl_handbook_word_at(&word, count); count++) {
        cl_text first = CL_TEXT_INIT;

        assert_non_null(word.name);
        assert_non_null(word.takes);
        assert_non_null(word.gives);
        assert_true(strlen(word.brief) > 10);
        if (has_errors(&word, &first)) {
            print_error("%s: %s\n  %s\n", word.name, word.example, first.at);
            failures++;
        }
        cl_text_clear(&first);
    }
    assert_true(count > 50);
    assert_int_equal(failures, 0);
}

/* An example with a fault would be seen. */
static void test_words__a_bad_example_is_seen(void **state)
{
    static const struct {
        cl_handbook_word word;
        const char *want;
    } rows[] = {
        {{"is", "value", "", "", "", "s.rol:is \"lead\""}, "did you mean 'role'?"},
        {{"cap", "edition", "", "nothing", "", "cap \"ceiling\" { at = P.ceilng, cite = \"Q41\" }"},
         "there is no param 'ceilng'"},
        {{"sum", "list", "", "", "", "activities:sum(function(a) return a.count == 1 end)"},
         "'==' compares nothing in a programme"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text first = CL_TEXT_INIT;

        assert_true(has_errors(&rows[i].word, &first));
        if (strstr(first.at, rows[i].want) == NULL)
            fail_msg("found %s, expected %s", first.at, rows[i].want);
        cl_text_clear(&first);
    }
}

/* What comes of a word that is none ends a loop over it, so that it is one finding and no limit is
 * met. */
static void test_words__no_loop_over_nothing(void **state)
{
    static const char *const loops[] = {"for _ in pairs { 1 } do end",
                                        "for _ in next, { 1 } do end"};
    static const char *const wants[] = {"there is no word 'pairs' here",
                                        "there is no word 'next' here"};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(loops); i++) {
        cl_handbook_word word = {"loop", "edition", "", "nothing", "", loops[i]};
        cl_text first = CL_TEXT_INIT;

        assert_true(has_errors(&word, &first));
        if (strstr(first.at, wants[i]) == NULL)
            fail_msg("found %s, expected %s", first.at, wants[i]);
        cl_text_clear(&first);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_words__examples_load),
    cmocka_unit_test(test_words__a_bad_example_is_seen),
    cmocka_unit_test(test_words__no_loop_over_nothing),
};

CL_TEST_MAIN(tests)
