/* SPDX-License-Identifier: MIT
 *
 * The real store, machine, courier and dialects against a model of a portal, in one process: every
 * request may be spoilt, and submit may be cut off at every commit. Afterwards the portal has each
 * application once, or the database says why not. Time and chance are ours, so that a seed gives
 * the same run for ever; a run that fails is made smaller and printed as a line for cases.txt.
 *
 *   delivery_model SHARE FAULTED [SEED]   until so many exchanges were spoilt
 *   delivery_model SHARE -f CASES         the kept ones
 *   delivery_model SHARE -o APPLICATIONS [DIALECT]   the portal is down for a day
 *   delivery_model SHARE -c               how often a run without faults commits
 */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "file.h"
#include "model_faults.h"
#include "model_store.h"
#include "outbox.h"
#include "portal_line.h"
#include "session.h"
#include "store.h"

enum { COMMITS = 1024, APPLICATIONS = 8, TRIES = 400, LINE = 16384 };
enum { HOUR = 3600 * 1000, DAY = 24 * HOUR };

/* One run, whole: what it does follows from this alone. */
typedef struct scenario {
    uint64_t seed;
    model_manners manners;
    bool mendable; /* only faults that waiting cures */
    bool all;      /* sent as a scheduled run does, without names */
    int applications, in_flight;
    unsigned char faults[MODEL_ATTEMPTS]; /* of the attempts, in order */
    unsigned char cuts[COMMITS];          /* of the commits: 1 before, 2 after */
} scenario;

typedef struct totals {
    size_t scenarios, faulted, attempts, cuts;
    size_t acknowledged, refused, stopped;
} totals;

static const char *share, *folder;
static char database[512], portals_file[512];
static model_line line;
static const scenario *running;
static totals sum;
static int64_t clock_now;
static uint64_t chance;
static size_t commits;
static bool cut_off; /* this process is dead, as far as the database can tell */

/* ---- time, chance and sudden death, in place of the real ones ---- */

int64_t __wrap_cl_session_now(const cl_session *session);
void __wrap_cl_random_bytes(void *out, size_t size);
int __wrap_cl_random_uuid(char out[37], cl_error *e);
int __wrap_nanosleep(const struct timespec *wanted, struct timespec *left);
int __real_cl_store_begin(cl_store *store, cl_error *e);
int __wrap_cl_store_begin(cl_store *store, cl_error *e);
int __real_cl_store_commit(cl_store *store, cl_error *e);
int __wrap_cl_store_commit(cl_store *store, cl_error *e);
int __real_cl_outbox_release(cl_store *store, const char *holder, cl_error *e);
int __wrap_cl_outbox_release(cl_store *store, const char *holder, cl_error *e);
int __real_cl_portal_line_open(cl_portal_line **out, cl_session *session, const cl_portal *portal,
                               const cl_transport *transport, cl_cassette *cassette, cl_error *e);
int __wrap_cl_portal_line_open(cl_portal_line **out, cl_session *session, const cl_portal *portal,
                               const cl_transport *transport, cl_cassette *cassette, cl_error *e);
void __real_cl_portal_line_begin(cl_line_call *call, cl_portal_line *to,
                                 const cl_exchange *exchange, cl_http_result *result);
void __wrap_cl_portal_line_begin(cl_line_call *call, cl_portal_line *to,
                                 const cl_exchange *exchange, cl_http_result *result);
int __wrap_cl_http_crowd_wait(cl_http_crowd *crowd, long milliseconds, cl_error *e);

static int64_t model_now(void)
{
    return clock_now;
}

