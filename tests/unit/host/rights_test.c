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
    cmocka_unit_test(test_rights__first_role_closes_the_office),
    cmocka_unit_test(test_rights__by_scope),
    cmocka_unit_test(test_rights__by_day),
    cmocka_unit_test(test_rights__refusals_are_kept),
    cmocka_unit_test(test_rights__actor_is_somebody),
    cmocka_unit_test(test_rights__restore),
};

CL_TEST_MAIN(tests)
