/* SPDX-License-Identifier: MIT
 *
 * Registers in all their layouts, and files that are not what they should be.
 */
#include <stdio.h>
#include <string.h>

#include "desk.h"

/* Writes a register and imports it. */
static int import_bytes(desk *d, const char *bytes, size_t length, const char *options)
{
    char path[CL_TEST_PATH], line[CL_TEST_PATH + 100];

    cl_test_file(path, "register.csv", bytes, length);
    snprintf(line, sizeof line, "school import|file=%s%s", path, options);
    return desk_try(d, line);
}

static int import_text(desk *d, const char *text, const char *options)
{
    return import_bytes(d, text, strlen(text), options);
}

static void expect_refusal(const desk *d, const char *words)
{
    if (d->refused.at == NULL || strstr(d->refused.at, words) == NULL)
        fail_msg("expected '%s' in\n%s", words, d->refused.at == NULL ? "" : d->refused.at);
}

/* The same two schools in every layout, with their columns in any order. */
static void test_school_import__layouts(void **state)
{
    static const struct {
        const char *text, *number, *want;
    } rows[] = {
        {"urn,name,open_date,town,postcode\n100006,Heath School,01-09-1999,London,NW3 2NY\n",
         "GB-EDU:100006", "\"nation\": \"England\""},
        {"postcode,town,name,urn\nNW3 2NY,London,Heath School,100006\n", "GB-EDU:100006",
         "\"town\": \"London\""},
        {"URN,EstablishmentName,EstablishmentTypeGroup (name),PhaseOfEducation "
         "(name),NumberOfPupils,OpenDate,"
         "EstablishmentStatus (name),LA (code),Town,Postcode,TypeOfEstablishment (code),Country "
         "(name)\n"
         "100006,Heath School,Independent schools,Middle deemed "
         "primary,210,01-09-1999,Open,202,London,NW3 2NY,11,\n",
         "GB-EDU:100006",
         "\"la_code\": \"202\", \"authority\": null, \"phase\": \"primary\", \"funding\": "
         "\"fee-paying\", \"pupils\": "
         "210"},
        {"URN,EstablishmentName,EstablishmentTypeGroup (name),PhaseOfEducation (name)\n"
         "100006,Heath School,Special schools,Not applicable\n",
         "GB-EDU:100006", "\"phase\": \"asn\", \"funding\": \"state\""},
        {"URN,EstablishmentName,TypeOfEstablishment (code),Country (name)\n100006,Heath,37,Kenya\n",
         "GB-EDU:100006", "\"country\": \"KE\", \"nation\": null"},
        {"urn,name,town,postcode\n400000,Ysgol Heath,Bangor,LL57 1AA\n", "GB-EDU:400000",
         "\"nation\": \"Wales\""},
        {"school-wls\tname\tstart-date\n6602130\tYsgol Gynradd Amlwch\t\n", "GB-WALEDU:6602130",
         "\"nation\": \"Wales\""},
        {"De ref,school name,town,postcode,school type\n1010012,\"Belmont Primary School, "
         "Belfast\",Belfast,BT4 2AG,"
         "Primary\n",
         "GB-IRN:1010012", "\"phase\": \"primary\""},
        {"Seed Code,School Name\n8200001,Clyde Primary\n", "GB-SCOTEDU:8200001",
         "\"nation\": \"Scotland\""},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        char path[CL_TEST_PATH], line[100];
        desk d;

        desk_open(&d, false);
        desk_run(&d, "init");
        assert_int_equal(import_text(&d, rows[i].text, ""), 0);
        desk_expect(&d, "\"new\": 1");
        snprintf(line, sizeof line, "school show|school=%s", rows[i].number);
        desk_run(&d, line);
        desk_expect(&d, rows[i].want);
        desk_run(&d, "verify");
        desk_close(&d);
        cl_test_path(path, "office.db");
        assert_int_equal(remove(path), 0);
    }
}

static void test_school_import__tells_what_each_row_meant(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_run(&d, "init");
    assert_int_equal(
        import_text(&d,
                    "urn,name,open_date,close_date\n1,Ash,,\n2,Birch,,\nx3,Cedar,,\n4,,,\n"
                    "5,Dawn,31-02-2020,\n6,Elm,02-01-2020,01-01-2020\n1,Again,,\n7,Fir\n",
                    ""),
        CL_E_INVALID);
    desk_expect(
        &d,
        "\"rows\": 8, \"new\": 2, \"changed\": 0, \"unchanged\": 0, \"closed\": 0, \"reopened\": 0,"
        " \"moved\": 0, \"missing\": 0, \"refused\": 6");
    expect_refusal(&d, "register.csv:4: found 'x3' as a number of GB-EDU, expected digits");
    expect_refusal(&d, "register.csv:5: school 4 has no name");
    expect_refusal(&d, "register.csv:6: 31-02-2020");
    expect_refusal(&d, "register.csv:7: the school closes before it opens");
    expect_refusal(&d, "register.csv:8: number 1 stands in this file twice");
    expect_refusal(&d, "register.csv:9: ");
    desk_run(&d, "log");
    assert_int_equal(d.row_count, 3); /* it begins, its rows, its counts */
    assert_int_equal(import_text(&d, "urn,name,close_date\n1,Ash,\n2,Birch,01-02-2021\n", ""), 0);
    desk_expect(&d, "\"unchanged\": 1, \"closed\": 1");
    assert_int_equal(import_text(&d, "urn,name\n2,Birch\n", ""),
                     0); /* a list without closing days says nothing of them */
    desk_expect(&d, "\"id\": null");
    desk_expect(&d, "\"missing\": 1");
    assert_int_equal(import_text(&d, "urn,name\n2,Birch\n", "|close-missing=true"), 0);
    desk_run(&d, "school show|school=GB-EDU:1");
    desk_expect(&d, "\"closed\": \"2021-04-20\"");
    desk_run(&d, "school imports");
    assert_int_equal(d.row_count, 3);
    desk_run(&d, "verify");
    desk_close(&d);
}

