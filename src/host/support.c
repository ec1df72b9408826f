/* SPDX-License-Identifier: MIT
 *
 * The ledger, read and added to.
 */
#include "support.h"

#include "ids.h"
#include "lifecycle_query.h"
#include "query.h"

int cl_support_read(cl_support_state *out, cl_recording *r, int64_t cluster, cl_date on,
                    cl_error *e)
{
    const cl_record_filter filters[] = {{"cluster", cluster, NULL}, {NULL, 0, NULL}};
    cl_support_entry *entries;
    void *items = NULL;
    size_t count, kept = 0;
    int rc = cl_record_list(&items, &count, &r->arena, r->store, &cl_table_support_entry, filters,
                            CL_ANY_DAY, e);

    *out = (cl_support_state){0};
    entries = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (entries[i].date.value > on)
            continue;
        entries[kept++] = entries[i];
        out->balance += entries[i].minutes;
        out->introduced = out->introduced || cl_view_is(entries[i].purpose, "introduction");
        if (cl_view_is(entries[i].purpose, "use") || cl_view_is(entries[i].purpose, "release"))
            out->used -= entries[i].minutes;
        else
            out->given += entries[i].minutes;
    }
    out->entries = entries;
    out->count = kept;
    return rc;
}

/* ---- the end ---- */

enum { MONTHS_AFTER = 12 };

static bool is_one_of(cl_view word, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (cl_view_is(word, words[i]))
            return true;
    return false;
}

static void end_later(cl_support_end *out, cl_date day, const char *prefix, int64_t id)
{
    if (out->day.known && out->day.value >= day)
        return;
    *out = (cl_support_end){cl_known(day), prefix, id};
}

