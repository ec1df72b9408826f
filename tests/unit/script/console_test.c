/* SPDX-License-Identifier: MIT
 *
 * The session of scripts and the prompt: what an expression shows, what an error says, completion,
 * help, and the verbs of a made API.
 */
#include "console.h"

#include <stdio.h>
#include <string.h>

#include "file.h"
#include "handbook.h"
#include "test_support.h"

static const cl_api_parameter add_parameters[] = {
    {"name", CL_API_TEXT, true, true, false, "of the cluster"},
    {"funding-model", CL_API_TEXT, false, false, false, "visits or online"},
    {"tag", CL_API_TEXT, false, false, true, "any number"},
    {"dry-run", CL_API_SWITCH, false, false, false, "changes nothing"},
    {"since", CL_API_DATE, false, false, false, "a day"},
    {"limit", CL_API_NUMBER, false, false, false, "how many"},
};

static const cl_api_verb verbs[] = {
    {"cluster add", add_parameters, 6, "Forms a cluster.", NULL, "clachan cluster add NAME",
     "clachan.cluster_add \"Clyde\""},
    {"refuse", NULL, 0, "Refuses one and gives one.", NULL, "clachan refuse", NULL},
    {"fail", NULL, 0, "Fails.", NULL, "clachan fail", NULL},
};

/* Gives back its arguments as one row. */
static int run_verb(void *context, const char *verb, const cl_api_argument *arguments, size_t count,
                    const cl_api_sink *sink, cl_error *e)
{
    cl_text json = CL_TEXT_INIT;
    cl_error refusal = CL_ERROR_INIT;
    int rc = 0;

    (void)context;
    if (strcmp(verb, "fail") == 0)
        return cl_fail(e, CL_E_NOT_FOUND, "there is no database");
    cl_text_add_char(&json, '{');
    for (size_t i = 0; i < count; i++)
        cl_text_format(&json, "%s\"%zu %s\": \"%s\"", i == 0 ? "" : ", ", i + 1, arguments[i].name,
                       arguments[i].value);
    cl_text_add_char(&json, '}');
    rc =
        json.failed != 0 ? json.failed : sink->row(sink->context, cl_text_view(&json), CL_VIEW(""));
    cl_text_clear(&json);
    if (rc == 0 && strcmp(verb, "refuse") == 0) {
        cl_fail(&refusal, CL_E_INVALID, "s2 has no role");
        sink->refused(sink->context, &refusal);
        rc = CL_E_INVALID;
    }
    return rc;
}

static const cl_api api = {NULL, verbs, CL_ROWS(verbs), run_verb};

static cl_text printed;

static void keep(void *context, cl_view bytes)
{
    (void)context;
    cl_text_add_view(&printed, bytes);
}

static cl_console *open_console(void)
{
    cl_console_options options = {.api = &api, .write = keep};
    cl_console *console;
    cl_error error = CL_ERROR_INIT;

    assert_int_equal(cl_console_open(&console, &options, &error), 0);
    return console;
}

/* What one line shows, or "ERROR: …" with its place. */
static void eval(cl_console *console, const char *line, char *out, size_t size)
{
    cl_text text = CL_TEXT_INIT;
    cl_error error = CL_ERROR_INIT;
    char why[1024];

    if (cl_console_eval(console, &text, cl_view_of(line), "prompt", NULL, &error) == 0) {
        snprintf(out, size, "%s", text.at != NULL ? text.at : "");
        if (*out != '\0')
            out[strlen(out) - 1] = '\0'; /* the last line end */
    } else {
        cl_error_format(&error, why, sizeof why);
        snprintf(out, size, "ERROR: %s", why);
    }
    cl_text_clear(&text);
}

typedef struct row {
    const char *line, *shows;
} row;

static void check_rows(const row *rows, size_t count)
{
    cl_console *console = open_console();
    char shown[4096];

    for (size_t i = 0; i < count; i++) {
        eval(console, rows[i].line, shown, sizeof shown);
        assert_string_equal(shown, rows[i].shows);
    }
    cl_console_close(console);
}

