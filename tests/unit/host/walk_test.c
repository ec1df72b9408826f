/* SPDX-License-Identifier: MIT
 *
 * What holds for every command, whichever there are: the table of verbs is walked. A listing shows
 * the past as it was shown then, to the byte; bad input is refused in words, and changes nothing.
 */
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "desk.h"

static int wrong;
enum { LINE = 900, KEPT = CL_VERBS_LIMIT };

/* ---- arguments that a command could take ---- */

static const struct {
    const char *name, *value;
} usual[] = {
    {"acknowledgement", "ACK-1"},
    {"advisor", "ADV-1"},
    {"agreement", "AGR-1"},
    {"application", "APP-1"},
    {"award", "AWD-1"},
    {"cluster", "CLU-1"},
    {"contribution", "CON-1"},
    {"country", "GB"},
    {"delivery", "DEL-1"},
    {"entry", "SUP-1"},
    {"event", "withdraw"},
    {"field", "name"},
    {"home", "SCH-1"},
    {"id", "APP-1"},
    {"organisation", "ORG-1"},
    {"overseas", "SCH-3"},
    {"partner", "SCH-3"},
    {"person", "PER-1"},
    {"programme", "connecting-classrooms-scotland"},
    {"report", "RPT-1"},
    {"role", "partner"},
    {"school", "SCH-1"},
    {"text", "clyde"},
    {"waiver", "WAI-1"},
    {"words", "clyde"},
};

static const char *usual_value(const cl_parameter *p)
{
    for (size_t i = 0; p->kind != CL_TAKES_NUMBER && i < CL_ROWS(usual); i++)
        if (strcmp(usual[i].name, p->name) == 0)
            return usual[i].value;
    switch (p->kind) {
    case CL_TAKES_SWITCH:
        return "true";
    case CL_TAKES_NUMBER:
        return "1";
    case CL_TAKES_DATE:
        return "2021-04-20";
    case CL_TAKES_FILE:
        return "/nowhere/to/be/found";
    case CL_TAKES_ID:
        return "ZZZ-1";
    case CL_TAKES_TEXT:
        break;
    }
    return "x";
}

/* The verb with all that it needs, and `value` for one parameter (NULL: none in particular). */
static void make_line(char out[LINE], const cl_verb *verb, const char *name, const char *value)
{
    size_t length = (size_t)snprintf(out, LINE, "%s", verb->name);

    for (const cl_parameter *p = verb->parameters; p != NULL && p->name != NULL; p++) {
        bool chosen = name != NULL && strcmp(p->name, name) == 0;

        if (chosen || (p->flags & CL_PARAMETER_REQUIRED) != 0)
            length += (size_t)snprintf(out + length, LINE - length, "|%s=%s", p->name,
                                       chosen ? value : usual_value(p));
    }
    assert_true(length < LINE);
}

/* ---- the past ---- */

static void make_office(desk *d)
{
    static const char *const lines[] = {
        "person add|name=Ann Boyd|contact=ann@x.example",
        "post add|person=PER-1|school=SCH-1|post=head",
        "purpose add|person=PER-1|purpose=head of SCH-1",
        "cluster edit|cluster=CLU-1|annual-cost=6000.00|purpose=Music",
        "cluster head|cluster=CLU-1|school=SCH-1|evidence=letter",
        "board seat|cluster=CLU-1|school=SCH-1|name=B. Head",
        "term add|name=2021-spring|from=2021-01-05|to=2021-04-20",
        "meeting add|cluster=CLU-1|note=all there",
        "agreement draft|home=SCH-1|overseas=SCH-3|cluster=CLU-1",
        "agreement sign|agreement=AGR-1|side=home",
        "contribution add|cluster=CLU-1|school=SCH-1|year=2021|amount=10.00",
        "advisor add|name=C. Advisor|areas=Glasgow",
        "support introduce|cluster=CLU-1|advisor=ADV-1",
        "support book|cluster=CLU-1|advisor=ADV-1|hours=2",
        "self-evaluation roll-up|cluster=CLU-1",
        "directory add|name=Link|website=https://x.example|source=them|offers=advice",
        "school link|school=SCH-2|successor=SCH-1|kind=merged|date=2021-04-01",
        "journey acknowledge|cluster=CLU-1|programme=connecting-classrooms-scotland",
        "application "
        "start|cluster=CLU-1|programme=connecting-classrooms-scotland|option=reciprocal-"
        "visits|funding-model=visits",
        "application request|application=APP-1|item=visit|school=SCH-1",
        "application check|application=APP-1",
    };

    desk_open(d, false);
    desk_form_cluster(d);
    for (size_t i = 0; i < CL_ROWS(lines); i++)
        if (desk_try(d, lines[i]) != 0)
            print_message("%s: %s", lines[i], d->refused.at);
}

