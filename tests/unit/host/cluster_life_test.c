/* SPDX-License-Identifier: MIT
 *
 * What a cluster does: structure, board, terms, meetings, contributions, pairs that both sides
 * agree to, agreements, self-evaluations rolled up, support hours, the directory, the journey.
 */
#include <stdio.h>
#include <string.h>

#include "desk.h"

static void begin(desk *d)
{
    desk_open(d, false);
    desk_form_cluster(d);
}

static void run_all(desk *d, const char *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        desk_run(d, lines[i]);
}

static void end(desk *d)
{
    desk_run(d, "verify");
    desk_close(d);
}

/* A hub becomes broad area, then formal; each day keeps its own structure (Q55, Q58). */
static void test_cluster_life__changes_structure(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_refuse(&d, "cluster structure|cluster=CLU-1|structure=hub-and-spoke", CL_E_STATE,
                "CLU-1 is hub-and-spoke already");
    desk_refuse(&d, "cluster structure|cluster=CLU-1|structure=formal", CL_E_STATE,
                "is led by a sponsor");
    desk_run(&d,
             "cluster structure|cluster=CLU-1|structure=broad-area|from=2021-01-01|reason=grew");
    assert_non_null(strstr(d.notes.at, "0 of 4 schools have a seat on the board"));
    desk_run(&d, "cluster structures|cluster=CLU-1|all=true");
    assert_int_equal(d.row_count, 2);
    desk_expect(&d, "\"structure\": \"hub-and-spoke\", \"from\": \"2020-09-01\", \"to\": "
                    "\"2020-12-31\"");
    desk_refuse(&d, "cluster structure|cluster=CLU-1|structure=hub-and-spoke|from=2021-01-01",
                CL_E_STATE, "at least one day");
    desk_run(&d, "cluster check|cluster=CLU-1|programme=school-partnerships|on=2020-12-31");
    assert_null(strstr(d.rows.at, "board-represents-all"));
    desk_run(&d, "cluster check|cluster=CLU-1|programme=school-partnerships|on=2021-01-01");
    desk_expect(&d, "\"id\": \"board-represents-all\"");
    desk_run(&d, "school add|name=Trust|country=GB");
    desk_run(&d, "cluster add|cluster=CLU-1|school=SCH-5|role=sponsor|from=2021-03-01");
    desk_run(&d, "cluster structure|cluster=CLU-1|structure=formal|from=2021-04-01");
    desk_run(&d, "cluster dissolve|cluster=CLU-1|to=2021-04-20|reason=over");
    desk_refuse(&d, "cluster dissolve|cluster=CLU-1|reason=again", CL_E_STATE, "dissolved already");
    desk_run(&d, "cluster show|cluster=CLU-1|on=2021-04-21");
    desk_expect(&d, "\"members\": [], \"pairs\": [], \"coordinator\": null");
    end(&d);
}

