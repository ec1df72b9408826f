/* SPDX-License-Identifier: MIT
 *
 * Who may run which writing command: the table is whole, and the door holds.
 */
#include "rights.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "desk.h"

/* ---- the table ---- */

static bool is_role(cl_view word)
{
    static const char *const roles[] = {"coord", "head",    "officer", "funder",
                                        "panel", "finance", "admin"};

    for (size_t i = 0; i < CL_ROWS(roles); i++)
        if (cl_view_is(word, roles[i]))
            return true;
    return false;
}

static void check_roles(const cl_right *right)
{
    for (const char *at = right->roles; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, " ");

        if (!is_role((cl_view){at, length}))
            fail_msg("%s: there is no role %.*s", right->verb, (int)length, at);
        at += length + (at[length] == ' ');
    }
    if ((right->roles == NULL) != ((right->flags & (CL_RIGHT_BY_MACHINE | CL_RIGHT_FREE)) != 0))
        fail_msg("%s: roles, or why there are none", right->verb);
}

/* A writing command without a row would be an administrator's; one that is gone misleads. */
static void test_rights__table_is_whole(void **state)
{
    const cl_verb *verbs[CL_VERBS_LIMIT];
    size_t count = cl_verbs_list(verbs);

    (void)state;
    for (size_t i = 0; i < count; i++)
        if ((verbs[i]->needs & CL_WRITES) != 0 && cl_right_find(verbs[i]->name) == NULL)
            fail_msg("%s writes, and rights_table.c does not say who may", verbs[i]->name);
    for (const cl_right *right = cl_rights; right->verb != NULL; right++) {
        const cl_verb *verb = cl_verb_find(right->verb);

        if (strchr(right->verb, '*') == NULL && (verb == NULL || (verb->needs & CL_WRITES) == 0))
            fail_msg("there is no command %s that writes", right->verb);
        if (right > cl_rights && strcmp(right[-1].verb, right->verb) >= 0)
            fail_msg("%s stands out of order", right->verb);
        check_roles(right);
    }
}

/* Who may what, written down a second time: a role too many in rights_table.c, or one too few, is a
 * difference between the two. Coordinator, head, officer, funder, panel, money (finance), admin. */
static const struct {
    const char *verb, *may;
    bool anywhere; /* a role over something else will do */
    bool kept;     /* a refused attempt is an event */
} expected[] = {
    {"advisor add", "..o...a", true, false},
    {"advisor end", "..o...a", true, false},
    {"agreement draft", "cho...a", false, false},
    {"agreement end", "cho...a", false, false},
    {"agreement review", "cho...a", false, false},
    {"agreement sign", "cho...a", false, false},
    {"application feedback", "..ofp..", false, true},
    {"bank-holiday import", "..o...a", true, false},
    {"board leave", "c.o...a", false, false},
    {"board seat", "c.o...a", false, false},
    {"cluster add", "c.o...a", false, false},
    {"cluster agree", "cho...a", false, false},
    {"cluster coordinator", "c.o...a", false, false},
    {"cluster create", "c.o...a", true, false},
    {"cluster dissolve", "c.o...a", false, false},
    {"cluster edit", "c.o...a", false, false},
    {"cluster head", "cho...a", false, false},
    {"cluster pair", "c.o...a", false, false},
    {"cluster remove", "c.o...a", false, false},
    {"cluster structure", "c.o...a", false, false},
    {"condition meet", "..o....", false, true},
    {"contribution add", "c.o...a", false, true},
    {"contribution cancel", "c.o...a", false, true},
    {"contribution pay", "c.o..ma", false, true},
    {"contribution plan", "c.o...a", false, true},
    {"delivery cancel", "c.o...a", false, false},
    {"delivery reconcile", "..o...a", true, false},
    {"delivery requeue", "c.o...a", false, false},
    {"delivery resolve", "..o...a", false, false},
    {"delivery resume", "c.o...a", false, false},
    {"directory add", "..o...a", true, false},
    {"directory check", "..o...a", true, false},
    {"directory edit", "..o...a", true, false},
    {"extension grant", "......a", false, true},
    {"journey acknowledge", "c.o...a", false, false},
    {"meeting add", "c.o...a", false, false},
    {"payee add", "cho..m.", false, true},
    {"payee verify", ".....m.", false, true},
    {"person add", "..o...a", true, false},
    {"person edit", "..o...a", true, false},
    {"person erase", "......a", false, false},
    {"post add", "..o...a", true, false},
    {"post end", "..o...a", true, false},
    {"purpose add", "..o...a", true, false},
    {"purpose end", "..o...a", true, false},
    {"redact", "......a", false, false},
    {"reminder done", "..o...a", true, false},
    {"reminder send", "..o...a", true, false},
    {"restore", "......a", false, false},
    {"role grant", "......a", false, false},
    {"role revoke", "......a", false, false},
    {"round create", "..o..ma", true, false},
    {"round edit", "..o..ma", true, false},
    {"school add", "..o...a", true, false},
    {"school edit", ".ho...a", false, false},
    {"school import", "..o...a", true, false},
    {"school link", "..o...a", true, false},
    {"school number", "..o...a", true, false},
    {"self-evaluation add", "cho...a", false, false},
    {"self-evaluation roll-up", "c.o...a", false, false},
    {"support book", "c.o...a", false, false},
    {"support introduce", "..o...a", false, false},
    {"support reapply", "..o...a", false, false},
    {"support release", "c.o...a", false, false},
    {"term add", "..o...a", true, false},
    {"waiver add", "...fp.a", false, true},
    {"waiver end", "...fp.a", false, true},
};

