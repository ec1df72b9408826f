/* SPDX-License-Identifier: MIT
 *
 * What a decision costs: clachan against the same rules written by hand in C and in Lua, in turns
 * within one run, so that a busy machine slows all of them; with what it allocates, how two threads
 * share an edition, and what loading one takes. Every answer is compared before anything is timed.
 */
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "alloc.h"
#include "applications.h"
#include "assess.h"
#include "file.h"
#include "lua_floor.h"
#include "plain.h"
#include "programme_load.h"

enum { ROUNDS_MOST = 31 };

typedef struct bench {
    size_t decisions, rounds, applications;
    bool check; /* a target that is missed is an error */
    int missed;
    cl_programme *programme;
    cl_evaluator evaluator;
    applications all;
    lua_floor *lua;
} bench;

/* ---- the heap, counted ---- */

/* This program has a door to the heap of its own, in place of src/base/alloc.c: wrapping the
 * symbols, as the unit tests do, is undone by optimisation at link time. */
static _Atomic size_t heap_calls, heap_bytes;

static void *counted(void *block)
{
    heap_calls++;
    heap_bytes += malloc_usable_size(block);
    return block;
}

void *cl_malloc(size_t size)
{
    return counted(malloc(size));
}

void *cl_calloc(size_t count, size_t size)
{
    return counted(calloc(count, size));
}

void *cl_realloc(void *block, size_t size)
{
    heap_bytes -= malloc_usable_size(block);
    return counted(realloc(block, size));
}

void cl_free(void *block)
{
    heap_bytes -= malloc_usable_size(block);
    free(block);
}

/* ---- the clock ---- */

static double seconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;

    return (first > second) - (first < second);
}

static double median(const double *values, size_t count)
{
    double sorted[ROUNDS_MOST];

    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_size);
    return sorted[count / 2];
}

/* Median of the ratios of each round: what slows a round slows both sides of it. */
static double ratio(const double *above, const double *below, size_t count)
{
    double ratios[ROUNDS_MOST];

    for (size_t i = 0; i < count; i++)
        ratios[i] = above[i] / below[i];
    return median(ratios, count);
}

/* ---- the same answers ---- */

static bool wrong(size_t i, const char *what, const char *id, long long clachan, long long other)
{
    if (clachan == other)
        return false;
    fprintf(stderr, "bench: application %zu, %s %s: clachan %lld, by hand %lld\n", i, what, id,
            clachan, other);
    return true;
}

static bool rules_differ(size_t i, const cl_assessment *a, const plain_record *b)
{
    for (size_t r = 0; r < PLAIN_RULES; r++)
        if (wrong(i, "rule", plain_rules[r], a->outcomes[r], b->outcomes[r]))
            return true;
    for (size_t s = 0; s < 3; s++)
        if (wrong(i, "stage", cl_stage_name((cl_stage)s), a->stages[s], b->stages[s]))
            return true;
    return false;
}

static const char *line_id(const cl_assessed_line *line)
{
    return line->priced != NULL ? line->priced->line->id : line->adjust->id;
}

static bool parts_differ(size_t i, const cl_priced_line *a, const plain_record *b, size_t line)
{
    size_t part = 0;

    for (size_t p = 0; p < b->part_count; p++) {
        if (b->parts[p].line != line)
            continue;
        if (part >= a->count ||
            wrong(i, "request of", a->line->id, a->parts[part].member, b->parts[p].request) ||
            wrong(i, "fate of", a->line->id, a->parts[part].fate[0], b->parts[p].fate) ||
            wrong(i, "reason of", a->line->id, (long long)a->parts[part].why, b->parts[p].why) ||
            wrong(i, "part of", a->line->id, a->parts[part].paid[0], b->parts[p].amount))
            return true;
        part++;
    }
    return wrong(i, "parts of", a->line->id, (long long)a->count, (long long)part);
}

static bool lines_differ(size_t i, const cl_assessment *a, const plain_record *b)
{
    size_t shown = 0;

    for (size_t line = 0; line < PLAIN_LINES; line++) {
        const cl_assessed_line *found = &a->lines[shown];

        if (!b->shown[line])
            continue;
        if (shown++ >= a->line_count || strcmp(line_id(found), plain_lines[line]) != 0)
            return wrong(i, "is there: line", plain_lines[line], 0, 1);
        if (wrong(i, "known: line", plain_lines[line], found->amount.state == CL_RANGE_KNOWN,
                  b->known[line]) ||
            (b->known[line] &&
             wrong(i, "line", plain_lines[line], found->amount.low.num, b->lines[line])) ||
            (found->priced != NULL && parts_differ(i, found->priced, b, line)))
            return true;
    }
    return wrong(i, "number of", "lines", (long long)a->line_count, (long long)shown);
}