/* Board, terms and meetings flow into what an edition is asked (contract.md section 3). */
static void test_cluster_life__meets_once_a_term(void **state)
{
    static const char *const lines[] = {
        "cluster structure|cluster=CLU-1|structure=broad-area|from=2020-09-02",
        "term add|name=2020-autumn|from=2020-09-02|to=2020-12-20",
        "term add|name=2021-spring|from=2021-01-05|to=2021-04-10",
        "term add|name=2021-summer|from=2021-04-12|to=2021-07-10",
        "board seat|cluster=CLU-1|school=SCH-1|name=B. Head|from=2020-09-01",
        "board seat|cluster=CLU-1|school=SCH-2|name=C. Head|from=2020-09-01",
        "board seat|cluster=CLU-1|school=SCH-3|name=D. Head|from=2020-09-01",
        "meeting add|cluster=CLU-1|date=2020-10-02|present=SCH-1|present=SCH-2",
    };
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_form_cluster(&d);
    desk_run(&d, "cluster create|name=Broad|structure=broad-area|formed=2020-09-01");
    desk_refuse(&d, "term add|name=x|from=2020-09-02|to=2020-09-01", CL_E_INVALID,
                "cannot end before it begins");
    desk_run(&d, "cluster edit|cluster=CLU-1|annual-cost=1000.00");
    desk_refuse(&d, "cluster edit|cluster=CLU-1|annual-cost=1000.005", CL_E_INVALID, "annual-cost");
    run_all(&d, lines, CL_ROWS(lines));
    desk_refuse(&d, "term add|name=again|from=2020-12-01|to=2020-12-31", CL_E_STATE, "overlap");
    desk_refuse(&d, "board seat|cluster=CLU-2|school=SCH-1|name=X", CL_E_STATE,
                "SCH-1 is no member of CLU-2");
    desk_refuse(&d, "meeting add|cluster=CLU-1|date=2021-04-21", CL_E_INVALID, "still to come");
    desk_run(&d, "cluster check|cluster=CLU-1|programme=school-partnerships");
    desk_expect(&d, "\"id\": \"board-represents-all\", \"stage\": \"form\", \"level\": \"hard\", "
                    "\"verdict\": \"fail\"");
    desk_expect(&d, "\"id\": \"board-meets-every-term\"");
    desk_run(&d, "board seat|cluster=CLU-1|school=SCH-4|name=E. Head|from=2020-09-01");
    desk_run(&d, "meeting add|cluster=CLU-1|date=2021-03-02|present=SCH-4");
    desk_run(&d, "board terms|cluster=CLU-1");
    assert_int_equal(d.row_count, 2); /* summer still runs, and nobody has met in it */
    desk_run(&d, "cluster check|cluster=CLU-1|programme=school-partnerships");
    desk_expect(&d, "\"verdict\": \"eligible\", \"unmet\": []");
    desk_run(&d, "board seat|cluster=CLU-1|school=SCH-4|name=F. Head|from=2021-04-01");
    desk_run(&d, "board list|cluster=CLU-1|all=true");
    assert_int_equal(d.row_count, 5);
    desk_run(&d, "board leave|cluster=CLU-1|school=SCH-4");
    desk_refuse(&d, "board leave|cluster=CLU-1|school=SCH-4|to=2021-05-01", CL_E_STATE, "no seat");
    /* an authority's own terms stand in place of those of all */
    desk_run(&d, "school edit|school=SCH-1|authority=Glasgow City");
    desk_run(&d, "term add|name=glasgow|authority=Glasgow City|from=2020-10-20|to=2020-12-20");
    desk_run(&d, "board terms|cluster=CLU-1");
    assert_int_equal(d.row_count, 1);
    desk_expect(&d, "\"term\": \"glasgow\"");
    end(&d);
}

/* Each school's part comes from the edition; the parts add up, to the penny. */
static void test_cluster_life__contributes(void **state)
{
    static const char *const lines[] = {
        "cluster structure|cluster=CLU-1|structure=broad-area|from=2021-01-01",
        "cluster edit|cluster=CLU-1|annual-cost=1000.00",
        "school edit|school=SCH-2|pupils=105",
        "school edit|school=SCH-3|pupils=300",
        "school edit|school=SCH-4|pupils=45",
    };
    desk d;

    (void)state;
    begin(&d);
    desk_refuse(&d, "contribution plan|cluster=CLU-1|year=2021", CL_E_STATE,
                "cannot tell the contributions");
    run_all(&d, lines, CL_ROWS(lines));
    desk_run(&d, "contribution plan|cluster=CLU-1|year=2021|due=2021-04-19");
    assert_int_equal(d.row_count, 4);
    desk_expect(&d, "\"school\": \"SCH-1\", \"school_name\": \"Clyde Primary\", \"year\": 2021, "
                    "\"formula\": \"school-partnerships@2019\", \"amount\": {\"amount\": \"318.1");
    desk_refuse(&d, "contribution plan|cluster=CLU-1|year=2021", CL_E_STATE, "cancel them first");
    desk_run(&d, "contribution pay|contribution=CON-1");
    desk_refuse(&d, "contribution cancel|contribution=CON-1", CL_E_STATE, "is paid");
    desk_run(&d, "contribution list|cluster=CLU-1|due=true");
    assert_int_equal(d.row_count, 3);
    desk_refuse(&d, "contribution add|cluster=CLU-1|school=SCH-2|year=2021", CL_E_INVALID,
                "say what is given");
    desk_run(&d, "contribution add|cluster=CLU-1|school=SCH-2|year=2022|kind=a minibus|hours=12");
    desk_run(&d, "contribution list|cluster=CLU-1|year=2022");
    desk_expect(&d, "\"kind\": \"a minibus\", \"hours\": 12");
    end(&d);
}

