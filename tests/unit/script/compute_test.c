/* SPDX-License-Identifier: MIT
 *
 * Compute functions: what they may see, what they may give, that they remember nothing, and that
 * neither threads nor failures change what they say.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "decide.h"
#include "programme_load.h"
#include "test_support.h"

static const char head[] =
    "programme \"made\" { edition = \"1\", currency = \"GBP\", title = \"Made\", "
    "in_force = { from = \"2021-01-01\" } } "
    "clause \"C1\" { source = \"a page\", sense = \"A sense.\" } "
    "record \"one\" { field \"cost\" { kind = \"money\" } } "
    "dossier { field \"n\" { kind = \"number\" }, field \"m\" { kind = \"money\" }, "
    "field \"l\" { kind = \"list\", of = \"number\", optional = true }, "
    "field \"ones\" { kind = \"list\", of = \"one\", optional = true } } "
    "instalment \"all\" { share = \"rest\", when = \"later\", cite = \"C1\" }\n";

/* An edition whose only line is compute "f" on `from`; `before` stands in front of it. */
static void write_edition_on(const char *from, const char *before, const char *function)
{
    cl_text text = CL_TEXT_INIT;
    char path[CL_TEST_PATH];

    cl_test_path(path, "made");
    assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
    cl_text_add_string(&text, head);
    cl_text_format(&text,
                   "%s\nline \"f\" { title = \"F\", cite = \"C1\", amount = compute \"f\" { "
                   "from = %s, gives = \"money\", cite = \"C1\", with =\n%s\n} }\n",
                   before, from, function);
    cl_test_file(path, "made/1.lua", text.at, text.length);
    cl_text_clear(&text);
}

static void write_edition(const char *before, const char *function)
{
    write_edition_on("F.n", before, function);
}

static int load(cl_programme **out, cl_text *found)
{
    cl_findings findings = CL_FINDINGS_INIT;
    cl_error error = CL_ERROR_INIT;
    char folder[CL_TEST_PATH];
    int rc;

    cl_test_path(folder, "made");
    rc = cl_programme_load(out, folder, "1.lua", NULL, 0, &findings, &error);
    for (size_t i = 0; found != NULL && i < cl_findings_count(&findings); i++) {
        cl_finding_print(found, cl_findings_at(&findings, i));
        cl_text_add_char(found, '\n');
    }
    cl_findings_clear(&findings);
    return rc;
}

/* {"n": 3, "l": [3, 2, 1]} */
static void print_dossier(cl_text *out, long n)
{
    cl_text_add_string(out, "{\"date\": \"2021-02-01\"");
    if (n >= 0)
        cl_text_format(out, ", \"n\": %ld, \"l\": [", n);
    for (long i = n; i > 0; i--)
        cl_text_format(out, "%ld%s", i, i > 1 ? ", " : "");
    cl_text_add_string(out, n >= 0 ? "]}" : "}");
}

/* The grant for `n`, in pennies; -1 where it is not known. */
static int decide(const cl_programme *programme, long n, int64_t *grant, cl_error *e)
{
    cl_dossier dossier = CL_DOSSIER_INIT;
    cl_evaluator evaluator = {0};
    cl_decision decision = {0};
    cl_json *json = NULL;
    cl_text text = CL_TEXT_INIT;
    int rc;

    print_dossier(&text, n);
    rc = cl_text_check(&text, e);
    if (rc == 0)
        rc = cl_json_parse(&json, cl_text_view(&text), NULL, 1, e);
    if (rc == 0)
        rc = cl_dossier_read(&dossier, &programme->schema, "GBP", json, NULL, e);
    if (rc == 0)
        rc = cl_evaluator_init(&evaluator, programme, e);
    if (rc == 0)
        rc = cl_decide(&decision, &evaluator, &dossier, NULL, e);
    if (rc == 0)
        *grant = decision.grant.known ? decision.grant.low.minor : -1;
    cl_decision_clear(&decision);
    cl_evaluator_clear(&evaluator);
    cl_dossier_clear(&dossier);
    cl_json_free(json);
    cl_text_clear(&text);
    return rc;
}

typedef struct row {
    const char *before, *function, *says;
} row;