/* xorshift64*, which is enough for choosing faults. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1DULL;
}

static unsigned below(uint64_t *state, unsigned bound)
{
    return (unsigned)((next_random(state) >> 33) % bound);
}

int64_t __wrap_cl_session_now(const cl_session *session)
{
    (void)session;
    return clock_now;
}

void __wrap_cl_random_bytes(void *out, size_t size)
{
    unsigned char *at = out;

    for (size_t i = 0; i < size; i++)
        at[i] = (unsigned char)(next_random(&chance) >> 40);
}

int __wrap_cl_random_uuid(char out[37], cl_error *e)
{
    (void)e;
    (void)snprintf(out, 37, "%08x-0000-4000-8000-%012llx",
                   (unsigned)(next_random(&chance) & 0xffffffffu),
                   (unsigned long long)(next_random(&chance) & 0xffffffffffffULL));
    return 0;
}

int __wrap_nanosleep(const struct timespec *wanted, struct timespec *left)
{
    int64_t next;

    (void)left;
    clock_now += wanted->tv_sec * 1000 + wanted->tv_nsec / 1000000 + 1;
    (void)model_line_run(&line, clock_now, &next);
    return 0;
}

int __wrap_cl_http_crowd_wait(cl_http_crowd *crowd, long milliseconds, cl_error *e)
{
    int64_t next, until = clock_now + milliseconds;

    (void)crowd;
    (void)e;
    if (model_line_run(&line, clock_now, &next))
        return 0;
    clock_now = next < until ? next : until;
    (void)model_line_run(&line, clock_now, &next);
    return 0;
}

static int dead(cl_error *e)
{
    cut_off = true;
    return cl_fail(e, CL_E_STORE, "cut off");
}

int __wrap_cl_store_begin(cl_store *store, cl_error *e)
{
    return cut_off ? dead(e) : __real_cl_store_begin(store, e);
}

/* C1, C2, C3 and whatever else is committed. What lies inside another one is on no disk yet. */
int __wrap_cl_store_commit(cl_store *store, cl_error *e)
{
    int rc, cut;

    if (running == NULL || cl_store_depth(store) > 1)
        return cut_off ? dead(e) : __real_cl_store_commit(store, e);
    cut = commits < COMMITS ? running->cuts[commits] : 0;
    commits++;
    sum.cuts += cut != 0;
    if (cut == 1 || cut_off)
        return dead(e); /* what the portal wanted is lost with its answer */
    rc = __real_cl_store_commit(store, e);
    if (rc == 0)
        model_line_stored(&line);
    return rc == 0 && cut == 2 ? dead(e) : rc;
}

int __wrap_cl_outbox_release(cl_store *store, const char *holder, cl_error *e)
{
    return cut_off ? dead(e) : __real_cl_outbox_release(store, holder, e);
}

int __wrap_cl_portal_line_open(cl_portal_line **out, cl_session *session, const cl_portal *portal,
                               const cl_transport *transport, cl_cassette *cassette, cl_error *e)
{
    cl_transport model = model_line_transport(&line);

    (void)transport;
    return __real_cl_portal_line_open(out, session, portal, &model, cassette, e);
}

void __wrap_cl_portal_line_begin(cl_line_call *call, cl_portal_line *to,
                                 const cl_exchange *exchange, cl_http_result *result)
{
    line.delivery = exchange->delivery;
    line.exchange = exchange->id;
    __real_cl_portal_line_begin(call, to, exchange, result);
}

/* ---- the office ---- */

static void die(const char *what, const cl_error *error)
{
    fprintf(stderr, "delivery_model: %s: %s\n", what, error != NULL ? error->message : "");
    exit(2);
}

static cl_session *open_session(const char *actor)
{
    cl_session_options options = {.database = database,
                                  .share = share,
                                  .portals = portals_file,
                                  .today = "2021-04-20",
                                  .actor = actor};
    cl_error error = CL_ERROR_INIT;
    cl_session *session;

    if (cl_session_open(&session, &options, &error) != 0)
        die("session", &error);
    return session;
}