/* A proposed pair counts once both sides have agreed, and not before. */
static void test_cluster_life__pairs_both_agree_to(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_run(&d, "school add|name=Mulanje Primary|country=MW");
    desk_run(&d, "cluster add|cluster=CLU-1|school=SCH-5|role=partner|from=2020-09-01");
    desk_refuse(&d, "cluster agree|cluster=CLU-1|school=SCH-1|partner=SCH-3", CL_E_STATE,
                "no proposed pair");
    desk_run(&d,
             "cluster pair|cluster=CLU-1|school=SCH-1|partner=SCH-5|from=2021-02-01|propose=true");
    desk_expect(&d, "\"overseas\": \"SCH-5\", \"from\": \"2021-02-01\", \"to\": null, \"agreed\": "
                    "false");
    desk_run(&d, "cluster agree|cluster=CLU-1|school=SCH-5|partner=SCH-1|date=2021-02-02");
    desk_refuse(&d, "cluster agree|cluster=CLU-1|school=SCH-5|partner=SCH-1", CL_E_STATE,
                "agreed to PAR-3 already");
    desk_run(&d, "cluster check|cluster=CLU-1|programme=connecting-classrooms-scotland|"
                 "option=reciprocal-visits");
    desk_expect(&d, "SCH-5");
    desk_run(&d, "cluster agree|cluster=CLU-1|school=SCH-1|partner=SCH-5|date=2021-02-03");
    desk_expect(&d, "\"overseas\": \"SCH-5\", \"from\": \"2021-02-01\", \"to\": null, \"agreed\": "
                    "true");
    desk_run(&d, "cluster head|cluster=CLU-1|school=SCH-2|evidence=letter|date=2021-02-01");
    desk_refuse(&d, "cluster head|cluster=CLU-1|school=SCH-2|evidence=x|date=2020-01-01",
                CL_E_STATE, "no member");
    end(&d);
}

/* Reviews are counted from the signature; a late one moves none (Q67). */
static void test_cluster_life__revisits_agreements(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_refuse(&d, "agreement draft|home=SCH-1|overseas=SCH-1", CL_E_INVALID, "two parties");
    desk_run(&d, "agreement draft|home=SCH-1|overseas=SCH-3|cluster=CLU-1|aims=water|every=6");
    desk_expect(&d, "\"terms\": {\"aims\": \"water\"}, \"state\": \"draft\"");
    desk_refuse(&d, "agreement review|agreement=AGR-1|took-part=pupils|outcome=kept", CL_E_STATE,
                "AGR-1 is draft; review starts from signed");
    desk_run(&d, "agreement sign|agreement=AGR-1|side=home|date=2019-08-30");
    desk_refuse(&d, "agreement sign|agreement=AGR-1|side=home", CL_E_STATE, "signed AGR-1 already");
    desk_run(&d, "agreement sign|agreement=AGR-1|side=overseas|date=2019-08-31");
    desk_expect(&d, "\"review_due\": true");
    desk_expect(&d, "\"signed_on\": \"2019-08-31\"");
    desk_expect(&d, "\"next_review\": \"2020-02-29\""); /* six months after 31 August */
    desk_run(&d, "agreement list|due=true");
    assert_int_equal(d.row_count, 1);
    desk_refuse(&d, "agreement review|agreement=AGR-1|took-part=parents|outcome=kept", CL_E_INVALID,
                "found 'parents'");
    desk_run(&d, "agreement review|agreement=AGR-1|took-part=senior staff|took-part=pupils|"
                 "outcome=changed|date=2021-03-15");
    desk_expect(&d, "\"next_review\": \"2021-08-31\"");
    desk_run(&d, "agreement reviews|agreement=AGR-1");
    desk_expect(&d, "\"took_part\": \"senior staff, pupils\", \"outcome\": \"changed\"");
    desk_run(&d, "agreement review|agreement=AGR-1|took-part=staff|outcome=ended");
    desk_expect(&d, "\"state\": \"ended\"");
    desk_refuse(&d, "agreement end|agreement=AGR-1", CL_E_STATE, "ended already");
    end(&d);
}

