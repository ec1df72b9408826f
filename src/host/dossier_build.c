/* SPDX-License-Identifier: MIT
 *
 * From records to a dossier. Schools come in the order in which they joined, requests in the order
 * in which they were written: the same records give the same bytes.
 */
#include "dossier_build.h"

#include <stdio.h>

#include "money.h"
#include "query.h"
#include "row.h"
#include "terms.h"

typedef struct building {
    cl_text *out;
    cl_arena *arena;
    cl_store *store;
    const cl_application *application;
    cl_date on;
    cl_pairing *pairs;
    size_t pair_count;
    cl_membership *members; /* and of each the school */
    cl_school *schools;
    size_t member_count;
    cl_self_evaluation *evaluations;
    size_t evaluation_count;
    int64_t *holders;
    size_t holder_count;
} building;

/* Everything about the members in four queries, however many they are. */
static int read_members(building *b, cl_error *e)
{
    int64_t cluster = b->application->cluster;
    size_t schools = 0;
    int rc =
        cl_membership_list(&b->members, &b->member_count, b->arena, b->store, cluster, 0, b->on, e);

    if (rc == 0)
        rc = cl_member_schools(&b->schools, &schools, b->arena, b->store, cluster, b->on, e);
    if (rc == 0)
        rc = cl_member_evaluations(&b->evaluations, &b->evaluation_count, b->arena, b->store,
                                   cluster, b->on, e);
    if (rc == 0)
        rc = cl_member_holders(&b->holders, &b->holder_count, b->arena, b->store, cluster, b->on,
                               b->application->id, e);
    if (rc == 0 && schools != b->member_count)
        rc = cl_fail(e, CL_E_STATE, "a member of CLU-%lld is no school on record",
                     (long long)cluster);
    return rc;
}

/* Members that are texts and unknown are left out: a key that is not there is unknown. */
static void add_known(cl_text *out, const char *name, cl_view value)
{
    if (value.length > 0)
        cl_row_text(out, name, value);
}

/* A part that is not whole spoils the whole: half a dossier must not be decided. */
static void spoil(cl_text *whole, const cl_text *part)
{
    if (part->failed != 0 && whole->failed == 0)
        whole->failed = part->failed;
}

static void append(cl_text *list, cl_text *object)
{
    spoil(list, object);
    if (list->length > 1)
        cl_text_add_string(list, ", ");
    cl_text_add_view(list, cl_text_view(object));
    cl_text_add_char(list, '}');
    cl_text_reset(object);
}

static bool is_member(const cl_membership *members, size_t count, int64_t school)
{
    for (size_t i = 0; i < count; i++)
        if (members[i].school == school)
            return true;
    return false;
}

/* ["SCH-3"]: the schools across the border that this one is paired with; [] when it has none. One
 * that has left is no partner, even where nobody has ended the pair. */
static void add_partners(cl_text *out, const building *b, int64_t school)
{
    cl_text list = CL_TEXT_INIT;

    cl_text_add_char(&list, '[');
    for (size_t i = 0; i < b->pair_count; i++) {
        int64_t partner = !cl_pairing_is_agreed(&b->pairs[i], b->on) ? 0
                          : b->pairs[i].home == school               ? b->pairs[i].overseas
                          : b->pairs[i].overseas == school           ? b->pairs[i].home
                                                                     : 0;

        if (partner != 0 && is_member(b->members, b->member_count, partner))
            cl_text_format(&list, "%s\"SCH-%lld\"", list.length > 1 ? ", " : "",
                           (long long)partner);
    }
    cl_text_add_char(&list, ']');
    cl_row_json(out, "partners", cl_text_view(&list));
    spoil(out, &list);
    cl_text_clear(&list);
}

/* The last one that was submitted by that day; null when there is none. */
static cl_maybe last_evaluation(const building *b, int64_t school)
{
    for (size_t i = 0; i < b->evaluation_count; i++)
        if (b->evaluations[i].school == school)
            return b->evaluations[i].date;
    return (cl_maybe){0, false};
}

static bool holds_grant(const building *b, int64_t school)
{
    for (size_t i = 0; i < b->holder_count; i++)
        if (b->holders[i] == school)
            return true;
    return false;
}

static void add_school(cl_text *list, cl_text *one, const building *b, size_t member)
{
    const cl_school *school = &b->schools[member];

    cl_row_id(one, "id", "SCH", school->id);
    cl_row_text(one, "name", school->name);
    cl_row_text(one, "country", school->country);
    cl_row_text(one, "role", b->members[member].role);
    add_partners(one, b, school->id);
    add_known(one, "phase", school->phase);
    add_known(one, "funding", school->funding);
    if (school->pupils.known)
        cl_row_maybe(one, "pupils", school->pupils);
    cl_row_day(one, "self_evaluation", last_evaluation(b, school->id));
    cl_row_yesno(one, "holds_grant", holds_grant(b, school->id));
    append(list, one);
}

