/* SPDX-License-Identifier: MIT
 *
 * What records cost: importing a register against SQLite's own reading of the same file into a
 * plain table, importing it again, searching, every listing of schools and clusters, and dossiers
 * from records. All in one run and through the verbs that people use, so that a busy machine slows
 * both sides. Each figure is a line for people and one for machines:
 *
 *     records|NAME|VALUE|UNIT|CEILING
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "change.h"
#include "dossier_build.h"
#include "query.h"
#include "session.h"

enum { PATH_SIZE = 512, MEMBERS = 4, ROWS_AN_EVENT = 2000, ROUNDS = 5, BATCH = 100 };

typedef struct bench {
    size_t rows, schools, clusters, applications;
    bool check, no_import, no_office;
    int missed;
    char folder[PATH_SIZE / 2];
    double floor, floor_cpu; /* seconds of SQLite: by the clock, and of the processor */
} bench;

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double processor(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void report(bench *b, const char *name, double value, const char *unit, double ceiling)
{
    bool met = value <= ceiling;

    printf("%-34s %10.2f %s, at most %g%s\n", name, value, unit, ceiling, met ? "" : "  missed");
    printf("records|%s|%.3f|%s|%g\n", name, value, unit, ceiling);
    fflush(stdout);
    b->missed += !met;
}

static void path_of(char out[PATH_SIZE], const bench *b, const char *name)
{
    snprintf(out, PATH_SIZE, "%s/%s", b->folder, name);
}

static bool fail(const char *what, const char *why)
{
    fprintf(stderr, "records_bench: %s: %s\n", what, why);
    return false;
}

/* ---- the file: the columns of the full extract of England that are read, and a few that are not
 * ---- */

static const char *const towns[] = {"Invented-on-Sea", "Madeupton", "Ashby",  "Birchwood",
                                    "Elmhurst",        "Thornley",  "Oakham", "Fernhill"};
static const char *const words[] = {"Church",  "Green",  "Hill", "Meadow", "River", "Saint Mary's",
                                    "Orchard", "Willow", "Park", "Castle", "Mill"};
static const char *const kinds[] = {"Primary School", "Academy", "Infant School", "High School",
                                    "Church of England Primary School"};
static const char *const phases[] = {"Primary", "Secondary", "Nursery", "All-through"};
static const char *const groups[] = {"Academies", "Free Schools", "Independent schools",
                                     "Local authority maintained schools", "Special schools"};
#define PICK(list, n) list[(n) % (sizeof(list) / sizeof *(list))]

static void write_row(FILE *file, unsigned i)
{
    unsigned n = i * 2654435761u; /* scatters */

    fprintf(file,
            "\"%u\",\"%03u\",\"Authority of %s\",\"%u\",\"%s %s %s\",\"%02u\",\"%s\",\"Open\","
            "\"%02u-09-%u\",\"\",\"%s\",\"%u\",\"%u High Street\",\"%s\",\"Z%c%u %uZ%c\",\"\"\n",
            100000 + i, 201 + n % 150, PICK(towns, n >> 5), 1000 + i % 9000, PICK(words, n >> 3),
            PICK(words, n >> 7), PICK(kinds, n >> 11), n % 30, PICK(groups, n >> 13), 1 + n % 28,
            1900 + (n >> 4) % 120, PICK(phases, n >> 9), 20 + (n >> 6) % 1500, n % 300,
            PICK(towns, n >> 15), (int)('A' + i % 26), i / 26 % 100, i / 2600 % 10,
            (int)('A' + i / 26000 % 26));
}

static bool write_file(const bench *b, const char *name, size_t rows)
{
    char path[PATH_SIZE];
    FILE *file;

    path_of(path, b, name);
    file = fopen(path, "w");
    if (file == NULL)
        return fail(path, "cannot be written");
    fputs("URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,"
          "TypeOfEstablishment (code),EstablishmentTypeGroup (name),EstablishmentStatus (name),"
          "OpenDate,CloseDate,PhaseOfEducation (name),NumberOfPupils,Street,Town,Postcode,"
          "Country (name)\n",
          file);
    for (size_t i = 0; i < rows; i++)
        write_row(file, (unsigned)i);
    return fclose(file) == 0 ? true : fail(path, "cannot be written");
}

/* ---- what SQLite takes: as .import of its shell does, a byte at a time, in one transaction ----
 */

/* One field, quoted or not; what ended it is returned. */
static int read_field(FILE *file, char *out, size_t size)
{
    size_t length = 0;
    int c = getc_unlocked(file);
    bool quoted = c == '"';

    if (quoted)
        c = getc_unlocked(file);
    while (c != EOF && (quoted || (c != ',' && c != '\n'))) {
        if (quoted && c == '"') {
            c = getc_unlocked(file);
            if (c != '"')
                break;
        }
        if (length + 1 < size)
            out[length++] = (char)c;
        c = getc_unlocked(file);
    }
    out[length] = '\0';
    return c;
}

enum { COLUMNS = 16 };

static bool read_rows(sqlite3 *db, FILE *file)
{
    sqlite3_stmt *insert = NULL;
    char field[4096];
    bool good = sqlite3_prepare_v2(db, "INSERT INTO s VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", -1,
                                   &insert, NULL) == SQLITE_OK;
    int end = 0;

    while (getc_unlocked(file) != '\n')
        continue; /* the names */
    while (good) {
        for (int i = 1; i <= COLUMNS; i++) {
            end = read_field(file, field, sizeof field);
            sqlite3_bind_text(insert, i, field, -1, SQLITE_TRANSIENT);
        }
        if (end == EOF)
            break;
        good = sqlite3_step(insert) == SQLITE_DONE;
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    return good;
}

static bool import_plainly(bench *b, const char *csv)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    double begin = now(), cpu = processor();
    sqlite3 *db = NULL;
    FILE *file;
    bool good;

    path_of(from, b, csv);
    path_of(to, b, "plain.db");
    unlink(to);
    file = fopen(from, "r");
    good = file != NULL && sqlite3_open(to, &db) == SQLITE_OK &&
           sqlite3_exec(db, "CREATE TABLE s(a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p); BEGIN", NULL, NULL,
                        NULL) == SQLITE_OK &&
           read_rows(db, file) &&
           sqlite3_exec(db, "COMMIT; CREATE INDEX by_a ON s(a)", NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_close(db);
    if (file != NULL)
        fclose(file);
    unlink(to);
    b->floor = now() - begin;
    b->floor_cpu = processor() - cpu;
    return good ? true : fail("SQLite", "cannot import");
}

/* ---- verbs ---- */

typedef struct heard {
    double first; /* when the first row came; 0: none */
    size_t rows;
} heard;

static int take_row(void *context, cl_view json, cl_view text)
{
    heard *h = context;

    (void)json;
    (void)text;
    if (h->rows++ == 0)
        h->first = now();
    return 0;
}

static void take_refusal(void *context, const cl_error *error)
{
    (void)context;
    fprintf(stderr, "records_bench: line %d: %s\n", error->line, error->message);
}

static bool run(cl_session *session, heard *h, const char *verb, const cl_argument *items,
                size_t count)
{
    cl_sink sink = {h, take_row, take_refusal, NULL, NULL, true};
    cl_arguments arguments = {items, count};
    cl_error e = CL_ERROR_INIT;

    memset(h, 0, sizeof *h);
    return cl_session_run(session, verb, &arguments, &sink, &e) == 0 ? true : fail(verb, e.message);
}

static bool open_session(cl_session **out, const char *database)
{
    cl_session_options options = {.database = database,
                                  .share = CLACHAN_BENCH_SHARE,
                                  .today = "2021-04-20",
                                  .actor = "bench"};
    cl_error e = CL_ERROR_INIT;

    return cl_session_open(out, &options, &e) == 0 ? true : fail(database, e.message);
}

static bool import(bench *b, const char *database, const char *csv, bool fresh, double *seconds)
{
    char path[PATH_SIZE], file[PATH_SIZE];
    cl_argument items[] = {{"file", file}};
    cl_session *session = NULL;
    double begin;
    heard h;
    bool good;

    path_of(path, b, database);
    path_of(file, b, csv);
    good = open_session(&session, path) && (!fresh || run(session, &h, "init", NULL, 0));
    begin = now();
    good = good && run(session, &h, "school import", items, 1);
    cl_session_close(session); /* copies the log into the file: that is part of it */
    *seconds = now() - begin;
    return good;
}

static bool measure_import(bench *b)
{
    double first, again, cpu;

    if (!write_file(b, "register.csv", b->rows) || !import_plainly(b, "register.csv"))
        return false;
    cpu = processor();
    if (!import(b, "import.db", "register.csv", true, &first))
        return false;
    cpu = processor() - cpu;
    if (!import(b, "import.db", "register.csv", false, &again))
        return false;
    printf("%-34s %10.2f s for %zu rows; clachan %.2f s, the same file again %.2f s\n",
           "SQLite, a plain table", b->floor, b->rows, first, again);
    printf("%-34s %10.2f x SQLite (%.2f s, %.2f s)\n", "import, time of the processor",
           cpu / b->floor_cpu, cpu, b->floor_cpu);
    report(b, "import", first / b->floor, "x SQLite", 1.5);
    report(b, "import again", again / b->floor, "x SQLite", 1.5);
    return true;
}

/* ---- an office: schools, clusters of four, applications ---- */

static bool good_or_tell(int rc, const cl_error *e)
{
    return rc == 0 ? true : fail("records", e->message);
}

static int add_members(cl_change *change, const bench *b, int64_t cluster, cl_error *e)
{
    static const char *const roles[MEMBERS] = {"lead", "partner", "partner", "network"};
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < MEMBERS; i++) {
        cl_membership member = {0};

        member.cluster = cluster;
        member.school = (cluster * MEMBERS + i) % (int64_t)b->schools + 1;
        member.role = cl_view_of(roles[i]);
        member.from = cl_known(18000);
        rc = cl_change_add(change, &cl_table_membership, &member, e);
    }
    return rc;
}

static int add_application(cl_change *change, int64_t cluster, cl_error *e)
{
    cl_application application = {0};
    cl_request request = {0};
    int rc;

    application.cluster = cluster;
    application.programme = CL_VIEW("connecting-classrooms-scotland");
    application.edition = CL_VIEW("2021");
    application.state = CL_VIEW("draft");
    application.option = CL_VIEW("reciprocal-visits");
    application.funding_model = CL_VIEW("visits");
    application.date = cl_known(18737);
    rc = cl_change_add(change, &cl_table_application, &application, e);
    request.application = application.id;
    request.item = CL_VIEW("visit");
    request.cost = cl_known(132050);
    request.currency = CL_VIEW("GBP");
    return rc != 0 ? rc : cl_change_add(change, &cl_table_request, &request, e);
}

static int add_award(cl_change *change, int64_t application, int64_t school, cl_error *e)
{
    cl_award award = {.application = application,
                      .state = CL_VIEW("active"),
                      .original = 600000,
                      .amount = 600000,
                      .currency = CL_VIEW("GBP"),
                      .plan = 1};
    cl_share share = {.line = CL_VIEW("visits"), .school = school, .amount = 600000};
    int rc = cl_change_add(change, &cl_table_award, &award, e);

    share.award = award.id;
    if (rc == 0)
        rc = cl_change_add(change, &cl_table_share, &share, e);
    for (int64_t n = 1; rc == 0 && n <= 2; n++) {
        cl_instalment part = {.award = award.id,
                              .n = n,
                              .name = n == 1 ? CL_VIEW("upfront") : CL_VIEW("final"),
                              .due_when = CL_VIEW("award accepted"),
                              .amount = n == 1 ? 480000 : 120000,
                              .currency = CL_VIEW("GBP"),
                              .state = n == 1 ? CL_VIEW("paid") : CL_VIEW("planned")};

        rc = cl_change_add(change, &cl_table_instalment, &part, e);
    }
    return rc;
}

static int add_delivery(cl_change *change, int64_t application, cl_error *e)
{
    cl_revision revision = {.application = application,
                            .n = 1,
                            .dossier = CL_VIEW("{}"),
                            .digest = CL_VIEW("sha256:made"),
                            .author = CL_VIEW("bench"),
                            .made_at = 1618900000000};
    cl_delivery delivery = {.application = application,
                            .portal = CL_VIEW("funder"),
                            .kind = CL_VIEW("submit"),
                            .dialect = CL_VIEW("form"),
                            .steps = CL_VIEW("[]"),
                            .state = CL_VIEW("acknowledged"),
                            .made_at = 1618900000000};
    char reference[40];
    int rc = cl_change_add(change, &cl_table_revision, &revision, e);

    snprintf(reference, sizeof reference, "app-%lld-r1", (long long)application);
    delivery.revision = revision.id;
    delivery.reference = cl_view_of(reference);
    return rc != 0 ? rc : cl_change_add(change, &cl_table_delivery, &delivery, e);
}

/* A run of one line, and who is paid. */
static int add_payment(cl_change *change, int64_t school, int64_t instalment, cl_error *e)
{
    cl_payee payee = {.school = school, .details = CL_VIEW("an account"), .digest = CL_VIEW("d")};
    cl_payment_run run = {.day = cl_known(18700),
                          .lines = 1,
                          .total = 480000,
                          .currency = CL_VIEW("GBP"),
                          .digest = CL_VIEW("sha256:made"),
                          .state = CL_VIEW("made")};
    cl_payment_line line = {.instalment = instalment,
                            .n = 1,
                            .amount = 480000,
                            .currency = CL_VIEW("GBP"),
                            .result = CL_VIEW("sent")};
    char reference[40];
    int rc = cl_change_add(change, &cl_table_payee, &payee, e);

    if (rc == 0)
        rc = cl_change_add(change, &cl_table_payment_run, &run, e);
    snprintf(reference, sizeof reference, "INS-%lld-1", (long long)instalment);
    line.reference = cl_view_of(reference);
    line.run = run.id;
    line.payee = payee.id;
    return rc != 0 ? rc : cl_change_add(change, &cl_table_payment_line, &line, e);
}

/* What a cluster with a board does in a year. */
static int add_year(cl_change *change, int64_t cluster, int64_t school, int64_t other, cl_error *e)
{
    cl_board_seat seat = {.cluster = cluster, .school = school, .name = CL_VIEW("B. Head")};
    cl_meeting meeting = {.cluster = cluster, .date = cl_known(18500)};
    cl_contribution contribution = {.cluster = cluster,
                                    .school = school,
                                    .year = 2021,
                                    .amount = cl_known(15000),
                                    .currency = CL_VIEW("GBP")};
    cl_support_entry support = {.cluster = cluster,
                                .minutes = 1620,
                                .purpose = CL_VIEW("introduction"),
                                .date = cl_known(18400)};
    cl_agreement agreement = {.cluster = cluster,
                              .home = school,
                              .overseas = other,
                              .terms = CL_VIEW("{}"),
                              .state = CL_VIEW("draft"),
                              .every = 12};
    cl_self_evaluation evaluation = {.school = school,
                                     .cluster = cluster,
                                     .date = cl_known(18300),
                                     .state = CL_VIEW("submitted")};
    const struct {
        const cl_table *table;
        void *record;
    } rows[] = {{&cl_table_board_seat, &seat},           {&cl_table_meeting, &meeting},
                {&cl_table_contribution, &contribution}, {&cl_table_support_entry, &support},
                {&cl_table_agreement, &agreement},       {&cl_table_self_evaluation, &evaluation}};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof rows / sizeof *rows; i++)
        rc = cl_change_add(change, rows[i].table, rows[i].record, e);
    return rc;
}

