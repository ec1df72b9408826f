/* SPDX-License-Identifier: MIT
 *
 * Tokens and the scan: what may not be said is found wherever it stands and nowhere else, all of
 * it, with its line.
 */
#include "scan.h"

#include <string.h>

#include "test_support.h"
#include "token.h"

typedef struct row {
    const char *text, *says;
} row;

/* Findings, one a line; "" when nothing was found. */
static void found_in(const char *text, cl_text *out)
{
    cl_findings findings = CL_FINDINGS_INIT;
    int rc = cl_scan_programme(cl_view_of(text), "1.lua", &findings);

    for (size_t i = 0; i < cl_findings_count(&findings); i++) {
        cl_finding_print(out, cl_findings_at(&findings, i));
        cl_text_add_char(out, '\n');
    }
    assert_int_equal(rc, cl_findings_count(&findings) == 0 ? 0 : CL_E_SCRIPT);
    cl_findings_clear(&findings);
}

static void check_rows(const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cl_text out = CL_TEXT_INIT;

        cl_text_add_string(&out, "");
        found_in(rows[i].text, &out);
        assert_string_equal(out.at != NULL ? out.at : "", rows[i].says);
        cl_text_clear(&out);
    }
}

static void test_scan__finds(void **state)
{
    static const row rows[] = {
        {"x = a == b", "1.lua:1: '==' compares nothing in a programme; write F.x:is(…)\n"},
        {"\n\nx = a ~= b", "1.lua:3: '~=' compares nothing in a programme; write F.x:is_not(…)\n"},
        {"x = a and b\ny = a or b\nz = not a",
         "1.lua:1: 'and' is not used in a programme; write all { … }\n"
         "1.lua:2: 'or' is not used in a programme; write any { … }\n"
         "1.lua:3: 'not' is not used in a programme; write none { … }\n"},
        {"while x do end", "1.lua:1: 'while' has no place in a programme; write for i = 1, n do … "
                           "end\n"},
        {"repeat until x", "1.lua:1: 'repeat' has no place in a programme; write for i = 1, n do … "
                           "end\n"},
        {"goto x", "1.lua:1: 'goto' has no place in a programme\n"},
        {"local y = _ENV", "1.lua:1: '_ENV' has no place in a programme\n"},
        {"x = 0.1", "1.lua:1: write the number as text, \"0.1\", so that it stays exact\n"},
        {"x = 1e3", "1.lua:1: write the number as text, \"1e3\", so that it stays exact\n"},
        {"x = 9223372036854775808",
         "1.lua:1: write the number as text, \"9223372036854775808\", so "
         "that it stays exact\n"},
        {"t = {\n  a = 1,\n  a = 2 }",
         "1.lua:3: the key 'a' stands twice in this table, first on line 2\n"},
        {"t = { [\"a\"] = 1, a = 2 }",
         "1.lua:1: the key 'a' stands twice in this table, first on line 1\n"},
        {"t = { 5, [1] = 2 }",
         "1.lua:1: the key '1' stands twice in this table, first on line 1\n"},
        {"t = { a = { a = 1, b = 2, b = 3 } }",
         "1.lua:1: the key 'b' stands twice in this table, first on line 1\n"},
        {"x = \"\\\"\" == y", "1.lua:1: '==' compares nothing in a programme; write F.x:is(…)\n"},
        {"x = [==[ ]] ]==] == y", "1.lua:1: '==' compares nothing in a programme; write "
                                  "F.x:is(…)\n"},
    };

    (void)state;
    check_rows(rows, CL_ROWS(rows));
}

