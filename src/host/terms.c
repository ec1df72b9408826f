/* SPDX-License-Identifier: MIT
 *
 * Terms and meetings of one cluster.
 */
#include "terms.h"

#include "query.h"

const cl_term *cl_term_of(const cl_cluster_terms *list, int64_t day)
{
    for (size_t i = 0; i < list->term_count; i++)
        if (list->terms[i].from.value <= day && day <= list->terms[i].to.value)
            return &list->terms[i];
    return NULL;
}

static int read_meetings(cl_cluster_terms *out, cl_arena *arena, cl_store *store, int64_t cluster,
                         cl_date on, cl_error *e)
{
    const cl_record_filter filters[] = {{"cluster", cluster, NULL}, {NULL, 0, NULL}};
    cl_meeting *meetings;
    void *items = NULL;
    size_t count, kept = 0;
    int rc =
        cl_record_list(&items, &count, arena, store, &cl_table_meeting, filters, CL_ANY_DAY, e);

    meetings = items;
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (meetings[i].date.value <= on)
            meetings[kept++] = meetings[i];
    out->meetings = meetings;
    out->meeting_count = kept;
    return rc;
}

int cl_cluster_lead(cl_school *out, cl_arena *arena, cl_store *store, int64_t cluster, cl_date on,
                    cl_error *e)
{
    cl_membership *members;
    size_t count;
    int rc = cl_membership_list(&members, &count, arena, store, cluster, 0, on, e);

    *out = (cl_school){0};
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (cl_view_is(members[i].role, "lead"))
            return cl_record_get(out, arena, store, &cl_table_school, members[i].school, e);
    return rc;
}

/* How near a list of terms is to the lead school: 2 its own, 1 its authority's, 0 that of all, -1
 * another's. */
static int nearness(const cl_term *term, const cl_school *lead)
{
    if (term->school != 0)
        return term->school == lead->id ? 2 : -1;
    if (term->authority.length == 0)
        return 0;
    return cl_view_equal(term->authority, lead->authority) ||
                   cl_view_equal(term->authority, lead->la_code)
               ? 1
               : -1;
}

static bool was_met_in(const cl_cluster_terms *list, const cl_term *term)
{
    for (size_t i = 0; i < list->meeting_count; i++)
        if (term->from.value <= list->meetings[i].date.value &&
            list->meetings[i].date.value <= term->to.value)
            return true;
    return false;
}

static bool counts(const cl_cluster_terms *list, const cl_term *term, const cl_cluster *cluster,
                   cl_date year_ago, cl_date on)
{
    if (term->to.value <= year_ago || term->from.value > on)
        return false;
    if (cluster->formed.known && term->from.value < cluster->formed.value)
        return was_met_in(list, term);
    return term->to.value < on || was_met_in(list, term);
}

static void sort(cl_term *terms, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && terms[j].from.value < terms[j - 1].from.value; j--) {
            cl_term swapped = terms[j];

            terms[j] = terms[j - 1];
            terms[j - 1] = swapped;
        }
}

int cl_cluster_terms_read(cl_cluster_terms *out, cl_arena *arena, cl_store *store,
                          const cl_cluster *cluster, cl_date on, cl_error *e)
{
    cl_term *terms;
    cl_school lead;
    cl_date year_ago;
    void *items = NULL;
    size_t count, kept = 0;
    int nearest = 0, rc = read_meetings(out, arena, store, cluster->id, on, e);

    if (rc == 0)
        rc = cl_cluster_lead(&lead, arena, store, cluster->id, on, e);
    if (rc == 0)
        rc = cl_date_add_months(&year_ago, on, -12, e);
    if (rc == 0)
        rc = cl_record_list(&items, &count, arena, store, &cl_table_term, NULL, CL_ANY_DAY, e);
    if (rc != 0)
        return rc;
    terms = items;
    out->any_terms = count > 0;
    for (size_t i = 0; i < count; i++)
        if (nearness(&terms[i], &lead) > nearest)
            nearest = nearness(&terms[i], &lead);
    for (size_t i = 0; i < count; i++)
        if (nearness(&terms[i], &lead) == nearest && counts(out, &terms[i], cluster, year_ago, on))
            terms[kept++] = terms[i];
    sort(terms, kept);
    out->terms = terms;
    out->term_count = kept;
    return 0;
}