static int add_schools(cl_text *cluster, const building *b, cl_error *e)
{
    cl_text list = CL_TEXT_INIT, one = CL_TEXT_INIT;
    int rc;

    cl_text_add_char(&list, '[');
    for (size_t i = 0; i < b->member_count; i++)
        add_school(&list, &one, b, i);
    cl_text_add_char(&list, ']');
    rc = cl_text_check(&list, e);
    cl_row_json(cluster, "schools", cl_text_view(&list));
    cl_text_clear(&list);
    cl_text_clear(&one);
    return rc;
}

/* A record, or null for none. The name of somebody who was erased is unknown. */
static int add_coordinator(cl_text *cluster, const building *b, cl_error *e)
{
    cl_text post = CL_TEXT_INIT;
    cl_coordinator *posts;
    size_t count;
    int rc =
        cl_coordinator_list(&posts, &count, b->arena, b->store, b->application->cluster, b->on, e);

    if (rc == 0 && count > 0) {
        add_known(&post, "name", posts[0].name);
        cl_row_id(&post, "school", "SCH", posts[0].school);
        cl_text_add_char(&post, '}');
        rc = cl_text_check(&post, e);
    }
    cl_row_json(cluster, "coordinator", cl_text_view(&post));
    cl_text_clear(&post);
    return rc;
}

/* The structure of the day: a dated row where there is one, else what the cluster says. */
static int add_structure(cl_text *out, const building *b, const cl_cluster *cluster, cl_error *e)
{
    const cl_record_filter filters[] = {{"cluster", cluster->id, NULL}, {NULL, 0, NULL}};
    void *items = NULL;
    size_t count;
    int rc = cl_record_list(&items, &count, b->arena, b->store, &cl_table_cluster_structure,
                            filters, b->on, e);

    if (rc == 0)
        add_known(out, "structure",
                  count > 0 ? ((const cl_cluster_structure *)items)->structure
                            : cluster->structure);
    return rc;
}

/* [{"school", "name"}]: seats of schools that are members. Nobody ever had a seat: not known. */
static int add_board(cl_text *out, const building *b, const cl_cluster *cluster, cl_error *e)
{
    const cl_record_filter filters[] = {{"cluster", cluster->id, NULL}, {NULL, 0, NULL}};
    cl_text list = CL_TEXT_INIT, one = CL_TEXT_INIT;
    const cl_board_seat *seats;
    void *items = NULL;
    size_t count;
    int rc = cl_record_list(&items, &count, b->arena, b->store, &cl_table_board_seat, filters,
                            CL_ANY_DAY, e);

    if (rc != 0 || count == 0)
        return rc;
    seats = items;
    cl_text_add_char(&list, '[');
    for (size_t i = 0; i < count; i++) {
        if ((seats[i].from.known && seats[i].from.value > b->on) ||
            (seats[i].to.known && seats[i].to.value < b->on) ||
            !is_member(b->members, b->member_count, seats[i].school))
            continue;
        cl_row_id(&one, "school", "SCH", seats[i].school);
        add_known(&one, "name", seats[i].name);
        append(&list, &one);
    }
    cl_text_add_char(&list, ']');
    cl_row_json(out, "board", cl_text_view(&list));
    rc = cl_text_check(&list, e);
    cl_text_clear(&list);
    cl_text_clear(&one);
    return rc;
}

static void print_meetings(cl_text *out, const cl_cluster_terms *terms)
{
    cl_text list = CL_TEXT_INIT, one = CL_TEXT_INIT;

    cl_text_add_char(&list, '[');
    for (size_t i = 0; i < terms->meeting_count; i++) {
        const cl_term *term = cl_term_of(terms, terms->meetings[i].date.value);

        cl_row_day(&one, "date", terms->meetings[i].date);
        cl_row_text(&one, "term", term == NULL ? CL_VIEW("between terms") : term->name);
        append(&list, &one);
    }
    cl_text_add_char(&list, ']');
    cl_row_json(out, "meetings", cl_text_view(&list));
    cl_text_clear(&list);
    cl_text_clear(&one);
}

/* The terms of the year before, and when the board met. No term or no meeting on record: not known.
 */
