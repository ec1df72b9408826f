/* SPDX-License-Identifier: MIT
 *
 * compare: what other rules, or other numbers in them, would do to all recorded applications or to
 * files of dossiers. While the threads decide one batch the next is read.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "compare_print.h"
#include "compare_work.h"
#include "dossier_build.h"
#include "file.h"
#include "ids.h"
#include "json.h"
#include "ratio.h"
#include "session_parts.h"
#include "subject.h"
#include "waivers.h"

enum { BATCH = 4096, CHANGES = 5, GUESSED_BYTES = 4 << 20 };

typedef struct comparing {
    cl_session *session;
    const cl_arguments *arguments;
    const cl_sink *sink;
    cl_work work;
    cl_vec scenarios;   /* cl_scenario; 0 is what the others are compared with */
    cl_vec assumptions; /* cl_assumption */
    cl_decide_input input;
    cl_tally *tallies; /* one a scenario from 1 on, at its number */
    size_t *refused;   /* likewise: refused under it only */
    cl_text *reasons;  /* likewise: the first */
    cl_batch batches[2];
    unsigned filling;
    bool running;
    cl_arena arena;   /* records of one application */
    cl_arena waivers; /* of all of them */
    cl_compare_heading heading;
    size_t done;
} comparing;

static int out_of_memory(cl_error *e)
{
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* ---- scenarios ---- */

/* "current", or PROGRAMME@EDITION, in force or not. */
static int named_programme(comparing *c, const cl_programme **out, const char *name, cl_error *e)
{
    char *id = NULL, *edition = NULL;
    int rc;

    *out = NULL;
    if (strcmp(name, "current") == 0)
        return 0;
    rc = cl_split_edition(&id, &edition, name, e);
    if (rc == 0 && edition == NULL)
        rc = cl_fail(e, CL_E_MISUSE, "found '%s'; expected PROGRAMME@EDITION or 'current'", name);
    if (rc == 0)
        rc = cl_session_edition(out, c->session, id, edition, e);
    cl_free(id);
    cl_free(edition);
    return rc;
}

/* A scenario with the overrides [first, first + count). */
static int add_scenario(comparing *c, const cl_programme *programme, size_t first, size_t count,
                        cl_error *e)
{
    static const cl_decide_options standard = CL_DECIDE_OPTIONS_INIT;
    cl_scenario *scenario = cl_vec_push(&c->scenarios);

    if (scenario == NULL)
        return out_of_memory(e);
    scenario->programme = programme;
    scenario->options = standard;
    scenario->options.stage = c->input.request.options.stage;
    if (count > 0)
        scenario->options.assume = c->input.request.options.assume + first;
    scenario->options.assume_count = count;
    if (programme == NULL)
        cl_text_add_string(&scenario->label, "current");
    else
        cl_text_format(&scenario->label, "%s@%s", programme->id, programme->edition);
    for (size_t i = first; i < first + count; i++)
        cl_text_format(&scenario->label, "%s%s=%s", i == first ? " with " : ", ",
                       c->input.request.options.assume[i].name,
                       c->input.request.options.assume[i].value);
    return cl_text_check(&scenario->label, e);
}

/* The other edition as it is; each override alone; then one after the other on top. */
static int add_scenarios(comparing *c, cl_error *e)
{
    const char *first = cl_argument_get(c->arguments, "first");
    const char *second = cl_argument_get(c->arguments, "second");
    bool alone = cl_argument_is_set(c->arguments, "alone");
    bool stacked = cl_argument_is_set(c->arguments, "stacked");
    size_t overrides = c->input.request.options.assume_count;
    const cl_programme *before = NULL, *after = NULL;
    int rc = named_programme(c, &before, first, e);

    second = second == NULL ? first : second;
    if (rc == 0)
        rc = named_programme(c, &after, second, e);
    if (rc == 0 && overrides == 0 && before == after)
        rc = cl_fail(e, CL_E_MISUSE, "nothing differs: name another edition, or --set PARAM=VALUE");
    if (rc == 0)
        rc = add_scenario(c, before, 0, 0, e);
    if (rc == 0 && before != after)
        rc = add_scenario(c, after, 0, 0, e);
    for (size_t i = 0; rc == 0 && i < overrides && (alone || !stacked); i++)
        rc = add_scenario(c, after, i, 1, e);
    for (size_t i = 2; rc == 0 && i <= overrides && (stacked || !alone); i++)
        rc = add_scenario(c, after, 0, i, e);
    if (rc == 0 && stacked && overrides == 1 && !alone)
        rc = add_scenario(c, after, 0, 1, e);
    return rc;
}

static int make_tallies(comparing *c, size_t most, cl_error *e)
{
    size_t count = c->scenarios.count;

    c->tallies = cl_calloc(count, sizeof *c->tallies);
    c->refused = cl_calloc(count, sizeof *c->refused);
    c->reasons = cl_calloc(count, sizeof *c->reasons);
    if (c->tallies == NULL || c->refused == NULL || c->reasons == NULL)
        return out_of_memory(e);
    for (size_t i = 0; i < count; i++)
        cl_tally_init(&c->tallies[i], most);
    c->work.scenarios = c->scenarios.items;
    c->work.scenario_count = count;
    return 0;
}

/* ---- results ---- */

static void refuse(comparing *c, const cl_work_item *item)
{
    cl_error why = item->refused[0];
    const char *line = item->refusal, *end;

    if (line == NULL) {
        cl_sink_refuse(c->sink, &why);
        return;
    }
    for (; *line != '\0'; line = *end == '\0' ? end : end + 1) {
        cl_error one = CL_ERROR_INIT;

        end = strchr(line, '\n');
        end = end == NULL ? line + strlen(line) : end;
        cl_fail(&one, why.code, "%.*s", (int)(end - line), line);
        cl_sink_refuse(c->sink, &one);
    }
}

static void note_refusal(comparing *c, const cl_work_item *item, size_t scenario, const char *name)
{
    char text[CL_ERROR_TEXT + CL_ERROR_FILE + CL_ERROR_PATH];

    if (c->refused[scenario]++ > 0)
        return;
    cl_error_format(&item->refused[scenario], text, sizeof text);
    if (item->refused[scenario].file[0] == '\0')
        cl_text_format(&c->reasons[scenario], "%s: ", name);
    cl_text_add_string(&c->reasons[scenario], text);
}

static int take_item(comparing *c, const cl_batch *batch, const cl_work_item *item, cl_error *e)
{
    cl_compared_pair pair = {.name = batch->texts.at + item->name, .group = item->group};
    char name[CL_ERROR_FILE + 24];
    int rc = 0;

    if (item->line > 0) {
        snprintf(name, sizeof name, "%s:%d", pair.name, item->line);
        pair.name = name;
    }
    pair.before = item->results[0];
    if (pair.before.verdict == CL_COMPARE_REFUSED) {
        refuse(c, item);
        return 0; /* what cannot be decided before is no part of a comparison */
    }
    for (size_t s = 1; rc == 0 && s < c->scenarios.count; s++) {
        pair.after = item->results[s];
        pair.rules = item->rules + item->rule_ends[s - 1];
        pair.rule_count = item->rule_ends[s] - item->rule_ends[s - 1];
        if (pair.after.verdict == CL_COMPARE_REFUSED)
            note_refusal(c, item, s, pair.name);
        rc = cl_tally_add(&c->tallies[s], &pair, e);
    }
    return rc;
}

/* Waits for the batch that is worked on and takes its results, in order. */
static int collect(comparing *c, cl_error *e)
{
    cl_batch *batch = &c->batches[1 - c->filling];
    int rc;

    if (!c->running)
        return 0;
    c->running = false;
    rc = cl_work_wait(&c->work, e);
    if (rc == 0 && cl_session_interrupted(c->session))
        rc = cl_fail(e, CL_E_INTERRUPTED, "stopped after %zu applications", c->done);
    for (size_t i = 0; rc == 0 && i < batch->items.count; i++, c->done++)
        rc = take_item(c, batch, cl_vec_at(&batch->items, i), e);
    cl_sink_progress(c->sink, c->done, 0);
    return rc;
}

/* Hands the full batch to the threads and begins to fill the other. */
static int hand_over(comparing *c, cl_error *e)
{
    int rc = collect(c, e);

    if (rc != 0 || c->batches[c->filling].items.count == 0)
        return rc;
    rc = cl_work_start(&c->work, &c->batches[c->filling], e);
    c->running = rc == 0;
    c->filling = 1 - c->filling;
    cl_text_reset(&c->batches[c->filling].texts);
    cl_vec_reset(&c->batches[c->filling].items);
    return rc;
}

/* ---- dossiers ---- */

static int add_dossier(comparing *c, const char *name, cl_view text, int line,
                       const cl_work_item *like, cl_error *e)
{
    cl_batch *batch = &c->batches[c->filling];
    cl_work_item item = {.line = line};

    if (like != NULL)
        item = *like;
    item.name = batch->texts.length;
    cl_text_add_string(&batch->texts, name);
    cl_text_add_char(&batch->texts, '\0');
    item.text = batch->texts.length;
    item.length = text.length;
    cl_text_add_view(&batch->texts, text);
    if (batch->texts.failed != 0 || cl_vec_add(&batch->items, &item) != 0)
        return out_of_memory(e);
    return batch->items.count >= BATCH || batch->texts.length >= GUESSED_BYTES ? hand_over(c, e)
                                                                               : 0;
}

static int read_stream(comparing *c, const char *name, cl_json_stream *stream, cl_error *e)
{
    for (;;) {
        cl_error why = CL_ERROR_INIT;
        cl_view text;
        int line, rc = cl_json_stream_next_text(stream, &text, &line, &why);

        if (rc == CL_E_INVALID || rc == CL_E_LIMIT) {
            cl_sink_refuse(c->sink, &why);
            continue;
        }
        if (rc == 0 && text.length == 0)
            return 0;
        if (rc == 0)
            rc = add_dossier(c, name, text, line, NULL, &why);
        if (rc != 0) {
            *e = why;
            return rc;
        }
    }
}

static int read_file(comparing *c, const char *path, cl_error *e)
{
    bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "standard input" : path;
    int fd = standard ? STDIN_FILENO : cl_session_open_dossiers(c->session, path);
    cl_json_stream *stream = NULL;
    int rc;

    if (fd < 0)
        return cl_fail(e, CL_E_IO, "%s: %s", path, strerror(errno));
    rc = cl_json_stream_open(&stream, fd, name, CL_DOSSIER_BYTES, e);
    if (rc == 0)
        rc = read_stream(c, name, stream, e);
    cl_json_stream_close(stream);
    if (!standard)
        close(fd);
    return rc;
}

/* ---- applications ---- */

static bool is_open(const cl_application *application)
{
    return cl_view_is(application->state, "draft") || cl_view_is(application->state, "ready");
}

/* The facts that were decided last, under the edition that decided. */
static int add_decided(comparing *c, const char *name, const cl_decision_record *record,
                       cl_error *e)
{
    cl_work_item item = {.line = 0};
    cl_waivers waivers;
    cl_error why = CL_ERROR_INIT;
    int rc = cl_waivers_read(&waivers, &c->waivers, record->waivers, &why);

    item.waivers = waivers.items;
    item.waiver_count = waivers.count;
    pthread_mutex_lock(&c->work.loading); /* the threads may be loading one, too */
    if (rc == 0)
        rc = cl_subject_edition(&item.loaded, c->session, record, &why);
    pthread_mutex_unlock(&c->work.loading);
    if (rc == CL_E_MEMORY) {
        *e = why;
        return rc;
    }
    if (rc != 0) {
        cl_sink_refuse(c->sink, &why);
        return 0;
    }
    return add_dossier(c, name, record->facts, 0, &item, e);
}

static int add_open(comparing *c, const char *name, const cl_application *application, cl_error *e)
{
    cl_store *store = cl_session_store(c->session);
    cl_work_item item = {.line = 0};
    cl_text text = CL_TEXT_INIT;
    cl_waivers waivers;
    int rc = cl_waivers_of(&waivers, &c->waivers, store, application->id, e);

    item.waivers = waivers.items;
    item.waiver_count = waivers.count;
    if (rc == 0)
        rc = cl_dossier_build(&text, &c->arena, store, application, e);
    if (rc == 0)
        rc = add_dossier(c, name, cl_text_view(&text), 0, &item, e);
    cl_text_clear(&text);
    return rc;
}

static int add_application(comparing *c, const cl_application *application, cl_error *e)
{
    cl_store *store = cl_session_store(c->session);
    cl_decision_record *records;
    char name[CL_ID_TEXT];
    size_t count = 0;
    int rc;

    cl_id_format(name, "APP", application->id);
    if (is_open(application))
        return add_open(c, name, application, e);
    rc = cl_decision_list(&records, &count, &c->arena, store, application->id, e);
    if (rc != 0)
        return rc;
    return count == 0 ? add_open(c, name, application, e)
                      : add_decided(c, name, &records[count - 1], e);
}

static int read_applications(comparing *c, cl_error *e)
{
    cl_application_filter filter = {0};
    cl_application *list = NULL;
    cl_arena arena = CL_ARENA_INIT;
    size_t count = 0;
    int rc = cl_session_open_store(c->session, false, e);

    if (rc == 0)
        rc = cl_application_list(&list, &count, &arena, cl_session_store(c->session), &filter, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = add_application(c, &list[i], e);
        cl_arena_reset(&c->arena); /* the batch has its own copy */
    }
    cl_arena_clear(&arena);
    return rc;
}

static int read_all(comparing *c, cl_error *e)
{
    const char *path;
    int rc = 0;

    if (!cl_argument_is_set(c->arguments, "dossiers"))
        rc = read_applications(c, e);
    for (size_t i = 0; rc == 0 && (path = cl_argument_at(c->arguments, "dossiers", i)) != NULL; i++)
        rc = read_file(c, path, e);
    if (rc == 0)
        rc = hand_over(c, e);
    return rc == 0 ? collect(c, e) : rc;
}

/* ---- arguments ---- */

static int read_number(const cl_arguments *arguments, const char *name, int64_t most, int64_t *out,
                       cl_error *e)
{
    const char *text = cl_argument_get(arguments, name);
    cl_ratio number;
    int rc;

    if (text == NULL)
        return 0;
    rc = cl_ratio_parse(&number, cl_view_of(text), e);
    if (rc == 0 && (!cl_ratio_is_whole(number) || number.num < 0 || number.num > most))
        rc = cl_fail(e, CL_E_MISUSE, "--%s takes a number from 0 to %lld; found '%s'", name,
                     (long long)most, text);
    if (rc == 0)
        *out = number.num;
    return rc;
}

/* "100000.00 EUR"; pounds where no currency is named. */
static int read_budget(comparing *c, cl_error *e)
{
    const char *text = cl_argument_get(c->arguments, "budget"), *space;
    char currency[4] = "GBP";
    int rc;

    if (text == NULL)
        return 0;
    space = strchr(text, ' ');
    if (space != NULL && strlen(space + 1) == 3)
        memcpy(currency, space + 1, sizeof currency);
    rc = cl_money_parse(&c->heading.budget,
                        (cl_view){text, space == NULL ? strlen(text) : (size_t)(space - text)},
                        currency, e);
    if (rc != 0)
        cl_error_place(e, NULL, 0, "budget");
    c->heading.has_budget = rc == 0;
    return rc;
}

static int prepare(comparing *c, cl_error *e)
{
    int64_t most = CHANGES, threads = 0;
    int rc = cl_decide_input_read(&c->input, c->arguments, e);

    if (rc == 0)
        rc = read_number(c->arguments, "most", 1000, &most, e);
    if (rc == 0)
        rc = read_number(c->arguments, "threads", 64, &threads, e);
    if (rc == 0)
        rc = read_budget(c, e);
    if (rc == 0)
        rc = add_scenarios(c, e);
    if (rc == 0)
        rc = cl_work_init(&c->work, c->session, (unsigned)threads, e);
    c->work.group_by = c->heading.group_by = cl_argument_get(c->arguments, "group-by");
    return rc == 0 ? make_tallies(c, (size_t)most, e) : rc;
}

/* ---- the verb ---- */

/* One line for all of them: a name that is no param is refused for every application. */
static void tell_refused(comparing *c, size_t number)
{
    const char *reason = c->reasons[number].at;
    cl_error why = CL_ERROR_INIT;

    if (c->refused[number] == 0)
        return;
    cl_fail(&why, CL_E_INVALID, "%zu of %zu refused under %s; the first: %s", c->refused[number],
            c->tallies[number].count, c->heading.after, reason == NULL ? "" : reason);
    cl_sink_refuse(c->sink, &why);
}

static int show(comparing *c, size_t number, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    cl_tally_finish(&c->tallies[number]);
    c->heading.before = ((const cl_scenario *)cl_vec_at(&c->scenarios, 0))->label.at;
    c->heading.after = ((const cl_scenario *)cl_vec_at(&c->scenarios, number))->label.at;
    c->heading.refused_after = c->refused[number];
    cl_compare_print_json(&json, &c->tallies[number], &c->heading);
    if (!c->sink->json_only) {
        cl_text_add_string(&text, number > 1 ? "\n" : "");
        cl_compare_print_text(&text, &c->tallies[number], &c->heading);
    }
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0 && cl_sink_row(c->sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    if (rc == 0)
        tell_refused(c, number);
    cl_text_clear(&json);
    cl_text_clear(&text);
    return rc;
}

static void clear(comparing *c)
{
    cl_work_clear(&c->work); /* first: it may still be at a batch */
    for (size_t i = 0; i < c->scenarios.count; i++) {
        cl_text_clear(&((cl_scenario *)cl_vec_at(&c->scenarios, i))->label);
        if (c->tallies != NULL)
            cl_tally_clear(&c->tallies[i]);
        if (c->reasons != NULL)
            cl_text_clear(&c->reasons[i]);
    }
    cl_free(c->tallies);
    cl_free(c->refused);
    cl_free(c->reasons);
    cl_vec_clear(&c->scenarios);
    for (size_t i = 0; i < 2; i++) {
        cl_text_clear(&c->batches[i].texts);
        cl_vec_clear(&c->batches[i].items);
    }
    cl_arena_clear(&c->arena);
    cl_arena_clear(&c->waivers);
    cl_decide_input_clear(&c->input);
}

static int run_compare(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                       cl_error *e)
{
    comparing c = {.session = session,
                   .arguments = arguments,
                   .sink = sink,
                   .scenarios = CL_VEC_INIT(cl_scenario),
                   .batches = {{CL_TEXT_INIT, CL_VEC_INIT(cl_work_item)},
                               {CL_TEXT_INIT, CL_VEC_INIT(cl_work_item)}}};
    int rc = prepare(&c, e);

    if (rc == 0)
        rc = read_all(&c, e);
    for (size_t i = 1; rc == 0 && i < c.scenarios.count; i++)
        rc = show(&c, i, e);
    clear(&c);
    return rc;
}

static const cl_parameter compare_parameters[] = {
    {"first", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "A",
     "what is: PROGRAMME@EDITION, or 'current', as each application says or was decided"},
    {"second", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL, "B",
     "what would be; without it A again, with what --set changes"},
    {"dossiers", CL_TAKES_FILE, CL_PARAMETER_REPEATED, "FILE",
     "dossiers of these files in place of the recorded applications; - is standard input"},
    {"set", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "PARAM=VALUE", "change this number in B"},
    {"alone", CL_TAKES_SWITCH, 0, NULL, "each --set by itself, and not one on top of the other"},
    {"stacked", CL_TAKES_SWITCH, 0, NULL, "one --set on top of the other, and not each by itself"},
    {"group-by", CL_TAKES_TEXT, 0, "FIELD",
     "also by the values of a fact: country, phase, structure, cluster.schools.funding"},
    {"budget", CL_TAKES_TEXT, 0, "AMOUNT", "of the round, such as 100000.00 or \"9000.00 EUR\""},
    {"most", CL_TAKES_NUMBER, 0, "N", "show so many of the largest changes (5 when not given)"},
    {"stage", CL_TAKES_TEXT, 0, "form|apply|fund",
     "judge only up to this stage (fund when not given)"},
    {"threads", CL_TAKES_NUMBER, 0, "N", "work on so many cores (all when not given)"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_compare_verbs[] = {
    {.name = "compare",
     .run = run_compare,
     .needs = CL_NEEDS_RULES,
     .parameters = compare_parameters,
     .brief = "Shows what another edition or other numbers would do to all applications.",
     .detail =
         "Verdicts before and after, because of which rules, the totals, the largest changes and "
         "groups. An application is taken as its records stand while it is a draft or ready, "
         "afterwards as it was last decided. An edition that is not in force on the day of an "
         "application is asked about the nearest day on which it is; how many there were is told.",
     .example = "clachan compare current --set ceiling=30000.00 --group-by structure"},
    {.name = NULL},
};
