/* SPDX-License-Identifier: MIT
 *
 * Ties are looked up, not asked for: who declares that there is none may have forgotten one.
 */
#include "conflicts.h"

#include <stdarg.h>

#include "ids.h"
#include "query.h"
#include "roles.h"

typedef struct looking {
    cl_arena *arena;
    cl_store *store;
    int64_t person, cluster;
    cl_date on;
    const char *tie;
} looking;

__attribute__((format(printf, 3, 4))) static int say(looking *l, cl_error *e, const char *format,
                                                     ...)
{
    cl_text text = CL_TEXT_INIT;
    va_list args;

    va_start(args, format);
    cl_text_format_v(&text, format, args);
    va_end(args);
    l->tie = text.at == NULL ? NULL : cl_arena_string(l->arena, text.at);
    cl_text_clear(&text);
    return l->tie != NULL ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

static bool is_of(const cl_membership *members, size_t count, int64_t school)
{
    for (size_t i = 0; i < count; i++)
        if (members[i].school == school)
            return true;
    return false;
}

static int look_at_posts(looking *l, cl_error *e)
{
    cl_record_filter filters[] = {{"person", l->person, NULL}, {NULL, 0, NULL}};
    cl_membership *members = NULL;
    cl_post *posts;
    size_t count = 0, member_count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, l->arena, l->store, &cl_table_post, filters, l->on, e);

    posts = items;
    if (rc == 0 && count > 0)
        rc = cl_membership_list(&members, &member_count, l->arena, l->store, l->cluster, 0,
                                CL_ANY_DAY, e);
    for (size_t i = 0; rc == 0 && l->tie == NULL && i < count; i++)
        if (is_of(members, member_count, posts[i].school))
            rc = say(l, e, "a post at SCH-%lld (POS-%lld)", (long long)posts[i].school,
                     (long long)posts[i].id);
    return rc;
}

static int look_at_coordinators(looking *l, cl_error *e)
{
    cl_coordinator *rows;
    size_t count = 0;
    int rc = cl_coordinator_list(&rows, &count, l->arena, l->store, l->cluster, l->on, e);

    for (size_t i = 0; rc == 0 && l->tie == NULL && i < count; i++)
        if (rows[i].person == l->person)
            rc = say(l, e, "the co-ordinator's post of CLU-%lld", (long long)l->cluster);
    return rc;
}

static int look_at_advisors(looking *l, cl_error *e)
{
    cl_record_filter filters[] = {
        {"cluster", l->cluster, NULL}, {"purpose", 0, "introduction"}, {NULL, 0, NULL}};
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, l->arena, l->store, &cl_table_support_entry, filters,
                            CL_ANY_DAY, e);

    for (size_t i = 0; rc == 0 && l->tie == NULL && i < count; i++) {
        cl_advisor advisor;

        rc = cl_record_get(&advisor, l->arena, l->store, &cl_table_advisor,
                           ((cl_support_entry *)items)[i].advisor, e);
        if (rc == 0 && advisor.person == l->person)
            rc = say(l, e, "the advisor's post of CLU-%lld (ADV-%lld)", (long long)l->cluster,
                     (long long)advisor.id);
    }
    return rc;
}

int cl_conflict_find(const char **out, cl_arena *arena, cl_store *store, const char *actor,
                     int64_t cluster, cl_date on, cl_error *e)
{
    looking l = {.arena = arena, .store = store, .cluster = cluster, .on = on};
    int rc = cl_person_acting(&l.person, store, actor, e);

    if (rc == 0 && l.person != 0)
        rc = look_at_posts(&l, e);
    if (rc == 0 && l.person != 0 && l.tie == NULL)
        rc = look_at_coordinators(&l, e);
    if (rc == 0 && l.person != 0 && l.tie == NULL)
        rc = look_at_advisors(&l, e);
    *out = l.tie;
    return rc;
}
