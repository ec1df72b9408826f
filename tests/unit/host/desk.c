/* SPDX-License-Identifier: MIT
 *
 * The desk.
 */
#include "desk.h"

#include <stdio.h>
#include <string.h>

enum { ARGUMENTS = 24, LINE = 1024 };

static int open_with(desk *d, const char *actor, const char *today, const char *as_of,
                     const char *known_at, bool dry_run)
{
    const char *const rules[] = {CLACHAN_TEST_RULES, cl_test_folder()};
    char database[CL_TEST_PATH];
    cl_session_options options = {.database = database,
                                  .share = CLACHAN_TEST_SHARE,
                                  .rules = rules,
                                  .rules_count = CL_ROWS(rules),
                                  .today = today,
                                  .actor = actor,
                                  .dry_run = dry_run,
                                  .as_of = as_of,
                                  .known_at = known_at};

    memset(d, 0, sizeof *d);
    cl_test_path(database, "office.db");
    return cl_session_open(&d->session, &options, NULL);
}

int desk_try_open(desk *d, bool dry_run)
{
    return open_with(d, "ann", "2021-04-20", NULL, NULL, dry_run);
}

void desk_open_on(desk *d, const char *today)
{
    assert_int_equal(open_with(d, "ann", today, NULL, NULL, false), 0);
}

int desk_try_as(desk *d, const char *actor)
{
    return open_with(d, actor, "2021-04-20", NULL, NULL, false);
}

int desk_try_as_on(desk *d, const char *actor, const char *today)
{
    return open_with(d, actor, today, NULL, NULL, false);
}

void desk_as(desk *d, const char *actor)
{
    desk_close(d);
    assert_int_equal(desk_try_as(d, actor), 0);
}

int desk_try_past(desk *d, const char *as_of, const char *known_at)
{
    return open_with(d, "ann", "2021-04-20", as_of, known_at, false);
}

void desk_open(desk *d, bool dry_run)
{
    assert_int_equal(desk_try_open(d, dry_run), 0);
}

void desk_close(desk *d)
{
    cl_session_close(d->session);
    cl_text_clear(&d->rows);
    cl_text_clear(&d->texts);
    cl_text_clear(&d->refused);
    cl_text_clear(&d->notes);
}

static int take_row(void *context, cl_view json, cl_view text)
{
    desk *d = context;

    d->row_count++;
    cl_text_add_view(&d->rows, json);
    cl_text_add_char(&d->rows, '\n');
    cl_text_add_view(&d->texts, text);
    return 0; /* memory that the desk lost is no fault of the verb */
}

static void take_refusal(void *context, const cl_error *error)
{
    char text[CL_ERROR_TEXT + CL_ERROR_FILE + CL_ERROR_PATH];
    desk *d = context;

    cl_error_format(error, text, sizeof text);
    cl_text_add_string(&d->refused, text);
    cl_text_add_char(&d->refused, '\n');
}

static void take_note(void *context, cl_view text)
{
    desk *d = context;

    cl_text_add_view(&d->notes, text);
    cl_text_add_char(&d->notes, '\n');
}

/* Splits "verb|name=value|…" in place. */
static size_t split(char *line, cl_argument items[ARGUMENTS])
{
    size_t count = 0;

    for (char *bar = strchr(line, '|'); bar != NULL; count++) {
        char *name = bar + 1, *equals = strchr(name, '=');

        *bar = '\0';
        bar = strchr(name, '|');
        assert_true(count < ARGUMENTS && equals != NULL);
        *equals = '\0';
        items[count] = (cl_argument){name, equals + 1};
    }
    return count;
}

int desk_try(desk *d, const char *line)
{
    cl_sink sink = {d, take_row, take_refusal, take_note, NULL, false};
    cl_argument items[ARGUMENTS];
    cl_arguments arguments = {items, 0};
    cl_error e = CL_ERROR_INIT;
    char copy[LINE];
    int rc;

    assert_true(strlen(line) < sizeof copy);
    memcpy(copy, line, strlen(line) + 1);
    arguments.count = split(copy, items);
    cl_text_reset(&d->rows);
    cl_text_reset(&d->texts);
    cl_text_reset(&d->refused);
    cl_text_reset(&d->notes);
    d->row_count = 0;
    rc = cl_session_run(d->session, copy, &arguments, &sink, &e);
    if (e.code != 0)
        take_refusal(d, &e);
    return rc;
}

static const char *said(const cl_text *text)
{
    return text->at == NULL ? "" : text->at;
}

void desk_run(desk *d, const char *line)
{
    int rc = desk_try(d, line);

    if (rc != 0)
        fail_msg("%s: %s: %s", line, cl_code_name(rc), said(&d->refused));
}

void desk_refuse(desk *d, const char *line, int code, const char *words)
{
    int rc = desk_try(d, line);

    if (rc != code || strstr(said(&d->refused), words) == NULL)
        fail_msg("%s: expected %s '%s', got %s: %s", line, cl_code_name(code), words,
                 cl_code_name(rc), said(&d->refused));
}

void desk_expect(const desk *d, const char *words)
{
    if (strstr(said(&d->rows), words) == NULL)
        fail_msg("expected %s in\n%s", words, said(&d->rows));
}

