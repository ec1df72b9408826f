/* SPDX-License-Identifier: MIT
 *
 * Running an event over items.
 */
#include "event_verbs.h"

#include <string.h>

#include "file.h"
#include "ids.h"
#include "item_list.h"
#include "row.h"
#include "stale.h"

enum { COMMAND = 7 + CL_DIGEST_HEX };

typedef struct batch {
    const cl_event_verb *verb;
    cl_event_run run;
    cl_vec items; /* char * */
    char command[COMMAND];
    const char *name; /* of the run; NULL */
    cl_maybe version; /* that the one item was read with */
    size_t refused;
} batch;

static bool is_fatal(int code)
{
    return code == CL_E_MEMORY || code == CL_E_STORE || code == CL_E_INTERNAL ||
           code == CL_E_SCRIPT;
}

/* ---- items ---- */

static int read_items(batch *b, cl_error *e)
{
    const cl_arguments *arguments = b->run.r.arguments;
    int rc = cl_item_list_read(&b->items, arguments, b->verb->item, b->verb->table->prefix, e);

    if (rc == 0 && b->items.count == 0 && !cl_argument_is_set(arguments, "from"))
        rc = cl_fail(e, CL_E_MISUSE, "name what it is about, such as %s-1, or a file with --from",
                     b->verb->table->prefix);
    if (rc == 0)
        rc = cl_recording_maybe_number(&b->run.r, &b->version, "version", e);
    if (rc == 0 && b->version.known && b->items.count > 1)
        rc = cl_fail(e, CL_E_MISUSE, "--version is of one record, and %zu are named",
                     b->items.count);
    return rc;
}

/* ---- named runs ---- */

/* What is asked for, whichever items are named. */
static void digest_command(batch *b)
{
    const cl_arguments *arguments = b->run.r.arguments;
    cl_text text = CL_TEXT_INIT;

    cl_text_format(&text, "%s %s\n", b->verb->table->name, b->verb->event);
    for (size_t i = 0; i < arguments->count; i++) {
        const cl_argument *a = &arguments->items[i];

        if (strcmp(a->name, b->verb->item) != 0 && strcmp(a->name, "from") != 0 &&
            strcmp(a->name, "run") != 0)
            cl_text_format(&text, "%s=%s\n", a->name, a->value);
    }
    memcpy(b->command, "sha256:", 7);
    cl_digest_hex(cl_text_view(&text), b->command + 7);
    cl_text_clear(&text);
}

/* True when this run has done the item. */
static int was_done(bool *done, batch *b, const char *item, cl_error *e)
{
    cl_recording *r = &b->run.r;
    cl_bulk_item there;
    int rc;

    *done = false;
    if (b->name == NULL)
        return 0;
    rc = cl_bulk_item_find(&there, done, &r->arena, r->store, cl_view_of(b->name), cl_view_of(item),
                           e);
    if (rc == 0 && *done && !cl_view_is(there.command, b->command))
        rc = cl_fail(e, CL_E_STATE,
                     "the run '%s' has done something else to %s; give this one another name",
                     b->name, item);
    return rc;
}

static int keep_done(batch *b, cl_step *step, const char *item, cl_error *e)
{
    cl_bulk_item done = {.run = cl_view_of(b->name),
                         .item = cl_view_of(item),
                         .command = cl_view_of(b->command),
                         .result = CL_VIEW("done")};
    int rc;

    if (b->name == NULL)
        return 0;
    rc = cl_step_prepare(step, e);
    return rc != 0 ? rc : cl_change_add(&step->change, &cl_table_bulk_item, &done, e);
}

/* ---- telling ---- */

static int tell(batch *b, const char *item, const cl_step *step, const char *result,
                const char *reason, cl_error *e)
{
    cl_recording *r = &b->run.r;
    cl_view state = step == NULL ? (cl_view)CL_VIEW_INIT : cl_step_state(step);

    cl_row_text(&r->row, "id", cl_view_of(item));
    cl_row_text(&r->row, "event", cl_view_of(b->verb->event));
    cl_row_text(&r->row, "result", cl_view_of(result));
    cl_row_text(&r->row, "state", state);
    cl_row_text(&r->row, "reason", cl_view_of(reason));
    if (strcmp(result, "done") == 0)
        cl_text_format(&r->text, "%s is %.*s\n", item, (int)state.length, state.at);
    else if (strcmp(result, "asked") == 0)
        cl_text_format(&r->text,
                       "%s: %s is asked for; another person carries it out within 14 days\n", item,
                       b->verb->event);
    else
        cl_text_format(&r->text, "%s: %s\n", item, result);
    return cl_recording_send(r, e);
}

/* Refused attempts on money and decisions are events, too. */
static bool is_remembered(const batch *b)
{
    return b->verb->table != &cl_table_application || strncmp(b->verb->event, "decide_", 7) == 0;
}

static int remember(batch *b, int64_t id, const cl_error *refused, cl_error *e)
{
    cl_recording *r = &b->run.r;
    cl_change change;
    int rc = cl_store_begin(r->store, e);

    if (rc != 0)
        return rc;
    rc = cl_recording_change(r, &change, e);
    if (rc == 0) {
        cl_change_reason(&change, cl_view_of(refused->message));
        rc = cl_change_store(&change, "refused", b->verb->table->prefix, id, NULL, NULL, e);
    }
    cl_change_clear(&change);
    if (rc == 0)
        return cl_store_commit(r->store, e);
    cl_store_rollback(r->store);
    return rc;
}

