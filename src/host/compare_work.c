/* SPDX-License-Identifier: MIT
 *
 * Threads that take the next dossier of a batch until there is none. Memory of results is the
 * worker's own and is used again for the next batch.
 */
#include "compare_work.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "dossier_edit.h"
#include "json.h"
#include "session_parts.h"

enum { THREADS_MOST = 64, GROUP_WORDS = 16 };

/* An edition by the names that dossiers call it. */
typedef struct named_edition {
    char *id, *edition; /* edition NULL: the one in force on `date` */
    cl_date date;
    const cl_programme *programme;
} named_edition;

typedef struct cl_worker {
    cl_work *work;
    cl_batch *batch;
    atomic_size_t *next;
    pthread_t thread;
    bool runs;
    cl_arena arena;       /* results of the batch */
    cl_vec evaluators;    /* cl_evaluator * */
    cl_vec editions;      /* named_edition */
    cl_vec before, after; /* const char *: rules that are against */
    cl_vec rules;         /* cl_compared_rule of one dossier */
    cl_dossier dossier;
    cl_findings findings;
    atomic_size_t counter; /* of the first worker: shared by all */
    cl_error error;
    int rc;
} worker;

/* ---- beginning and ending ---- */

static unsigned cores(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count < 1 ? 1 : count > THREADS_MOST ? THREADS_MOST : (unsigned)count;
}

static void worker_init(worker *w, cl_work *work)
{
    memset(w, 0, sizeof *w);
    w->work = work;
    w->evaluators = (cl_vec)CL_VEC_INIT(cl_evaluator *);
    w->editions = (cl_vec)CL_VEC_INIT(named_edition);
    w->before = w->after = (cl_vec)CL_VEC_INIT(const char *);
    w->rules = (cl_vec)CL_VEC_INIT(cl_compared_rule);
    w->dossier = (cl_dossier)CL_DOSSIER_INIT;
    w->findings = (cl_findings)CL_FINDINGS_INIT;
}

static void worker_clear(worker *w)
{
    for (size_t i = 0; i < w->evaluators.count; i++) {
        cl_evaluator *evaluator = *(cl_evaluator **)cl_vec_at(&w->evaluators, i);

        cl_evaluator_clear(evaluator);
        cl_free(evaluator);
    }
    for (size_t i = 0; i < w->editions.count; i++) {
        named_edition *named = cl_vec_at(&w->editions, i);

        cl_free(named->id);
        cl_free(named->edition);
    }
    cl_vec_clear(&w->evaluators);
    cl_vec_clear(&w->editions);
    cl_vec_clear(&w->before);
    cl_vec_clear(&w->after);
    cl_vec_clear(&w->rules);
    cl_arena_clear(&w->arena);
    cl_dossier_clear(&w->dossier);
    cl_findings_clear(&w->findings);
}

/* The JSON library seeds its hashes at the first object: before there are threads. */
static int seed(cl_error *e)
{
    cl_json *json = NULL;
    int rc = cl_json_parse(&json, CL_VIEW("{}"), NULL, 1, e);

    cl_json_free(json);
    return rc;
}