static int add_terms(cl_text *out, const building *b, const cl_cluster *cluster, cl_error *e)
{
    cl_text list = CL_TEXT_INIT;
    cl_cluster_terms terms;
    int rc = cl_cluster_terms_read(&terms, b->arena, b->store, cluster, b->on, e);

    if (rc != 0)
        return rc;
    if (terms.any_terms) {
        cl_text_add_char(&list, '[');
        for (size_t i = 0; i < terms.term_count; i++) {
            cl_text_add_string(&list, i == 0 ? "" : ", ");
            cl_text_add_json(&list, terms.terms[i].name);
        }
        cl_text_add_char(&list, ']');
        cl_row_json(out, "terms", cl_text_view(&list));
        rc = cl_text_check(&list, e);
        cl_text_clear(&list);
    }
    if (terms.meeting_count > 0)
        print_meetings(out, &terms);
    return rc;
}

/* Money is text: "6000.00". */
static void add_money(cl_text *out, const char *name, cl_maybe minor, cl_view currency)
{
    cl_money money = {minor.value, ""};
    cl_text text = CL_TEXT_INIT;

    if (!minor.known)
        return;
    (void)snprintf(money.currency, sizeof money.currency, "%.*s", (int)currency.length,
                   currency.at);
    cl_money_print(&text, money);
    cl_row_text(out, name, cl_text_view(&text));
    cl_text_clear(&text);
}

static int add_cluster(const building *b, cl_error *e)
{
    cl_text object = CL_TEXT_INIT;
    cl_cluster cluster;
    int rc =
        cl_record_get(&cluster, b->arena, b->store, &cl_table_cluster, b->application->cluster, e);

    if (rc == 0) {
        cl_row_text(&object, "name", cluster.name);
        rc = add_structure(&object, b, &cluster, e);
    }
    if (rc == 0)
        rc = add_coordinator(&object, b, e);
    if (rc == 0)
        rc = add_schools(&object, b, e);
    if (rc == 0)
        rc = add_board(&object, b, &cluster, e);
    if (rc == 0)
        rc = add_terms(&object, b, &cluster, e);
    if (rc == 0)
        add_money(&object, "annual_cost", cluster.annual_cost, cluster.currency);
    cl_text_add_char(&object, '}');
    if (rc == 0)
        rc = cl_text_check(&object, e);
    cl_row_json(b->out, "cluster", cl_text_view(&object));
    cl_text_clear(&object);
    return rc;
}

static int add_requests(const building *b, cl_error *e)
{
    cl_text list = CL_TEXT_INIT, one = CL_TEXT_INIT;
    cl_request *requests;
    size_t count;
    int rc = cl_request_list(&requests, &count, b->arena, b->store, b->application->id, false, e);

    cl_text_add_char(&list, '[');
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_row_text(&one, "item", requests[i].item);
        if (requests[i].school != 0)
            cl_row_id(&one, "school", "SCH", requests[i].school);
        if (requests[i].days.known)
            cl_row_maybe(&one, "days", requests[i].days);
        add_money(&one, "cost", requests[i].cost, requests[i].currency);
        append(&list, &one);
    }
    cl_text_add_char(&list, ']');
    if (rc == 0)
        rc = cl_text_check(&list, e);
    cl_row_json(b->out, "requests", cl_text_view(&list));
    cl_text_clear(&list);
    cl_text_clear(&one);
    return rc;
}

static int build(building *b, cl_error *e)
{
    const cl_application *application = b->application;
    int rc = cl_pairing_list(&b->pairs, &b->pair_count, b->arena, b->store, application->cluster,
                             b->on, e);

    cl_row_text(b->out, "programme", application->programme);
    add_known(b->out, "edition", application->edition);
    cl_row_day(b->out, "date", application->date);
    add_known(b->out, "option", application->option);
    add_known(b->out, "funding_model", application->funding_model);
    if (rc == 0)
        rc = read_members(b, e);
    if (rc == 0)
        rc = add_cluster(b, e);
    if (rc == 0)
        rc = add_requests(b, e);
    cl_row_json(b->out, "answers",
                application->answers.length > 0 ? application->answers : CL_VIEW("{}"));
    cl_text_add_char(b->out, '}');
    return rc != 0 ? rc : cl_text_check(b->out, e);
}

/* At one moment: a member who leaves between two queries would be half in the dossier. */
int cl_dossier_build(cl_text *out, cl_arena *arena, cl_store *store,
                     const cl_application *application, cl_error *e)
{
    cl_text own = CL_TEXT_INIT; /* `out` may hold something already, and members look at what is
                                   before them */
    building b = {.out = &own,
                  .arena = arena,
                  .store = store,
                  .application = application,
                  .on = (cl_date)application->date.value};
    int rc = cl_store_look(store, e);

    if (rc != 0)
        return rc;
    rc = build(&b, e);
    cl_store_look_end(store);
    if (rc == 0 && cl_text_add_view(out, cl_text_view(&own)) != 0)
        rc = cl_text_check(out, e);
    cl_text_clear(&own);
    return rc;
}