/* What belongs to no cluster: people, advisors, the directory, terms of authorities. */
static int add_others(cl_change *change, size_t i, cl_error *e)
{
    char name[40], authority[40];
    cl_person person = {.name = CL_VIEW("A. Person"), .basis = CL_VIEW("contract")};
    cl_advisor advisor = {.name = CL_VIEW("C. Advisor"), .areas = CL_VIEW("Scotland")};
    cl_organisation organisation = {
        .source = CL_VIEW("bench"), .countries = CL_VIEW("MW"), .checked = cl_known(18600)};
    cl_term term = {.name = CL_VIEW("2021-summer"), .from = cl_known(18700), .to = cl_known(18800)};
    int rc = cl_change_add(change, &cl_table_person, &person, e);

    snprintf(name, sizeof name, "Links %zu", i);
    snprintf(authority, sizeof authority, "Authority %zu", i);
    organisation.name = cl_view_of(name);
    term.authority = cl_view_of(authority);
    if (rc == 0 && i % 4 == 0)
        rc = cl_change_add(change, &cl_table_organisation, &organisation, e);
    if (rc == 0 && i % 20 == 0)
        rc = cl_change_add(change, &cl_table_advisor, &advisor, e);
    return rc != 0 || i % 50 != 0 ? rc : cl_change_add(change, &cl_table_term, &term, e);
}