int cl_work_init(cl_work *work, cl_session *session, unsigned threads, cl_error *e)
{
    int rc = seed(e);

    memset(work, 0, sizeof *work);
    work->session = session;
    work->threads = threads == 0 ? cores() : threads > THREADS_MOST ? THREADS_MOST : threads;
    if (rc != 0)
        return rc;
    work->workers = cl_calloc(work->threads, sizeof *work->workers);
    if (work->workers == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (pthread_mutex_init(&work->loading, NULL) != 0) {
        cl_free(work->workers);
        work->workers = NULL;
        return cl_fail(e, CL_E_INTERNAL, "there is no lock to be had");
    }
    for (unsigned i = 0; i < work->threads; i++)
        worker_init(&work->workers[i], work);
    return 0;
}

void cl_work_clear(cl_work *work)
{
    if (work->workers == NULL)
        return;
    (void)cl_work_wait(work, NULL);
    for (unsigned i = 0; i < work->threads; i++)
        worker_clear(&work->workers[i]);
    cl_free(work->workers);
    pthread_mutex_destroy(&work->loading);
    work->workers = NULL;
}

static int lost(worker *w)
{
    return w->rc = cl_fail(&w->error, CL_E_MEMORY, "out of memory");
}

/* ---- editions ---- */

static int ask_session(worker *w, named_edition *named, cl_error *e)
{
    cl_work *work = w->work;
    int rc;

    pthread_mutex_lock(&work->loading);
    rc = cl_session_programme(&named->programme, work->session, named->id, named->edition,
                              named->date, e);
    pthread_mutex_unlock(&work->loading);
    return rc;
}

static bool is_named(const named_edition *named, const cl_dossier_head *head)
{
    if (strcmp(named->id, head->programme) != 0 || named->date != head->date)
        return false;
    return named->edition == NULL || head->edition == NULL
               ? named->edition == head->edition
               : strcmp(named->edition, head->edition) == 0;
}

/* The edition that a dossier names, as cl_session_programme() finds it; kept by this worker. */
static int edition_of(worker *w, const cl_dossier_head *head, const cl_programme **out, cl_error *e)
{
    named_edition named = {NULL, NULL, head->date, NULL};
    int rc;

    for (size_t i = 0; i < w->editions.count; i++) {
        const named_edition *known = cl_vec_at(&w->editions, i);

        if (is_named(known, head)) {
            *out = known->programme;
            return 0;
        }
    }
    named.id = cl_strdup(head->programme);
    named.edition = head->edition == NULL ? NULL : cl_strdup(head->edition);
    if (named.id == NULL || (head->edition != NULL && named.edition == NULL))
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    else
        rc = ask_session(w, &named, e);
    if (rc == 0 && cl_vec_add(&w->editions, &named) != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc != 0) {
        cl_free(named.id);
        cl_free(named.edition);
        return rc;
    }
    *out = named.programme;
    return 0;
}

static cl_evaluator *evaluator_for(worker *w, const cl_programme *programme)
{
    cl_evaluator *evaluator;

    for (size_t i = 0; i < w->evaluators.count; i++) {
        evaluator = *(cl_evaluator **)cl_vec_at(&w->evaluators, i);
        if (evaluator->programme == programme)
            return evaluator;
    }
    evaluator = cl_calloc(1, sizeof *evaluator);
    if (evaluator == NULL)
        return NULL;
    if (cl_evaluator_init(evaluator, programme, NULL) != 0) {
        cl_free(evaluator);
        return NULL;
    }
    if (cl_vec_add(&w->evaluators, &evaluator) == 0)
        return evaluator;
    cl_evaluator_clear(evaluator);
    cl_free(evaluator);
    return NULL;
}

/* ---- groups ---- */

static void add_word(worker *w, const char *words[], size_t *count, uint32_t record, unsigned field,
                     const char *currency)
{
    cl_text word = CL_TEXT_INIT;
    const char *kept;

    cl_dossier_fact_print(&word, &w->dossier, record, field, currency);
    kept = word.failed != 0 ? NULL : cl_arena_copy(&w->arena, cl_text_view(&word));
    cl_text_clear(&word);
    if (kept == NULL) {
        lost(w);
        return;
    }
    for (size_t i = 0; i < *count; i++)
        if (strcmp(words[i], kept) == 0)
            return;
    if (*count < GROUP_WORDS)
        words[(*count)++] = kept;
}

static void sort_words(const char *words[], size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const char *word = words[i];
        size_t at = i;

        for (; at > 0 && strcmp(words[at - 1], word) > 0; at--)
            words[at] = words[at - 1];
        words[at] = word;
    }
}

/* The field that is meant in a record of that type: the last name of a path, or a bare one. */
static int field_meant(const cl_schema *schema, unsigned type, const char *name)
{
    const char *dot = strrchr(name, '.');

    return cl_schema_find(schema, type, cl_view_of(dot == NULL ? name : dot + 1));
}

/* "cluster.schools" of the path "cluster.schools.country", for a record in that list. */
static bool lies_on_path(const cl_dossier *dossier, uint32_t record, const char *name)
{
    const char *end = strrchr(name, '.');

    while (record != 0) {
        const cl_record *at = &dossier->records[record];
        const cl_field *field =
            cl_schema_field(dossier->schema, dossier->records[at->parent].type, at->parent_field);
        size_t length = strlen(field->name);

        if ((size_t)(end - name) < length || strncmp(end - length, field->name, length) != 0)
            return false;
        end -= length;
        record = at->parent;
        if (record != 0) {
            if (end == name || end[-1] != '.')
                return false;
            end--;
        }
    }
    return end == name;
}

/* All values of the field in the dossier, each once, in the order of the alphabet. */
static const char *group_of(worker *w, const char *name, const char *currency)
{
    bool path = strchr(name, '.') != NULL;
    const char *words[GROUP_WORDS], *kept;
    cl_text text = CL_TEXT_INIT;
    size_t count = 0;

    for (uint32_t i = 0; i < w->dossier.record_count && w->rc == 0; i++) {
        int field = field_meant(w->dossier.schema, w->dossier.records[i].type, name);

        if (field >= 0 && (!path || lies_on_path(&w->dossier, i, name)))
            add_word(w, words, &count, i, (unsigned)field, currency);
    }
    sort_words(words, count);
    for (size_t i = 0; i < count; i++)
        cl_text_format(&text, "%s%s", i == 0 ? "" : ", ", words[i]);
    kept = count == 0         ? "(none)"
           : text.failed != 0 ? NULL
                              : cl_arena_copy(&w->arena, cl_text_view(&text));
    cl_text_clear(&text);
    if (kept == NULL)
        lost(w);
    return kept;
}

