/* SPDX-License-Identifier: MIT
 *
 * Random histories of every kind of record that people keep by hand: schools, links, clusters and
 * all that hangs on them, registers, persons and their roles, erasures. After each command the
 * rules of lifecycle.md hold and a refused one has left nothing; every so often all is rebuilt from
 * its events and compared. A history that breaks a rule is shrunk to the few commands that do.
 * CLACHAN_HISTORY sets how many (1,000), CLACHAN_SEED the seed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "desk.h"
#include "events.h"
#include "query.h"
#include "vec.h"

enum { COMMANDS = 1000, BETWEEN = 100, LINE = 240, FIRST_DAY = 18628, DAYS = 120 };

/* @S school, @C cluster, @P person, @D day, @F file of a register, @N number; the records of a kind
 * are few, so that they meet. */
static const char *const templates[] = {
    "school add|name=School @N|country=GB",
    "school add|name=School @N|country=MW",
    "school edit|school=@S|name=Name @N",
    "school edit|school=@S|pupils=@N",
    "school number|school=@S|number=local:@N",
    "school number|school=@S|number=GB-EDU:10000@I",
    "school import|file=@F",
    "school import|file=@F",
    "school import|file=@F|close-missing=true",
    "school link|school=@S|successor=@S|kind=merged|date=@D",
    "school link|school=@S|successor=@S|kind=split|date=@D",
    "cluster create|name=Cluster @N|formed=@D",
    "cluster edit|cluster=@C|name=Other @N|annual-cost=@N.00",
    "cluster structure|cluster=@C|structure=broad-area|from=@D",
    "cluster structure|cluster=@C|structure=formal|from=@D",
    "cluster add|cluster=@C|school=@S|role=lead|from=@D",
    "cluster add|cluster=@C|school=@S|role=partner|from=@D",
    "cluster add|cluster=@C|school=@S|role=network|from=@D|to=2021-04-30",
    "cluster remove|cluster=@C|school=@S|to=@D|reason=left",
    "cluster pair|cluster=@C|school=@S|partner=@S|from=@D",
    "cluster pair|cluster=@C|school=@S|partner=@S|from=@D|propose=true",
    "cluster agree|cluster=@C|school=@S|partner=@S|date=@D",
    "cluster head|cluster=@C|school=@S|evidence=letter @N|date=@D",
    "cluster coordinator|cluster=@C|school=@S|name=Co-ordinator @N|from=@D",
    "cluster coordinator|cluster=@C|school=@S|person=@P|from=@D",
    "cluster dissolve|cluster=@C|to=@D|reason=over",
    "board seat|cluster=@C|school=@S|name=Head @N|from=@D",
    "board seat|cluster=@C|school=@S|name=Head @N|person=@P|from=@D",
    "board leave|cluster=@C|school=@S|to=@D",
    "term add|name=term @N|from=2021-01-05|to=@D",
    "meeting add|cluster=@C|date=@D|note=said @N",
    "agreement draft|home=@S|overseas=@S|cluster=@C",
    "agreement sign|agreement=AGR-@I|side=home|date=@D",
    "agreement sign|agreement=AGR-@I|side=overseas|date=@D",
    "agreement review|agreement=AGR-@I|took-part=staff|outcome=kept|date=@D",
    "agreement end|agreement=AGR-@I|to=@D",
    "contribution add|cluster=@C|school=@S|year=2021|amount=@N.00",
    "contribution pay|contribution=CON-@I|date=@D",
    "contribution cancel|contribution=CON-@I",
    "self-evaluation add|school=@S|date=@D",
    "self-evaluation roll-up|cluster=@C|date=@D",
    "advisor add|name=Advisor @N",
    "advisor end|advisor=ADV-@I|to=@D",
    "support introduce|cluster=@C|advisor=ADV-@I|date=@D",
    "support book|cluster=@C|advisor=ADV-@I|hours=@I|date=@D",
    "support release|entry=SUP-@I",
    "journey acknowledge|cluster=@C|programme=connecting-classrooms-scotland",
    "directory add|name=Link @N|source=them|website=https://x.example",
    "directory edit|organisation=ORG-@I|themes=theme @N",
    "directory check|organisation=ORG-@I",
    "person add|name=Person number @N|keep-until=@D",
    "person edit|person=@P|contact=address @N",
    "purpose add|person=@P|purpose=purpose @I|from=@D",
    "purpose end|purpose=PUR-@I|to=@D",
    "post add|person=@P|school=@S|post=head|from=@D",
    "post end|post=POS-@I|to=@D",
    "role grant|person=@P|role=coord|scope=CLU-@I|from=@D",
    "role grant|person=@P|role=officer|from=@D",
    "role grant|person=@P|role=head|scope=SCH-@I|from=@D|to=2021-04-30",
    "role revoke|grant=GRT-@I|to=@D",
    "person erase|person=@P|reason=asked for it",
    "redact|event=@N|field=note|reason=named somebody",
    "redact|event=@N|field=name|reason=named somebody",
};