/* What begins later would go on without its cluster. */
static void test_cluster_life__nothing_outlives_its_cluster(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_run(&d, "school add|name=Late|country=GB");
    desk_run(&d, "cluster add|cluster=CLU-1|school=SCH-5|role=network|from=2021-05-01");
    desk_refuse(&d, "cluster dissolve|cluster=CLU-1|reason=over", CL_E_STATE,
                "MEM-5 begins only on 2021-05-01; dissolve CLU-1 on that day or later");
    desk_refuse(&d, "cluster dissolve|cluster=CLU-1|reason=over|to=2020-08-31", CL_E_INVALID,
                "cannot end before it was formed");
    desk_run(&d, "cluster dissolve|cluster=CLU-1|reason=over|to=2021-05-01");
    end(&d);
}

/* D12 to D14: 27 hours; 25 used leave 2; three more when turned down; never below zero. */
static void test_cluster_life__counts_support(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_run(&d, "advisor add|name=C. Advisor|areas=Glasgow|languages=en");
    desk_run(&d, "school add|name=Late|country=GB");
    desk_run(&d, "cluster add|cluster=CLU-1|school=SCH-5|role=network|from=2021-01-01");
    desk_refuse(&d, "support introduce|cluster=CLU-1|advisor=ADV-1", CL_E_STATE,
                "missing: SCH-5 Late");
    desk_refuse(&d, "support book|cluster=CLU-1|hours=1|advisor=ADV-1", CL_E_STATE,
                "asked for 1 h, 0 h left of 0 h");
    desk_run(&d, "self-evaluation due|cluster=CLU-1");
    assert_int_equal(d.row_count, 1);
    desk_run(&d, "self-evaluation add|school=SCH-5|date=2021-02-01");
    desk_run(&d, "support introduce|cluster=CLU-1|advisor=ADV-1|date=2021-02-02");
    desk_expect(&d, "\"minutes\": 1620, \"balance\": 1620");
    desk_refuse(&d, "support introduce|cluster=CLU-1|advisor=ADV-1", CL_E_STATE, "already");
    desk_refuse(&d, "support book|cluster=CLU-1|hours=1.1|advisor=ADV-1", CL_E_INVALID,
                "expected hours in steps of 15 minutes");
    desk_run(&d, "support book|cluster=CLU-1|hours=25|advisor=ADV-1|date=2021-03-01");
    desk_expect(&d, "\"minutes\": -1500, \"balance\": 120");
    desk_run(&d, "support book|cluster=CLU-1|hours=2|advisor=ADV-1");
    desk_refuse(&d, "support book|cluster=CLU-1|hours=1|advisor=ADV-1", CL_E_STATE,
                "asked for 1 h, 0 h left of 27 h; SUP-1 2021-02-02 introduction 27 h; SUP-2 "
                "2021-03-01 use -25 h; SUP-3 2021-04-20 use -2 h");
    desk_run(&d, "support release|entry=SUP-3|note=ill");
    desk_refuse(&d, "support release|entry=SUP-3", CL_E_STATE, "already");
    desk_refuse(&d, "support release|entry=SUP-1", CL_E_STATE, "no booking");
    desk_run(&d, "application start|cluster=CLU-1|programme=connecting-classrooms-scotland");
    desk_refuse(&d, "support reapply|application=APP-1", CL_E_STATE, "turned down");
    desk_run(&d, "support list|cluster=CLU-1|on=2021-03-01");
    assert_int_equal(d.row_count, 2);
    desk_refuse(&d, "support book|cluster=CLU-1|hours=1|advisor=ADV-1|date=2021-02-01", CL_E_STATE,
                "introduced on 2021-02-02");
    desk_run(&d, "advisor end|advisor=ADV-1");
    desk_refuse(&d, "support book|cluster=CLU-1|hours=1|advisor=ADV-1|date=2021-04-21", CL_E_STATE,
                "ADV-1 is no advisor on that day");
    end(&d);
}