static void test_console__eval(void **state)
{
    static const row rows[] = {
        {"1 + 1", "2"},
        {"1 + 1;", ""},
        {"_", "2"},
        {"x = 5", ""},
        {"x, 'a'", "5\na"},
        {"nil", "nil"},
        {"2^53", "9.007199254741e+15"},
        {"{ b = 1, a = { 2, 'x' } }", "{ a = { 2, \"x\" }, b = 1 }"},
        {"t = {} t.t = t", ""},
        {"t", "{ t = { … itself … } }"},
        {"{}", "{}"},
        {"money('1500.00', 'GBP')", "1500.00 GBP"},
        {"{ date '2021-04-26' }", "{ 2021-04-26 }"},
        {"{ { id = 'a', n = 1 }, { id = 'bb', n = 20 } }", "id  n\na   1\nbb  20"},
        {"print", "function"},
        {"('x'):upper()", "X"},
        {"string.format('%5.1f', 2.25)", "  2.2"},
        {"select('#', 1, nil)", "2"},
        {"load('return 7')()", "7"},
        {"coroutine.wrap(function(a) local b = coroutine.yield(a + 1) return b end)(1)", "2"},
        {"setmetatable({}, { __index = function(_, k) return k end }).foo", "foo"},
        {"pcall(error, { code = 1 })", "false\n{ code = 1 }"},
        {"select(2, pcall(function() error 'boom' end)).message", "boom"},
        {"select(2, pcall(function() error 'boom' end)).line", "1"},
        {"tostring(select(2, pcall(error)))",
         "prompt:1: an error without a message was raised (nil)"},
        {"xpcall(function() error 'boom' end, function(e) return e.message .. '!' end)",
         "false\nboom!"},
        {"math.maxinteger", "9223372036854775807"},
        {"utf8.len 'äö'", "2"},
        {"json.text(json.parse '{\"b\": [], \"a\": null}')", "{\"a\":null,\"b\":[]}"},
    };

    (void)state;
    check_rows(rows, CL_ROWS(rows));
}

static void test_console__errors(void **state)
{
    static const row rows[] = {
        {"y", "ERROR: prompt:1: 'y' was never assigned"},
        {"pritn(1)", "ERROR: prompt:1: 'pritn' was never assigned; did you mean 'print'?"},
        {"error 'boom'", "ERROR: prompt:1: boom"},
        {"\n\nerror('boom')", "ERROR: prompt:3: boom"},
        {"nil + 1", "ERROR: prompt:1: attempt to perform arithmetic on a nil value"},
        {"money('1.00', 'GBP') + 0.5", "ERROR: prompt:1: write the number as text, such as number "
                                       "\"0.1\", so that it stays exact"},
        {"money('1.00', 'GBP') + money('1.00', 'EUR')", NULL},
        {"setmetatable({}, { __gc = print })",
         "ERROR: prompt:1: there are no finalizers; write local x <close>"},
        {"io.open 'x'",
         "ERROR: prompt:1: reading files is not permitted here; start with --read DIR"},
        {"string.format('%p', {})",
         "ERROR: prompt:1: '%p' would print an address; there are none here"},
        {"clachan.cluster_ad {}",
         "ERROR: prompt:1: there is no 'clachan.cluster_ad'; did you mean 'clachan.cluster_add'?"},
        {"clachan.cluster_add {}",
         "ERROR: prompt:1: 'cluster add': name is missing (of the cluster)"},
        {"clachan.cluster_add { name = 'x', tags = 'y' }",
         "ERROR: prompt:1: 'cluster add' has no parameter 'tags'; did you mean 'tag'?"},
        {"clachan.cluster_add { name = 'x', dry_run = 'y' }",
         "ERROR: prompt:1: 'cluster add': dry-run: true or false expected, found a text"},
        {"clachan.cluster_add { name = 'x', limit = 1.5 }",
         "ERROR: prompt:1: 'cluster add': limit: a whole number expected, found a number with a "
         "fraction"},
        {"clachan.cluster_add('x', 'y')",
         "ERROR: prompt:1: 'cluster add' takes fewer values without a name; found a text"},
        {"clachan.fail {}", "ERROR: prompt:1: there is no database"},
        {"clachan.fail = 1", "ERROR: prompt:1: 'clachan' cannot be changed"},
        {"require 'no.such'", "ERROR: prompt:1: there is no file no/such.lua in "},
        {"require '../x'",
         "ERROR: prompt:1: '../x' is no module name: lower-case names joined by dots, "
         "at most 8, such as lib.cluster"},
        {"1 +", "ERROR: prompt:1: unexpected symbol near <eof>"},
        {"\xff", "ERROR: prompt:1: the text is not UTF-8 (byte 0xff); save the file as UTF-8"},
    };
    cl_console *console = open_console();
    char shown[4096];

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        eval(console, rows[i].line, shown, sizeof shown);
        if (rows[i].shows != NULL)
            assert_string_equal(shown, rows[i].shows);
        else
            assert_memory_equal(shown, "ERROR: prompt:1: ", 17);
    }
    cl_console_close(console);
}