/* Touches all that make_office() made. */
static void change_everything(desk *d)
{
    static const char *const lines[] = {
        "person edit|person=PER-1|name=Ann Moyo",
        "post end|post=POS-1|to=2021-04-20",
        "purpose end|purpose=PUR-1|to=2021-04-20",
        "person add|name=Later",
        "post add|person=PER-2|school=SCH-2|post=bursar",
        "purpose add|person=PER-2|purpose=later",
        "school edit|school=SCH-1|name=Renamed|pupils=99",
        "school add|name=Later|country=GB",
        "school number|school=SCH-2|number=GB-EDU:100001",
        "school link|school=SCH-4|successor=SCH-3|kind=merged|date=2021-04-02",
        "cluster edit|cluster=CLU-1|name=Other|purpose=Other",
        "cluster structure|cluster=CLU-1|structure=broad-area",
        "cluster add|cluster=CLU-1|school=SCH-5|role=network|from=2020-09-01",
        "cluster create|name=Later|formed=2020-09-01",
        "board seat|cluster=CLU-1|school=SCH-2|name=L. Later|from=2020-09-01",
        "term add|name=2020-late|from=2020-08-15|to=2020-12-20",
        "meeting add|cluster=CLU-1|date=2021-03-03|note=later",
        "agreement sign|agreement=AGR-1|side=overseas",
        "agreement draft|home=SCH-2|overseas=SCH-4|cluster=CLU-1",
        "contribution pay|contribution=CON-1",
        "contribution add|cluster=CLU-1|school=SCH-2|year=2021|amount=20.00",
        "advisor end|advisor=ADV-1|to=2021-04-20",
        "advisor add|name=Later",
        "support release|entry=SUP-2",
        "self-evaluation add|school=SCH-1|date=2021-04-01",
        "self-evaluation roll-up|cluster=CLU-1",
        "directory edit|organisation=ORG-1|themes=music",
        "directory add|name=Later|source=them|website=https://y.example",
        "application request|application=APP-1|item=visit|school=SCH-2",
        "application edit|application=APP-1|option=online",
        "application withdraw|application=APP-1|reason=no time",
        "role grant|person=PER-1|role=admin",
    };

    for (size_t i = 0; i < CL_ROWS(lines); i++)
        if (desk_try(d, lines[i]) != 0)
            print_message("%s: %s", lines[i], d->refused.at);
}

static bool lists(const cl_verb *verb)
{
    return (verb->needs & CL_NEEDS_STORE) != 0 && (verb->needs & CL_WRITES) == 0 &&
           strcmp(verb->name, "verify") != 0 && strcmp(verb->name, "anchor") != 0;
}

static char *take(const cl_text *text)
{
    cl_text copy = CL_TEXT_INIT;

    cl_text_add_view(&copy, cl_text_view(text));
    cl_text_add_char(&copy, '.');
    return cl_text_take(&copy);
}

static void last_event(desk *d, char seq[32])
{
    desk_run(d, "anchor");
    snprintf(seq, 32, "%.*s", (int)strcspn(d->texts.at, ":"), d->texts.at);
}

/* Verify and anchor speak of the file; every other reading command knows its past. */
static void test_walk__known_at(void **state)
{
    static char *said[KEPT];
    static int codes[KEPT];
    const cl_verb *verbs[CL_VERBS_LIMIT];
    size_t count = cl_verbs_list(verbs), worked = 0, changed = 0;
    char line[LINE], seq[32];
    desk d;

    (void)state;
    make_office(&d);
    last_event(&d, seq);
    for (size_t i = 0; i < count; i++) {
        if (!lists(verbs[i]))
            continue;
        make_line(line, verbs[i], NULL, NULL);
        codes[i] = desk_try(&d, line);
        said[i] = take(&d.rows);
        worked += codes[i] == 0 && d.row_count > 0;
        if (codes[i] != 0)
            print_message("%s: %s", line, d.refused.at);
    }
    change_everything(&d);
    for (size_t i = 0; i < count; i++) {
        if (!lists(verbs[i]))
            continue;
        make_line(line, verbs[i], NULL, NULL);
        (void)desk_try(&d, line);
        cl_text_add_char(&d.rows, '.');
        changed += strcmp(d.rows.at, said[i]) != 0;
    }
    desk_close(&d);
    assert_int_equal(desk_try_past(&d, NULL, seq), 0);
    for (size_t i = 0; i < count; i++) {
        if (!lists(verbs[i]))
            continue;
        make_line(line, verbs[i], NULL, NULL);
        if (desk_try(&d, line) != codes[i])
            print_error("%s at %s: another result: %s", line, seq, d.refused.at), wrong++;
        cl_text_add_char(&d.rows, '.');
        if (strcmp(d.rows.at, said[i]) != 0)
            print_error("%s at %s:\n%s\nwas then:\n%s", line, seq, d.rows.at, said[i]), wrong++;
        cl_free(said[i]);
    }
    desk_close(&d);
    print_message("%zu listings had rows, %zu have others now\n", worked, changed);
    assert_int_equal(wrong, 0);
    assert_true(worked >= 25 && changed >= 25);
}