/* Runs "verb|name=value|…". */
static int run(cl_session *session, const char *command, const cl_sink *sink, cl_error *e)
{
    cl_argument items[16];
    cl_arguments arguments = {items, 0};
    char copy[512];

    (void)snprintf(copy, sizeof copy, "%s", command);
    for (char *bar = strchr(copy, '|'); bar != NULL; arguments.count++) {
        char *name = bar + 1, *equals = strchr(name, '=');

        *bar = '\0';
        bar = strchr(name, '|');
        *equals = '\0';
        items[arguments.count] = (cl_argument){name, equals + 1};
    }
    return cl_session_run(session, copy, &arguments, sink, e);
}

static void must(cl_session *session, const char *command)
{
    cl_error error = CL_ERROR_INIT;

    if (run(session, command, NULL, &error) != 0)
        die(command, &error);
}

/* Four schools for each application: a school may be in one cluster of a programme alone. */
static void make_cluster(cl_session *session, int n)
{
    static const char *const countries[] = {"GB|nation=Scotland", "GB|nation=Scotland", "MW", "MW"};
    char command[256];

    for (int i = 0; i < 4; i++) {
        (void)snprintf(command, sizeof command,
                       "school add|name=School %d of %d|country=%s|phase=primary|funding=state",
                       i + 1, n, countries[i]);
        must(session, command);
        (void)snprintf(command, sizeof command, "self-evaluation add|school=SCH-%d", 4 * n - 3 + i);
        must(session, command);
    }
    (void)snprintf(command, sizeof command,
                   "cluster create|name=Clyde and Zomba %d|structure=hub-and-spoke", n);
    must(session, command);
    for (int i = 0; i < 4; i++) {
        (void)snprintf(command, sizeof command, "cluster add|cluster=CLU-%d|school=SCH-%d|role=%s",
                       n, 4 * n - 3 + i, i == 0 ? "lead" : "partner");
        must(session, command);
    }
    for (int i = 0; i < 2; i++) {
        (void)snprintf(command, sizeof command,
                       "cluster pair|cluster=CLU-%d|school=SCH-%d|partner=SCH-%d", n, 4 * n - 3 + i,
                       4 * n - 1 + i);
        must(session, command);
    }
    (void)snprintf(command, sizeof command,
                   "cluster coordinator|cluster=CLU-%d|school=SCH-%d|name=A. Teacher", n,
                   4 * n - 3);
    must(session, command);
}

/* Who signs is not who applied. */
static void sign_application(cl_session *session, cl_session *head, int n)
{
    static const struct {
        const char *verb, *rest;
    } steps[] = {{"request", "|item=visit|school=SCH-"}, {"check", ""}, {"request-signoff", ""}};
    char command[256];

    (void)snprintf(command, sizeof command,
                   "application start|cluster=CLU-%d|programme=connecting-classrooms-scotland@2021|"
                   "option=reciprocal-visits|funding-model=visits",
                   n);
    must(session, command);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        char school[16] = "";

        if (i == 0)
            (void)snprintf(school, sizeof school, "%d", 4 * n - 3);
        (void)snprintf(command, sizeof command, "application %s|application=APP-%d%s%s",
                       steps[i].verb, n, steps[i].rest, school);
        must(session, command);
    }
    (void)snprintf(command, sizeof command, "application sign|application=APP-%d", n);
    must(head, command);
}

static void make_office(int applications)
{
    cl_session *session = open_session("ann"), *head = open_session("B. Head");
    cl_error error = CL_ERROR_INIT;

    must(session, "init");
    for (int n = 1; n <= applications; n++) {
        make_cluster(session, n);
        sign_application(session, head, n);
    }
    cl_session_close(head);
    cl_session_close(session);
    if (model_store_take(database, &error) != 0)
        die("office", &error);
}