/* What a function may not see is refused when the edition is read, at the line of its compute. */
static void test_compute__refused_at_load(void **state)
{
    static const row rows[] = {
        {"local t = {}", "function(n) t[1] = n return money \"1.00\" end",
         "1.lua:3: compute 'f': its function uses 't', which is a table, which could change from "
         "call to call; make it a param, bands or lookup\n"},
        {"local x = F.m", "function(n) return x end",
         "1.lua:3: compute 'f': its function uses 'x', which is a value of the edition; name it in "
         "'from' and take it as an argument\n"},
        {"local count", "function(n) count = n return money \"1.00\" end",
         "1.lua:3: compute 'f': its function uses 'count', which is nothing (nil) when the edition "
         "has been read\n"},
        {"local t = {} local function inner() return t end", "function(n) return inner() end",
         "1.lua:3: compute 'f': its function uses 't', which is a table, which could change from "
         "call to call; make it a param, bands or lookup\n"},
        {"", "function(n, m) return money \"1.00\" end",
         "1.lua:3: compute 'f': 'from' names 1 value, and the function takes 2\n"},
        {"", "function(...) return money \"1.00\" end",
         "1.lua:3: compute 'f': 'from' names 1 value, and the function takes 0 or more\n"},
        {"", "all",
         "1.lua:3: compute 'f': 'with' is needed: function(x, y) … end; found a "
         "function\n"},
        {"", "function(n) while true do end end",
         "1.lua:4: 'while' has no place in a programme; write for i = 1, n do … end\n"},
        {"", "function(n) return n == 1 end",
         "1.lua:4: '==' is silently false between two types; write is(x, y)\n"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_programme *programme = NULL;
        cl_text found = CL_TEXT_INIT;

        write_edition(rows[i].before, rows[i].function);
        assert_int_equal(load(&programme, &found), CL_E_SCRIPT);
        assert_string_equal(found.at, rows[i].says);
        cl_text_clear(&found);
        cl_programme_free(programme);
    }
}

/* An error of a function is no verdict: the decision fails, with the function and the line. */
static void test_compute__fails(void **state)
{
    static const row rows[] = {
        {"", "function(n) return 1 end",
         "1.lua:3: compute 'f': it returns a whole number; it gives money in the currency of the "
         "programme"},
        {"", "function(n) return 0 / 1 end",
         "1.lua:3: compute 'f': it returns a number with a fraction; it gives money in the "
         "currency of the programme"},
        {"", "function(n) return end",
         "1.lua:3: compute 'f': it returns 0 values; it gives one: money in the currency of the "
         "programme"},
        {"", "function(n) return money \"1.00\", n end",
         "1.lua:3: compute 'f': it returns 2 values; it gives one: money in the currency of the "
         "programme"},
        {"", "function(n) return money(\"1.00\", \"EUR\") end",
         "1.lua:3: compute 'f': it returns money; it gives money in the currency of the programme"},
        {"local calls = 0", "function(n) calls = calls + 1 return money \"1.00\" end",
         "1.lua:3: compute 'f': the function has changed 'calls', and would remember that in the "
         "next call"},
        {"", "function(n) return nothing end",
         "1.lua:4: compute 'f': there is no 'nothing' in a compute function"},
        {"", "function(n) return leest(n, 1) end",
         "1.lua:4: compute 'f': there is no 'leest' here; did you mean 'least'?"},
        {"", "function(n) return F.m end",
         "1.lua:4: compute 'f': a compute function sees no facts; name the value in 'from' and "
         "take "
         "it as an argument"},
        {"", "function(n) return rule \"x\" end",
         "1.lua:4: compute 'f': 'rule' is a word for reading an edition; a compute function cannot "
         "use it"},
        {"local use_later = all", "function(n) return use_later { n } end",
         "1.lua:4: compute 'f': 'all' is a word for reading an edition; a compute function cannot "
         "use it"},
        {"", "function(n) leak = n end",
         "1.lua:4: compute 'f': write local leak = …: there are no global variables"},
        {"", "function(n) return is(n, \"1\") end",
         "1.lua:4: compute 'f': is takes values of one kind; found number and a text"},
        {"", "function(n) error \"stop\" end", "1.lua:4: compute 'f': stop"},
        {"", "function(n) for i = 1, 100000000 do end end",
         "1.lua:4: compute 'f': stopped: a compute function may take 1000000 instructions"},
        {"", "function(n) local s = \"x\" for i = 1, 40 do s = s .. s end end",
         "1.lua:4: compute 'f': memory limit of 16 MiB reached"},
        {"local function again(n) return again(n) + 1 end", "function(n) return again(n) end",
         "1.lua:2: compute 'f': "},
        {"", "function(n) return money(\"90000000000000000.00\") * 1000 end",
         "1.lua:4: compute 'f': the rounded result has more digits than can be kept"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_programme *programme = NULL;
        char says[1024];

        write_edition(rows[i].before, rows[i].function);
        assert_int_equal(load(&programme, NULL), 0);
        for (int again = 0; again < 3; again++) { /* the second and third find a used state */
            cl_error error = CL_ERROR_INIT;
            int64_t grant;

            assert_int_equal(decide(programme, 1, &grant, &error), CL_E_SCRIPT);
            cl_error_format(&error, says, sizeof says);
            says[strlen(rows[i].says)] = 0; /* a row may end before the message does */
            assert_string_equal(says, rows[i].says);
            assert_int_equal(decide(programme, -1, &grant, &error), 0); /* unknown: not called */
            assert_int_equal(grant, -1);
        }
        cl_programme_free(programme);
    }
}

/* Lists arrive sorted, cannot be changed, and have a limit. */
static void test_compute__lists(void **state)
{
    static const struct {
        const char *function;
        long n;
        int64_t grant; /* -1: fails and says */
        const char *says;
    } rows[] = {
        {"function(l) return money \"0.01\" * (#l * 100 + l[1]:whole() * 10 + l[3]:whole()) end", 3,
         313, ""},
        {"function(l) local sum = 0 for i, x in ipairs(l) do sum = sum + x * i end return money "
         "\"0.01\" * sum end",
         1000, 333833500, ""},
        {"function(l) if l[4] or l[0] or l[-1] then return money \"1.00\" end return money "
         "\"2.00\" "
         "end",
         3, 200, ""},
        {"function(l) return money \"1.00\" end", 1001, -1,
         "1.lua:3: a compute function takes at most 1000 values of a list; found 1001"},
        {"function(l) l[1] = 2 return money \"1.00\" end", 1, -1,
         "1.lua:4: compute 'f': a list of the application cannot be changed"},
        {"function(l) return l.cost end", 1, -1,
         "1.lua:4: compute 'f': a list is asked for its 1st, 2nd, … value, x[1]; found a text"},
        {"function(l) return l end", 1, -1,
         "1.lua:3: compute 'f': it returns a list of the application; it gives money in the "
         "currency of the programme"},
        {"function(l) return is(l, l) end", 1, -1,
         "1.lua:4: compute 'f': is takes values of one kind; found a list of the application and a "
         "list of the application"},
        {"function(l) for i = 1, #l do for _ in ipairs(l) do end end return money \"1.00\" end",
         1000, -1,
         "1.lua:4: compute 'f': stopped: a compute function may take 1000000 instructions"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_programme *programme = NULL;
        cl_error error = CL_ERROR_INIT;
        char says[1024];
        int64_t grant = 0;

        write_edition_on("F.l", "", rows[i].function);
        assert_int_equal(load(&programme, NULL), 0);
        assert_int_equal(decide(programme, rows[i].n, &grant, &error),
                         rows[i].grant < 0 ? CL_E_SCRIPT : 0);
        cl_error_format(&error, says, sizeof says);
        assert_string_equal(says, rows[i].says);
        if (rows[i].grant >= 0)
            assert_int_equal(grant, rows[i].grant);
        cl_programme_free(programme);
    }
}

/* Which lists go to a function, and where what is made for it may not stand. */
static void test_compute__lists_refused_at_load(void **state)
{
    static const struct {
        const char *from, *before, *says;
    } rows[] = {
        {"F.ones", "",
         "1.lua:3: compute 'f': 'from': value 1 is a list of records (one); name the fact of each "
         "that is needed: list:values(function(x) return x.… end)\n"},
        {"F.ones:values(function(o) return o end)", "",
         "1.lua:3: the function given to 'values' returns a record; it must return a value\n"},
        {"F.ones:values(function(o) return o.cost / 3 end)", "",
         "1.lua:3: the amount given to 'values' can have a fraction of a penny; write "
         "to_cent(…)\n"},
        {"F.l", "local n = F.ones:values(\"cost\"):count()",
         "1.lua:2: values go to a compute function, in 'from', and nowhere else\n"},
        {"F.l",
         "local n = F.l:values(function(x) return x end):where(function(x) return x:is(1) end)",
         "1.lua:2: values go to a compute function, in 'from', and nowhere else\n"},
        {"F.l", "local n = F.l:values(function(x) return x end):is_present()",
         "1.lua:2: is_present is asked of a fact; found a list\n"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_programme *programme = NULL;
        cl_text found = CL_TEXT_INIT;

        write_edition_on(rows[i].from, rows[i].before, "function(l) return money \"1.00\" end");
        assert_int_equal(load(&programme, &found), CL_E_SCRIPT);
        assert_string_equal(found.at, rows[i].says);
        cl_text_clear(&found);
        cl_programme_free(programme);
    }
}

static const char stepped[] =
    "function(n) local sum = money \"0.00\" "
    "if is(n, 13) then for i = 1, 100000000 do end end "
    "for i = 1, n:whole() do sum = sum + money \"0.01\" end return sum end";

/* After a limit the state is gone. A new one is made of the texts that were read, whatever became
 * of the files. */
static void test_compute__reads_no_file_again(void **state)
{
    cl_programme *programme = NULL;
    cl_error error = CL_ERROR_INIT;
    char path[CL_TEST_PATH];
    int64_t grant;

    (void)state;
    write_edition("", stepped);
    assert_int_equal(load(&programme, NULL), 0);
    cl_test_path(path, "made/1.lua");
    assert_int_equal(unlink(path), 0);
    for (long n = 11; n < 16; n++) {
        int rc = decide(programme, n, &grant, &error);

        assert_int_equal(rc, n == 13 ? CL_E_SCRIPT : 0);
        if (n != 13)
            assert_int_equal(grant, n);
    }
    cl_programme_free(programme);
}

enum { THREADS = 8, DECISIONS = 200 };

typedef struct worker {
    const cl_programme *programme;
    long first;
    int failures;
} worker;

static void *decide_many(void *context)
{
    worker *w = context;

    for (long i = 0; i < DECISIONS; i++) {
        long n = (w->first + i * 7) % 50 + 20;
        cl_error error = CL_ERROR_INIT;
        int64_t grant = -2;

        if (decide(w->programme, n, &grant, &error) != 0 || grant != n)
            w->failures++;
    }
    return NULL;
}

/* One programme, many threads, each in another order: every answer is that of one thread alone. */
static void test_compute__threads(void **state)
{
    pthread_t threads[THREADS];
    worker workers[THREADS];
    cl_programme *programme = NULL;

    (void)state;
    write_edition("", stepped);
    assert_int_equal(load(&programme, NULL), 0);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker){programme, i * 13, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, decide_many, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(workers[i].failures, 0);
    }
    cl_programme_free(programme);
}

static int load_and_decide(void *data)
{
    cl_programme *programme = NULL;
    cl_error error = CL_ERROR_INIT;
    int64_t grant = 0;
    int rc = load(&programme, NULL);

    (void)data;
    if (rc == 0)
        rc = decide(programme, 21, &grant, &error);
    if (rc == 0)
        assert_int_equal(grant, 21);
    cl_programme_free(programme);
    return rc == CL_E_SCRIPT && error.code == CL_E_SCRIPT ? CL_E_SCRIPT : rc;
}

/* Whichever allocation fails: no crash, no leak, and never another amount. */
static void test_compute__memory_fails(void **state)
{
    (void)state;
    write_edition("", stepped);
    assert_true(cl_test_each_fault(load_and_decide, NULL) > 0);
}

static void test_compute__lists_memory_fails(void **state)
{
    (void)state;
    write_edition_on("F.l", "", "function(l) return money \"0.01\" * (l[1]:whole() + #l - 1) end");
    assert_true(cl_test_each_fault(load_and_decide, NULL) > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_compute__refused_at_load),
    cmocka_unit_test(test_compute__fails),
    cmocka_unit_test(test_compute__reads_no_file_again),
    cmocka_unit_test(test_compute__threads),
    cmocka_unit_test(test_compute__memory_fails),
    cmocka_unit_test(test_compute__lists),
    cmocka_unit_test(test_compute__lists_refused_at_load),
    cmocka_unit_test(test_compute__lists_memory_fails),
};

CL_TEST_MAIN(tests)
