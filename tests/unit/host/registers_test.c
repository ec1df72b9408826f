/* SPDX-License-Identifier: MIT
 *
 * Registers by their mappings: each layout that was seen, lists of one's own, links, and what bad
 * files do. The real registers are taken over where they lie beside the source.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "desk.h"

static int import_text(desk *d, const char *text, const char *options)
{
    char path[CL_TEST_PATH], line[CL_TEST_PATH * 2];

    cl_test_file(path, "register.csv", text, strlen(text));
    snprintf(line, sizeof line, "school import|file=%s%s", path, options);
    return desk_try(d, line);
}

static void expect_told(const cl_text *text, const char *words)
{
    if (text->at == NULL || strstr(text->at, words) == NULL)
        fail_msg("expected '%s' in\n%s", words, text->at == NULL ? "" : text->at);
}

static void begin(desk *d)
{
    char path[CL_TEST_PATH];

    cl_test_path(path, "office.db");
    (void)remove(path);
    desk_open(d, false);
    desk_run(d, "init");
}

static void test_registers__layouts(void **state)
{
    static const struct {
        const char *text, *options, *number, *want;
    } rows[] = {
        /* a workbook of Scotland saved as CSV: notes above the columns, '.' for nothing */
        {"Open schools\nas at September\n\nseedcode,school_name,la_name,post_code,centre_type,"
         "school_type_primary,school_type_secondary,school_type_special\n"
         "8200001,Clyde Primary,Glasgow City,G1 2AB,Local Authority,Primary,.,.\n",
         "", "GB-SCOTEDU:8200001",
         "\"authority\": \"Glasgow City\", \"phase\": \"primary\", \"funding\": \"state\""},
        {"seedcode,school_name,school_type_primary,school_type_secondary\n8200002,Isle,Yes,Yes\n",
         "", "GB-SCOTEDU:8200002", "\"phase\": \"all-through\""},
        {"seedcode,school_name,post_code\n8200003,Skye,N/A\n", "", "GB-SCOTEDU:8200003",
         "\"postcode\": null"},
        /* the register of Northern Ireland writes a hyphen, its spreadsheets none */
        {"De ref,school name,school type\n101-0012,Belmont,Primary\n", "", "GB-IRN:1010012",
         "\"phase\": \"primary\""},
        {"school-wls\tname\tname-cy\tschool-type-wls\n6602130\tAmlwch School\tYsgol Amlwch\t8\n",
         "", "GB-WALEDU:6602130",
         "\"other_names\": [{\"name\": \"Ysgol Amlwch\", \"language\": \"cy\""},
        {"URN,EstablishmentName,LA (name)\n100006,Heath,Camden\n", "", "GB-EDU:100006",
         "\"authority\": \"Camden\""},
        {"id,name,country,phase\nZ-1,Zomba School,MW,primary\n", "|register=local", "local:Z-1",
         "\"country\": \"MW\", \"nation\": null"},
        {"id,name,country\nZ-1,Zomba School,Malawi\n", "|register=local", "local:Z-1",
         "\"country\": \"MW\""},
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        char line[100];
        desk d;

        begin(&d);
        if (import_text(&d, rows[i].text, rows[i].options) != 0)
            fail_msg("row %zu: %s", i, d.refused.at);
        snprintf(line, sizeof line, "school show|school=%s", rows[i].number);
        desk_run(&d, line);
        desk_expect(&d, rows[i].want);
        assert_int_equal(import_text(&d, rows[i].text, rows[i].options), 0);
        desk_expect(&d, "\"unchanged\": 1"); /* again: nothing */
        desk_run(&d, "verify");
        desk_close(&d);
    }
}