/* The portal of one run; whether it honours keys is known, as it is of a real one. */
static void write_portals(const scenario *s)
{
    const model_manners *manners = &s->manners;
    static const char with_forms[] =
        "accepted_means = \"funded\", forms = { main = \"" MODEL_FORM "\" }";
    static const char without[] = "grant = \"model\", sbi = \"1\", frn = \"2\", crn = \"3\", "
                                  "config_version = \"1\", status_map = {}";
    cl_text text = CL_TEXT_INIT;
    cl_error error = CL_ERROR_INIT;

    cl_text_format(&text,
                   "portal \"model\" { dialect = \"%s\", base = \"https://model.example\", settle "
                   "= \"30s\", lost_start = \"repeat\", idempotency = { form = \"plain\", honoured "
                   "= \"%s\" }, limits = { in_flight = %d }, programmes = { "
                   "\"connecting-classrooms-scotland\" }, rounds = { "
                   "any = { competition = \"" MODEL_COMPETITION "\" } }, %s }\n",
                   model_kinds[manners->kind], manners->honours_keys ? "yes" : "no", s->in_flight,
                   manners->kind == MODEL_GAS ? without : with_forms);
    if (cl_file_write(portals_file, cl_text_view(&text), &error) != 0)
        die("portals.lua", &error);
    cl_text_clear(&text);
}

/* ---- what has to hold ---- */

static bool is_one_of(cl_view state, const char *words)
{
    char marked[64];

    (void)snprintf(marked, sizeof marked, " %.*s ", (int)state.length, state.at);
    return strstr(words, marked) != NULL;
}

/* Exit status of the contract for the states that were left. */
static int expected_status(const cl_delivery *deliveries, size_t count)
{
    int code = 0;

    for (size_t i = 0; i < count; i++) {
        if (is_one_of(deliveries[i].state, " unknown "))
            return CL_E_UNKNOWN;
        if (code == 0 && is_one_of(deliveries[i].state, " queued "))
            code = CL_E_NET;
        else if (code == 0 && is_one_of(deliveries[i].state, " held rejected dead "))
            code = CL_E_STATE;
    }
    return code;
}

static bool submission_is_done(cl_store *store, cl_arena *arena, int64_t delivery)
{
    cl_exchange *exchanges;
    size_t count = 0;

    if (cl_exchange_list(&exchanges, &count, arena, store, delivery, NULL) != 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (exchanges[i].commits != 0 && is_one_of(exchanges[i].state, " done "))
            return true;
    }
    return false;
}

/* NULL, or what is wrong with one delivery. */
static const char *judge_one(const cl_delivery *delivery, cl_store *store, cl_arena *arena)
{
    unsigned there = model_portal_submissions(&line.portal, delivery->reference.at);
    bool mended = running->mendable;

    if (there > 1)
        return "duplicate: the portal applied the submission more than once";
    if (is_one_of(delivery->state, " acknowledged ")) {
        sum.acknowledged++;
        return there == 1 ? NULL : "lost: acknowledged, and the portal has it not";
    }
    if (mended)
        return "lost: every fault could be mended by waiting, and it was not acknowledged";
    if (is_one_of(delivery->state, " rejected ")) {
        sum.refused++;
        return there == 0 ? NULL : "lost: rejected, and the portal has it";
    }
    if (is_one_of(delivery->state, " held unknown ")) {
        sum.stopped++;
        return delivery->reason.length > 0 ? NULL : "lost: it stopped without a reason";
    }
    if (is_one_of(delivery->state, " queued dead ")) {
        sum.stopped++;
        return there == 0 || submission_is_done(store, arena, delivery->id)
                   ? NULL
                   : "lost: the portal has it, and the database does not say so";
    }
    return "lost: a state that nobody looks at";
}

static const char *with_place(const cl_delivery *delivery, const char *wrong)
{
    static char text[1024];

    if (wrong == NULL)
        return NULL;
    (void)snprintf(text, sizeof text, "%s (DEL-%lld is %s: %s)", wrong, (long long)delivery->id,
                   delivery->state.at, delivery->reason.length > 0 ? delivery->reason.at : "");
    return text;
}