/* One register as it was from year to year: renamed, moved, closed, reopened; with rows missing,
 * with rows that are refused, and cut off; and the links between its schools. */
static const char *const registers[] = {
    "urn,name,town,postcode,open_date,close_date\n100001,Ash,Ayr,KA7 1AA,,\n100002,Birch,Ayr,KA7 "
    "1AB,,\n100003,Cedar,Oban,PA34 4AA,,\n100004,Damson,Oban,PA34 4AB,,\n",
    "urn,name,town,postcode,open_date,close_date\n100001,Ash Academy,Ayr,KA7 1AA,,\n100002,Birch,"
    "Ayr,KA8 9ZZ,,\n100003,Cedar,Oban,PA34 4AA,,31-03-2021\n100004,Damson,Oban,PA34 4AB,,\n",
    "urn,name,town,postcode,open_date,close_date\n100001,Ash Academy,Ayr,KA7 1AA,,\n100003,Cedar,"
    "Oban,PA34 4AA,,\n100005,Elder,Oban,PA34 4AC,01-09-2020,\n",
    "urn,name,town,postcode,open_date,close_date\n100001,Ash,Ayr,KA7 1AA,,\n100001,Ash again,Ayr,"
    "KA7 1AA,,\n100002,,Ayr,KA7 1AB,,\n100004,Damson,Oban,PA34 4AB,30-02-2020,\n",
    "urn,name,town,postcode,open_date,close_date\n100001,Cut,Ayr,KA7 1AA,,\n100002,Bir",
    "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n100001,100002,Birch,Successor,01-02-2021\n"
    "100002,100001,Ash,Successor,01-03-2021\n100003,100004,Damson,Predecessor,\n",
};

/* ---- drawing ---- */

static uint64_t seed;

static unsigned draw(unsigned below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed >> 11) % below;
}

static size_t print_token(char *out, size_t room, char token)
{
    char day[11], path[CL_TEST_PATH];

    switch (token) {
    case 'S':
        return (size_t)snprintf(out, room, "SCH-%u", 1 + draw(8));
    case 'C':
        return (size_t)snprintf(out, room, "CLU-%u", 1 + draw(4));
    case 'P':
        return (size_t)snprintf(out, room, "PER-%u", 1 + draw(6));
    case 'D':
        cl_date_format((cl_date)(FIRST_DAY + (int)draw(DAYS)), day);
        return (size_t)snprintf(out, room, "%s", day);
    case 'F':
        cl_test_path(path, "register");
        return (size_t)snprintf(out, room, "%s-%u.csv", path,
                                1 + draw((unsigned)CL_ROWS(registers)));
    case 'I':
        return (size_t)snprintf(out, room, "%u", 1 + draw(6));
    default:
        return (size_t)snprintf(out, room, "%u", 1 + draw(900));
    }
}

static void draw_line(char out[LINE])
{
    const char *from = templates[draw(CL_ROWS(templates))];
    size_t length = 0;

    for (; *from != '\0'; from++) {
        if (*from == '@')
            length += print_token(out + length, LINE - length, *++from);
        else
            out[length++] = *from;
        assert_true(length + 16 < LINE);
    }
    out[length] = '\0';
}

/* ---- rules: each gives what it found, or NULL ---- */

typedef const char *rule(desk *d, cl_arena *arena);

static cl_date first_of(cl_maybe day)
{
    return day.known ? (cl_date)day.value : CL_DATE_MIN;
}

static cl_date last_of(cl_maybe day)
{
    return day.known ? (cl_date)day.value : CL_DATE_MAX;
}

static bool meet(cl_maybe from, cl_maybe to, cl_maybe other_from, cl_maybe other_to)
{
    return first_of(from) <= last_of(other_to) && first_of(other_from) <= last_of(to);
}

