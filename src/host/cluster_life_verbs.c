/* SPDX-License-Identifier: MIT
 *
 * cluster edit, dissolve, structure, structures, agree and head: what changes in the life of
 * a cluster beside its members.
 */
#include <string.h>

#include "cluster_show.h"
#include "plain.h"
#include "school_verbs.h"

static const cl_plain_words structure_words[] = {{"structure", cl_words_of_structure},
                                                 {NULL, NULL}};
static const cl_plain structures = {&cl_table_cluster_structure, structure_words, NULL};
static const cl_plain clusters = {&cl_table_cluster, NULL, "annual_cost"};

/* ---- edit, dissolve ---- */

static int edit(cl_recording *r, cl_error *e)
{
    cl_cluster before, after;
    int rc = cl_recording_get(r, &before, &cl_table_cluster, "cluster", e);

    if (rc != 0)
        return rc;
    after = before;
    rc = cl_plain_read(r, &clusters, &after, e);
    if (rc == 0)
        rc = cl_recording_set(r, "edit", &cl_table_cluster, &before, &after, e);
    return rc != 0 ? rc : cl_cluster_show(r, &after, cl_session_today(r->session), e);
}

CL_VERB_BODY(run_edit, edit)

static const cl_parameter edit_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"name", CL_TAKES_TEXT, 0, "NAME", "name of the cluster"},
    {"purpose", CL_TAKES_TEXT, 0, "TEXT", "what it is for"},
    {"annual-cost", CL_TAKES_TEXT, 0, "AMOUNT", "what the schools share in a year"},
    {"currency", CL_TAKES_TEXT, 0, "CODE", "currency of the cost (GBP)"},
    CL_VERSION_PARAMETER,
    CL_NO_MORE_PARAMETERS,
};

/* Rows that are true on the last day end with it; they are listed, so that nothing ends unseen. */
static int end_rows(cl_recording *r, cl_change *change, const cl_table *table, int64_t cluster,
                    cl_date last, cl_error *e)
{
    const cl_record_filter filters[] = {{"cluster", cluster, NULL}, {NULL, 0, NULL}};
    int to = cl_table_column(table, CL_VIEW("to"));
    void *items = NULL;
    size_t count = 0;
    int rc = cl_record_list(&items, &count, &r->arena, r->store, table, filters, last, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        const char *before = (const char *)items + i * table->size;
        void *after = cl_arena_alloc(&r->arena, table->size);

        if (after == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
        memcpy(after, before, table->size);
        *(cl_maybe *)(void *)((char *)after + table->columns[to].offset) = cl_known(last);
        rc = cl_change_set(change, table, before, after, e);
    }
    return rc;
}

/* What begins after the last day would go on without its cluster. */
static int refuse_later(cl_recording *r, const cl_table *table, int64_t cluster, cl_date last,
                        cl_error *e)
{
    const cl_record_filter filters[] = {{"cluster", cluster, NULL}, {NULL, 0, NULL}};
    int from = cl_table_column(table, CL_VIEW("from"));
    void *items = NULL;
    size_t count = 0;
    char day[11];
    int rc = cl_record_list(&items, &count, &r->arena, r->store, table, filters, CL_ANY_DAY, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        const char *row = (const char *)items + i * table->size;
        cl_maybe begins = *(const cl_maybe *)(const void *)(row + table->columns[from].offset);

        if (!begins.known || begins.value <= last)
            continue;
        cl_date_format((cl_date)begins.value, day);
        rc = cl_fail(
            e, CL_E_STATE, "to: %s-%lld begins only on %s; dissolve CLU-%lld on that day or later",
            table->prefix, (long long)*(const int64_t *)(const void *)row, day, (long long)cluster);
    }
    return rc;
}

static int dissolve(cl_recording *r, cl_error *e)
{
    static const cl_table *const tables[] = {&cl_table_membership, &cl_table_pairing,
                                             &cl_table_coordinator, &cl_table_board_seat,
                                             &cl_table_cluster_structure};
    cl_cluster before, after;
    cl_change change = {0};
    cl_date last;
    int rc = cl_recording_get(r, &before, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_recording_day(r, &last, "to", e);
    if (rc == 0 && before.dissolved.known)
        rc = cl_fail(e, CL_E_STATE, "CLU-%lld is dissolved already", (long long)before.id);
    if (rc == 0 && before.formed.known && before.formed.value > last)
        rc = cl_fail(e, CL_E_INVALID, "to: it cannot end before it was formed");
    for (size_t i = 0; rc == 0 && i < sizeof tables / sizeof *tables; i++)
        rc = refuse_later(r, tables[i], before.id, last, e);
    r->author.effective = rc == 0 ? last : r->author.effective;
    if (rc == 0)
        rc = cl_recording_change(r, &change, e);
    for (size_t i = 0; rc == 0 && i < sizeof tables / sizeof *tables; i++)
        rc = end_rows(r, &change, tables[i], before.id, last, e);
    if (rc == 0) {
        after = before;
        after.dissolved = cl_known(last);
        rc = cl_change_set(&change, &cl_table_cluster, &before, &after, e);
    }
    if (rc == 0) {
        cl_change_reason(&change, cl_recording_text(r, "reason"));
        rc = cl_change_store(&change, "dissolve", "CLU", before.id, NULL, NULL, e);
    }
    cl_change_clear(&change);
    return rc != 0 ? rc : cl_cluster_show(r, &after, last, e);
}

CL_VERB_BODY(run_dissolve, dissolve)

static const cl_parameter dissolve_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"to", CL_TAKES_DATE, 0, "DATE", "last day (today)"},
    {"reason", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "why"},
    CL_NO_MORE_PARAMETERS,
};

