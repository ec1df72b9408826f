/* SPDX-License-Identifier: MIT
 *
 * Expressions as schemas hold them: what they match, what is no expression, what is not handled
 * here, and that a hostile one costs what its length says.
 */
#include "regexp.h"

#include <string.h>

#include "test_support.h"

enum { PLENTY = 1000000 };

static void test_regexp__matches(void **state)
{
    static const struct {
        const char *pattern, *good, *bad; /* texts, each ended by a bar */
    } rows[] = {
        {"^[0-9]{6}$", "125554|", "12555|1255545|12555a|125554\n|"},
        {"^1[0-9]{7}$", "10000346|", "20000346|1000034|"},
        {"^[0-9]{3}-?[0-9]{4}$", "542-0059|5420059|", "542--0059|"},
        {"^-?[0-9]+\\.[0-9]{2}$", "1500.00|-0.50|", "1500|1,500.00|.50|"},
        {"^(GB|IE)-[A-Z]{3}$", "GB-CHC|IE-ABC|", "GB-chc|GBIE-CHC|FR-ABC|"},
        {"a|bc|d", "xax|bc|d|", "b|c|"},
        {"^(?:ab?c|(?<year>\\d{4})|)$", "abc|ac|2021||", "abbc|202|"},
        {"^a{2,}$", "aa|aaaaa|", "a||"},
        {"^a{0,2}$", "|a|aa|", "aaa|"},
        {"^a{0}b$", "b|", "ab|"},
        {"^(ab){2,3}?$", "abab|ababab|", "ab|abababab|"},
        {"^a*?b+c?$", "b|aabbc|", "ac|"},
        {"^[^a-c\\d]$", "d|é|-|", "a|7||dd|"},
        {"^[\\w.-]+@\\S+$", "a.b-c_1@x|", "é@x|a@ |"},
        {"^[]$|^[^]$", "x|\n|", "|"},
        {"^.$", "x|é|\xF0\x9F\x8E\x92|", "\n|\xE2\x80\xA8||xx|"},
        {"^\\u00e9\\x41\\u{1F392}\\uD83C\\uDF92\\cJ\\0?\\/$",
         "\xC3\xA9"
         "A\xF0\x9F\x8E\x92\xF0\x9F\x8E\x92\n/|",
         "|"},
        {"\\bschool\\b", "a school|school.|", "schools|preschool|"},
        {"\\Bool", "school|", "ool|"},
        {"^\\s*$", " \t\xC2\xA0\xE3\x80\x80|", "x|"},
        {"^\\S\\D\\W$", "aa-|", "a1-|aaa|"},
        {"^a{,2}{$", "a{,2}{|", "aa|"},
        {"(a*)*b|(|x)*$", "|b|q|", ""},
        {"^x-", "x-note|", "y|ax-|"},
        {"^[a-]$", "a|-|", "b|"},
        {"^[\\b]\\u{41}[\\d-]$", "\bA-|\bA7|", "bA-|"},
        {"^\\uD83Cx|\\cz$", "\x1A|", "x|"},
        {"^a{1$", "a{1|", "a|"},
        {"^a{1,$", "a{1,|", "aa|"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_regexp *regexp;

        assert_int_equal(cl_regexp_compile(&regexp, cl_view_of(rows[i].pattern), NULL), 0);
        for (int bad = 0; bad < 2; bad++) {
            const char *at = bad ? rows[i].bad : rows[i].good;

            for (const char *end; (end = strchr(at, '|')) != NULL; at = end + 1) {
                int64_t steps = PLENTY;
                bool found;

                assert_int_equal(
                    cl_regexp_find(&found, regexp, (cl_view){at, (size_t)(end - at)}, &steps, NULL),
                    0);
                if (found != !bad)
                    fail_msg("%s and '%.*s'", rows[i].pattern, (int)(end - at), at);
            }
        }
        cl_regexp_free(regexp);
    }
}

static void test_regexp__refuses(void **state)
{
    static const struct {
        const char *pattern;
        int code;
        const char *message;
    } rows[] = {
        {"a(b", CL_E_INVALID, "the regular expression a(b, byte 4: a ) is missing"},
        {"ab)", CL_E_INVALID, "the regular expression ab), byte 3: a ) without a ("},
        {"[a", CL_E_INVALID, "the regular expression [a, byte 3: a ] is missing"},
        {"[z-a]", CL_E_INVALID,
         "the regular expression [z-a], byte 5: a range from the smaller to the greater expected"},
        {"[a-\\d]", CL_E_INVALID,
         "the regular expression [a-\\d], byte 6: a range from the smaller to the greater "
         "expected"},
        {"\\u{41", CL_E_INVALID, "the regular expression \\u{41, byte 6: a } expected"},
        {"\\u{x}", CL_E_INVALID, "the regular expression \\u{x}, byte 4: a code point expected"},
        {"\\u12", CL_E_INVALID, "the regular expression \\u12, byte 5: a code point expected"},
        {"\\uD83C\\u12", CL_E_INVALID,
         "the regular expression \\uD83C\\u12, byte 11: a code point expected"},
        {"\\uDBFF\\uFFFF", CL_E_INVALID,
         "the regular expression \\uDBFF\\uFFFF, byte 13: half of a pair"},
        {"\\c1", CL_E_INVALID, "the regular expression \\c1, byte 3: no such escape"},
        {"\\k<a>", CL_E_LIMIT,
         "the regular expression \\k<a>, byte 3: back references and \\p{…} are not checked here"},
        {"\\P{L}", CL_E_LIMIT,
         "the regular expression \\P{L}, byte 3: back references and \\p{…} are not checked here"},
        {"(a)\\1", CL_E_LIMIT,
         "the regular expression (a)\\1, byte 6: back references and \\p{…} are not checked here"},
        {"\\\xC3\xA9", CL_E_INVALID, "the regular expression \\é, byte 3: no such escape"},
        {"[\\q]", CL_E_INVALID, "the regular expression [\\q], byte 4: no such escape"},
        {"[a-\\q]", CL_E_INVALID, "the regular expression [a-\\q], byte 6: no such escape"},
        {"(?<=a)b", CL_E_LIMIT,
         "the regular expression (?<=a)b, byte 5: look-ahead and look-behind are not checked here"},
        {"(?<!a)b", CL_E_LIMIT,
         "the regular expression (?<!a)b, byte 5: look-ahead and look-behind are not checked here"},
        {"*a", CL_E_INVALID, "the regular expression *a, byte 1: nothing to repeat"},
        {"a**", CL_E_INVALID, "the regular expression a**, byte 3: nothing to repeat"},
        {"a{3,2}", CL_E_INVALID,
         "the regular expression a{3,2}, byte 7: the smaller count stands first"},
        {"\\", CL_E_INVALID, "the regular expression \\, byte 2: a backslash at the end"},
        {"\\q", CL_E_INVALID, "the regular expression \\q, byte 3: no such escape"},
        {"\\u12", CL_E_INVALID, "the regular expression \\u12, byte 5: a code point expected"},
        {"\\u{110000}", CL_E_INVALID,
         "the regular expression \\u{110000}, byte 10: a code point expected"},
        {"(?x)", CL_E_INVALID,
         "the regular expression (?x), byte 2: a group that begins with ? needs :"},
        {"(?<n", CL_E_INVALID, "the regular expression (?<n, byte 5: a > is missing"},
        {"(?=a)b", CL_E_LIMIT,
         "the regular expression (?=a)b, byte 4: look-ahead and look-behind are not checked here"},
        {"(a)\\1", CL_E_LIMIT,
         "the regular expression (a)\\1, byte 6: back references and \\p{…} are not checked here"},
        {"\\p{L}", CL_E_LIMIT,
         "the regular expression \\p{L}, byte 3: back references and \\p{…} are not checked here"},
        {"a{1,5000}", CL_E_LIMIT,
         "the regular expression a{1,5000}, byte 10: it repeats too often to be checked here"},
        {"((a{1,900}){1,900}){1,900}", CL_E_LIMIT,
         "the regular expression ((a{1,900}){1,900}){1,900}, byte 19: it is too large to be "
         "checked "
         "here"},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error error = CL_ERROR_INIT;
        cl_regexp *regexp;

        assert_int_equal(cl_regexp_compile(&regexp, cl_view_of(rows[i].pattern), &error),
                         rows[i].code);
        assert_null(regexp);
        assert_string_equal(error.message, rows[i].message);
    }
}

/* The classics that hold a backtracking matcher up for ever: here they cost some ten steps a
 * character. */
static void test_regexp__hostile(void **state)
{
    static const char *const patterns[] = {"^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(.*a){12}$",
                                           "^(([a-z])+.)+[A-Z]([a-z])+$"};
    char text[2001];

    (void)state;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '!';
    for (size_t i = 0; i < CL_ROWS(patterns); i++) {
        int64_t steps = PLENTY, few = 1000;
        cl_error error = CL_ERROR_INIT;
        cl_regexp *regexp;
        bool found;

        assert_int_equal(cl_regexp_compile(&regexp, cl_view_of(patterns[i]), NULL), 0);
        assert_int_equal(cl_regexp_find(&found, regexp, (cl_view){text, sizeof text}, &steps, NULL),
                         0);
        assert_false(found);
        assert_true(steps > PLENTY - 200 * (int64_t)sizeof text);
        assert_int_equal(cl_regexp_find(&found, regexp, (cl_view){text, sizeof text}, &few, &error),
                         CL_E_LIMIT);
        assert_string_equal(error.message, "a regular expression takes too many steps");
        cl_regexp_free(regexp);
    }
}

/* Parentheses and alternatives without end must not end the stack. */
static void test_regexp__depth(void **state)
{
    char pattern[4000];
    cl_regexp *regexp;

    (void)state;
    memset(pattern, '(', sizeof pattern);
    assert_int_equal(cl_regexp_compile(&regexp, (cl_view){pattern, sizeof pattern}, NULL),
                     CL_E_LIMIT);
    memset(pattern, '|', sizeof pattern);
    assert_int_equal(cl_regexp_compile(&regexp, (cl_view){pattern, sizeof pattern}, NULL), 0);
    cl_regexp_free(regexp);
}

static int compile_and_find(void *data)
{
    int64_t steps = PLENTY;
    cl_regexp *regexp;
    bool found;
    int rc = cl_regexp_compile(&regexp, CL_VIEW("^(a|[b-d]{2,40}x?)*$"), NULL);

    (void)data;
    if (rc == 0)
        rc = cl_regexp_find(&found, regexp, CL_VIEW("abcda"), &steps, NULL);
    cl_regexp_free(regexp);
    return rc;
}

static void test_regexp__fault_twin(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(compile_and_find, NULL) >= 3);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_regexp__matches),    cmocka_unit_test(test_regexp__refuses),
    cmocka_unit_test(test_regexp__hostile),    cmocka_unit_test(test_regexp__depth),
    cmocka_unit_test(test_regexp__fault_twin),
};

CL_TEST_MAIN(tests)
