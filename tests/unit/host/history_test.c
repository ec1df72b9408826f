/* SPDX-License-Identifier: MIT
 *
 * Random histories of a cluster's records against a second, simple model: who is a member when, how
 * much support is left. After every event both say the same and the rules of the records hold;
 * every so often the whole is rebuilt from its events and compared. CLACHAN_HISTORY sets how many
 * events (1,000 when it is not set); the seed is told when something fails.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk.h"
#include "query.h"
#include "support.h"

enum {
    SCHOOLS = 6,
    DAYS = 90,
    FIRST_DAY = 18628, /* 2021-01-01 */
    ENTRIES = 4096,
    EVENTS = 1000,
    BETWEEN = 100 /* events between two rebuilds */
};

static const char *const roles[] = {"lead", "partner", "network"};

/* Which membership each school has on each day (0: none), what role it is, and the ledger of
 * support. */
typedef struct model {
    unsigned row[SCHOOLS + 1][DAYS];
    unsigned role_of[ENTRIES];
    unsigned last_row;
    int64_t balance;
    int64_t booked[ENTRIES]; /* minutes of SUP-n that may still be released; 0: none */
    int64_t last_entry;
    uint64_t seed;
} model;

static unsigned draw(model *m, unsigned below)
{
    m->seed ^= m->seed << 13;
    m->seed ^= m->seed >> 7;
    m->seed ^= m->seed << 17;
    return (unsigned)(m->seed >> 11) % below;
}

static void day_text(char out[11], unsigned day)
{
    cl_date_format((cl_date)(FIRST_DAY + (int)day), out);
}

/* ---- one event on either side ---- */

/* A role from a day on, without an end: ends what holds on that day. Refused: the same role
 * already, a row that began that very day, another row later on. */
static void join(desk *d, model *m)
{
    unsigned school = 1 + draw(m, SCHOOLS), from = draw(m, DAYS), role = draw(m, 3);
    unsigned now = m->row[school][from];
    bool allowed =
        now == 0 || (m->role_of[now] != role && from > 0 && m->row[school][from - 1] == now);
    char line[200], day[11];

    if (m->last_row + 1 >= ENTRIES)
        return;
    for (unsigned i = from; i < DAYS; i++)
        allowed = allowed && (m->row[school][i] == 0 || m->row[school][i] == now);
    day_text(day, from);
    snprintf(line, sizeof line, "cluster add|cluster=CLU-1|school=SCH-%u|role=%s|from=%s", school,
             roles[role], day);
    if ((desk_try(d, line) == 0) != allowed)
        fail_msg("%s: the model says %s", line, allowed ? "yes" : "no");
    if (!allowed)
        return;
    m->role_of[++m->last_row] = role;
    for (unsigned i = from; i < DAYS; i++)
        m->row[school][i] = m->last_row;
}

static void leave(desk *d, model *m)
{
    unsigned school = 1 + draw(m, SCHOOLS), last = draw(m, DAYS);
    unsigned now = m->row[school][last];
    char line[200], day[11];

    day_text(day, last);
    snprintf(line, sizeof line, "cluster remove|cluster=CLU-1|school=SCH-%u|to=%s|reason=left",
             school, day);
    if ((desk_try(d, line) == 0) != (now != 0))
        fail_msg("%s: the model says %s", line, now != 0 ? "yes" : "no");
    for (unsigned i = last + 1; now != 0 && i < DAYS; i++)
        if (m->row[school][i] == now)
            m->row[school][i] = 0;
}

static void book(desk *d, model *m)
{
    unsigned quarters = 1 + draw(m, 40);
    int64_t minutes = (int64_t)quarters * 15;
    bool allowed = minutes <= m->balance && m->last_entry + 1 < ENTRIES;
    char line[200];

    if (m->last_entry + 1 >= ENTRIES)
        return;
    snprintf(line, sizeof line, "support book|cluster=CLU-1|advisor=ADV-1|hours=%u.%02u",
             quarters / 4, quarters % 4 * 25);
    if ((desk_try(d, line) == 0) != allowed)
        fail_msg("%s: the model says %s", line, allowed ? "yes" : "no");
    if (!allowed)
        return;
    m->balance -= minutes;
    m->booked[++m->last_entry] = minutes;
}

static void release(desk *d, model *m)
{
    int64_t entry = 1 + draw(m, (unsigned)m->last_entry);
    bool allowed = m->booked[entry] != 0;
    char line[200];

    if (m->last_entry + 1 >= ENTRIES)
        return;
    snprintf(line, sizeof line, "support release|entry=SUP-%" PRId64, entry);
    if ((desk_try(d, line) == 0) != allowed)
        fail_msg("%s: the model says %s", line, allowed ? "yes" : "no");
    if (!allowed)
        return;
    m->balance += m->booked[entry];
    m->booked[entry] = 0;
    m->last_entry++; /* the release is an entry that cannot be released */
}