/* Windows-1252 is told from UTF-8, or named. */
static void test_school_import__encodings(void **state)
{
    static const char cp1252[] = "urn,name\n1,Ecole Fran\xe7"
                                 "aise\n";
    static const char utf8[] = "\xef\xbb\xbf"
                               "urn,name\n1,Ecole Française\n";
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_run(&d, "init");
    assert_int_equal(import_bytes(&d, cp1252, sizeof cp1252 - 1, ""), 0);
    assert_non_null(strstr(d.notes.at, "it is read as windows-1252"));
    desk_run(&d, "school show|school=GB-EDU:1");
    desk_expect(&d, "Ecole Française");
    assert_int_equal(import_bytes(&d, utf8, sizeof utf8 - 1, ""), 0);
    desk_expect(&d, "\"unchanged\": 1");
    assert_int_equal(import_bytes(&d, cp1252, sizeof cp1252 - 1, "|encoding=utf-8"), CL_E_INVALID);
    desk_expect(&d, "\"refused\": 1");
    assert_int_equal(import_bytes(&d, cp1252, sizeof cp1252 - 1, "|encoding=latin"), CL_E_INVALID);
    desk_close(&d);
}

/* What is refused whole: nothing of it is stored. */
static void test_school_import__refuses_whole_files(void **state)
{
    static const struct {
        const char *text, *options, *words;
    } rows[] = {
        {"", "", "register.csv"},
        {"reference,name\n1,A\n", "",
         "register.csv:1: no column holds the school's number; expected one of "},
        {"urn,title\n1,A\n", "", "no column holds the school's name"},
        {"number,name\n1,A\n", "", "give --register SCHEME"},
        {"urn,name\n1,A\n2,\"B", "", "register.csv"},
        {"urn,name,town,postcode\n1,A,X,Y\n2,B,Z", "",
         "is cut off in its last row; nothing was imported"},
        {"urn,urn,name\n1,1,A\n", "", "urn"},
        {"urn,name\n1,A\n", "|country=XX", "country: found 'XX'"},
        {"urn,name\n1,A\n", "|register=URN", "register"},
    };
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_run(&d, "init");
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        assert_int_not_equal(import_text(&d, rows[i].text, rows[i].options), 0);
        expect_refusal(&d, rows[i].words);
        desk_run(&d, "log");
        if (d.row_count != 0)
            fail_msg("row %zu left events", i);
    }
    desk_refuse(&d, "school import|file=/nowhere/at/all.csv", CL_E_IO, "/nowhere/at/all.csv");
    assert_int_equal(import_text(&d, "number,name\n1,A\n", "|register=local|country=MW"), 0);
    desk_run(&d, "school show|school=local:1");
    desk_expect(&d, "\"country\": \"MW\"");
    desk_close(&d);
}

/* More rows than are read without a thread: refused ones are told in the order of the file, and
 * what is wrong at the end undoes what was stored before it. */
static void test_school_import__many_rows(void **state)
{
    enum { MANY = 2400 };
    cl_text text = CL_TEXT_INIT;
    char refusal[60];
    const char *at;
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_run(&d, "init");
    cl_text_add_string(&text, "urn,name,town,postcode\n");
    for (int i = 1; i <= MANY; i++)
        cl_text_format(&text, i % 100 == 0 ? "%d,,Ashby,AB1 2CD\n" : "%d,School %d,Ashby,AB1 2CD\n",
                       100000 + i, i);
    cl_text_add_string(&text, "100001,School 1,Ashby,AB1 2CD\n");
    assert_int_equal(import_text(&d, text.at, ""), CL_E_INVALID);
    desk_expect(&d, "\"rows\": 2401, \"new\": 2376, \"changed\": 0, \"unchanged\": 0");
    desk_expect(&d, "\"refused\": 25");
    at = d.refused.at;
    for (int i = 100; i <= MANY; i += 100) {
        snprintf(refusal, sizeof refusal, "register.csv:%d: school %d has no name", i + 1,
                 100000 + i);
        at = strstr(at, refusal);
        assert_non_null(at);
    }
    assert_non_null(strstr(at, "register.csv:2402: number 100001 stands in this file twice"));
    desk_run(&d, "school show|school=GB-EDU:102399");
    desk_expect(&d, "\"name\": \"School 2399\"");
    assert_int_equal(import_text(&d, text.at, ""), CL_E_INVALID);
    desk_expect(&d, "\"new\": 0, \"changed\": 0, \"unchanged\": 2376");
    desk_run(&d, "verify");

    for (size_t i = 0; i < text.length; i++) /* other numbers: new schools, if it were whole */
        if (text.at[i] == '\n' && text.at[i + 1] == '1')
            text.at[i + 1] = '2';
    cl_text_add_string(&text, "300000,School");
    assert_int_not_equal(import_text(&d, text.at, ""), 0);
    expect_refusal(&d, "is cut off in its last row; nothing was imported");
    desk_refuse(&d, "school show|school=GB-EDU:200001", CL_E_NOT_FOUND,
                "there is no school 200001");
    cl_text_clear(&text);
    desk_close(&d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_school_import__layouts),
    cmocka_unit_test(test_school_import__tells_what_each_row_meant),
    cmocka_unit_test(test_school_import__encodings),
    cmocka_unit_test(test_school_import__refuses_whole_files),
    cmocka_unit_test(test_school_import__many_rows),
};

CL_TEST_MAIN(tests)