/* An application, and all that follows from it where it is funded. The first instalment of the nth
 * award is number 2n − 1. */
static int add_funded(cl_change *change, const bench *b, int64_t cluster, size_t i, cl_error *e)
{
    int64_t school = cluster * MEMBERS % (int64_t)b->schools + 1, n = (int64_t)i + 1;
    int64_t other = (cluster * MEMBERS + 1) % (int64_t)b->schools + 1;
    int rc = add_application(change, cluster, e);

    if (rc == 0)
        rc = add_award(change, n, school, e);
    if (rc == 0)
        rc = add_delivery(change, n, e);
    if (rc == 0)
        rc = add_payment(change, school, 2 * n - 1, e);
    if (rc == 0)
        rc = add_year(change, cluster, school, other, e);
    return rc != 0 ? rc : add_others(change, i, e);
}

static int add_cluster(cl_change *change, const bench *b, size_t i, cl_error *e)
{
    cl_cluster cluster = {0};
    char name[60];
    int rc;

    snprintf(name, sizeof name, "%s and %s %zu", PICK(towns, i), PICK(words, i / 8), i);
    cluster.name = cl_view_of(name);
    cluster.structure = CL_VIEW("hub-and-spoke");
    cluster.formed = cl_known(18000);
    rc = cl_change_add(change, &cl_table_cluster, &cluster, e);
    if (rc == 0)
        rc = add_members(change, b, cluster.id, e);
    return rc != 0 || i >= b->applications ? rc : add_funded(change, b, cluster.id, i, e);
}

