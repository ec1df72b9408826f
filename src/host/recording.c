/* SPDX-License-Identifier: MIT
 *
 * What the verbs about records share.
 */
#include "recording.h"

#include <string.h>

#include "ids.h"
#include "people.h"
#include "query.h"
#include "ratio.h"
#include "row.h"
#include "suggest.h"

/* Fixed words of the contract, section 3, and of lifecycle.md, section 2. */
const char *const cl_words_of_role[] = {"lead", "partner", "network", "sponsor", NULL};
const char *const cl_words_of_structure[] = {"hub-and-spoke", "broad-area", "formal", NULL};
const char *const cl_words_of_phase[] = {"early-years", "primary",     "secondary",
                                         "asn",         "all-through", NULL};
const char *const cl_words_of_funding[] = {"state", "fee-paying", NULL};
const char *const cl_words_of_nation[] = {"England", "Scotland", "Wales", "Northern Ireland", NULL};
const char *const cl_words_of_option[] = {"reciprocal-visits", "online", "network", "one-to-one",
                                          NULL};
const char *const cl_words_of_model[] = {"visits", "online", NULL};
const char *const cl_words_of_item[] = {"visit", "supply", "training", "event", "project", NULL};
const char *const cl_words_of_scheme[] = {"GB-EDU", "GB-SCOTEDU", "GB-WALEDU",
                                          "GB-IRN", "local",      NULL};

void cl_recording_begin(cl_recording *r, cl_session *session, const cl_arguments *arguments,
                        const cl_sink *sink)
{
    memset(r, 0, sizeof *r);
    r->session = session;
    r->store = cl_session_store(session);
    r->arguments = arguments;
    r->sink = sink;
    r->author.actor = cl_session_actor(session);
    r->author.role = cl_session_role(session);
    r->author.at = cl_session_now(session);
    r->author.effective = cl_session_today(session);
}

void cl_recording_end(cl_recording *r)
{
    cl_arena_clear(&r->arena);
    cl_text_clear(&r->row);
    cl_text_clear(&r->text);
}

int cl_recording_run(cl_recording_body *body, cl_session *session, const cl_arguments *arguments,
                     const cl_sink *sink, cl_error *e)
{
    cl_recording r;
    int rc;

    cl_recording_begin(&r, session, arguments, sink);
    rc = body(&r, e);
    cl_recording_end(&r);
    return rc;
}

int cl_recording_erase(cl_recording *r, cl_recording_body *body, cl_error *e)
{
    int rc = cl_store_begin(r->store, e);

    if (rc != 0)
        return rc;
    rc = body(r, e);
    if (rc != 0) {
        cl_store_rollback(r->store);
        return rc;
    }
    rc = cl_store_commit(r->store, e);
    return rc != 0 ? rc : cl_people_forget(r->store, e);
}

cl_view cl_recording_text(const cl_recording *r, const char *name)
{
    return cl_view_of(cl_argument_get(r->arguments, name));
}

int cl_recording_id(const cl_recording *r, int64_t *out, const cl_table *table, const char *name,
                    cl_error *e)
{
    const char *value = cl_argument_get(r->arguments, name);
    int rc;

    *out = 0;
    if (value == NULL)
        return 0;
    rc = cl_id_parse(out, table->prefix, cl_view_of(value), e);
    if (rc != 0)
        cl_error_place(e, NULL, 0, name);
    return rc;
}

int cl_recording_get(cl_recording *r, void *out, const cl_table *table, const char *name,
                     cl_error *e)
{
    int64_t id;
    int rc = cl_recording_id(r, &id, table, name, e);

    return rc != 0 ? rc : cl_record_get(out, &r->arena, r->store, table, id, e);
}

int cl_recording_person(cl_recording *r, cl_person *out, const char *name, cl_error *e)
{
    int rc = cl_recording_get(r, out, &cl_table_person, name, e);

    if (rc == 0 && out->erased.known) {
        rc = cl_fail(e, CL_E_STATE, "PER-%lld was erased", (long long)out->id);
        cl_error_place(e, NULL, 0, name);
    }
    return rc;
}

int cl_recording_maybe_day(const cl_recording *r, cl_maybe *out, const char *name, cl_error *e)
{
    const char *value = cl_argument_get(r->arguments, name);
    cl_date day;
    int rc;

    *out = (cl_maybe){0, false};
    if (value == NULL)
        return 0;
    rc = cl_date_parse(&day, cl_view_of(value), e);
    if (rc != 0)
        cl_error_place(e, NULL, 0, name);
    else
        *out = cl_known(day);
    return rc;
}