/* ---- structure ---- */

/* What the new structure still lacks. A formal one is led by a sponsor (Q58), without whom it is
 * none; a board with every school on it may follow its beginning (Q51). */
static int check_structure(cl_recording *r, const cl_cluster_structure *next, cl_error *e)
{
    cl_membership *members;
    void *seats;
    const cl_record_filter filters[] = {{"cluster", next->cluster, NULL}, {NULL, 0, NULL}};
    size_t count, seat_count = 0;
    bool sponsored = false;
    cl_date on = (cl_date)next->from.value;
    int rc = cl_membership_list(&members, &count, &r->arena, r->store, next->cluster, 0, on, e);

    if (rc == 0)
        rc = cl_record_list(&seats, &seat_count, &r->arena, r->store, &cl_table_board_seat, filters,
                            on, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        sponsored = sponsored || cl_view_is(members[i].role, "sponsor");
    if (rc == 0 && cl_view_is(next->structure, "formal") && !sponsored)
        return cl_fail(e, CL_E_STATE,
                       "a formal partnership is led by a sponsor: 'clachan cluster add CLU-%lld "
                       "SCHOOL --role sponsor' first",
                       (long long)next->cluster);
    if (rc == 0 && cl_view_is(next->structure, "broad-area") && seat_count < count)
        cl_sink_note(r->sink,
                     "%zu of %zu schools have a seat on the board; a broad area partnership gives "
                     "every school one ('clachan board seat')",
                     seat_count, count);
    return rc;
}

/* The structure of now ends the day before. One that was only written in the cluster becomes the
 * first row, from the day on which the cluster was formed. */
static int end_structure(cl_recording *r, cl_change *change, const cl_cluster *cluster,
                         cl_date from, cl_error *e)
{
    const cl_record_filter filters[] = {{"cluster", cluster->id, NULL}, {NULL, 0, NULL}};
    cl_cluster_structure *rows, row = {0};
    void *items = NULL;
    size_t count;
    int rc = cl_record_list(&items, &count, &r->arena, r->store, structures.table, filters,
                            CL_ANY_DAY, e);

    rows = items;
    if (rc != 0 || (count == 0 && cluster->structure.length == 0))
        return rc;
    if (count == 0) {
        row.cluster = cluster->id;
        row.structure = cluster->structure;
        row.from = cluster->formed;
        row.to = cl_known(from - 1);
        return row.from.known && row.from.value >= from
                   ? 0 /* it had no day of its own */
                   : cl_change_add(change, structures.table, &row, e);
    }
    if (rows[count - 1].to.known)
        return 0;
    if (rows[count - 1].from.known && rows[count - 1].from.value >= from)
        return cl_fail(e, CL_E_STATE,
                       "CST-%lld began on the same day or later; a row lasts at "
                       "least one day",
                       (long long)rows[count - 1].id);
    row = rows[count - 1];
    row.to = cl_known(from - 1);
    return cl_change_set(change, structures.table, &rows[count - 1], &row, e);
}

static int store_structure(cl_recording *r, const cl_cluster *before, cl_cluster_structure *next,
                           cl_error *e)
{
    cl_cluster after = *before;
    cl_change change = {0};
    int rc;

    r->author.effective = (cl_date)next->from.value;
    rc = cl_recording_change(r, &change, e);
    after.structure = next->structure;
    if (rc == 0)
        rc = end_structure(r, &change, before, (cl_date)next->from.value, e);
    if (rc == 0)
        rc = cl_change_add(&change, structures.table, next, e);
    if (rc == 0)
        rc = cl_change_set(&change, &cl_table_cluster, before, &after, e);
    if (rc == 0)
        rc = cl_change_store(&change, "change structure", "CLU", before->id, before->structure.at,
                             next->structure.at, e);
    cl_change_clear(&change);
    return rc != 0 ? rc : cl_cluster_show(r, &after, (cl_date)next->from.value, e);
}

static int change_structure(cl_recording *r, cl_error *e)
{
    cl_cluster_structure next = {0};
    cl_cluster cluster;
    cl_date from;
    int rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_recording_day(r, &from, "from", e);
    if (rc == 0)
        rc = cl_plain_read(r, &structures, &next, e);
    if (rc == 0 && cl_view_equal(cluster.structure, next.structure))
        rc = cl_fail(e, CL_E_STATE, "CLU-%lld is %.*s already", (long long)cluster.id,
                     (int)next.structure.length, next.structure.at);
    if (rc != 0)
        return rc;
    next.cluster = cluster.id;
    next.from = cl_known(from);
    rc = check_structure(r, &next, e);
    return rc != 0 ? rc : store_structure(r, &cluster, &next, e);
}

CL_VERB_BODY(run_structure, change_structure)

static const cl_parameter structure_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"structure", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "STRUCTURE",
     "hub-and-spoke, broad-area or formal"},
    {"from", CL_TAKES_DATE, 0, "DATE", "first day (today)"},
    {"reason", CL_TAKES_TEXT, 0, "TEXT", "why"},
    CL_NO_MORE_PARAMETERS,
};