/* ---- bad input ---- */

static bool is_for_users(int code)
{
    switch (code) {
    case CL_E_INVALID:
    case CL_E_NOT_FOUND:
    case CL_E_RANGE:
    case CL_E_STATE:
    case CL_E_MISUSE:
    case CL_E_LIMIT:
    case CL_E_IO:
        return true;
    default:
        return false;
    }
}

static const char *const no_ids[] = {
    "CLU", "ZZZ-1", "-1", "CLU-0", "APP-99999999999999999999", "SCH-1 or 1=1", "\xff\xfe"};
static const char *const no_dates[] = {"2021-02-30", "yesterday", "20-04-2021", "2021-04-20T09:00"};
static const char *const no_numbers[] = {"one", "1.5", "", "99999999999999999999999"};

static size_t refuse_all(desk *d, const cl_verb *verb, const cl_parameter *p,
                         const char *const *values, size_t count)
{
    char line[LINE];

    for (size_t i = 0; i < count; i++) {
        int rc;

        make_line(line, verb, p->name, values[i]);
        rc = desk_try(d, line);
        if (!is_for_users(rc) || d->refused.length == 0)
            print_error("%s: %s: %s\n", line, cl_code_name(rc),
                        d->refused.at == NULL ? "" : d->refused.at),
                wrong++;
    }
    return count;
}

static bool may_be_run(const cl_verb *verb)
{
    return (verb->needs & CL_NEEDS_STORE) != 0;
}

static void expect_refusals_only(desk *d, const char *seq)
{
    char line[LINE];
    size_t refused = 0;

    snprintf(line, sizeof line, "log|after=%s", seq);
    desk_run(d, line);
    for (const char *at = d->rows.at; at != NULL; refused += at != NULL)
        at = strstr(at == d->rows.at ? at : at + 1, "\"event\": \"refused\"");
    if (refused != d->row_count)
        fail_msg("%zu of %zu events are refusals:\n%s", refused, d->row_count, d->rows.at);
}

/* Where bad input is told, it is told in words; nothing is written but that money was refused. */
static void test_walk__bad_input(void **state)
{
    const cl_verb *verbs[CL_VERBS_LIMIT];
    size_t count = cl_verbs_list(verbs), tried = 0;
    char line[LINE], seq[32];
    desk d;

    (void)state;
    make_office(&d);
    last_event(&d, seq);
    for (size_t i = 0; i < count; i++) {
        if (!may_be_run(verbs[i]))
            continue;
        make_line(line, verbs[i], NULL, NULL);
        snprintf(line + strlen(line), sizeof line - strlen(line), "|no-such-thing=1");
        desk_refuse(&d, line, CL_E_MISUSE, "no argument 'no-such-thing'");
        for (const cl_parameter *p = verbs[i]->parameters; p != NULL && p->name != NULL; p++) {
            if (p->kind == CL_TAKES_ID)
                tried += refuse_all(&d, verbs[i], p, no_ids, CL_ROWS(no_ids));
            if (p->kind == CL_TAKES_DATE)
                tried += refuse_all(&d, verbs[i], p, no_dates, CL_ROWS(no_dates));
            if (p->kind == CL_TAKES_NUMBER)
                tried += refuse_all(&d, verbs[i], p, no_numbers, CL_ROWS(no_numbers));
        }
    }
    expect_refusals_only(&d, seq);
    print_message("%zu bad values\n", tried);
    assert_int_equal(wrong, 0);
    assert_true(tried > 500);
    desk_run(&d, "verify");
    desk_close(&d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_walk__known_at),
    cmocka_unit_test(test_walk__bad_input),
};

CL_TEST_MAIN(tests)