int cl_recording_day(const cl_recording *r, cl_date *out, const char *name, cl_error *e)
{
    cl_maybe day;
    int rc = cl_recording_maybe_day(r, &day, name, e);

    if (rc == 0)
        *out = day.known ? (cl_date)day.value : cl_session_today(r->session);
    return rc;
}

int cl_recording_maybe_number(const cl_recording *r, cl_maybe *out, const char *name, cl_error *e)
{
    const char *value = cl_argument_get(r->arguments, name);
    cl_ratio number;
    int rc;

    *out = (cl_maybe){0, false};
    if (value == NULL)
        return 0;
    rc = cl_ratio_parse(&number, cl_view_of(value), e);
    if (rc == 0 && (!cl_ratio_is_whole(number) || number.num < 0))
        rc = cl_fail(e, CL_E_INVALID, "found '%s', expected a whole number from 0 up", value);
    if (rc != 0)
        cl_error_place(e, NULL, 0, name);
    else
        *out = cl_known(number.num);
    return rc;
}

static int refuse_word(const char *value, const char *name, const char *const *words, cl_error *e)
{
    cl_text list = CL_TEXT_INIT;
    const char *nearest;
    size_t count = 0;
    int rc;

    for (; words[count] != NULL; count++)
        cl_text_format(&list, "%s%s", count == 0 ? "" : ", ", words[count]);
    nearest = cl_suggest(cl_view_of(value), words, count);
    rc = nearest != NULL
             ? cl_fail(e, CL_E_INVALID, "found '%s'; did you mean '%s'?", value, nearest)
             : cl_fail(e, CL_E_INVALID, "found '%s', expected one of %s", value,
                       list.at == NULL ? "" : list.at);
    cl_error_place(e, NULL, 0, name);
    cl_text_clear(&list);
    return rc;
}

int cl_recording_choice(const cl_recording *r, cl_view *out, const char *name,
                        const char *const *words, cl_error *e)
{
    const char *value = cl_argument_get(r->arguments, name);

    *out = (cl_view)CL_VIEW_INIT;
    if (value == NULL)
        return 0;
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], value) == 0) {
            *out = cl_view_of(value);
            return 0;
        }
    return refuse_word(value, name, words, e);
}

int cl_recording_change(cl_recording *r, cl_change *change, cl_error *e)
{
    return cl_change_open(change, r->store, &r->author, e);
}

int cl_recording_add(cl_recording *r, const char *kind, const cl_table *table, void *record,
                     cl_error *e)
{
    cl_change change;
    int rc = cl_recording_change(r, &change, e);

    if (rc == 0)
        rc = cl_change_add(&change, table, record, e);
    if (rc == 0)
        rc = cl_change_store(&change, kind, table->prefix, *(int64_t *)record, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

/* Who read a record some time ago names the version, so that nobody's change in between is lost. */
static int check_version(const cl_recording *r, const cl_table *table, const void *before,
                         cl_error *e)
{
    const int64_t *now = before; /* id and version are the first two columns */
    cl_maybe read;
    int rc = cl_recording_maybe_number(r, &read, "version", e);

    if (rc != 0 || !read.known || read.value == now[1])
        return rc;
    return cl_fail(e, CL_E_STATE,
                   "%s-%lld has version %lld now, not %lld; 'clachan log %s-%lld' shows who "
                   "changed it",
                   table->prefix, (long long)now[0], (long long)now[1], (long long)read.value,
                   table->prefix, (long long)now[0]);
}

int cl_recording_set(cl_recording *r, const char *kind, const cl_table *table, const void *before,
                     void *after, cl_error *e)
{
    cl_change change;
    int rc = check_version(r, table, before, e);

    if (rc != 0)
        return rc;
    rc = cl_recording_change(r, &change, e);
    if (rc == 0)
        rc = cl_change_set(&change, table, before, after, e);
    if (rc == 0 && !cl_change_is_empty(&change))
        rc = cl_change_store(&change, kind, table->prefix, *(int64_t *)after, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

int cl_recording_send(cl_recording *r, cl_error *e)
{
    return cl_row_send(r->sink, &r->row, r->text.length == 0 ? NULL : &r->text, e);
}