/* NULL, or what is wrong. `said`: the code of the first refusal, or of the verb. */
static const char *judge(int said)
{
    cl_session *session = open_session("ann");
    cl_arena arena = CL_ARENA_INIT;
    cl_delivery *deliveries;
    size_t count = 0;
    const char *wrong = NULL;

    if (cl_session_open_store(session, false, NULL) != 0 ||
        cl_delivery_list(&deliveries, &count, &arena, cl_session_store(session), NULL, NULL) != 0)
        wrong = "lost: the database cannot be read";
    else if (count != (size_t)running->applications)
        wrong = "lost: an application has no delivery";
    for (size_t i = 0; wrong == NULL && i < count; i++)
        wrong = with_place(&deliveries[i],
                           judge_one(&deliveries[i], cl_session_store(session), &arena));
    if (wrong == NULL && expected_status(deliveries, count) != said)
        wrong = "lost: the exit status hides it";
    if (wrong == NULL && line.violation[0] != '\0')
        wrong = line.violation;
    cl_arena_clear(&arena);
    cl_session_close(session);
    return wrong;
}

/* ---- one run ---- */

static void take_refusal(void *context, const cl_error *error)
{
    int *first = context;

    if (*first == 0)
        *first = error->code;
}

static int submit(const char *rest, bool named, cl_error *e)
{
    int said = 0, rc;
    const cl_sink sink = {.context = &said, .refused = take_refusal};
    cl_session *session = open_session("ann");
    char command[512] = "submit";

    for (int n = 1; named && n <= running->applications; n++)
        (void)snprintf(command + strlen(command), sizeof command - strlen(command),
                       "|application=APP-%d", n);
    (void)snprintf(command + strlen(command), sizeof command - strlen(command), "|%s", rest);
    rc = run(session, command, &sink, e);
    cl_session_close(session);
    return said != 0 ? said : rc;
}

/* The code that is told, once it was not cut off. */
static int submit_until_told(const char *rest, bool named)
{
    int rc = 0;

    for (int i = 0; i < TRIES; i++) {
        cl_error error = CL_ERROR_INIT;

        cut_off = false;
        rc = submit(rest, named, &error);
        if (!cut_off)
            break;
        model_line_orphan(&line);
        clock_now += 1000;
    }
    return rc;
}

static void begin_scenario(const scenario *s)
{
    cl_error error = CL_ERROR_INIT;

    if (model_store_reset(&error) != 0)
        die("office", &error);
    write_portals(s);
    model_line_reset(&line, &s->manners);
    memcpy(line.faults, s->faults, sizeof line.faults);
    line.settle = 30 * 1000;
    line.seed = s->seed;
    line.in_flight = (size_t)s->in_flight;
    line.now = model_now;
    clock_now = (int64_t)18737 * 24 * 3600 * 1000; /* 2021-04-20 */
    chance = s->seed | 1;
    commits = 0;
    running = s;
}

/* NULL, or what went wrong. */
static const char *play(const scenario *s)
{
    int rc;

    begin_scenario(s);
    if (s->all) {
        (void)submit_until_told("queue-only=true", true);
        rc = submit_until_told("wait=30d", false);
    } else {
        rc = submit_until_told("wait=30d", true);
    }
    sum.attempts += line.attempts;
    sum.faulted += line.faulted_count;
    return cut_off ? "lost: it is cut off for ever" : judge(rc);
}

/* ---- chance, and fewer of it ---- */