/* The hours end with the project: twelve months after the last application closed, or with the
 * cluster; a new application opens them again. */
static void test_cluster_life__ends_support(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_run(&d, "advisor add|name=C. Advisor");
    desk_run(&d, "support introduce|cluster=CLU-1|advisor=ADV-1|date=2021-02-02");
    desk_run(&d, "application start|cluster=CLU-1|programme=connecting-classrooms-scotland");
    desk_run(&d, "support book|cluster=CLU-1|hours=1|advisor=ADV-1|date=2030-01-01"); /* it lives */
    desk_run(&d, "application withdraw|application=APP-1|reason=no time");
    desk_run(&d, "support book|cluster=CLU-1|hours=1|advisor=ADV-1|date=2022-04-20");
    desk_refuse(&d, "support book|cluster=CLU-1|hours=1|advisor=ADV-1|date=2022-04-21", CL_E_STATE,
                "the support of CLU-1 ended on 2022-04-20, with APP-1");
    desk_run(&d, "support list|cluster=CLU-1");
    assert_non_null(strstr(d.notes.at, "it ended on 2022-04-20, with APP-1"));
    desk_run(&d, "application start|cluster=CLU-1|programme=connecting-classrooms-scotland");
    desk_run(&d, "support book|cluster=CLU-1|hours=1|advisor=ADV-1|date=2022-04-21");
    desk_run(&d, "application withdraw|application=APP-2|reason=no time");
    desk_run(&d, "cluster dissolve|cluster=CLU-1|reason=over");
    desk_refuse(&d, "support book|cluster=CLU-1|hours=1|advisor=ADV-1|date=2021-04-21", CL_E_STATE,
                "ended on 2021-04-20, with CLU-1");
    end(&d);
}

/* Two questionnaires stand side by side; a school without answers is named. */
static void test_cluster_life__rolls_up_self_evaluations(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_refuse(&d, "self-evaluation add|school=SCH-1|need=trade: more", CL_E_INVALID,
                "expected AREA: TEXT with an area of: learning for sustainability, partnership "
                "working");
    desk_run(&d, "self-evaluation add|school=SCH-1|date=2021-03-01|need=learning: a garden|"
                 "score=learning: 2|strength=partnership: letters");
    desk_expect(&d, "\"questionnaire\": \"clusters@1\"");
    desk_run(&d, "self-evaluation add|school=SCH-3|date=2021-03-02|score=learning: 5|"
                 "need=learning: seeds");
    desk_run(&d, "school add|name=Late|country=GB");
    desk_run(&d, "cluster add|cluster=CLU-1|school=SCH-5|role=network|from=2021-01-01");
    desk_run(&d, "self-evaluation roll-up|cluster=CLU-1");
    desk_expect(&d,
                "\"learning for sustainability\":{\"needs\":[{\"need\":\"a garden\",\"school\":"
                "\"SCH-1\"},{\"need\":\"seeds\",\"school\":\"SCH-3\"}],\"greatest\":5,\"least\":2,"
                "\"median\":[2,5],\"schools\":2}");
    desk_expect(&d, "\"without\":[\"SCH-5\"]");
    desk_run(&d, "self-evaluation roll-ups|cluster=CLU-1");
    assert_int_equal(d.row_count, 1);
    end(&d);
}