void desk_form_cluster(desk *d)
{
    static const char *const lines[] = {
        "init",
        "school add|name=Clyde Primary|country=GB|phase=primary|funding=state|pupils=210",
        "school add|name=Kelvin Academy|country=GB|phase=secondary|funding=state",
        "school add|name=Zomba Primary|country=MW|phase=primary|funding=state",
        "school add|name=Blantyre Secondary|country=MW|phase=secondary|funding=state",
        "cluster create|name=Clyde and Zomba|structure=hub-and-spoke|formed=2020-09-01",
        "cluster add|cluster=CLU-1|school=SCH-1|role=lead|from=2020-09-01",
        "cluster add|cluster=CLU-1|school=SCH-2|role=partner|from=2020-09-01",
        "cluster add|cluster=CLU-1|school=SCH-3|role=partner|from=2020-09-01",
        "cluster add|cluster=CLU-1|school=SCH-4|role=partner|from=2020-09-01",
        "cluster pair|cluster=CLU-1|school=SCH-1|partner=SCH-3|from=2020-09-01",
        "cluster pair|cluster=CLU-1|school=SCH-4|partner=SCH-2|from=2020-09-01",
        "cluster coordinator|cluster=CLU-1|school=SCH-1|name=A. Teacher|from=2020-09-01",
        "self-evaluation add|school=SCH-1|date=2021-01-10",
        "self-evaluation add|school=SCH-2|date=2021-01-12",
    };

    for (size_t i = 0; i < CL_ROWS(lines); i++)
        desk_run(d, lines[i]);
}

/* "bob: award accept|award=AWD-1|…": each line in somebody's name; %F is the folder of the test,
 * %X the digest of the last award that was shown. */
static void say_all(const char *const *lines, size_t count)
{
    char line[LINE], person[8], digest[100] = "";
    desk d;

    for (size_t i = 0; i < count; i++) {
        const char *said = strstr(lines[i], ": ") + 2, *found;
        size_t at = 0;

        memcpy(person, lines[i], (size_t)(said - 2 - lines[i]));
        person[said - 2 - lines[i]] = '\0';
        for (; *said != '\0'; said++)
            if (said[0] == '%' && (said[1] == 'F' || said[1] == 'X'))
                at += (size_t)snprintf(line + at, sizeof line - at, "%s",
                                       *++said == 'F' ? cl_test_folder() : digest);
            else
                line[at++] = *said;
        line[at] = '\0';
        assert_int_equal(desk_try_as(&d, person), 0);
        desk_run(&d, line);
        found = d.rows.at == NULL ? NULL : strstr(d.rows.at, "\"offer_digest\": \"");
        if (found != NULL)
            (void)sscanf(found + 17, "%99[^\"]", digest);
        desk_close(&d);
    }
}

void desk_form_review(void)
{
    static const char *const lines[] = {
        ("bob: application start|cluster=CLU-1|programme=connecting-classrooms-scotland"
         "|option=reciprocal-visits|funding-model=visits"),
        "bob: application request|application=APP-1|item=visit|school=SCH-1",
        "bob: application request|application=APP-1|item=visit|school=SCH-3",
        "bob: application check|application=APP-1",
        "bob: application request-signoff|application=APP-1",
        "dan: application sign|application=APP-1",
        "bob: application submit-by-hand|application=APP-1|evidence=%F/letter.txt",
        "bob: application open-review|application=APP-1|no-conflict=",
    };
    char path[CL_TEST_PATH];
    desk d;

    cl_test_file(path, "letter.txt", "received", 8);
    assert_int_equal(desk_try_as(&d, "bob"), 0);
    desk_form_cluster(&d);
    desk_close(&d);
    say_all(lines, CL_ROWS(lines));
}

void desk_form_award(void)
{
    static const char answer[] = "reference,payee,amount,currency,result,reason\n"
                                 "INS-1-1,PYE-1,2400.00,GBP,paid,\ntotal,1,2400.00,GBP,,\n";
    static const char *const lines[] = {
        "bob: application decide-fund|application=APP-1",
        "dan: application offer|application=APP-1",
        "bob: payee add|school=SCH-1|details=12-34-56 12345678",
        "dan: payee verify|payee=PYE-1",
        "bob: award show|award=AWD-1",
        "bob: award accept|award=AWD-1|digest=%X|payee=PYE-1|starts=2021-05-01|ends=2021-10-31",
        "dan: instalment approve|instalment=INS-1",
        "bob: payment run|file=%F/out.csv",
        "bob: payment import|run=RUN-1|file=%F/answer.csv",
        "bob: clawback propose|award=AWD-1|line=visits/SCH-3=200.00|reason=no visit",
        "dan: clawback approve|clawback=CLB-1",
        "bob: clawback notify|clawback=CLB-1",
        "bob: clawback begin|clawback=CLB-1|agreed=",
        "bob: clawback propose|award=AWD-1|line=visits/SCH-1=100.00|reason=no visit",
        "bob: variation propose|award=AWD-1|kind=virement|from=visits/SCH-3|to=visits/SCH-1"
        "|amount=100.00|reason=dearer",
        "dan: variation sign|variation=VAR-1",
        "bob: variation submit|variation=VAR-1",
        "bob: accreditation earn|school=SCH-1|evidence=%F/letter.txt|facts={\"activities\": 9, "
        "\"with_partners\": 3, \"with_language\": 1, \"pupil_share\": \"60%\", "
        "\"within_months\": 12}",
    };
    char path[CL_TEST_PATH];

    desk_form_review();
    cl_test_file(path, "answer.csv", answer, sizeof answer - 1);
    say_all(lines, CL_ROWS(lines));
}