static void make_scenario(scenario *out, uint64_t seed)
{
    uint64_t random = seed * 0x9E3779B97F4A7C15ULL | 1;
    unsigned mendable = 0;

    while (mendable < model_fault_count && !model_faults[mendable].final)
        mendable++;
    memset(out, 0, sizeof *out);
    out->seed = seed;
    for (int i = 0; i < 8; i++)
        (void)next_random(&random);
    out->manners.kind = (model_kind)below(&random, MODEL_KINDS);
    out->manners.honours_keys = below(&random, 2) == 0;
    out->manners.takes_twice = below(&random, 2) == 0;
    out->manners.lag = below(&random, 3) == 0 ? 20 * 1000 : 0;
    out->mendable = below(&random, 5) != 0;
    out->in_flight = below(&random, 4) == 0 ? 1 : 1 + (int)below(&random, APPLICATIONS);
    out->applications = 1 + (int)below(&random, APPLICATIONS);
    out->all = below(&random, 2) == 0;
    for (size_t i = 0; i < MODEL_ATTEMPTS; i++) {
        unsigned kinds =
            out->mendable || below(&random, 12) != 0 ? mendable : (unsigned)model_fault_count;

        if (below(&random, 100) < 60)
            out->faults[i] = (unsigned char)below(&random, kinds);
    }
    for (size_t i = 0; i < COMMITS; i++)
        out->cuts[i] = below(&random, 25) == 0 ? (unsigned char)(1 + below(&random, 2)) : 0;
}

static void print_case(const scenario *s)
{
    printf("%s seed=%llu keys=%d twice=%d lag=%lld mendable=%d all=%d applications=%d "
           "in_flight=%d",
           model_kinds[s->manners.kind], (unsigned long long)s->seed, s->manners.honours_keys,
           s->manners.takes_twice, (long long)s->manners.lag, s->mendable, s->all, s->applications,
           s->in_flight);
    for (size_t i = 0; i < MODEL_ATTEMPTS; i++) {
        if (s->faults[i] != 0)
            printf(" a%zu=%s", i, model_faults[s->faults[i]].name);
    }
    for (size_t i = 0; i < COMMITS; i++) {
        if (s->cuts[i] != 0)
            printf(" c%zu=%s", i, s->cuts[i] == 1 ? "before" : "after");
    }
    putchar('\n');
}

/* Takes out spans of what was done to it, ever shorter ones, while it still goes wrong. True when
 * something could be taken out. */
static bool shrink_list(scenario *s, unsigned char *list, size_t size)
{
    bool shrunk = false;

    for (size_t span = size; span > 0; span /= 2) {
        for (size_t at = 0; at < size; at += span) {
            unsigned char kept[COMMITS], any = 0;
            size_t length = at + span < size ? span : size - at;

            memcpy(kept, list + at, length);
            for (size_t i = 0; i < length; i++)
                any |= kept[i];
            memset(list + at, 0, length);
            if (any == 0)
                continue;
            if (play(s) == NULL)
                memcpy(list + at, kept, length);
            else
                shrunk = true;
        }
    }
    return shrunk;
}

static int report(scenario *s, const char *wrong)
{
    char first[1024];

    (void)snprintf(first, sizeof first, "%s", wrong);
    while (shrink_list(s, s->cuts, COMMITS) || shrink_list(s, s->faults, MODEL_ATTEMPTS)) {
    }
    wrong = play(s);
    printf("%s\n", wrong != NULL ? wrong : first);
    print_case(s);
    return 1;
}

static int play_all(size_t faulted, uint64_t seed)
{
    while (sum.faulted < faulted) {
        scenario s;
        const char *wrong;

        make_scenario(&s, seed++);
        wrong = play(&s);
        sum.scenarios++;
        if (wrong != NULL)
            return report(&s, wrong);
    }
    printf("%zu exchanges spoilt, %zu attempts, %zu cuts, %zu runs: %zu acknowledged, %zu refused, "
           "%zu stopped; 0 duplicates, 0 lost\n",
           sum.faulted, sum.attempts, sum.cuts, sum.scenarios, sum.acknowledged, sum.refused,
           sum.stopped);
    return 0;
}

/* ---- a day without the portal ---- */

/* The command of a timer, every hour. */
static int run_as_scheduled(int64_t until)
{
    int rc = 0;

    while (clock_now < until) {
        int64_t next = clock_now + HOUR;

        rc = submit_until_told("wait=10m", false);
        clock_now = next > clock_now ? next : clock_now;
    }
    return rc;
}