static void test_cluster_life__directory(void **state)
{
    static const struct {
        const char *line;
        size_t want;
    } rows[] = {
        {"directory list", 2},
        {"directory list|country=MW", 2},
        {"directory list|country=KE", 1},
        {"directory list|service=money", 0},
        {"directory list|service=find a partner|phase=primary", 1},
        {"directory list|theme=WATER", 1},
        {"directory list|word=nations", 1},
        {"directory list|stale=true", 1},
    };
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_run(&d, "init");
    desk_run(&d, "directory add|name=Two Nations|countries=MW ZM|offers=find a partner, advice|"
                 "phases=primary|checked=2020-04-20");
    desk_run(&d, "directory add|name=Any|themes=Water, trade|offers=materials");
    desk_refuse(&d, "directory add|name=X|countries=Malawi", CL_E_INVALID, "countries");
    desk_refuse(&d, "directory add|name=X|offers=holidays", CL_E_INVALID, "found 'holidays'");
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        desk_run(&d, rows[i].line);
        if (d.row_count != rows[i].want)
            fail_msg("%s: %zu", rows[i].line, d.row_count);
    }
    desk_run(&d, "directory check|organisation=ORG-1");
    desk_expect(&d, "\"stale\": false");
    desk_run(&d, "directory edit|organisation=ORG-2|ended=2021-04-19");
    desk_run(&d, "directory list");
    assert_int_equal(d.row_count, 1);
    end(&d);
}

/* The eleven steps, as far as the records have come. */
static void test_cluster_life__journey(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_refuse(&d, "journey|cluster=CLU-1", CL_E_MISUSE, "say which programme");
    desk_refuse(&d, "journey|cluster=CLU-1|programme=turing-scheme", CL_E_NOT_FOUND, "no journey");
    desk_run(&d, "journey|cluster=CLU-1|programme=connecting-classrooms-scotland");
    assert_int_equal(d.row_count, 11);
    desk_expect(&d, "\"step\": 1, \"title\": \"Read the co-ordinator materials\", \"state\": "
                    "\"not started\"");
    desk_expect(&d, "\"step\": 3, \"title\": \"School self-evaluations\", \"state\": \"done\", "
                    "\"evidence\": \"2 of 2 schools at home\"");
    desk_expect(&d, "\"next\": \"clachan application start CLU-1 --programme "
                    "connecting-classrooms-scotland\", \"who\": \"co-ordinator\", \"by\": "
                    "\"2021-04-26\"");
    desk_run(&d, "journey acknowledge|cluster=CLU-1|programme=connecting-classrooms-scotland");
    desk_run(&d, "advisor add|name=C. Advisor");
    desk_run(&d, "support introduce|cluster=CLU-1|advisor=ADV-1");
    desk_run(&d, "application start|cluster=CLU-1|programme=connecting-classrooms-scotland");
    desk_run(&d, "journey|cluster=CLU-1");
    desk_expect(&d, "\"step\": 1, \"title\": \"Read the co-ordinator materials\", \"state\": "
                    "\"done\"");
    desk_expect(&d, "\"evidence\": \"APP-1 is draft\"");
    desk_expect(&d, "\"step\": 11, \"title\": \"International School Award\", \"state\": "
                    "\"not started\", \"evidence\": \"0 of 2 schools at home\"");
    desk_run(&d, "journey|cluster=CLU-1|on=2021-01-11"); /* as it was then */
    desk_expect(&d, "\"evidence\": \"1 of 2 schools at home\"");
    end(&d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_cluster_life__changes_structure),
    cmocka_unit_test(test_cluster_life__meets_once_a_term),
    cmocka_unit_test(test_cluster_life__contributes),
    cmocka_unit_test(test_cluster_life__pairs_both_agree_to),
    cmocka_unit_test(test_cluster_life__revisits_agreements),
    cmocka_unit_test(test_cluster_life__nothing_outlives_its_cluster),
    cmocka_unit_test(test_cluster_life__counts_support),
    cmocka_unit_test(test_cluster_life__ends_support),
    cmocka_unit_test(test_cluster_life__rolls_up_self_evaluations),
    cmocka_unit_test(test_cluster_life__directory),
    cmocka_unit_test(test_cluster_life__journey),
};

CL_TEST_MAIN(tests)