static void test_console__verbs(void **state)
{
    static const row rows[] = {
        {"json.text(clachan.cluster_add 'Clyde')", "[{\"1 name\":\"Clyde\"}]"},
        {"json.text(clachan.cluster_add { 'Clyde', funding_model = 'visits', tag = { 'a', 'b' },"
         " dry_run = true, since = date '2021-01-01', limit = 3 })",
         "[{\"1 name\":\"Clyde\",\"2 dry-run\":\"true\",\"3 funding-model\":\"visits\","
         "\"4 limit\":\"3\",\"5 since\":\"2021-01-01\",\"6 tag\":\"a\",\"7 tag\":\"b\"}]"},
        {"#select(2, clachan.refuse {})", "1"},
        {"select(2, clachan.refuse {})[1].message", "s2 has no role"},
    };

    (void)state;
    check_rows(rows, CL_ROWS(rows));
    assert_string_equal(printed.at, "s2 has no role\ns2 has no role\n");
    cl_text_clear(&printed);
}

static void test_console__incomplete(void **state)
{
    static const struct {
        const char *line;
        bool incomplete;
    } rows[] = {{"for i = 1, 2 do", true}, {"x = {", true}, {"x = [[a", true},
                {"1 + )", false},          {"f(", true},    {"end", false}};
    cl_console *console = open_console();
    bool incomplete;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text out = CL_TEXT_INIT;

        assert_int_not_equal(
            cl_console_eval(console, &out, cl_view_of(rows[i].line), "prompt", &incomplete, NULL),
            0);
        assert_int_equal(incomplete, rows[i].incomplete);
        cl_text_clear(&out);
    }
    cl_console_close(console);
}

static void test_console__complete(void **state)
{
    static const struct {
        const char *line, *names;
        size_t from;
    } rows[] = {
        {"pri", "print ", 0},
        {"x = math.ma", "max maxinteger ", 9},
        {"clachan.", "cluster_add fail refuse ", 8},
        {"clachan.cluster_add { fu", "funding_model ", 22},
        {"clachan.cluster_add { name = 'x', d", "date dry_run ", 34},
        {"('x'):", "", 6},
        {"s = 1 + s", "select setmetatable sha256 share string ", 8},
        {"m:sp", "split ", 2},
        {"nothing.here", "", 8},
        {"", NULL, 0},
    };
    cl_console *console = open_console();
    char shown[1024];

    (void)state;
    eval(console, "m = money('1.00', 'GBP')", shown, sizeof shown);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_vec names;
        size_t from;

        assert_int_equal(
            cl_console_complete(console, &names, &from, cl_view_of(rows[i].line), NULL), 0);
        *shown = '\0';
        for (size_t k = 0; k < names.count; k++) {
            size_t used = strlen(shown);

            snprintf(shown + used, sizeof shown - used, "%s ", *(char **)cl_vec_at(&names, k));
        }
        if (rows[i].names != NULL) {
            assert_string_equal(shown, rows[i].names);
            assert_int_equal(from, rows[i].from);
        } else {
            assert_true(names.count > 20);
        }
        cl_names_clear(&names);
    }
    cl_console_close(console);
}

/* Every example of the handbook runs and shows what its row says. */
static void test_console__handbook(void **state)
{
    size_t count;
    const cl_handbook_row *book = cl_handbook(&count);
    cl_console *console = open_console();
    char shown[1024];

    (void)state;
    for (size_t i = 0; i < count; i++) {
        eval(console, book[i].example, shown, sizeof shown);
        if (strstr(book[i].example, "gsub") != NULL)
            shown[strlen(book[i].shows)] = '\0'; /* the count of gsub */
        assert_string_equal(shown, book[i].shows);
        assert_true(i == 0 || strcmp(book[i - 1].name, book[i].name) < 0);
    }
    cl_console_close(console);
}

static void test_console__help(void **state)
{
    cl_console *console = open_console();
    cl_text out = CL_TEXT_INIT;
    cl_error error = CL_ERROR_INIT;

    (void)state;
    assert_int_equal(cl_console_help(console, &out, CL_VIEW("clachan.cluster_add"), &error), 0);
    assert_non_null(strstr(out.at, "clachan.cluster_add { … }\nForms a cluster.\n"));
    assert_non_null(strstr(out.at, "  funding_model: text. visits or online\n"));
    cl_text_reset(&out);
    assert_int_equal(cl_console_help(console, &out, CL_VIEW("money:share"), &error), 0);
    assert_int_equal(cl_console_help(console, &out, CL_VIEW("mony"), &error), CL_E_NOT_FOUND);
    assert_string_equal(error.message, "there is no help on 'mony'; did you mean 'money'?");
    assert_int_equal(cl_console_help(console, &out, CL_VIEW(""), &error), 0);
    cl_text_clear(&out);
    cl_console_close(console);
}