static bool ends_differ(size_t i, const cl_assessment *a, const plain_record *b)
{
    if (wrong(i, "known:", "grant", a->grant.state == CL_RANGE_KNOWN, b->grant_known) ||
        (b->grant_known && wrong(i, "the", "grant", a->grant.low.num, b->grant)) ||
        wrong(i, "number of", "instalments", (long long)a->instalment_count, b->instalment_count))
        return true;
    for (size_t n = 0; n < a->instalment_count; n++)
        if (wrong(i, "instalment", a->instalments[n].rule->id, a->instalments[n].minor,
                  b->instalments[n]))
            return true;
    return false;
}

static bool lua_differs(bench *b, size_t i, const cl_assessment *a)
{
    lua_verdict verdict;

    return !lua_floor_decide(b->lua, i, &verdict) ||
           wrong(i, "in Lua:", verdict.verdict,
                 strcmp(cl_verdict_name(a->verdict), verdict.verdict) == 0, 1) ||
           wrong(i, "in Lua, known:", "grant", a->grant.state == CL_RANGE_KNOWN,
                 verdict.grant_known) ||
           (verdict.grant_known && wrong(i, "in Lua:", "grant", a->grant.low.num, verdict.grant));
}

static bool all_agree(bench *b)
{
    cl_error error = CL_ERROR_INIT;
    plain_record record;
    cl_assessment a;

    for (size_t i = 0; i < b->all.count; i++) {
        if (cl_assess(&a, &b->evaluator, &b->all.dossiers[i], NULL, &error) != 0) {
            fprintf(stderr, "bench: %s\n", error.message);
            return false;
        }
        plain_decide(&record, &b->all.dossiers[i]);
        if (rules_differ(i, &a, &record) || lines_differ(i, &a, &record) ||
            ends_differ(i, &a, &record) || lua_differs(b, i, &a))
            return false;
    }
    return true;
}

/* ---- what is timed ---- */

/* What is found goes here, so that nothing is worked out for nothing and left out. */
static volatile int64_t sink;

static void assess_all(cl_evaluator *evaluator, const applications *all, size_t decisions)
{
    int64_t sum = 0;
    cl_assessment a;

    for (size_t n = 0, i = 0; n < decisions; n++, i = i + 1 == all->count ? 0 : i + 1) {
        cl_assess(&a, evaluator, &all->dossiers[i], NULL, NULL);
        sum += a.grant.low.num + (int64_t)a.verdict;
    }
    sink = sum;
}

static void plain_all(bench *b)
{
    int64_t sum = 0;
    plain_record record;

    for (size_t n = 0, i = 0; n < b->decisions; n++, i = i + 1 == b->all.count ? 0 : i + 1) {
        plain_decide(&record, &b->all.dossiers[i]);
        sum += record.grant + record.stages[2];
    }
    sink = sum;
}

static void lua_all(bench *b, size_t decisions)
{
    int64_t sum = 0;
    lua_verdict verdict;

    for (size_t n = 0, i = 0; n < decisions; n++, i = i + 1 == b->all.count ? 0 : i + 1) {
        lua_floor_decide(b->lua, i, &verdict);
        sum += verdict.grant;
    }
    sink = sum;
}

static void words_all(bench *b, size_t decisions)
{
    int64_t sum = 0;

    for (size_t n = 0, i = 0; n < decisions; n++, i = i + 1 == b->all.count ? 0 : i + 1) {
        cl_decision decision = {0};

        if (cl_decide(&decision, &b->evaluator, &b->all.dossiers[i], NULL, NULL) == 0)
            sum += decision.grant.low.minor;
        cl_decision_clear(&decision);
    }
    sink = sum;
}

/* Microseconds a decision of each, a round after the other. */
typedef struct times {
    double clachan[ROUNDS_MOST], plain[ROUNDS_MOST], lua[ROUNDS_MOST], words[ROUNDS_MOST];
} times;

static double since(double *start, size_t decisions)
{
    double now = seconds(CLOCK_THREAD_CPUTIME_ID), spent = now - *start;

    *start = now;
    return spent * 1e6 / (double)decisions;
}

static void measure(bench *b, times *t)
{
    size_t fewer = b->decisions / 10 + 1;

    for (size_t round = 0; round < b->rounds; round++) {
        double start = seconds(CLOCK_THREAD_CPUTIME_ID);

        assess_all(&b->evaluator, &b->all, b->decisions);
        t->clachan[round] = since(&start, b->decisions);
        plain_all(b);
        t->plain[round] = since(&start, b->decisions);
        lua_all(b, fewer);
        t->lua[round] = since(&start, fewer);
        words_all(b, fewer);
        t->words[round] = since(&start, fewer);
    }
}