/* A list of schools overseas with columns of its own. */
static void test_registers__a_mapping_of_ones_own(void **state)
{
    static const char list[] = "osm_id,osm_name,ward,osm_education_type,osm_operator_type\n"
                               "node/1,Kibera Primary,Kibra,primary,government\n"
                               "node/2,Mtakatifu,Kibra,kindergarten,religious\n";
    static const char mapping[] =
        "mapping \"nairobi\" {\n  scheme = \"local\", country = \"KE\",\n"
        "  columns = { number = { \"osm_id\" }, name = { \"osm_name\" }, town = { \"ward\" },\n"
        "    phase = { \"osm_education_type\" }, funding = { \"osm_operator_type\" } },\n"
        "  phases = { [\"primary\"] = \"primary\", [\"kindergarten\"] = \"early-years\" },\n"
        "  fundings = { [\"government\"] = \"state\" },\n}\n";
    static const struct {
        const char *text, *words;
    } bad[] = {
        {"mapping \"x\" { columns = { number = { \"a\" } } }", "name at least the columns"},
        {"mapping \"x\" { columns = { number = { \"a\" }, nam = { \"b\" } } }", "columns"},
        {"mapping \"x\" { columns = { number = { \"osm_id\" }, name = { \"osm_name\" } },"
         " phases = { a = \"infant\" } }",
         "found 'infant', expected one of early-years"},
        {"mapping \"x\" { scheme = \"URN\", columns = { number = { \"a\" }, name = { \"b\" } } }",
         "found 'URN', expected one of GB-EDU"},
        {"mapping \"x\" { colums = {} }", "colums"},
        {"while true do end", "mapping.lua"},
        {"-- nothing", "no mapping"},
    };
    char path[CL_TEST_PATH], option[CL_TEST_PATH + 20];
    desk d;

    (void)state;
    begin(&d);
    cl_test_file(path, "mapping.lua", mapping, sizeof mapping - 1);
    snprintf(option, sizeof option, "|mapping=%s", path);
    assert_int_equal(import_text(&d, list, option), 0);
    desk_run(&d, "school show|school=local:node/1");
    desk_expect(&d, "\"country\": \"KE\", \"nation\": null");
    desk_expect(&d, "\"phase\": \"primary\", \"funding\": \"state\"");
    desk_run(&d, "school show|school=local:node/2");
    desk_expect(&d, "\"phase\": \"early-years\", \"funding\": null");
    for (size_t i = 0; i < CL_ROWS(bad); i++) {
        cl_test_file(path, "mapping.lua", bad[i].text, strlen(bad[i].text));
        assert_int_not_equal(import_text(&d, list, option), 0);
        expect_told(&d.refused, bad[i].words);
    }
    desk_close(&d);
}

static void test_registers__links(void **state)
{
    static const char schools[] = "urn,name,close_date\n1,Ash,31-08-2019\n2,Birch,\n3,Cedar,\n";
    static const char links[] = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n"
                                "1,2,Birch,Successor - merged,31-08-2019\n"
                                "2,1,Ash,Predecessor,01-09-2019\n"
                                "2,3,Cedar,Successor - Split School,\n"
                                "3,2,Birch,Successor - Split School,\n"
                                "1,3,Cedar,Sixth Form Centre Link,\n"
                                "1,9,Nowhere,Successor,\n"
                                "1,3,Cedar,Cousin,\n"
                                "1,3,Cedar,Successor,31-02-2019\n";
    desk d;

    (void)state;
    begin(&d);
    assert_int_equal(import_text(&d, schools, ""), 0);
    assert_int_equal(import_text(&d, links, ""), CL_E_INVALID);
    desk_expect(&d, "\"rows\": 8, \"new\": 3, \"merged\": 1, \"split\": 2, \"changed\": 0, "
                    "\"unchanged\": 0, \"passed\": 1, \"refused\": 3");
    expect_told(&d.refused, "register.csv:7: there is no school GB-EDU:9 here");
    expect_told(&d.refused, "register.csv:8: found 'Cousin' as the type of a link");
    expect_told(&d.refused, "register.csv:9: 31-02-2019");
    assert_int_equal(import_text(&d, links, ""), CL_E_INVALID);
    desk_expect(&d, "\"new\": 0, \"merged\": 0, \"split\": 0, \"changed\": 0, \"unchanged\": 3");
    desk_run(&d, "school follow|school=GB-EDU:1"); /* 2 and 3 are each the other's successor */
    assert_int_equal(d.row_count, 2);
    desk_expect(&d,
                "\"kind\": \"merged\", \"date\": \"2019-09-01\", \"links\": 1, \"last\": false");
    desk_expect(&d, "\"links\": 2, \"last\": true");
    desk_refuse(&d, "school link|school=SCH-1|successor=SCH-1", CL_E_INVALID, "its own successor");
    desk_refuse(&d, "school link|school=SCH-1|successor=SCH-2", CL_E_STATE, "already");
    desk_run(&d, "school link|school=SCH-1|successor=SCH-3|kind=renamed|date=2020-01-01");
    desk_run(&d, "school links|school=SCH-1");
    assert_int_equal(d.row_count, 2);
    desk_run(&d, "verify");
    desk_close(&d);
}