/* ---- one item ---- */

static int give(batch *b, cl_step *step, cl_error *e)
{
    step->reason = cl_recording_text(&b->run.r, "reason");
    step->context = &b->run.context;
    return b->verb->give == NULL ? 0 : b->verb->give(step, &b->run, e);
}

static int take(batch *b, const char *item, int64_t id, cl_error *e)
{
    cl_recording *r = &b->run.r;
    cl_step step;
    int rc = cl_step_open(&step, r->session, b->verb->table, id, b->verb->event, e);

    if (rc == 0)
        rc = give(b, &step, e);
    if (rc == 0)
        rc = cl_step_judge(&step, e);
    if (rc == 0 && b->version.known)
        rc = cl_stale_stop(&step, b->version.value, e);
    if (rc == 0)
        rc = cl_step_refusal(&step, e);
    if (rc == 0 && !step.asked)
        rc = keep_done(b, &step, item, e);
    if (rc == 0)
        rc = cl_step_take(&step, e);
    if (rc == 0)
        rc = cl_step_refresh(&step, e);
    if (rc == 0)
        rc = tell(b, item, &step, step.asked ? "asked" : "done", NULL, e);
    cl_step_close(&step);
    return rc;
}

static int take_alone(batch *b, const char *item, int64_t id, cl_error *e)
{
    cl_store *store = b->run.r.store;
    bool done = false;
    int rc = cl_store_begin(store, e);

    if (rc != 0)
        return rc;
    rc = was_done(&done, b, item, e);
    if (rc == 0 && !done)
        rc = take(b, item, id, e);
    if (rc != 0) {
        cl_store_rollback(store);
        return rc;
    }
    rc = cl_store_commit(store, e);
    return rc != 0 || !done ? rc : tell(b, item, NULL, "already", NULL, e);
}

static int run_item(batch *b, const char *item, cl_error *e)
{
    cl_error refused = CL_ERROR_INIT;
    int64_t id = 0;
    int rc = cl_id_parse(&id, b->verb->table->prefix, cl_view_of(item), &refused);

    if (rc == 0)
        rc = take_alone(b, item, id, &refused);
    if (rc == 0)
        return 0;
    if (is_fatal(rc)) {
        if (e != NULL)
            *e = refused;
        return rc;
    }
    b->refused++;
    cl_text_reset(&b->run.r.row);
    cl_text_reset(&b->run.r.text);
    (void)cl_sink_refuse(b->run.r.sink, &refused);
    if (rc == CL_E_STATE && id != 0 && is_remembered(b))
        rc = remember(b, id, &refused, e);
    else
        rc = 0;
    if (rc == 0 && b->items.count > 1)
        rc = tell(b, item, NULL, "refused", refused.message, e);
    return rc;
}

/* ---- all items ---- */

static int run_items(batch *b, cl_error *e)
{
    cl_session *session = b->run.r.session;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < b->items.count; i++) {
        if (cl_session_interrupted(session))
            return cl_fail(e, CL_E_INTERRUPTED, "stopped: %zu of %zu items are done%s%s", i,
                           b->items.count, b->name != NULL ? "; go on with --run " : "",
                           b->name != NULL ? b->name : "");
        cl_sink_progress(b->run.r.sink, i, b->items.count);
        rc = run_item(b, *(char **)cl_vec_at(&b->items, i), e);
        cl_arena_reset(&b->run.r.arena);
    }
    return rc;
}

static int run_atomic(batch *b, cl_error *e)
{
    cl_store *store = b->run.r.store;
    int rc = cl_store_begin(store, e);

    if (rc != 0)
        return rc;
    rc = run_items(b, e);
    if (rc == 0 && b->refused > 0)
        rc = cl_fail(e, CL_E_STATE, "%zu of %zu items are refused, so nothing was done", b->refused,
                     b->items.count);
    if (rc == 0)
        return cl_store_commit(store, e);
    cl_store_rollback(store);
    return rc;
}

int cl_event_verb_run(const cl_event_verb *verb, cl_session *session, const cl_arguments *arguments,
                      const cl_sink *sink, cl_error *e)
{
    batch b = {.verb = verb, .items = CL_VEC_INIT(char *)};
    int rc;

    b.run.conditions = (cl_vec)CL_VEC_INIT(cl_condition);
    cl_recording_begin(&b.run.r, session, arguments, sink);
    cl_judged_init(&b.run.judged, session);
    b.name = cl_argument_get(arguments, "run");
    digest_command(&b);
    rc = read_items(&b, e);
    if (rc == 0)
        rc = cl_argument_is_set(arguments, "atomic") ? run_atomic(&b, e) : run_items(&b, e);
    cl_names_clear(&b.items);
    cl_vec_clear(&b.run.conditions);
    cl_text_clear(&b.run.text);
    cl_judged_clear(&b.run.judged);
    cl_recording_end(&b.run.r);
    return rc;
}