/* Those that were not tried while it was down are begun in the order in which they were queued. */
static const char *judge_order(void)
{
    size_t last = 0;
    int count = 0;

    for (int n = 1; n <= running->applications; n++) {
        if (line.begun[n] <= line.refused)
            continue;
        count++;
        if (line.begun[n] < last)
            return "lost: it is out of order";
        last = line.begun[n];
    }
    return count > 0 ? NULL : "lost: the portal was asked about each while it was down";
}

static const char *play_outage(const scenario *s)
{
    const char *wrong;
    int64_t begun;
    int said;

    begin_scenario(s);
    begun = clock_now;
    line.down_until = begun + DAY;
    for (int n = 1; n <= s->applications; n++) {
        char command[64];
        cl_session *session = open_session("ann");
        cl_error error = CL_ERROR_INIT;

        (void)snprintf(command, sizeof command, "submit|application=APP-%d|queue-only=true", n);
        (void)run(session, command, NULL, &error);
        cl_session_close(session);
    }
    (void)run_as_scheduled(begun + DAY);
    if (line.portal.count > 0)
        return "lost: a portal that is down got something";
    said = run_as_scheduled(begun + DAY + 2 * HOUR);
    wrong = judge(said);
    return wrong != NULL ? wrong : judge_order();
}

/* With one dialect, or with each. */
static int play_outages(int applications, const char *dialect)
{
    for (int kind = 0; kind < MODEL_KINDS; kind++) {
        scenario s = {.seed = 1,
                      .manners = {.kind = (model_kind)kind},
                      .mendable = true,
                      .all = true,
                      .applications = applications,
                      .in_flight = 4};
        const char *wrong;

        if (dialect != NULL && strcmp(dialect, model_kinds[kind]) != 0)
            continue;
        wrong = play_outage(&s);
        if (wrong != NULL) {
            printf("%s: %s\n", model_kinds[kind], wrong);
            return 1;
        }
        printf("%s: %d applications are there once after a day; %zu requests, the first %zu for "
               "nothing\n",
               model_kinds[kind], applications, line.attempts, line.refused);
    }
    return 0;
}

/* ---- commits ---- */

/* What comes in is stored with what goes out next: one for each request, one for what is queued,
 * and few for a run, such as its lease. That is half of what delivery.md allows. */
static int count_commits(void)
{
    for (int i = 0; i < 2 * MODEL_KINDS; i++) {
        scenario s = {.seed = 1,
                      .manners = {.kind = (model_kind)(i / 2)},
                      .mendable = true,
                      .applications = APPLICATIONS,
                      .in_flight = i % 2 == 0 ? 1 : APPLICATIONS};
        const char *wrong = play(&s);
        size_t most = line.attempts + APPLICATIONS + 4;

        printf("%s, %d in flight: %zu requests, %zu commits, at most %zu\n",
               model_kinds[s.manners.kind], s.in_flight, line.attempts, commits, most);
        if (wrong != NULL || commits > most) {
            printf("%s\n", wrong != NULL ? wrong : "too many commits");
            return 1;
        }
    }
    return 0;
}

/* ---- kept cases ---- */

static unsigned char fault_named(const char *name)
{
    for (size_t i = 0; i < model_fault_count; i++) {
        if (strcmp(model_faults[i].name, name) == 0)
            return (unsigned char)i;
    }
    die(name, NULL);
    return 0;
}

