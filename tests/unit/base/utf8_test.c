/* SPDX-License-Identifier: MIT
 *
 * UTF-8: what is well-formed, widths, the legacy encoding, and the key under which names are
 * compared.
 */
#include <string.h>

#include "test_support.h"
#include "utf8.h"

static void test_utf8__valid(void **state)
{
    static const struct {
        const char *bytes;
        int bad; /* -1: none */
    } rows[] = {
        {"", -1},
        {"plain ascii, longer than eight bytes", -1},
        {"É€𝄞", -1},
        {"\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF",
         -1},
        {"12345678\xff", 8},
        {"a\x80", 1},
        {"\xC0\x80", 0}, /* overlong */
        {"\xC1\xBF", 0},
        {"\xE0\x9F\xBF", 0},
        {"\xF0\x8F\xBF\xBF", 0},
        {"\xED\xA0\x80", 0},     /* a surrogate */
        {"\xF4\x90\x80\x80", 0}, /* above U+10FFFF */
        {"\xF5\x80\x80\x80", 0},
        {"ab\xC3", 2}, /* cut off */
        {"ab\xE2\x82", 2},
        {"ab\xF0\x9D\x84", 2},
        {"\xE2\x28\xA1", 0},
        {"\xF0\x9D\x28\x9E", 0},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        size_t bad = 99;

        assert_int_equal(cl_utf8_valid(cl_view_of(rows[i].bytes), &bad), rows[i].bad < 0);
        assert_int_equal(bad, rows[i].bad < 0 ? 99 : rows[i].bad);
        (void)cl_utf8_valid(cl_view_of(rows[i].bytes), NULL);
    }
}

/* Every code point is written and read back; surrogates are not written. */
static void test_utf8__every_point_there_and_back(void **state)
{
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (uint32_t point = 0; point <= 0x110000; point++) {
        bool none = (point >= 0xD800 && point <= 0xDFFF) || point > 0x10FFFF;
        size_t offset = 0;

        cl_text_reset(&out);
        (void)cl_utf8_add(&out, point);
        if (!cl_utf8_valid(cl_text_view(&out), NULL) ||
            cl_utf8_next(cl_text_view(&out), &offset) != (none ? 0xFFFD : point) ||
            offset != out.length)
            fail_msg("U+%04X", (unsigned)point);
    }
    cl_text_clear(&out);
}

static void test_utf8__next_passes_over_stray_bytes(void **state)
{
    static const uint32_t want[] = {'a', 0xFFFD, 0xFFFD, 0xE9, 0xFFFD, 0xFFFD};
    cl_view text = CL_VIEW("a\xff\x80\xC3\xA9\xE2\x82");
    size_t offset = 0;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(want); i++)
        assert_int_equal(cl_utf8_next(text, &offset), want[i]);
    assert_int_equal(offset, text.length);
}

static void test_utf8__length_and_columns(void **state)
{
    static const struct {
        const char *text;
        size_t length, columns;
    } rows[] = {{"", 0, 0},     {"Clyde", 5, 5}, {"É€", 2, 2},           {"e\xCC\x81", 2, 1},
                {"学校", 2, 4}, {"ｆ", 1, 2},    {"\xE2\x80\x8D", 1, 0}, {"नि", 2, 2}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        assert_int_equal(cl_utf8_length(cl_view_of(rows[i].text)), rows[i].length);
        assert_int_equal(cl_utf8_columns(cl_view_of(rows[i].text)), rows[i].columns);
    }
}

static void test_utf8__cut(void **state)
{
    static const struct {
        const char *text;
        size_t bytes, want;
    } rows[] = {{"abc", 2, 2}, {"abc", 3, 3}, {"abc", 9, 3}, {"aé", 2, 1},
                {"aé", 3, 3},  {"€", 1, 0},   {"€", 2, 0},   {"€", 3, 3},
                {"𝄞", 3, 0},   {"", 5, 0},    {"a€b", 0, 0}, {"\x80\x80\x80\x80\x80\x80", 5, 5}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++)
        assert_int_equal(cl_utf8_cut(cl_view_of(rows[i].text), rows[i].bytes), rows[i].want);
}