static void *all_of(size_t *count, desk *d, cl_arena *arena, const cl_table *table)
{
    void *items = NULL;

    assert_int_equal(cl_record_list(&items, count, arena, cl_session_store(d->session), table, NULL,
                                    CL_ANY_DAY, NULL),
                     0);
    return items;
}

/* A dated row never begins after it ends, and no two of one key hold on one day. */
static const char *check_memberships(desk *d, cl_arena *arena)
{
    size_t count;
    const cl_membership *m = all_of(&count, d, arena, &cl_table_membership);

    for (size_t i = 0; i < count; i++) {
        if (first_of(m[i].from) > last_of(m[i].to))
            return "a membership ends before it begins";
        for (size_t j = 0; j < i; j++)
            if (m[i].cluster == m[j].cluster && m[i].school == m[j].school &&
                meet(m[i].from, m[i].to, m[j].from, m[j].to))
                return "a school is twice a member on one day";
    }
    return NULL;
}

static const char *check_numbers(desk *d, cl_arena *arena)
{
    size_t count;
    const cl_register_id *r = all_of(&count, d, arena, &cl_table_register_id);

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (cl_view_equal(r[i].scheme, r[j].scheme) && cl_view_equal(r[i].value, r[j].value) &&
                meet(r[i].from, r[i].to, r[j].from, r[j].to))
                return "a number of a register is two schools' on one day";
    return NULL;
}

/* Somebody may always give roles, and nobody who is erased has one. */
static const char *check_roles(desk *d, cl_arena *arena)
{
    size_t count, persons;
    const cl_role_grant *g = all_of(&count, d, arena, &cl_table_role_grant);
    const cl_person *p = all_of(&persons, d, arena, &cl_table_person);
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        any = any || (cl_view_is(g[i].role, "admin") && !g[i].to.known);
        if (first_of(g[i].from) > last_of(g[i].to))
            return "a role ends before it begins";
        for (size_t j = 0; j < i; j++)
            if (g[i].person == g[j].person && cl_view_equal(g[i].role, g[j].role) &&
                cl_view_equal(g[i].scope, g[j].scope) &&
                meet(g[i].from, g[i].to, g[j].from, g[j].to))
                return "somebody has a role twice on one day";
        for (size_t j = 0; j < persons; j++)
            if (p[j].id == g[i].person && p[j].erased.known && last_of(g[i].to) > p[j].erased.value)
                return "somebody who was erased has a role";
    }
    return any ? NULL : "nobody may give roles";
}

static const char *check_posts(desk *d, cl_arena *arena)
{
    size_t count, seats;
    const cl_coordinator *c = all_of(&count, d, arena, &cl_table_coordinator);
    const cl_board_seat *b = all_of(&seats, d, arena, &cl_table_board_seat);

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (c[i].cluster == c[j].cluster && meet(c[i].from, c[i].to, c[j].from, c[j].to))
                return "a cluster has two co-ordinators on one day";
    for (size_t i = 0; i < seats; i++)
        for (size_t j = 0; j < i; j++)
            if (b[i].cluster == b[j].cluster && b[i].school == b[j].school &&
                meet(b[i].from, b[i].to, b[j].from, b[j].to))
                return "a school has two seats on one day";
    return NULL;
}

static const char *check_pairs(desk *d, cl_arena *arena)
{
    size_t count;
    const cl_pairing *p = all_of(&count, d, arena, &cl_table_pairing);

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (p[i].cluster == p[j].cluster && p[i].home == p[j].home &&
                p[i].overseas == p[j].overseas && meet(p[i].from, p[i].to, p[j].from, p[j].to))
                return "two schools are a pair twice on one day";
    return NULL;
}

static const char *check_agreements(desk *d, cl_arena *arena)
{
    size_t count;
    const cl_agreement *a = all_of(&count, d, arena, &cl_table_agreement);

    for (size_t i = 0; i < count; i++) {
        bool both = a[i].home_signed.known && a[i].overseas_signed.known;

        if (cl_view_is(a[i].state, "draft") && both)
            return "an agreement is a draft, and both sides have signed";
        if (cl_view_is(a[i].state, "signed") && !both)
            return "an agreement is signed, and not by both sides";
        if (cl_view_is(a[i].state, "ended") != a[i].ended.known)
            return "an agreement ended without a day, or has one and goes on";
    }
    return NULL;
}