/* ---- one dossier ---- */

/* Outside its days an edition is asked about the nearest day on which it is in force. */
static bool move_day(cl_dossier *dossier, const cl_programme *programme)
{
    cl_date day = dossier->date;

    day = day < programme->from ? programme->from : day > programme->until ? programme->until : day;
    if (day == dossier->date)
        return false;
    cl_dossier_set(dossier, 0, CL_FIELD_DATE, (cl_fact){day, 1, CL_FACT_KNOWN});
    return true;
}

typedef struct reading {
    cl_work_item *item;
    const cl_json *json;
    cl_dossier_head head;
    bool has_head;
    const cl_programme *read; /* under which the dossier is now; NULL: none */
    bool moved;               /* its day, for that edition */
} reading;

static int choose(worker *w, const reading *r, const cl_scenario *scenario,
                  const cl_programme **out, cl_error *e)
{
    *out = scenario->programme != NULL ? scenario->programme : r->item->loaded;
    if (*out != NULL)
        return 0;
    if (r->head.programme == NULL)
        return cl_fail(e, CL_E_INVALID, "programme: is needed and is not there");
    return edition_of(w, &r->head, out, e);
}

/* What was found wrong with the dossier, a line each. */
static const char *all_findings(worker *w)
{
    cl_text text = CL_TEXT_INIT;
    const char *kept;

    for (size_t i = 0; i < cl_findings_count(&w->findings); i++) {
        cl_text_add_string(&text, i == 0 ? "" : "\n");
        cl_finding_print(&text, cl_findings_at(&w->findings, i));
    }
    kept = text.failed != 0 ? NULL : cl_arena_copy(&w->arena, cl_text_view(&text));
    cl_text_clear(&text);
    if (kept == NULL)
        lost(w);
    return kept;
}

static int read_under(worker *w, reading *r, const cl_programme *programme, cl_error *e)
{
    int rc;

    if (r->read == programme)
        return 0; /* another number in the same edition: the facts are there */
    cl_findings_clear(&w->findings);
    r->read = NULL;
    rc = cl_dossier_read(&w->dossier, &programme->schema, programme->currency, r->json,
                         &w->findings, e);
    if (rc == 0) {
        r->read = programme;
        r->moved = move_day(&w->dossier, programme);
    } else if (rc == CL_E_INVALID && cl_findings_count(&w->findings) > 0) {
        cl_finding_error(cl_findings_at(&w->findings, 0), e);
    }
    return rc;
}