static void test_utf8__from_cp1252(void **state)
{
    static const struct {
        const char *bytes, *want;
    } rows[] = {{"", ""},
                {"plain", "plain"},
                {"\xC9"
                 "cole \x80"
                 "5",
                 "École €5"},
                {"\x93quoted\x94 \x96 \x99", "“quoted” – ™"},
                {"\x81\x8D\x8F\x90\x9D", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"},
                {"\x9F\xA0\xFF", "Ÿ\u00A0ÿ"}};
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text_reset(&out);
        assert_int_equal(cl_utf8_from_cp1252(&out, cl_view_of(rows[i].bytes)), 0);
        assert_string_equal(out.at, rows[i].want);
    }
    cl_text_clear(&out);
}

static void test_utf8__fold(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", ""},
        {"  ", ""},
        {"Clyde  Primary-School (No. 2)", "clyde primary school no 2"},
        {"École Élémentaire", "ecole elementaire"},
        {"e\xCC\x81"
         "cole",
         "ecole"},
        {"Straße", "strasse"},
        {"Æblegård Łódź Ørsted Þór", "aeblegard lodz orsted thor"},
        {"St. Mary's", "st mary s"},
        {"ΑΘΉΝΑ", "αθηνα"},
        {"Школа", "школа"},
        {"学校 Tokyo", "学校 tokyo"},
        {"हिन्दी", "हिन्दी"},
        {"a\xff"
         "b",
         "a b"},
        {"İstanbul", "istanbul"},
        {"ﬁne", "fine"},
    };
    cl_text out = CL_TEXT_INIT;

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text_reset(&out);
        assert_int_equal(cl_utf8_fold(&out, cl_view_of(rows[i].text)), 0);
        assert_string_equal(out.at, rows[i].want);
    }
    cl_text_clear(&out);
}

/* Folding what is folded changes nothing, or names would not be found under their own key. */
static void test_utf8__fold_is_idempotent(void **state)
{
    cl_text point = CL_TEXT_INIT, once = CL_TEXT_INIT, twice = CL_TEXT_INIT;

    (void)state;
    for (uint32_t i = 1; i < 0x30000; i++) {
        cl_text_reset(&point);
        cl_text_reset(&once);
        cl_text_reset(&twice);
        (void)cl_utf8_add(&point, i);
        (void)cl_utf8_fold(&once, cl_text_view(&point));
        (void)cl_utf8_fold(&twice, cl_text_view(&once));
        if (!cl_view_equal(cl_text_view(&once), cl_text_view(&twice)))
            fail_msg("U+%04X folds to \"%s\", and that to \"%s\"", (unsigned)i, once.at, twice.at);
    }
    cl_text_clear(&point);
    cl_text_clear(&once);
    cl_text_clear(&twice);
}

static int convert(void *data)
{
    cl_text utf8 = CL_TEXT_INIT, folded = CL_TEXT_INIT;
    char bytes[200];
    int rc;

    (void)data;
    memset(bytes, 0xE9, sizeof bytes);
    rc = cl_utf8_from_cp1252(&utf8, (cl_view){bytes, sizeof bytes});
    if (rc == 0)
        rc = cl_utf8_fold(&folded, cl_text_view(&utf8));
    cl_text_clear(&utf8);
    cl_text_clear(&folded);
    return rc;
}

static void test_utf8__fault_twin(void **state)
{
    (void)state;
    assert_true(cl_test_each_fault(convert, NULL) > 2);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8__valid),
        cmocka_unit_test(test_utf8__every_point_there_and_back),
        cmocka_unit_test(test_utf8__next_passes_over_stray_bytes),
        cmocka_unit_test(test_utf8__length_and_columns),
        cmocka_unit_test(test_utf8__cut),
        cmocka_unit_test(test_utf8__from_cp1252),
        cmocka_unit_test(test_utf8__fold),
        cmocka_unit_test(test_utf8__fold_is_idempotent),
        cmocka_unit_test(test_utf8__fault_twin),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