static int list_structures(cl_recording *r, cl_error *e)
{
    return cl_plain_list(r, &structures, e);
}

CL_VERB_BODY(run_structures, list_structures)

static const cl_parameter structures_parameters[] = {
    {"cluster", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "CLUSTER", "only of this cluster"},
    CL_LIST_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};

/* ---- agreeing to a pair ---- */

/* The pair of the two schools that still waits. */
static int find_proposed(cl_recording *r, cl_pairing *out, int64_t cluster, int64_t one,
                         int64_t other, cl_error *e)
{
    cl_pairing *pairs;
    size_t count;
    int rc = cl_pairing_list(&pairs, &count, &r->arena, r->store, cluster, CL_ANY_DAY, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        if (!pairs[i].to.known && pairs[i].asked.known &&
            ((pairs[i].home == one && pairs[i].overseas == other) ||
             (pairs[i].home == other && pairs[i].overseas == one))) {
            *out = pairs[i];
            return 0;
        }
    return rc != 0 ? rc
                   : cl_fail(e, CL_E_STATE,
                             "CLU-%lld has no proposed pair of SCH-%lld and SCH-%lld; 'clachan "
                             "cluster pair --propose' makes one",
                             (long long)cluster, (long long)one, (long long)other);
}

static int agree(cl_recording *r, cl_error *e)
{
    cl_cluster cluster;
    cl_school school, partner;
    cl_pairing before, after;
    cl_maybe *agreed;
    cl_date date;
    int rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_school_named(&school, r, cl_recording_text(r, "school"), "school", e);
    if (rc == 0)
        rc = cl_school_named(&partner, r, cl_recording_text(r, "partner"), "partner", e);
    if (rc == 0)
        rc = cl_recording_day(r, &date, "date", e);
    if (rc == 0)
        rc = find_proposed(r, &before, cluster.id, school.id, partner.id, e);
    if (rc != 0)
        return rc;
    after = before;
    agreed = before.home == school.id ? &after.home_agreed : &after.overseas_agreed;
    if (agreed->known)
        return cl_fail(e, CL_E_STATE, "SCH-%lld has agreed to PAR-%lld already",
                       (long long)school.id, (long long)before.id);
    *agreed = cl_known(date);
    rc = cl_recording_set(r, "agree", &cl_table_pairing, &before, &after, e);
    return rc != 0 ? rc : cl_cluster_show(r, &cluster, date, e);
}

CL_VERB_BODY(run_agree, agree)

static const cl_parameter agree_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"school", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "SCHOOL",
     "the side that agrees"},
    {"partner", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "SCHOOL",
     "the other side"},
    {"date", CL_TAKES_DATE, 0, "DATE", "when it agreed (today)"},
    CL_NO_MORE_PARAMETERS,
};