static void test_console__run(void **state)
{
    static const char script[] =
        "#!/usr/bin/env clachan\nlocal a, b = ...\nprint(a, b, arg[2])\nx = y.z\n";
    const char *const arguments[] = {"one", "two"};
    char path[CL_TEST_PATH];
    cl_console *console = open_console();
    cl_error error = CL_ERROR_INIT;

    (void)state;
    cl_test_file(path, "script.lua", script, sizeof script - 1);
    assert_int_equal(cl_console_run(console, path, arguments, 2, &error), CL_E_SCRIPT);
    assert_string_equal(error.message, "'y' was never assigned");
    assert_string_equal(error.file, path);
    assert_int_equal(error.line, 4);
    assert_string_equal(printed.at, "one\ttwo\ttwo\n");
    assert_true(cl_console_trace(console).length != 0);
    cl_text_clear(&printed);
    assert_int_equal(cl_console_run(console, "/no/such.lua", NULL, 0, &error), CL_E_IO);
    cl_console_close(console);
}

static void test_console__files(void **state)
{
    cl_console_options options = {
        .write = keep, .read_folder = cl_test_folder(), .write_folder = cl_test_folder()};
    static const row rows[] = {
        {"do local f <close> = assert(io.open('a.txt', 'w')) f:write('one\\n', 2, '\\nthree') end",
         ""},
        {"local t = {} for l in io.lines 'a.txt' do t[#t + 1] = l end return table.concat(t, '|')",
         "one|2|three"},
        {"io.open('a.txt'):read('a')", "one\n2\nthree"},
        {"io.open('a.txt'):read('L', 1, 'l', 'l', 'l')", "one\n\n2\n\nthree\nnil"},
        {"select(2, io.open('../x'))", NULL},
        {"select(2, io.open('/etc/passwd'))", NULL},
        {"local f = io.open 'a.txt' f:close() return f:read()",
         "ERROR: prompt:1: the file is closed"},
        {"io.lines 'none'", NULL},
    };
    cl_console *console;
    char shown[1024];

    (void)state;
    assert_int_equal(cl_console_open(&console, &options, NULL), 0);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        eval(console, rows[i].line, shown, sizeof shown);
        if (rows[i].shows != NULL)
            assert_string_equal(shown, rows[i].shows);
        else
            assert_non_null(strstr(shown, " (below "));
    }
    cl_console_close(console);
}

/* The fault twin: opening, evaluating, calling a verb, completing. */
static int whole_session(void *data)
{
    cl_console_options options = {.api = &api, .write = NULL};
    cl_console *console;
    cl_text out = CL_TEXT_INIT;
    cl_vec names;
    size_t from;
    int rc = cl_console_open(&console, &options, NULL);

    (void)data;
    if (rc != 0)
        return rc;
    rc = cl_console_eval(
        console, &out,
        CL_VIEW("#clachan.cluster_add('x'), json.text { a = { 1 } }, { 1, { b = 2 } }"), "prompt",
        NULL, NULL);
    if (rc == 0)
        rc = cl_console_complete(console, &names, &from, CL_VIEW("clachan."), NULL);
    if (rc == 0)
        cl_names_clear(&names);
    cl_text_reset(&out);
    if (rc != 0 && cl_console_eval(console, &out, CL_VIEW("1"), "prompt", NULL, NULL) != 0)
        rc = CL_E_INTERNAL; /* the next call has to work */
    cl_text_clear(&out);
    cl_console_close(console);
    return rc;
}

static void test_console__faults(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(whole_session, NULL) > 100);
}

static void test_console__interrupt_is_for_the_next_call_only(void **state)
{
    cl_console *console = open_console();
    char shown[256];

    (void)state;
    cl_console_interrupt(console);
    eval(console, "1", shown, sizeof shown);
    assert_string_equal(shown, "1");
    cl_console_close(console);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_console__eval),
        cmocka_unit_test(test_console__errors),
        cmocka_unit_test(test_console__verbs),
        cmocka_unit_test(test_console__incomplete),
        cmocka_unit_test(test_console__complete),
        cmocka_unit_test(test_console__handbook),
        cmocka_unit_test(test_console__help),
        cmocka_unit_test(test_console__run),
        cmocka_unit_test(test_console__files),
        cmocka_unit_test(test_console__faults),
        cmocka_unit_test(test_console__interrupt_is_for_the_next_call_only),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