static bool fill(cl_session *session, const bench *b)
{
    cl_author author = {.actor = "bench", .at = 1618900000000, .effective = 18737};
    cl_store *store = cl_session_store(session);
    cl_error e = CL_ERROR_INIT;
    cl_change change = {0};
    int rc = cl_store_begin(store, &e);

    if (rc == 0)
        rc = cl_change_open(&change, store, &author, &e);
    for (size_t i = 0; rc == 0 && i < b->clusters; i++) {
        rc = add_cluster(&change, b, i, &e);
        if (rc == 0 && (i % ROWS_AN_EVENT == ROWS_AN_EVENT - 1 || i + 1 == b->clusters))
            rc = cl_change_store(&change, "create", "CLU", 1, NULL, NULL, &e);
    }
    if (rc == 0)
        rc = cl_store_commit(store, &e);
    cl_change_clear(&change);
    return good_or_tell(rc, &e);
}

/* ---- listings and searches: until the first row is there, and for all of them ---- */

static const struct {
    const char *name, *verb;
    cl_argument items[3];
} listings[] = {
    {"search a word", "school search", {{"word", "willow"}}},
    {"search a common word", "school search", {{"word", "school"}}},
    {"search two words", "school search", {{"word", "castle"}, {"word", "academy"}}},
    {"search a beginning", "school search", {{"word", "chu"}}},
    {"search one letter", "school search", {{"word", "a"}}},
    {"search a typing mistake", "school search", {{"word", "orchrad"}}},
    {"search a postcode", "school search", {{"word", "ZA5 3ZB"}}},
    {"search in a town", "school search", {{"word", "park"}, {"town", "Ashby"}}},
    {"school list", "school list", {{NULL, NULL}}},
    {"school list, first 50", "school list", {{"limit", "50"}}},
    {"school list of a town", "school list", {{"town", "Elmhurst"}, {"limit", "50"}}},
    {"school list of an authority", "school list", {{"authority", "205"}, {"limit", "50"}}},
    {"school list of no such town", "school list", {{"town", "Nowhere"}}},
    {"school list of a phase", "school list", {{"phase", "secondary"}, {"limit", "50"}}},
    {"school list of no such country", "school list", {{"country", "MW"}}},
    {"school imports", "school imports", {{NULL, NULL}}},
    {"school show", "school show", {{"school", "GB-EDU:150000"}}},
    {"cluster list", "cluster list", {{NULL, NULL}}},
    {"cluster show", "cluster show", {{"cluster", "CLU-777"}}},
    {"application list", "application list", {{NULL, NULL}}},
    {"application list of a cluster", "application list", {{"cluster", "CLU-777"}}},
    {"application list of a state", "application list", {{"state", "draft"}}},
    {"application list of no such state", "application list", {{"state", "signed"}}},
    {"award list", "award list", {{NULL, NULL}}},
    {"instalment list", "instalment list", {{NULL, NULL}}},
    {"payment list", "payment list", {{NULL, NULL}}},
    {"delivery list", "delivery list", {{NULL, NULL}}},
    {"agreement list", "agreement list", {{"cluster", "CLU-777"}}},
    {"board list", "board list", {{"cluster", "CLU-777"}}},
    {"term list", "term list", {{NULL, NULL}}},
    {"meeting list", "meeting list", {{"cluster", "CLU-777"}}},
    {"contribution list", "contribution list", {{"cluster", "CLU-777"}}},
    {"support list", "support list", {{"cluster", "CLU-777"}}},
    {"advisor list", "advisor list", {{NULL, NULL}}},
    {"directory list", "directory list", {{NULL, NULL}}},
    {"self-evaluation list", "self-evaluation list", {{"school", "SCH-5"}}},
    {"cluster members", "cluster members", {{"cluster", "CLU-777"}}},
    {"person list", "person list", {{NULL, NULL}}},
};