static const char *check_contributions(desk *d, cl_arena *arena)
{
    size_t count;
    const cl_contribution *c = all_of(&count, d, arena, &cl_table_contribution);

    for (size_t i = 0; i < count; i++)
        if (c[i].paid.known && c[i].cancelled.known)
            return "a contribution is paid, and taken back";
    return NULL;
}

static const char *check_support(desk *d, cl_arena *arena)
{
    size_t count;
    const cl_support_entry *s = all_of(&count, d, arena, &cl_table_support_entry);

    for (size_t i = 0; i < count; i++) {
        int64_t balance = 0, introductions = 0;

        for (size_t j = 0; j <= i; j++)
            if (s[j].cluster == s[i].cluster) {
                balance += s[j].minutes;
                introductions += cl_view_is(s[j].purpose, "introduction");
            }
        if (balance < 0)
            return "a cluster has less than no support left";
        if (introductions != 1)
            return "support is used without an introduction, or after two";
    }
    return NULL;
}

/* Nobody who is erased has a name, a post or a purpose to come. */
static const char *check_erased(desk *d, cl_arena *arena)
{
    size_t count, posts;
    const cl_person *p = all_of(&count, d, arena, &cl_table_person);
    const cl_post *q = all_of(&posts, d, arena, &cl_table_post);

    for (size_t i = 0; i < count; i++) {
        if (!p[i].erased.known)
            continue;
        if (p[i].name.length > 0 || p[i].contact.length > 0)
            return "somebody who was erased has a name";
        for (size_t j = 0; j < posts; j++)
            if (q[j].person == p[i].id && last_of(q[j].to) > p[i].erased.value)
                return "somebody who was erased has a post";
    }
    return NULL;
}

/* What ended with its cluster does not go on after it. */
static const char *check_dissolved(desk *d, cl_arena *arena)
{
    size_t count, members;
    const cl_cluster *c = all_of(&count, d, arena, &cl_table_cluster);
    const cl_membership *m = all_of(&members, d, arena, &cl_table_membership);

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; c[i].dissolved.known && j < members; j++)
            if (m[j].cluster == c[i].id && last_of(m[j].to) > c[i].dissolved.value)
                return "a cluster is dissolved, and has members";
    return NULL;
}

static rule *const rules[] = {check_numbers, check_roles,      check_memberships,   check_posts,
                              check_pairs,   check_agreements, check_contributions, check_support,
                              check_erased,  check_dissolved};

static const char *check_rules(desk *d)
{
    cl_arena arena = CL_ARENA_INIT;
    const char *found = NULL;

    for (size_t i = 0; found == NULL && i < CL_ROWS(rules); i++)
        found = rules[i](d, &arena);
    cl_arena_clear(&arena);
    return found;
}

/* ---- a history ---- */

typedef const char *breaks(desk *d);

static int64_t head_of(desk *d)
{
    char hash[CL_DIGEST_HEX];
    int64_t seq = 0;

    assert_int_equal(cl_event_head(&seq, hash, cl_session_store(d->session), NULL), 0);
    return seq;
}

/* Money refused leaves one event; a register of which rows are refused those of the others, unless
 * it is refused whole; everything else that is refused none. */
static bool may_leave(const desk *d, const char *line, int64_t events)
{
    if (strncmp(line, "contribution", 12) == 0)
        return events <= 1;
    return events == 0 || (strncmp(line, "school import", 13) == 0 && d->row_count > 0);
}

static const char *run_line(desk *d, const char *line, size_t *done)
{
    int64_t before = head_of(d);
    int rc = desk_try(d, line);
    int64_t added = head_of(d) - before;

    if (rc == CL_E_STORE || rc == CL_E_INTERNAL || rc == CL_E_MEMORY)
        return "a command could not run";
    *done += rc == 0;
    if (rc != 0 && !may_leave(d, line, added))
        return "a refused command left events";
    return NULL;
}

static void begin(desk *d)
{
    static const char *const ends[] = {"office.db", "office.db-wal", "office.db-shm"};
    char path[CL_TEST_PATH];

    for (size_t i = 0; i < CL_ROWS(ends); i++) {
        cl_test_path(path, ends[i]);
        (void)unlink(path);
    }
    for (size_t i = 0; i < CL_ROWS(registers); i++) {
        char name[40];

        snprintf(name, sizeof name, "register-%zu.csv", i + 1);
        cl_test_file(path, name, registers[i], strlen(registers[i]));
    }
    desk_open(d, false);
    desk_run(d, "init");
    desk_run(d, "person add|name=Ann Boyd|account=ann");
    desk_run(d, "role grant|person=PER-1|role=admin");
}