static const char *const role_names[] = {"coord", "head",    "officer", "funder",
                                         "panel", "finance", "admin"};

static void test_rights__matrix_is_complete(void **state)
{
    size_t rows = 0;

    (void)state;
    for (const cl_right *right = cl_rights; right->verb != NULL; right++) {
        bool found = false;

        if (right->roles == NULL)
            continue;
        rows++;
        for (size_t i = 0; i < CL_ROWS(expected); i++)
            found = found || strcmp(expected[i].verb, right->verb) == 0;
        if (!found)
            fail_msg("%s: write down here who may", right->verb);
    }
    assert_int_equal(rows, CL_ROWS(expected));
}

/* Asks at the door for every row, as somebody with one role. */
static void ask_all(const desk *d, size_t role, bool over_all)
{
    static const cl_arguments none = {NULL, 0};

    for (size_t i = 0; i < CL_ROWS(expected); i++) {
        const cl_verb *verb = cl_verb_find(expected[i].verb);
        bool may = expected[i].may[role] != '.' && (over_all || expected[i].anywhere);
        cl_error e = CL_ERROR_INIT;
        int rc = cl_rights_check(d->session, verb, &none, &e);

        assert_int_equal(cl_rights_remembers(verb), expected[i].kept);
        if (rc != (may ? 0 : CL_E_STATE))
            fail_msg("%s as %s over %s: %s", verb->name, role_names[role],
                     over_all ? "all" : "a programme", rc == 0 ? "allowed" : e.message);
        if (!may && strstr(e.message, "takes the role") == NULL)
            fail_msg("%s as %s: %s", verb->name, role_names[role], e.message);
    }
}

/* PER-1 to PER-7 have one role over all, PER-8 to PER-14 over a programme. */
static void test_rights__every_row_takes_and_refuses(void **state)
{
    char line[160];
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_run(&d, "init");
    for (size_t i = 1; i <= 2 * CL_ROWS(role_names); i++) {
        snprintf(line, sizeof line, "person add|name=Person %zu", i);
        desk_run(&d, line);
    }
    desk_run(&d, "role grant|person=PER-7|role=admin");
    desk_as(&d, "PER-7");
    for (size_t i = 0; i < 2 * CL_ROWS(role_names); i++) {
        if (i == 6)
            continue;
        snprintf(line, sizeof line, "role grant|person=PER-%zu|role=%s%s", i + 1,
                 role_names[i % CL_ROWS(role_names)],
                 i < CL_ROWS(role_names) ? "" : "|scope=connecting-classrooms-scotland");
        desk_run(&d, line);
    }
    for (size_t i = 0; i < 2 * CL_ROWS(role_names); i++) {
        snprintf(line, sizeof line, "PER-%zu", i + 1);
        desk_as(&d, line);
        desk_run(&d, "person list"); /* opens the database */
        ask_all(&d, i % CL_ROWS(role_names), i < CL_ROWS(role_names));
    }
    desk_close(&d);
}

/* ---- the door ---- */

/* PER-1 administrator, PER-2 officer of a programme, PER-3 co-ordinator of CLU-1, PER-4 head of
 * SCH-2, PER-5 finance, PER-6 nothing. */