/* Milliseconds until the first row (the end, where there is none): the best of a few, since what
 * else the machine does only adds. */
static bool measure_listing(bench *b, cl_session *session, size_t which)
{
    const cl_argument *items = listings[which].items;
    double best = 1e9, all = 1e9;
    size_t count = 0;
    heard h = {0};

    while (count < 3 && items[count].name != NULL)
        count++;
    for (int i = 0; i < ROUNDS; i++) {
        double begin = now(), end;

        if (!run(session, &h, listings[which].verb, items, count))
            return false;
        end = now();
        if (h.rows > 0 && h.first - begin < best)
            best = h.first - begin;
        if (h.rows == 0 && end - begin < best)
            best = end - begin;
        if (end - begin < all)
            all = end - begin;
    }
    printf("%-34s %10.2f ms for all %zu rows\n", listings[which].name, all * 1000, h.rows);
    if (h.rows == 0 && strstr(listings[which].name, "no such") == NULL) /* fast for nothing */
        return fail(listings[which].name, "has no rows");
    report(b, listings[which].name, best * 1000, "ms to the first row", 50);
    return true;
}

/* ---- dossiers ---- */

static bool measure_dossiers(bench *b, cl_session *session)
{
    cl_store *store = cl_session_store(session);
    cl_arena arena = CL_ARENA_INIT, one = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_application *list = NULL;
    cl_text text = CL_TEXT_INIT;
    size_t count = 0;
    double best = 1e9, begin = 0;
    int rc = cl_application_list(&list, &count, &arena, store, NULL, &e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (i % BATCH == 0)
            begin = now();
        cl_text_reset(&text);
        cl_arena_reset(&one);
        rc = cl_dossier_build(&text, &one, store, &list[i], &e);
        if (i % BATCH == BATCH - 1 && now() - begin < best)
            best = now() - begin;
    }
    if (rc == 0)
        report(b, "dossier from records", best / BATCH * 1e6, "us", 50);
    cl_text_clear(&text);
    cl_arena_clear(&arena);
    cl_arena_clear(&one);
    return good_or_tell(rc, &e);
}