static void rename_school(desk *d, model *m)
{
    char line[200];

    snprintf(line, sizeof line, "school edit|school=SCH-%u|name=Name %u", 1 + draw(m, SCHOOLS),
             draw(m, 1000));
    desk_run(d, line);
}

/* ---- what must hold ---- */

static void check_members(desk *d, const model *m, cl_arena *arena)
{
    cl_store *store = cl_session_store(d->session);
    cl_membership *rows;
    size_t count;

    assert_int_equal(cl_membership_list(&rows, &count, arena, store, 1, 0, CL_ANY_DAY, NULL), 0);
    for (unsigned school = 1; school <= SCHOOLS; school++)
        for (int day = 0; day < DAYS; day++) {
            unsigned found = 0, want = m->row[school][day];

            for (size_t i = 0; i < count; i++)
                if (rows[i].school == school && rows[i].from.value <= FIRST_DAY + day &&
                    (!rows[i].to.known || rows[i].to.value >= FIRST_DAY + day)) {
                    assert_int_equal(found, 0); /* two rows never hold on one day */
                    for (unsigned r = 0; r < CL_ROWS(roles); r++)
                        found = cl_view_is(rows[i].role, roles[r]) ? 1 + r : found;
                }
            if (found != (want == 0 ? 0 : 1 + m->role_of[want]))
                fail_msg("SCH-%u on day %d is %u, the model says otherwise", school, day, found);
        }
}

static void check_support(desk *d, const model *m, cl_arena *arena)
{
    cl_store *store = cl_session_store(d->session);
    const cl_record_filter filters[] = {{"cluster", 1, NULL}, {NULL, 0, NULL}};
    const cl_support_entry *entries;
    void *items = NULL;
    int64_t balance = 0;
    size_t count;

    assert_int_equal(cl_record_list(&items, &count, arena, store, &cl_table_support_entry, filters,
                                    CL_ANY_DAY, NULL),
                     0);
    entries = items;
    for (size_t i = 0; i < count; i++) {
        balance += entries[i].minutes;
        assert_true(balance >= 0); /* at every entry, not only now */
    }
    assert_int_equal(balance, m->balance);
}

static void check(desk *d, const model *m)
{
    cl_arena arena = CL_ARENA_INIT;

    check_members(d, m, &arena);
    check_support(d, m, &arena);
    cl_arena_clear(&arena);
}

/* ---- the history ---- */

static void begin(desk *d, model *m)
{
    desk_open(d, false);
    desk_run(d, "init");
    for (int i = 0; i < SCHOOLS; i++)
        desk_run(d, i == 0 ? "school add|name=Home|country=GB" : "school add|name=Away|country=MW");
    desk_run(d, "cluster create|name=X|formed=2021-01-01");
    desk_run(d, "cluster add|cluster=CLU-1|school=SCH-1|role=lead|from=2021-01-01");
    m->last_row = 1; /* role_of[1] is 0: lead */
    for (int i = 0; i < DAYS; i++)
        m->row[1][i] = 1;
    desk_run(d, "self-evaluation add|school=SCH-1|date=2021-01-02");
    desk_run(d, "advisor add|name=C. Advisor");
    desk_run(d, "support introduce|cluster=CLU-1|advisor=ADV-1|date=2021-01-03");
    m->balance = 1620;
    m->last_entry = 1;
}

static void run_history(uint64_t seed, long events)
{
    static void (*const steps[])(desk *, model *) = {join, leave, book, release, rename_school};
    static model m;
    desk d;

    memset(&m, 0, sizeof m);
    m.seed = seed;
    begin(&d, &m);
    for (long i = 1; i <= events; i++) {
        steps[draw(&m, CL_ROWS(steps))](&d, &m);
        check(&d, &m);
        if (i % BETWEEN == 0)
            desk_run(&d, "verify");
    }
    desk_run(&d, "verify");
    desk_close(&d);
}

static void test_history__keeps_every_rule(void **state)
{
    const char *wanted = getenv("CLACHAN_HISTORY"), *given = getenv("CLACHAN_SEED");
    long events = wanted == NULL ? EVENTS : strtol(wanted, NULL, 10);
    uint64_t seed = given == NULL ? 20210420 : strtoull(given, NULL, 10);

    (void)state;
    print_message("seed %" PRIu64 ", %ld events\n", seed, events);
    run_history(seed, events);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_history__keeps_every_rule),
};

CL_TEST_MAIN(tests)