static void read_word(scenario *s, const char *word)
{
    char name[64];
    unsigned long long number;
    unsigned at;

    for (int i = 0; i < MODEL_KINDS; i++) {
        if (strcmp(word, model_kinds[i]) == 0)
            s->manners.kind = (model_kind)i;
    }
    if (sscanf(word, "seed=%llu", &number) == 1)
        s->seed = number;
    else if (sscanf(word, "keys=%llu", &number) == 1)
        s->manners.honours_keys = number != 0;
    else if (sscanf(word, "twice=%llu", &number) == 1)
        s->manners.takes_twice = number != 0;
    else if (sscanf(word, "lag=%llu", &number) == 1)
        s->manners.lag = (int64_t)number;
    else if (sscanf(word, "mendable=%llu", &number) == 1)
        s->mendable = number != 0;
    else if (sscanf(word, "all=%llu", &number) == 1)
        s->all = number != 0;
    else if (sscanf(word, "applications=%llu", &number) == 1)
        s->applications = (int)number;
    else if (sscanf(word, "in_flight=%llu", &number) == 1)
        s->in_flight = (int)number;
    else if (sscanf(word, "a%u=%63s", &at, name) == 2 && at < MODEL_ATTEMPTS)
        s->faults[at] = fault_named(name);
    else if (sscanf(word, "c%u=%63s", &at, name) == 2 && at < COMMITS)
        s->cuts[at] = strcmp(name, "before") == 0 ? 1 : 2;
}

static int play_cases(const char *path)
{
    FILE *file = fopen(path, "r");
    char text[LINE];
    int failed = 0;
    size_t count = 0;

    if (file == NULL)
        die(path, NULL);
    while (fgets(text, sizeof text, file) != NULL) {
        scenario s;
        const char *wrong;

        if (text[0] == '#' || text[0] == '\n')
            continue;
        memset(&s, 0, sizeof s);
        s.applications = 3;
        s.in_flight = 1;
        for (char *rest = text, *word = strtok_r(rest, " \n", &rest); word != NULL;
             word = strtok_r(NULL, " \n", &rest))
            read_word(&s, word);
        wrong = play(&s);
        count++;
        if (wrong != NULL) {
            printf("%s\n", wrong);
            print_case(&s);
            failed = 1;
        }
    }
    (void)fclose(file);
    printf("%zu kept cases\n", count);
    return failed;
}

/* ---- the folder ---- */

static void make_folder(void)
{
    static char path[256];
    const char *temporary = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");

    (void)snprintf(path, sizeof path, "%s/clachan-model-XXXXXX",
                   temporary != NULL ? temporary : "/tmp");
    folder = mkdtemp(path);
    if (folder == NULL)
        die("folder", NULL);
    (void)snprintf(database, sizeof database, "%s/office.db", folder);
    (void)snprintf(portals_file, sizeof portals_file, "%s/portals.lua", folder);
}

static void remove_folder(void)
{
    static const char *const rests[] = {"", "-wal", "-shm"};
    char path[600];

    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
        (void)snprintf(path, sizeof path, "%s%s", database, rests[i]);
        (void)unlink(path);
    }
    (void)unlink(portals_file);
    (void)rmdir(folder);
}

static int play_what(int argc, char **argv)
{
    const char *what = argv[2];

    if (strcmp(what, "-f") == 0 && argc > 3)
        return play_cases(argv[3]);
    if (strcmp(what, "-o") == 0 && argc > 3)
        return play_outages((int)strtol(argv[3], NULL, 10), argc > 4 ? argv[4] : NULL);
    if (strcmp(what, "-c") == 0)
        return count_commits();
    return play_all(strtoul(what, NULL, 10), argc > 3 ? strtoull(argv[3], NULL, 10) : 1);
}

int main(int argc, char **argv)
{
    bool outage;
    int status;

    if (argc < 3) {
        fputs("delivery_model SHARE FAULTED [SEED] | SHARE -f CASES | SHARE -o APPLICATIONS "
              "[DIALECT] | SHARE -c\n",
              stderr);
        return 2;
    }
    share = argv[1];
    clock_now = (int64_t)18737 * 24 * 3600 * 1000;
    chance = 1;
    make_folder();
    outage = strcmp(argv[2], "-o") == 0 && argc > 3;
    make_office(outage ? (int)strtol(argv[3], NULL, 10) : APPLICATIONS);
    status = play_what(argc, argv);
    model_store_free();
    remove_folder();
    return status;
}