static void begin(desk *d)
{
    static const char *const lines[] = {
        "cluster create|name=Other|formed=2020-09-01",
        "person add|name=Ann Boyd",
        "person add|name=Bina Moyo",
        "person add|name=Carl Reid",
        "person add|name=Dora Head",
        "person add|name=Ewan Till",
        "person add|name=Fay None",
        "role grant|person=PER-1|role=admin",
        "role grant|person=PER-2|role=officer|scope=connecting-classrooms-scotland",
        "role grant|person=PER-3|role=coord|scope=CLU-1",
        "role grant|person=PER-4|role=head|scope=SCH-2",
        "role grant|person=PER-5|role=finance",
    };

    desk_open(d, false);
    desk_form_cluster(d);
    for (size_t i = 0; i < CL_ROWS(lines); i++) {
        if (i == 8)
            desk_as(d, "PER-1"); /* from the first role on somebody has to be on record */
        desk_run(d, lines[i]);
    }
}

static void test_rights__first_role_closes_the_office(void **state)
{
    desk d;

    (void)state;
    desk_open(&d, false);
    desk_run(&d, "init");
    desk_run(&d, "person add|name=Ann Boyd|account=somebody");
    desk_refuse(&d, "role grant|person=PER-1|role=admin|to=2021-12-31", CL_E_STATE,
                "nobody would be left to give roles");
    desk_run(&d, "role grant|person=PER-1|role=officer");
    assert_non_null(strstr(d.notes.at, "asks for a role"));
    assert_non_null(strstr(d.notes.at, "nobody is administrator yet"));
    desk_refuse(&d, "school add|name=X|country=GB", CL_E_MISUSE, "'ann' is nobody on record");
    desk_run(&d, "role grant|person=PER-1|role=admin"); /* whoever it is: there is none yet */
    desk_refuse(&d, "role grant|person=PER-1|role=head", CL_E_MISUSE, "--as PER-1");
    desk_as(&d, "somebody"); /* the account is a person's */
    desk_run(&d, "school add|name=X|country=GB");
    desk_run(&d, "log|id=SCH-1");
    desk_expect(&d, "\"role\": \"officer over all\"");
    desk_refuse(&d, "role revoke|grant=GRT-2", CL_E_STATE, "nobody would be left");
    desk_run(&d, "person add|name=Other");
    desk_run(&d, "role grant|person=PER-2|role=admin|to=2021-12-31");
    desk_run(&d, "person list"); /* reading asks for nothing */
    desk_close(&d);
}

static void test_rights__by_scope(void **state)
{
    static const struct {
        const char *actor, *line, *refusal; /* NULL: allowed */
    } rows[] = {
        {"PER-2", "school add|name=New|country=GB", NULL}, /* belongs to no cluster */
        {"PER-2", "cluster edit|cluster=CLU-1|purpose=More",
         "over CLU-1; PER-2 holds officer over"},
        {"PER-3", "cluster edit|cluster=CLU-1|purpose=More", NULL},
        {"PER-3", "cluster edit|cluster=CLU-2|purpose=More",
         "cluster edit takes the role coord, officer or admin over CLU-2; PER-3 holds coord over "
         "CLU-1"},
        {"PER-3", "school edit|school=SCH-2|pupils=90", "head, officer or admin over SCH-2"},
        {"PER-3", "self-evaluation add|school=SCH-3|date=2021-02-01", NULL}, /* a member */
        {"PER-3", "person erase|person=PER-6|reason=asked", "takes the role admin over PER-6"},
        {"PER-4", "school edit|school=SCH-2|pupils=90", NULL},
        {"PER-4", "school edit|school=SCH-1|pupils=90", "PER-4 holds head over SCH-2"},
        {"PER-4", "cluster head|cluster=CLU-1|school=SCH-2|evidence=letter", NULL},
        {"PER-4", "cluster head|cluster=CLU-1|school=SCH-1|evidence=letter", "over SCH-1"},
        {"PER-6", "directory add|name=X|source=https://x.example", "PER-6 holds no role today"},
        {"PER-1", "cluster dissolve|cluster=CLU-2|reason=done", NULL},
        {"PER-2", "role grant|person=PER-2|role=admin", "role grant takes the role admin"},
    };
    desk d;

    (void)state;
    begin(&d);
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        desk_as(&d, rows[i].actor);
        if (rows[i].refusal == NULL)
            desk_run(&d, rows[i].line);
        else
            desk_refuse(&d, rows[i].line, CL_E_STATE, rows[i].refusal);
    }
    desk_as(&d, "PER-3");
    desk_run(&d, "why-not|id=CLU-2|event=cluster edit");
    desk_expect(&d, "\"may\": false, \"stops\": [{\"kind\": \"role\", \"text\": \"cluster edit "
                    "takes the role coord, officer or admin over CLU-2");
    desk_run(&d, "why-not|id=CLU-1|event=cluster edit");
    desk_expect(&d, "\"may\": true, \"stops\": []");
    desk_run(&d, "verify");
    desk_close(&d);
}