static bool measure_office(bench *b)
{
    cl_session *session = NULL;
    char path[PATH_SIZE];
    double seconds;
    bool good = write_file(b, "office.csv", b->schools) &&
                import(b, "office.db", "office.csv", true, &seconds);

    path_of(path, b, "office.db");
    good = good && open_session(&session, path) &&
           cl_session_open_store(session, false, NULL) == 0 && fill(session, b);
    for (size_t i = 0; good && i < sizeof listings / sizeof *listings; i++)
        good = measure_listing(b, session, i);
    good = good && measure_dossiers(b, session);
    cl_session_close(session);
    return good;
}

/* ---- the whole ---- */

static void remove_files(const bench *b)
{
    static const char *const names[] = {"register.csv", "office.csv", "import.db", "office.db"};
    char path[PATH_SIZE];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_of(path, b, names[i]);
        unlink(path);
    }
    rmdir(b->folder);
}

static int usage(void)
{
    fputs(
        "usage: records_bench [--smoke] [--check] [--import | --office] [--rows N] [--schools N]\n"
        "                     [--clusters N]\n"
        "  --smoke   few records: does everything run?\n"
        "  --check   a ceiling that is missed is an error\n"
        "  --import  only the import of a register\n"
        "  --office  only searches, listings and dossiers\n",
        stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static bench b = {.rows = 500000, .schools = 100000, .clusters = 100000, .applications = 20000};
    const char *folder = getenv("TMPDIR");
    bool good;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--smoke") == 0)
            b.rows = b.schools = 60000, b.clusters = 1000, b.applications = 800;
        else if (strcmp(argv[i], "--check") == 0)
            b.check = true;
        else if (strcmp(argv[i], "--import") == 0)
            b.no_office = true;
        else if (strcmp(argv[i], "--office") == 0)
            b.no_import = true;
        else if (strcmp(argv[i], "--rows") == 0 && i + 1 < argc)
            b.rows = strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--schools") == 0 && i + 1 < argc)
            b.schools = strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--clusters") == 0 && i + 1 < argc)
            b.clusters = strtoul(argv[++i], NULL, 10);
        else
            return usage();
    }
    if (b.rows < 1 || b.schools <= 50000 || b.clusters < 777)
        return usage();
    snprintf(b.folder, sizeof b.folder, "%s/records-bench-XXXXXX",
             folder == NULL ? "/tmp" : folder);
    if (mkdtemp(b.folder) == NULL)
        return !fail(b.folder, "cannot be made");
    good = (b.no_import || measure_import(&b)) && (b.no_office || measure_office(&b));
    remove_files(&b);
    return !good || (b.check && b.missed > 0);
}