/* What is broken, and after which line; NULL: nothing. */
static const char *replay(const cl_vec *lines, size_t *at, size_t *done, breaks *broken)
{
    const char *found = NULL;
    desk d;

    begin(&d);
    for (*at = 0; found == NULL && *at < lines->count; ++*at) {
        found = run_line(&d, cl_vec_at(lines, *at), done);
        if (found == NULL)
            found = broken(&d);
        if (found == NULL && (*at % BETWEEN == BETWEEN - 1 || *at + 1 == lines->count) &&
            desk_try(&d, "verify") != 0)
            found = "the database is not what its log says";
    }
    desk_close(&d);
    return found;
}

/* Leaves out halves, quarters, … single lines as long as the same rule stays broken. */
static void shrink(cl_vec *lines, const char *found, breaks *broken)
{
    for (size_t size = lines->count / 2; size > 0; size /= 2)
        for (size_t from = 0; from + size <= lines->count;) {
            cl_vec fewer = {NULL, 0, 0, LINE};
            size_t at, done = 0;

            for (size_t i = 0; i < lines->count; i++)
                if (i < from || i >= from + size)
                    assert_int_equal(cl_vec_add(&fewer, cl_vec_at(lines, i)), 0);
            if (replay(&fewer, &at, &done, broken) == found) {
                cl_vec_clear(lines);
                *lines = fewer;
            } else {
                cl_vec_clear(&fewer);
                from += size;
            }
        }
}

static void draw_lines(cl_vec *lines, long count)
{
    for (long i = 0; i < count; i++) {
        char line[LINE] = "";

        draw_line(line);
        assert_int_equal(cl_vec_add(lines, line), 0);
    }
}

static void print_lines(const cl_vec *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        print_error("  %s\n", (const char *)cl_vec_at(lines, i));
}

static void test_record_history__keeps_every_rule(void **state)
{
    const char *wanted = getenv("CLACHAN_HISTORY"), *given = getenv("CLACHAN_SEED");
    cl_vec lines = {NULL, 0, 0, LINE};
    const char *found;
    size_t at, done = 0;

    (void)state;
    seed = given == NULL ? 20210420 : strtoull(given, NULL, 10);
    print_message("seed %" PRIu64 "\n", seed);
    draw_lines(&lines, wanted == NULL ? COMMANDS : strtol(wanted, NULL, 10));
    found = replay(&lines, &at, &done, check_rules);
    print_message("%zu commands, %zu done\n", at, done);
    if (found != NULL) {
        print_message("%s, after '%s'; shrinking\n", found,
                      (const char *)cl_vec_at(&lines, at - 1));
        lines.count = at;
        shrink(&lines, found, check_rules);
        print_lines(&lines);
        fail_msg("%s", found);
    }
    assert_true(done > lines.count / 8); /* else the commands refuse each other */
    cl_vec_clear(&lines);
}

/* A fault that is planted: two advisors. Of three hundred commands two are left. */
static const char *two_advisors(desk *d)
{
    cl_arena arena = CL_ARENA_INIT;
    size_t count;

    (void)all_of(&count, d, &arena, &cl_table_advisor);
    cl_arena_clear(&arena);
    return count >= 2 ? "there are two advisors" : NULL;
}

static void test_record_history__shrinks(void **state)
{
    cl_vec lines = {NULL, 0, 0, LINE};
    const char *found;
    size_t at, done = 0;

    (void)state;
    seed = 7;
    draw_lines(&lines, 200);
    found = replay(&lines, &at, &done, two_advisors);
    assert_non_null(found);
    lines.count = at;
    shrink(&lines, found, two_advisors);
    assert_int_equal(lines.count, 2);
    assert_int_equal(strncmp(cl_vec_at(&lines, 0), "advisor add", 11), 0);
    assert_int_equal(strncmp(cl_vec_at(&lines, 1), "advisor add", 11), 0);
    cl_vec_clear(&lines);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_record_history__keeps_every_rule),
    cmocka_unit_test(test_record_history__shrinks),
};

CL_TEST_MAIN(tests)