/* ---- the head's support ---- */

static int support(cl_recording *r, cl_error *e)
{
    cl_cluster cluster;
    cl_school school;
    cl_membership *members, after;
    cl_date date;
    size_t count;
    int rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_school_named(&school, r, cl_recording_text(r, "school"), "school", e);
    if (rc == 0)
        rc = cl_recording_day(r, &date, "date", e);
    if (rc == 0)
        rc = cl_membership_list(&members, &count, &r->arena, r->store, cluster.id, school.id, date,
                                e);
    if (rc == 0 && count == 0)
        rc = cl_fail(e, CL_E_STATE, "SCH-%lld is no member of CLU-%lld on that day",
                     (long long)school.id, (long long)cluster.id);
    if (rc != 0)
        return rc;
    after = members[0];
    after.head_supports = cl_known(date);
    after.evidence = cl_recording_text(r, "evidence");
    rc = cl_recording_set(r, "head supports", &cl_table_membership, &members[0], &after, e);
    return rc != 0 ? rc : cl_cluster_show(r, &cluster, date, e);
}

CL_VERB_BODY(run_support, support)

static const cl_parameter support_parameters[] = {
    CL_CLUSTER_PARAMETER,
    CL_SCHOOL_PARAMETER,
    {"date", CL_TAKES_DATE, 0, "DATE", "when the head said so (today)"},
    {"evidence", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "letter, e-mail, minutes: where"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_cluster_life_verbs[] = {
    {.name = "cluster edit",
     .run = run_edit,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = edit_parameters,
     .brief = "Changes a cluster's name, purpose or annual cost.",
     .detail = "The structure changes with 'clachan cluster structure', on a day.",
     .example = "clachan cluster edit CLU-1 --annual-cost 6000.00"},
    {.name = "cluster dissolve",
     .run = run_dissolve,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = dissolve_parameters,
     .brief = "Ends a cluster: members, pairs, board and co-ordinator with it.",
     .example = "clachan cluster dissolve CLU-1 --to 2022-07-31 --reason 'the project is over'"},
    {.name = "cluster structure",
     .run = run_structure,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = structure_parameters,
     .brief = "Turns a cluster into one of another structure, from a day on.",
     .detail = "What it was stays on record: a decision on an earlier day sees the structure of "
               "that day. A formal partnership needs a sponsor; a board may follow.",
     .example = "clachan cluster structure CLU-1 broad-area --from 2021-09-01"},
    {.name = "cluster structures",
     .run = run_structures,
     .needs = CL_NEEDS_STORE,
     .parameters = structures_parameters,
     .brief = "Lists how clusters were structured, and when.",
     .example = "clachan cluster structures CLU-1 --all"},
    {.name = "cluster agree",
     .run = run_agree,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = agree_parameters,
     .brief = "Records that one side agrees to a proposed pair.",
     .detail = "A pair counts in a dossier once both sides have agreed.",
     .example = "clachan cluster agree CLU-1 SCH-3 SCH-1 --date 2021-02-01"},
    {.name = "cluster head",
     .run = run_support,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = support_parameters,
     .brief = "Records the support of a school's head, with its evidence.",
     .example = "clachan cluster head CLU-1 SCH-2 --evidence 'letter of 3 February'"},
    {.name = NULL},
};