static int assess(worker *w, reading *r, size_t number, cl_vec *against, cl_error *e)
{
    const cl_scenario *scenario = &w->work->scenarios[number];
    cl_compared *out = &r->item->results[number];
    cl_decide_options options = scenario->options;
    const cl_programme *programme = NULL;
    cl_evaluator *evaluator;
    cl_assessment found;
    int rc = choose(w, r, scenario, &programme, e);

    out->verdict = CL_COMPARE_REFUSED;
    cl_vec_reset(against);
    if (rc == 0)
        rc = read_under(w, r, programme, e);
    if (rc != 0)
        return rc;
    out->moved = r->moved;
    evaluator = evaluator_for(w, programme);
    if (evaluator == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    options.waivers = r->item->waivers;
    options.waiver_count = r->item->waiver_count;
    rc = cl_assess(&found, evaluator, &w->dossier, &options, e);
    if (rc != 0)
        return rc;
    cl_compared_fill(out, programme, &found);
    if (cl_compared_against(against, programme, &found) != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (r->item->group == NULL && w->work->group_by != NULL)
        r->item->group = group_of(w, w->work->group_by, programme->currency);
    return w->rc;
}

static bool holds(const cl_vec *ids, const char *id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (strcmp(*(const char **)cl_vec_at(ids, i), id) == 0)
            return true;
    return false;
}

/* Rules of `ids` that are not among `others`. */
static void add_differences(worker *w, const cl_vec *ids, const cl_vec *others, bool after)
{
    for (size_t i = 0; i < ids->count; i++) {
        cl_compared_rule rule = {*(const char **)cl_vec_at(ids, i), after};

        if (!holds(others, rule.id) && cl_vec_add(&w->rules, &rule) != 0)
            lost(w);
    }
}

/* The outcome of one scenario: a refusal is kept with its reason, memory ends the work. */
static void keep_refusal(worker *w, reading *r, size_t number, int rc, const cl_error *why)
{
    cl_work_item *item = r->item;

    if (rc == CL_E_MEMORY) {
        lost(w);
        return;
    }
    if (item->refused == NULL)
        item->refused = cl_arena_array(&w->arena, w->work->scenario_count, sizeof *item->refused);
    if (item->refused == NULL) {
        lost(w);
        return;
    }
    item->refused[number] = *why;
    if (number == 0 && cl_findings_count(&w->findings) > 0)
        item->refusal = all_findings(w);
}

static void compare_one(worker *w, reading *r)
{
    cl_work_item *item = r->item;

    cl_vec_reset(&w->rules);
    for (size_t s = 0; s < w->work->scenario_count && w->rc == 0; s++) {
        cl_error why = CL_ERROR_INIT;
        int rc = assess(w, r, s, s == 0 ? &w->before : &w->after, &why);

        if (rc != 0)
            keep_refusal(w, r, s, rc, &why);
        if (rc == 0 && s > 0 && item->results[0].verdict != CL_COMPARE_REFUSED &&
            item->results[s].verdict != item->results[0].verdict) {
            add_differences(w, &w->after, &w->before, true);
            add_differences(w, &w->before, &w->after, false);
        }
        item->rule_ends[s] = w->rules.count;
    }
    item->rules = cl_arena_array(&w->arena, w->rules.count + 1, sizeof *item->rules);
    if (item->rules == NULL)
        lost(w);
    else if (w->rules.count > 0)
        memcpy(item->rules, w->rules.items, w->rules.count * sizeof *item->rules);
}

static void refuse_all(worker *w, reading *r, int rc, const cl_error *why)
{
    for (size_t s = 0; s < w->work->scenario_count && w->rc == 0; s++) {
        r->item->results[s].verdict = CL_COMPARE_REFUSED;
        keep_refusal(w, r, s, rc, why);
    }
}

static void work_on(worker *w, cl_work_item *item)
{
    const char *texts = w->batch->texts.at;
    reading r = {.item = item};
    cl_error why = CL_ERROR_INIT;
    cl_json *json = NULL;
    int rc;

    item->results = cl_arena_array(&w->arena, w->work->scenario_count, sizeof *item->results);
    item->rule_ends = cl_arena_array(&w->arena, w->work->scenario_count, sizeof *item->rule_ends);
    if (item->results == NULL || item->rule_ends == NULL) {
        lost(w);
        return;
    }
    cl_findings_clear(&w->findings);
    rc = cl_json_parse(&json, (cl_view){texts + item->text, item->length}, texts + item->name,
                       item->line, &why);
    r.json = json;
    if (rc == 0 && cl_dossier_read_head(&r.head, json, false, &w->findings) != 0) {
        rc = CL_E_INVALID;
        cl_finding_error(cl_findings_at(&w->findings, 0), &why);
    }
    if (rc != 0)
        refuse_all(w, &r, rc, &why);
    else
        compare_one(w, &r);
    cl_json_free(json);
}

/* ---- threads ---- */

static void *work(void *data)
{
    worker *w = data;
    size_t at;

    while (w->rc == 0 && !cl_session_interrupted(w->work->session) &&
           (at = atomic_fetch_add(w->next, 1)) < w->batch->items.count)
        work_on(w, cl_vec_at(&w->batch->items, at));
    return NULL;
}

/* A thread that cannot be had is no fault: the others do its work, the first at the latest when it
 * is waited for. */
int cl_work_start(cl_work *all, cl_batch *batch, cl_error *e)
{
    atomic_size_t *next = &all->workers[0].counter;

    (void)e;
    atomic_store(next, 0);
    for (unsigned i = 0; i < all->threads; i++) {
        worker *w = &all->workers[i];

        cl_arena_reset(&w->arena);
        w->batch = batch;
        w->next = next;
        w->runs = all->threads > 1 && pthread_create(&w->thread, NULL, work, w) == 0;
    }
    return 0;
}

int cl_work_wait(cl_work *all, cl_error *e)
{
    int rc = 0;

    if (all->workers[0].batch != NULL && !all->workers[0].runs)
        work(&all->workers[0]);
    for (unsigned i = 0; i < all->threads; i++) {
        worker *w = &all->workers[i];

        if (w->runs)
            pthread_join(w->thread, NULL);
        w->runs = false;
        w->batch = NULL;
        if (w->rc != 0 && rc == 0) {
            rc = w->rc;
            cl_fail(e, rc, "%s", w->error.message);
        }
    }
    return rc;
}