/* A role counts from its first day to its last. */
static void test_rights__by_day(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_run(&d, "role revoke|grant=GRT-3|to=2021-04-20");
    desk_as(&d, "PER-3");
    desk_run(&d, "cluster edit|cluster=CLU-1|purpose=Last");
    desk_close(&d);
    assert_int_equal(desk_try_as_on(&d, "PER-3", "2021-04-21"), 0);
    desk_refuse(&d, "cluster edit|cluster=CLU-1|purpose=Late", CL_E_STATE, "no role today");
    desk_close(&d);
}

/* Attempts on money and decisions that are refused stay in the log, also out of a bulk run. */
static void test_rights__refusals_are_kept(void **state)
{
    char path[CL_TEST_PATH], line[CL_TEST_PATH + 100];
    desk d;

    (void)state;
    begin(&d);
    desk_run(&d, "contribution add|cluster=CLU-1|school=SCH-1|year=2021|amount=100.00");
    desk_as(&d, "PER-6");
    desk_refuse(&d, "contribution pay|contribution=CON-1", CL_E_STATE, "PER-6 holds no role");
    desk_run(&d, "log|id=CON-1|limit=1");
    desk_expect(&d, "\"event\": \"refused\"");
    desk_expect(&d, "\"actor\": \"PER-6\"");
    desk_as(&d, "PER-5");
    desk_run(&d, "contribution pay|contribution=CON-1");
    desk_refuse(&d, "contribution pay|contribution=CON-1", CL_E_STATE, "paid");
    desk_run(&d, "log|id=CON-1|limit=1");
    desk_expect(&d, "\"event\": \"refused\"");
    desk_as(&d, "PER-6");
    cl_test_file(path, "pay.jsonl", "{\"id\": \"CON-1\"}\n", 16);
    snprintf(line, sizeof line, "bulk|verb=contribution pay|from=%s", path);
    desk_refuse(&d, line, CL_E_STATE, "PER-6 holds no role");
    desk_run(&d, "log|id=CON-1|limit=1");
    desk_expect(&d, "\"actor\": \"PER-6\"");
    desk_run(&d, "verify");
    desk_close(&d);
}

static void test_rights__actor_is_somebody(void **state)
{
    desk d;

    (void)state;
    begin(&d);
    desk_run(&d, "person erase|person=PER-6|reason=asked");
    desk_close(&d);
    assert_int_equal(desk_try_as(&d, "system:timer"), CL_E_MISUSE);
    assert_int_equal(desk_try_as(&d, "PER-99"), 0);
    desk_refuse(&d, "school list", CL_E_MISUSE, "nobody on record has this id");
    desk_as(&d, "PER-6");
    desk_refuse(&d, "school list", CL_E_MISUSE, "was erased");
    desk_close(&d);
}

/* A backup is brought back by an administrator of it. */
static void test_rights__restore(void **state)
{
    char backup[CL_TEST_PATH], path[CL_TEST_PATH], line[CL_TEST_PATH + 40];
    desk d;

    (void)state;
    begin(&d);
    cl_test_path(backup, "kept.db");
    cl_test_path(path, "office.db");
    snprintf(line, sizeof line, "backup|file=%s", backup);
    desk_run(&d, line);
    desk_close(&d);
    assert_int_equal(unlink(path), 0);
    snprintf(line, sizeof line, "restore|backup=%s", backup);
    assert_int_equal(desk_try_as(&d, "PER-3"), 0);
    desk_refuse(&d, line, CL_E_STATE, "restore takes the role admin");
    desk_as(&d, "nobody");
    desk_refuse(&d, line, CL_E_MISUSE, "nobody on record");
    assert_int_not_equal(access(path, F_OK), 0);
    desk_as(&d, "PER-1");
    desk_run(&d, line);
    desk_close(&d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_rights__table_is_whole),
    cmocka_unit_test(test_rights__matrix_is_complete),
    cmocka_unit_test(test_rights__every_row_takes_and_refuses),
    cmocka_unit_test(test_rights__first_role_closes_the_office),
    cmocka_unit_test(test_rights__by_scope),
    cmocka_unit_test(test_rights__by_day),
    cmocka_unit_test(test_rights__refusals_are_kept),
    cmocka_unit_test(test_rights__actor_is_somebody),
    cmocka_unit_test(test_rights__restore),
};

CL_TEST_MAIN(tests)