static void target(bench *b, bool met)
{
    puts(met ? "" : "  missed");
    b->missed += !met;
}

static void report(bench *b, const times *t)
{
    double clachan = median(t->clachan, b->rounds);
    double by_hand = ratio(t->clachan, t->plain, b->rounds);
    double in_lua = ratio(t->lua, t->clachan, b->rounds);

    printf("%-26s %8.2f us a decision\n", "clachan", clachan);
    printf("%-26s %8.2f us; clachan takes %.2f x, at most 1.50", "by hand in C",
           median(t->plain, b->rounds), by_hand);
    target(b, by_hand <= 1.5);
    printf("%-26s %8.2f us; clachan is %.1f x as fast, at least 5.0", "a Lua function",
           median(t->lua, b->rounds), in_lua);
    target(b, in_lua >= 5);
    printf("%-26s %8.2f us\n", "clachan, with its texts", median(t->words, b->rounds));
}

/* ---- threads ---- */

typedef struct worker {
    cl_evaluator evaluator;
    const applications *all;
    size_t decisions;
    double spent; /* seconds of its own processor time */
} worker;

static void *work(void *data)
{
    worker *w = data;
    double start = seconds(CLOCK_THREAD_CPUTIME_ID);

    assess_all(&w->evaluator, w->all, w->decisions);
    w->spent = seconds(CLOCK_THREAD_CPUTIME_ID) - start;
    return NULL;
}

/* Seconds in which `count` threads make all decisions together: on the clock of the wall, and as it
 * would be with a processor for each of them. */
static double with_threads(bench *b, worker *workers, size_t count, double *undisturbed)
{
    double start = seconds(CLOCK_MONOTONIC);
    pthread_t threads[2];

    for (size_t i = 0; i < count; i++) {
        workers[i].decisions = b->decisions / count;
        pthread_create(&threads[i], NULL, work, &workers[i]);
    }
    *undisturbed = 0;
    for (size_t i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
        if (workers[i].spent > *undisturbed)
            *undisturbed = workers[i].spent;
    }
    return seconds(CLOCK_MONOTONIC) - start;
}

/* What two threads have in common (an edition, caches, memory) shows in the processor time that
 * each takes. How long both take by the clock shows the other programs on the machine, too, so the
 * target is for the former, and the best of the rounds is printed of the latter. */
static void measure_threads(bench *b)
{
    double one[ROUNDS_MOST], two[ROUNDS_MOST], best = 0, faster;
    worker workers[2];

    memset(workers, 0, sizeof workers);
    for (size_t i = 0; i < 2; i++) {
        workers[i].all = &b->all;
        cl_evaluator_init(&workers[i].evaluator, b->programme, NULL);
    }
    for (size_t round = 0; round < b->rounds; round++) {
        double alone = with_threads(b, workers, 1, &one[round]);
        double both = with_threads(b, workers, 2, &two[round]);

        best = alone / both > best ? alone / both : best;
    }
    faster = ratio(one, two, b->rounds);
    printf("%-26s %8.2f x one (%.2f by the clock), at least 1.80", "two threads", faster, best);
    target(b, faster >= 1.8);
    for (size_t i = 0; i < 2; i++)
        cl_evaluator_clear(&workers[i].evaluator);
}

/* ---- memory, loading ---- */

static void count_allocations(bench *b)
{
    size_t before;

    assess_all(&b->evaluator, &b->all, b->all.count);
    before = heap_calls;
    assess_all(&b->evaluator, &b->all, b->decisions);
    printf("%-26s %8zu in %zu decisions, none", "allocations", (size_t)(heap_calls - before),
           b->decisions);
    target(b, heap_calls == before);
}

/* Rules of every kind that shipped editions have, a hundred of them. */
static void write_rules(cl_text *out)
{
    cl_text_add_string(
        out, "programme \"hundred\" { edition = \"1\", currency = \"GBP\", title = \"Hundred\",\n"
             "  in_force = { from = \"2021-01-01\" } }\nuse \"lib.cluster\"\n"
             "clause \"T1\" { source = \"a\", place = \"b\", sense = \"c\" }\n"
             "local schools = F.cluster.schools\n");
    for (int i = 0; i < 100; i++) {
        cl_text_format(out,
                       "param \"p%d\" { [\"2021-01-01\"] = %d, cite = \"T1\" }\n"
                       "rule \"r%d\" { stage = \"form\", title = \"Rule %d\", cite = \"T1\",\n"
                       "  applies = F.option:is_not \"one-to-one\",\n"
                       "  needs = any { schools:where(function(s) return all { s.role:one_of "
                       "{ \"lead\", \"partner\" }, s.pupils:at_least(P.p%d) } end):count()"
                       ":at_least(%d),\n"
                       "    schools:every(function(s) return s.partners:any(function(p) return "
                       "p.country:is \"GB\" end) end) } }\n",
                       i, i + 1, i, i, i, i % 7 + 1);
    }
}