static void test_scan__lets_pass(void **state)
{
    static const row rows[] = {
        {"", ""},
        {"-- a == b and not c while", ""},
        {"--[[ if x\n goto y ]] local z = 1", ""},
        {"s = \"a == b\" t = 'not' u = [[ while ]] v = [=[ ]] goto ]=]", ""},
        {"andy = 1 notable = 2 orchid = 3 goto_ = 4", ""},
        {"t = { a = 1, b = { a = 2 } } u = { a = 3 }", ""},
        {"t = { 1, 2, [3] = 4, [\"5\"] = 6, [5] = 7 }", ""},
        {"x = 1 <= 2 y = 0x10 z = 9223372036854775807", ""},
        {"for i = 1, 3 do local f = function() return i end end", ""},
        {"compute \"x\" { from = F.x, with = function(x)\n if x and not is(x, 1) or y then return "
         "x "
         "end end }",
         ""},
        {"compute(\"x\") { with = function(x) if x then local f = function() return not x end end "
         "end }",
         ""},
    };

    (void)state;
    check_rows(rows, CL_ROWS(rows));
}

/* What is allowed in the function of a compute is so there and not a step outside of it. */
static void test_scan__logic_only_inside(void **state)
{
    static const row rows[] = {
        {"compute \"x\" { from = a and b, with = function(x) return not x end } y = not z",
         "1.lua:1: 'and' is not used in a programme; write all { … }\n"
         "1.lua:1: 'not' is not used in a programme; write none { … }\n"},
        {"rule \"x\" { with = function(x) return not x end }",
         "1.lua:1: 'not' is not used in a programme; write none { … }\n"},
        {"compute \"x\" { with = function(x) return x == 1 end }",
         "1.lua:1: '==' is silently false between two types; write is(x, y)\n"},
        {"compute \"x\" { with = function(x) while x do end end }",
         "1.lua:1: 'while' has no place in a programme; write for i = 1, n do … end\n"},
    };

    (void)state;
    check_rows(rows, CL_ROWS(rows));
}

static void test_scan__text(void **state)
{
    static const row rows[] = {
        {"\x1bLua", "1.lua:1: this is compiled code; only text is read\n"},
        {"\xEF\xBB\xBF-- x", "1.lua:1: the file begins with a byte-order mark; save it as UTF-8 "
                             "without one\n"},
        {"-- ok\nx = \"\xFF\"", "1.lua:2: the text is not UTF-8 (byte 0xff); save the file as "
                                "UTF-8\n"},
    };

    (void)state;
    check_rows(rows, CL_ROWS(rows));
}

/* Whatever the text is, the tokens cover it in order and end. */
static void test_token__covers(void **state)
{
    static const char bytes[] = "ab_1.[]=-\"'\\\n {}(),~<>/:#0xe+";
    unsigned long seed = 7;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        char text[64];
        size_t length = 0, last = 0;
        cl_tokens tokens;
        cl_token token;
        int line = 1, steps = 0;

        for (; length < 40; length++) {
            seed = seed * 6364136223846793005UL + 1442695040888963407UL;
            text[length] = bytes[(seed >> 33) % (sizeof bytes - 1)];
        }
        cl_tokens_init(&tokens, (cl_view){text, length});
        for (token = cl_tokens_next(&tokens);
             token.kind != CL_TOKEN_END && token.kind != CL_TOKEN_BROKEN;
             token = cl_tokens_next(&tokens)) {
            size_t at = (size_t)(token.text.at - text);

            assert_true(at >= last && token.text.length > 0 && at + token.text.length <= length);
            assert_true(token.line >= line);
            assert_true(++steps <= 41);
            last = at + token.text.length;
            line = token.line;
        }
        assert_int_equal(cl_tokens_next(&tokens).kind, token.kind); /* it stays at its end */
    }
}

static int scan_once(void *data)
{
    return cl_scan_programme(cl_view_of(data), "1.lua", NULL);
}

static void test_scan__memory_fails(void **state)
{
    char text[] = "t = { a = 1, b = { c = 2, d = 3 }, e = 4 }";

    (void)state;
    assert_true(cl_test_each_fault(scan_once, text) > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_scan__finds),
    cmocka_unit_test(test_scan__lets_pass),
    cmocka_unit_test(test_scan__logic_only_inside),
    cmocka_unit_test(test_scan__text),
    cmocka_unit_test(test_token__covers),
    cmocka_unit_test(test_scan__memory_fails),
};

CL_TEST_MAIN(tests)