static int reached(cl_maybe *out, cl_recording *r, const char *prefix, int64_t id, cl_view state,
                   cl_error *e)
{
    const char *word = cl_arena_copy(&r->arena, state);
    char entity[CL_ID_TEXT];

    if (word == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    cl_id_format(entity, prefix, id);
    return cl_event_reached(out, r->store, entity, word, e);
}

/* `*had` says whether an award was accepted and is over; `*live` whether one goes on. */
static int end_of_awards(cl_support_end *out, bool *live, bool *had, cl_recording *r,
                         int64_t application, cl_error *e)
{
    static const char *const over[] = {"closed", "terminated", NULL};
    static const char *const never[] = {"declined", "lapsed", NULL};
    cl_award *awards;
    cl_maybe day;
    size_t count;
    int rc = cl_award_list(&awards, &count, &r->arena, r->store, application, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (is_one_of(awards[i].state, never))
            continue;
        if (!is_one_of(awards[i].state, over)) {
            *live = true;
            continue;
        }
        *had = true;
        rc = reached(&day, r, cl_table_award.prefix, awards[i].id, awards[i].state, e);
        if (rc == 0 && day.known)
            end_later(out, (cl_date)day.value, cl_table_award.prefix, awards[i].id);
    }
    return rc;
}

static int end_of_application(cl_support_end *out, bool *live, cl_recording *r,
                              const cl_application *application, cl_error *e)
{
    static const char *const over[] = {"withdrawn", "closed", "expired", NULL};
    bool had = false;
    cl_maybe day;
    cl_date last;
    int rc = end_of_awards(out, live, &had, r, application->id, e);

    if (rc != 0 || had || *live)
        return rc;
    *live = !is_one_of(application->state, over);
    rc = reached(&day, r, cl_table_application.prefix, application->id, application->state, e);
    if (rc != 0 || *live || !day.known)
        return rc;
    rc = cl_date_add_months(&last, (cl_date)day.value, MONTHS_AFTER, e);
    if (rc == 0)
        end_later(out, last, cl_table_application.prefix, application->id);
    return rc;
}

int cl_support_ends(cl_support_end *out, cl_recording *r, int64_t cluster, cl_error *e)
{
    cl_application_filter filter = {.cluster = cluster};
    cl_application *applications;
    cl_cluster record;
    bool live = false;
    size_t count = 0;
    int rc = cl_record_get(&record, &r->arena, r->store, &cl_table_cluster, cluster, e);

    *out = (cl_support_end){{0, false}, NULL, 0};
    if (rc == 0)
        rc = cl_application_list(&applications, &count, &r->arena, r->store, &filter, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = end_of_application(out, &live, r, &applications[i], e);
    if (rc != 0)
        return rc;
    if (live)
        *out = (cl_support_end){{0, false}, NULL, 0};
    if (record.dissolved.known && (!out->day.known || record.dissolved.value < out->day.value))
        *out = (cl_support_end){record.dissolved, cl_table_cluster.prefix, cluster};
    return 0;
}

/* ---- self-evaluations ---- */

static int has_evaluated(bool *out, cl_recording *r, int64_t school, cl_date on, cl_error *e)
{
    cl_self_evaluation *list;
    size_t count;
    int rc = cl_self_evaluation_list(&list, &count, &r->arena, r->store, school, e);

    *out = false;
    for (size_t i = 0; rc == 0 && i < count && !*out; i++)
        *out = cl_view_is(list[i].state, "submitted") && list[i].date.value <= on;
    return rc;
}

int cl_evaluations_due(const cl_school **out, size_t *count, size_t *members, cl_recording *r,
                       int64_t cluster, cl_date on, cl_error *e)
{
    cl_membership *list;
    cl_school *due;
    size_t listed;
    int rc = cl_membership_list(&list, &listed, &r->arena, r->store, cluster, 0, on, e);

    *out = NULL;
    *count = *members = 0;
    if (rc != 0)
        return rc;
    due = cl_arena_array(&r->arena, listed + 1, sizeof *due);
    if (due == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; rc == 0 && i < listed; i++) {
        bool done = false;

        rc = cl_record_get(&due[*count], &r->arena, r->store, &cl_table_school, list[i].school, e);
        if (rc != 0 || !cl_view_is(due[*count].country, "GB"))
            continue;
        ++*members;
        rc = has_evaluated(&done, r, list[i].school, on, e);
        *count += rc == 0 && !done;
    }
    *out = due;
    return rc;
}

static bool was_turned_down(const cl_application *application)
{
    return cl_view_is(application->state, "decided_reject") ||
           cl_view_is(application->state, "ineligible") ||
           cl_view_is(application->outcome, "decided_reject") ||
           cl_view_is(application->outcome, "ineligible");
}

/* Most often the event that turned it down has given them. */
static int check_not_given(cl_recording *r, const cl_application *application, cl_error *e)
{
    cl_record_filter filters[] = {
        {"application", application->id, NULL}, {"purpose", 0, "reapply"}, {NULL, 0, NULL}};
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, &r->arena, r->store, &cl_table_support_entry, filters,
                            CL_ANY_DAY, e);

    if (rc == 0 && count > 0)
        rc = cl_fail(e, CL_E_STATE, "APP-%lld was given its hours already (SUP-%lld)",
                     (long long)application->id, (long long)((cl_support_entry *)items)[0].id);
    return rc;
}

int cl_support_reapply(cl_recording *r, cl_change *change, const cl_application *application,
                       int64_t minutes, cl_date date, cl_error *e)
{
    cl_support_entry *entry = cl_arena_alloc(&r->arena, sizeof *entry);
    int rc;

    if (entry == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (!was_turned_down(application))
        return cl_fail(e, CL_E_STATE,
                       "APP-%lld is %.*s; more support is for an application that was turned down",
                       (long long)application->id, (int)application->state.length,
                       application->state.at);
    rc = check_not_given(r, application, e);
    if (rc != 0)
        return rc;
    *entry = (cl_support_entry){0};
    entry->cluster = application->cluster;
    entry->minutes = minutes;
    entry->purpose = CL_VIEW("reapply");
    entry->date = cl_known(date);
    entry->application = application->id;
    return cl_change_add(change, &cl_table_support_entry, entry, e);
}