static int load_once(const char *folder, const char *rules, double *milliseconds)
{
    const char *const roots[] = {rules};
    double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
    cl_findings findings = CL_FINDINGS_INIT;
    cl_programme *programme = NULL;
    cl_error error = CL_ERROR_INIT;
    int rc = cl_programme_load(&programme, folder, "1.lua", roots, 1, &findings, &error);

    *milliseconds = (seconds(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e3;
    if (rc != 0)
        fprintf(stderr, "bench: %s: %s\n", error.message,
                cl_findings_count(&findings) > 0 ? cl_findings_at(&findings, 0)->message : "");
    cl_findings_clear(&findings);
    cl_programme_free(programme);
    return rc;
}

/* A folder is named after its programme. */
static bool measure_loading(bench *b, const char *rules)
{
    char root[] = "/tmp/clachan-bench-XXXXXX", folder[64], path[80];
    double spent[ROUNDS_MOST] = {0}, milliseconds;
    cl_text text = CL_TEXT_INIT;
    int rc;

    if (mkdtemp(root) == NULL)
        return false;
    snprintf(folder, sizeof folder, "%s/hundred", root);
    snprintf(path, sizeof path, "%s/1.lua", folder);
    write_rules(&text);
    rc = cl_folder_make(folder, NULL);
    if (rc == 0)
        rc = cl_file_write(path, cl_text_view(&text), NULL);
    for (size_t round = 0; rc == 0 && round < b->rounds; round++)
        rc = load_once(folder, rules, &spent[round]);
    unlink(path);
    rmdir(folder);
    rmdir(root);
    cl_text_clear(&text);
    milliseconds = median(spent, b->rounds);
    printf("%-26s %8.2f ms, under 100", "loading 100 rules", milliseconds);
    target(b, milliseconds < 100);
    return rc == 0;
}

/* ---- the whole ---- */

static bool load(bench *b, const char *rules)
{
    const char *const roots[] = {rules};
    size_t before = heap_bytes;
    cl_error error = CL_ERROR_INIT;
    char folder[512];

    snprintf(folder, sizeof folder, "%s/connecting-classrooms-scotland", rules);
    if (cl_programme_load(&b->programme, folder, "2021.lua", roots, 1, NULL, &error) != 0) {
        fprintf(stderr, "bench: %s\n", error.message);
        return false;
    }
    printf("%-26s %8zu KiB\n", "memory of the edition", (heap_bytes - before) / 1024);
    before = heap_bytes;
    if (cl_evaluator_init(&b->evaluator, b->programme, &error) != 0)
        return false;
    printf("%-26s %8zu KiB a thread\n", "memory to decide with", (heap_bytes - before) / 1024);
    return b->programme->rules.count == PLAIN_RULES && plain_begin(&b->programme->schema);
}

static bool run(bench *b, const char *rules, const char *lua)
{
    static times t;

    if (!load(b, rules) || !applications_make(&b->all, b->applications, b->programme))
        return false;
    b->lua = lua_floor_open(lua, &b->all);
    if (b->lua == NULL || !all_agree(b))
        return false;
    count_allocations(b);
    measure(b, &t);
    report(b, &t);
    measure_threads(b);
    return measure_loading(b, rules);
}

static int usage(void)
{
    fputs("usage: bench [--smoke] [--check] [--rounds N] [--decisions N] [--applications N]\n"
          "  --smoke   few decisions: are the answers the same?\n"
          "  --check   a target that is missed is an error\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static bench b = {.decisions = 100000, .rounds = 9, .applications = 2000};
    bool good;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--smoke") == 0)
            b.decisions = b.applications = 200, b.rounds = 1;
        else if (strcmp(argv[i], "--check") == 0)
            b.check = true;
        else if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc)
            b.rounds = strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--decisions") == 0 && i + 1 < argc)
            b.decisions = strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--applications") == 0 && i + 1 < argc)
            b.applications = strtoul(argv[++i], NULL, 10);
        else
            return usage();
    }
    if (b.rounds < 1 || b.rounds > ROUNDS_MOST || b.decisions < 2 || b.applications < 1)
        return usage();
    good = run(&b, CLACHAN_BENCH_RULES, CLACHAN_BENCH_LUA);
    lua_floor_close(b.lua);
    applications_clear(&b.all);
    cl_evaluator_clear(&b.evaluator);
    cl_programme_free(b.programme);
    return !good || (b.check && b.missed > 0);
}