/* Two schools never hold a number on the same day; afterwards it may be another's. */
static void test_registers__a_number_is_held_by_one(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_run(&d, "school add|name=Ash|country=GB|register=GB-EDU:100");
    desk_run(&d, "school add|name=Birch|country=GB");
    desk_refuse(&d, "school number|school=SCH-2|number=GB-EDU:100", CL_E_STATE,
                "GB-EDU:100 is another school's on one of these days: SCH-1, Ash; end it there "
                "first, as 'clachan school number SCH-1 GB-EDU:100 --to DATE'");
    desk_refuse(&d, "school number|school=SCH-1|number=GB-EDU:100", CL_E_STATE, "already");
    desk_refuse(&d, "school number|school=SCH-2|number=URN:100", CL_E_INVALID,
                "found 'URN:100', expected SCHEME:NUMBER");
    desk_run(&d, "school number|school=SCH-1|number=GB-EDU:100|to=2020-08-31");
    desk_run(&d, "school number|school=SCH-2|number=GB-EDU:100|from=2020-09-01");
    desk_run(&d, "school show|school=GB-EDU:100");
    desk_expect(&d, "\"id\": \"SCH-2\"");
    desk_run(&d, "verify");
    desk_close(&d);
}

/* What happens to schools in a cluster is told, with the cluster. */
static void test_registers__tells_members(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    assert_int_equal(
        import_text(&d, "urn,name,postcode,close_date\n1,Ash,A1 1AA,\n2,Elm,E1 1AA,\n", ""), 0);
    desk_run(&d, "cluster create|name=Trees");
    desk_run(&d, "cluster add|cluster=CLU-1|school=GB-EDU:1|role=lead");
    assert_int_equal(import_text(&d,
                                 "urn,name,postcode,close_date\n1,Ash Academy,B2 2BB,\n"
                                 "2,Elm,E2 2AA,31-12-2020\n",
                                 ""),
                     0);
    assert_int_equal(d.row_count, 2); /* SCH-2 is in no cluster; the counts */
    desk_expect(&d, "{\"what\": \"moved\", \"school\": \"SCH-1\", \"name\": \"Ash Academy\", "
                    "\"was\": \"Ash\", \"postcode\": \"B2 2BB\", \"closed\": null, "
                    "\"clusters\": [\"CLU-1\"]}");
    desk_expect(&d, "\"closed\": 1, \"reopened\": 0, \"moved\": 1");
    assert_int_equal(import_text(&d,
                                 "urn,name,postcode,close_date\n1,Ash Academy,B2 2BB,\n"
                                 "2,Elm,E2 2AA,\n",
                                 "|each=true"),
                     0);
    desk_expect(&d, "\"what\": \"reopened\", \"school\": \"SCH-2\"");
    desk_run(&d, "school search|word=ash"); /* by the name it had as well */
    desk_run(&d, "school show|school=SCH-1");
    desk_expect(&d, "\"other_names\": [{\"name\": \"Ash\", \"language\": null, \"from\": null, "
                    "\"to\": \"2021-04-19\"}]");
    desk_run(&d, "verify");
    desk_close(&d);
}

/* A register of `count` rows: numbers from `first`, names and postcodes from `seed`. */
static char *make_register(cl_text *out, int count, int first, int seed)
{
    cl_text_reset(out);
    cl_text_add_string(out, "urn,name,postcode\n");
    for (int i = 0; i < count; i++)
        cl_text_format(out, "%d,School %d,A%d 1AA\n", first + i, seed + i, seed + i);
    return out->at;
}

/* What is refused whole, by name, leaves nothing behind. */
static void test_registers__bad_files(void **state)
{
    static const struct {
        const char *text, *options, *words;
    } rows[] = {
        {"Number of the school,Title\n1,A\n", "", "no column holds the school's number"},
        {"urn,title\n1,A\n", "", "no column holds the school's name"},
        {"\xff\xfeu\0r\0n\0", "", "UTF-16"},
        {"urn,name\n1,A\n2,B\n", "|rows=3", "has 2 rows, expected 3"},
        {"urn,name,postcode\n1,A,B\n2,B", "", "is cut off in its last row"},
        {"urn,name\n1,\"A", "", "register.csv"},
    };
    cl_text text = CL_TEXT_INIT;
    desk d;

    (void)state;
    begin(&d);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        assert_int_not_equal(import_text(&d, rows[i].text, rows[i].options), 0);
        expect_told(&d.refused, rows[i].words);
        desk_run(&d, "log");
        assert_int_equal(d.row_count, 0);
    }
    assert_int_equal(import_text(&d, make_register(&text, 100, 100, 0), ""), 0);
    desk_run(&d, "log");
    assert_int_equal(d.row_count, 3);
    /* the same numbers, each for another school: a column that was sorted alone */
    assert_int_not_equal(import_text(&d, make_register(&text, 100, 100, 50), ""), 0);
    expect_told(&d.refused, "100 of 100 known numbers of GB-EDU stand for another name at another");
    /* half of the register, taken for the whole */
    assert_int_not_equal(import_text(&d, make_register(&text, 50, 100, 0), "|close-missing=true"),
                         0);
    expect_told(&d.refused, "50 open schools of GB-EDU are not in the file");
    desk_run(&d, "log");
    assert_int_equal(d.row_count, 3);
    desk_run(&d, "verify");
    cl_text_clear(&text);
    desk_close(&d);
}

/* A row whose name somebody else spoilt is taken, and told. */
static void test_registers__doubtful_names(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    assert_int_equal(import_text(&d,
                                 "urn,name\n1,Ecole Fran\xd0\xb7"
                                 "aise\n2,\xd0\x9c\xd0\xb8\xd1\x80\n",
                                 ""),
                     0);
    expect_told(&d.notes, "register.csv:2: 'Ecole Fran");
    assert_null(strstr(d.notes.at, "register.csv:3"));
    desk_close(&d);
}

#ifdef CLACHAN_REGISTERS
/* Every refused row has its reason, and a second import changes nothing. */
static void import_real(desk *d, const char *name, int64_t refused)
{
    char line[CL_TEST_PATH * 2], want[40];
    int64_t reasons = 0;

    snprintf(line, sizeof line, "school import|file=" CLACHAN_REGISTERS "/%s", name);
    snprintf(want, sizeof want, "\"refused\": %lld", (long long)refused);
    (void)desk_try(d, line);
    desk_expect(d, want);
    for (size_t i = 0; i < d->refused.length; i++)
        reasons += d->refused.at[i] == '\n';
    assert_int_equal(reasons, refused);
    (void)desk_try(d, line);
    desk_expect(d, "\"new\": 0, ");
    desk_expect(d, "\"changed\": 0, ");
}

static void test_registers__real_ones(void **state)
{
    struct stat there;
    desk d;

    (void)state;
    if (stat(CLACHAN_REGISTERS, &there) != 0)
        skip();
    begin(&d);
    import_real(&d, "gias-open-2025-07.csv", 0);
    import_real(&d, "gias-all-2022-07.csv", 0);
    import_real(&d, "gias-links-2025-04.cp1252.csv", 84);
    import_real(&d, "wales-2018-04.tsv", 0);
    import_real(&d, "northern-ireland-primary-2023-24.csv", 0);
    desk_run(&d, "school follow|school=GB-EDU:135073"); /* one of its four cycles */
    desk_expect(&d, "\"last\": true");
    desk_run(&d, "verify");
    desk_close(&d);
}
#endif

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_registers__layouts),
    cmocka_unit_test(test_registers__a_mapping_of_ones_own),
    cmocka_unit_test(test_registers__links),
    cmocka_unit_test(test_registers__a_number_is_held_by_one),
    cmocka_unit_test(test_registers__tells_members),
    cmocka_unit_test(test_registers__bad_files),
    cmocka_unit_test(test_registers__doubtful_names),
#ifdef CLACHAN_REGISTERS
    cmocka_unit_test(test_registers__real_ones),
#endif
};

CL_TEST_MAIN(tests)
