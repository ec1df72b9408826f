/* SPDX-License-Identifier: MIT
 *
 * cluster create, add, remove, pair, coordinator: dated rows. What was true stays on record; a new
 * row begins where the old one ends. Showing clusters is in cluster_show.c.
 */
#include "cluster_show.h"
#include "query.h"
#include "recording.h"
#include "row.h"
#include "school_verbs.h"

#define CLUSTER_PARAMETER                                                                          \
    {                                                                                              \
        "cluster", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "CLUSTER",        \
            "id (CLU-3)"                                                                           \
    }
#define SCHOOL_PARAMETER(name, brief)                                                              \
    {                                                                                              \
        name, CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "SCHOOL", brief      \
    }
#define FROM_PARAMETER                                                                             \
    {                                                                                              \
        "from", CL_TAKES_DATE, 0, "DATE", "first day (today)"                                      \
    }
#define END_PARAMETERS                                                                             \
    {                                                                                              \
        NULL, CL_TAKES_TEXT, 0, NULL, NULL                                                         \
    }

/* ---- create ---- */

static int read_cluster(const cl_recording *r, cl_cluster *cluster, cl_error *e)
{
    cl_date formed;
    int rc = cl_recording_choice(r, &cluster->structure, "structure", cl_words_of_structure, e);

    if (rc == 0)
        rc = cl_recording_day(r, &formed, "formed", e);
    if (rc != 0)
        return rc;
    cluster->formed = cl_known(formed);
    cluster->name = cl_view_trim(cl_recording_text(r, "name"));
    return cluster->name.length > 0 ? 0 : cl_fail(e, CL_E_INVALID, "a cluster needs a name");
}

static int create(cl_recording *r, cl_error *e)
{
    cl_cluster cluster = {0};
    int rc;

    rc = read_cluster(r, &cluster, e);
    if (rc == 0)
        rc = cl_recording_add(r, "create", &cl_table_cluster, &cluster, e);
    if (rc == 0)
        rc = cl_cluster_show(r, &cluster, cl_session_today(r->session), e);
    return rc;
}

static int run_create(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    return cl_recording_run(create, session, arguments, sink, e);
}

static const cl_parameter create_parameters[] = {
    {"name", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "NAME", "name of the cluster"},
    {"structure", CL_TAKES_TEXT, 0, "STRUCTURE", "hub-and-spoke, broad-area or formal"},
    {"formed", CL_TAKES_DATE, 0, "DATE", "first day (today)"},
    END_PARAMETERS,
};

/* ---- members ---- */

/* Cluster and school of a verb about one member. */
typedef struct place {
    cl_cluster cluster;
    cl_school school;
} place;

static int read_place(cl_recording *r, place *out, cl_error *e)
{
    int rc = cl_recording_get(r, &out->cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_school_named(&out->school, r, cl_recording_text(r, "school"), "school", e);
    if (rc == 0 && out->cluster.dissolved.known)
        rc = cl_fail(e, CL_E_STATE, "CLU-%lld is dissolved", (long long)out->cluster.id);
    return rc;
}

/* The membership that holds on a day; `*found` false when there is none. */
static int find_membership(cl_membership *out, bool *found, cl_recording *r, int64_t cluster,
                           int64_t school, cl_date on, cl_error *e)
{
    cl_membership *list;
    size_t count;
    int rc = cl_membership_list(&list, &count, &r->arena, r->store, cluster, school, on, e);

    *found = rc == 0 && count > 0;
    if (*found)
        *out = list[0];
    return rc;
}

/* Ends a row the day before `from`, so that the next may begin; a row that began on that very day
 * cannot end before. */
static int end_membership(cl_change *change, const cl_membership *before, cl_date last,
                          cl_view reason, cl_error *e)
{
    cl_membership after = *before;

    if (before->from.known && before->from.value > last)
        return cl_fail(e, CL_E_STATE,
                       "MEM-%lld began on the same day or later; a row lasts at least one day",
                       (long long)before->id);
    after.to = cl_known(last);
    if (reason.length > 0)
        after.reason = reason;
    return cl_change_set(change, &cl_table_membership, before, &after, e);
}

static void print_days(cl_text *out, const cl_membership *member)
{
    if (member->from.known) {
        cl_text_add_string(out, " from ");
        cl_date_print(out, (cl_date)member->from.value);
    }
    if (member->to.known) {
        cl_text_add_string(out, " to ");
        cl_date_print(out, (cl_date)member->to.value);
    }
}

static int refuse_overlap(const cl_membership *other, cl_date from, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    int rc;

    cl_text_format(&text, "SCH-%lld is ", (long long)other->school);
    cl_text_add_view(&text, other->role);
    cl_text_format(&text, " of CLU-%lld", (long long)other->cluster);
    print_days(&text, other);
    cl_text_format(&text, " already (MEM-%lld); one school is one member on one day",
                   (long long)other->id);
    if (other->from.known && other->from.value > from) {
        cl_text_add_string(&text, ": give --to ");
        cl_date_print(&text, (cl_date)other->from.value - 1);
        cl_text_add_string(&text, " or earlier");
    }
    rc = cl_text_check(&text, e);
    if (rc == 0)
        rc = cl_fail(e, CL_E_STATE, "%s", text.at);
    cl_text_clear(&text);
    return rc;
}

/* The rows of one school in one cluster may not share a day; the one that the new row ends does
 * not count. */
static int check_overlaps(cl_recording *r, const cl_membership *member, const cl_membership *ends,
                          cl_error *e)
{
    cl_membership *list;
    size_t count;
    int rc = cl_membership_list(&list, &count, &r->arena, r->store, member->cluster, member->school,
                                CL_ANY_DAY, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        bool begins =
            !member->to.known || !list[i].from.known || list[i].from.value <= member->to.value;
        bool lasts = !list[i].to.known || list[i].to.value >= member->from.value;

        if (begins && lasts && (ends == NULL || list[i].id != ends->id))
            rc = refuse_overlap(&list[i], (cl_date)member->from.value, e);
    }
    return rc;
}

static int store_member(cl_recording *r, const place *p, cl_membership *member,
                        const cl_membership *before, cl_error *e)
{
    cl_change change;
    int rc = cl_recording_change(r, &change, e);

    if (rc == 0 && before != NULL)
        rc = end_membership(&change, before, (cl_date)member->from.value - 1, (cl_view)CL_VIEW_INIT,
                            e);
    if (rc == 0)
        rc = cl_change_add(&change, &cl_table_membership, member, e);
    if (rc == 0)
        rc = cl_change_store(&change, before == NULL ? "join" : "change role", "CLU", p->cluster.id,
                             NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

static int add_member(cl_recording *r, cl_error *e)
{
    cl_membership member = {0}, before;
    cl_date from;
    bool found;
    place p;
    int rc = read_place(r, &p, e);

    if (rc == 0)
        rc = cl_recording_choice(r, &member.role, "role", cl_words_of_role, e);
    if (rc == 0)
        rc = cl_recording_day(r, &from, "from", e);
    if (rc == 0)
        rc = find_membership(&before, &found, r, p.cluster.id, p.school.id, from, e);
    if (rc == 0 && found && cl_view_equal(before.role, member.role))
        rc = cl_fail(e, CL_E_STATE, "SCH-%lld is %.*s of CLU-%lld already (MEM-%lld)",
                     (long long)p.school.id, (int)member.role.length, member.role.at,
                     (long long)p.cluster.id, (long long)before.id);
    if (rc == 0)
        rc = cl_recording_maybe_day(r, &member.to, "to", e);
    if (rc == 0 && member.to.known && member.to.value < from)
        rc = cl_fail(e, CL_E_INVALID, "to: the last day lies before the first");
    if (rc != 0)
        return rc;
    member.cluster = p.cluster.id;
    member.school = p.school.id;
    member.from = cl_known(from);
    rc = check_overlaps(r, &member, found ? &before : NULL, e);
    if (rc == 0)
        rc = store_member(r, &p, &member, found ? &before : NULL, e);
    return rc != 0 ? rc : cl_cluster_show(r, &p.cluster, from, e);
}

static int run_add(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                   cl_error *e)
{
    return cl_recording_run(add_member, session, arguments, sink, e);
}

static const cl_parameter add_parameters[] = {
    CLUSTER_PARAMETER,
    SCHOOL_PARAMETER("school", "id (SCH-12) or number in a register (GB-EDU:100000)"),
    {"role", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "ROLE", "lead, partner, network or sponsor"},
    FROM_PARAMETER,
    {"to", CL_TAKES_DATE, 0, "DATE", "last day; none while it goes on"},
    END_PARAMETERS,
};

static int remove_member(cl_recording *r, cl_error *e)
{
    cl_membership before;
    cl_change change = {0};
    cl_date to;
    bool found;
    place p;
    int rc = read_place(r, &p, e);

    if (rc == 0)
        rc = cl_recording_day(r, &to, "to", e);
    if (rc == 0)
        rc = find_membership(&before, &found, r, p.cluster.id, p.school.id, to, e);
    if (rc == 0 && !found)
        rc = cl_fail(e, CL_E_STATE, "SCH-%lld is no member of CLU-%lld on that day",
                     (long long)p.school.id, (long long)p.cluster.id);
    if (rc == 0)
        rc = cl_recording_change(r, &change, e);
    if (rc == 0)
        rc = end_membership(&change, &before, to, cl_recording_text(r, "reason"), e);
    if (rc == 0)
        rc = cl_change_store(&change, "leave", "CLU", p.cluster.id, NULL, NULL, e);
    cl_change_clear(&change);
    return rc != 0 ? rc : cl_cluster_show(r, &p.cluster, to + 1, e);
}

static int run_remove(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    return cl_recording_run(remove_member, session, arguments, sink, e);
}

static const cl_parameter remove_parameters[] = {
    CLUSTER_PARAMETER,
    SCHOOL_PARAMETER("school", "id (SCH-12) or number in a register (GB-EDU:100000)"),
    {"to", CL_TAKES_DATE, 0, "DATE", "last day (today)"},
    {"reason", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "why"},
    END_PARAMETERS,
};

/* ---- pairs ---- */

static bool is_home(const cl_school *school)
{
    return cl_view_is(school->country, "GB");
}

static int check_member(cl_recording *r, int64_t cluster, const cl_school *school, cl_date on,
                        cl_error *e)
{
    cl_membership member;
    bool found;
    int rc = find_membership(&member, &found, r, cluster, school->id, on, e);

    if (rc == 0 && !found)
        rc = cl_fail(
            e, CL_E_STATE,
            "SCH-%lld (%.*s) is no member of CLU-%lld on that day; 'clachan cluster add' first",
            (long long)school->id, (int)school->name.length, school->name.at, (long long)cluster);
    return rc;
}

/* Two schools of the cluster, one on each side of the border, whichever was named first. */
static int read_pair(cl_recording *r, int64_t cluster, cl_pairing *pair, cl_date from, cl_error *e)
{
    cl_school one, other;
    int rc = cl_school_named(&one, r, cl_recording_text(r, "school"), "school", e);

    if (rc == 0)
        rc = cl_school_named(&other, r, cl_recording_text(r, "partner"), "partner", e);
    if (rc == 0 && is_home(&one) == is_home(&other))
        rc = cl_fail(e, CL_E_STATE, "SCH-%lld and SCH-%lld are both %s; a pair crosses the border",
                     (long long)one.id, (long long)other.id,
                     is_home(&one) ? "in the United Kingdom" : "overseas");
    if (rc == 0)
        rc = check_member(r, cluster, &one, from, e);
    if (rc == 0)
        rc = check_member(r, cluster, &other, from, e);
    if (rc == 0) {
        pair->home = is_home(&one) ? one.id : other.id;
        pair->overseas = is_home(&one) ? other.id : one.id;
    }
    return rc;
}

static int pair_schools(cl_recording *r, cl_error *e)
{
    cl_cluster cluster;
    cl_pairing pair = {0};
    cl_change change = {0};
    cl_date from;
    int rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_recording_day(r, &from, "from", e);
    if (rc == 0)
        rc = read_pair(r, cluster.id, &pair, from, e);
    if (rc != 0)
        return rc;
    pair.cluster = cluster.id;
    pair.from = cl_known(from);
    if (cl_argument_is_set(r->arguments, "propose"))
        pair.asked = cl_known(from);
    rc = cl_recording_change(r, &change, e);
    if (rc == 0)
        rc = cl_change_add(&change, &cl_table_pairing, &pair, e);
    if (rc == 0)
        rc = cl_change_store(&change, "pair", "CLU", cluster.id, NULL, NULL, e);
    cl_change_clear(&change);
    return rc != 0 ? rc : cl_cluster_show(r, &cluster, from, e);
}

static int run_pair(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(pair_schools, session, arguments, sink, e);
}

static const cl_parameter pair_parameters[] = {
    CLUSTER_PARAMETER,
    SCHOOL_PARAMETER("school", "one member"),
    SCHOOL_PARAMETER("partner", "its partner across the border"),
    FROM_PARAMETER,
    {"propose", CL_TAKES_SWITCH, 0, NULL, "counts only once both have agreed (cluster agree)"},
    END_PARAMETERS,
};

/* ---- co-ordinator ---- */

/* The post that holds on the day ends the day before; a post that begins later stays in the way. */
static int end_post(cl_change *change, cl_recording *r, int64_t cluster, cl_date from, cl_error *e)
{
    cl_coordinator *posts, after;
    size_t count;
    int rc = cl_coordinator_list(&posts, &count, &r->arena, r->store, cluster, from, e);

    if (rc != 0 || count == 0)
        return rc;
    if (posts[0].from.known && posts[0].from.value >= from)
        return cl_fail(e, CL_E_STATE,
                       "CLU-%lld has another co-ordinator from that very day (COO-%lld)",
                       (long long)cluster, (long long)posts[0].id);
    after = posts[0];
    after.to = cl_known(from - 1);
    return cl_change_set(change, &cl_table_coordinator, &posts[0], &after, e);
}

/* By name, or a person on record, whose name and contact the post then has. */
static int read_coordinator(cl_recording *r, cl_coordinator *post, cl_error *e)
{
    cl_person person = {0};
    int rc = 0;

    if (cl_argument_is_set(r->arguments, "person"))
        rc = cl_recording_person(r, &person, "person", e);
    post->person = person.id;
    post->name = cl_recording_text(r, "name");
    post->contact = cl_recording_text(r, "contact");
    if (post->name.length == 0)
        post->name = person.name;
    if (post->contact.length == 0)
        post->contact = person.contact;
    if (rc == 0 && post->name.length == 0)
        rc = cl_fail(e, CL_E_MISUSE, "say who it is: --name NAME, or --person PERSON");
    return rc;
}

static int appoint(cl_recording *r, cl_error *e)
{
    cl_coordinator post = {0};
    cl_change change = {0};
    cl_date from;
    place p;
    int rc = read_place(r, &p, e);

    if (rc == 0)
        rc = cl_recording_day(r, &from, "from", e);
    if (rc == 0)
        rc = check_member(r, p.cluster.id, &p.school, from, e);
    if (rc == 0)
        rc = read_coordinator(r, &post, e);
    if (rc == 0)
        rc = cl_recording_change(r, &change, e);
    if (rc == 0)
        rc = end_post(&change, r, p.cluster.id, from, e);
    if (rc == 0) {
        post.cluster = p.cluster.id;
        post.school = p.school.id;
        post.from = cl_known(from);
        rc = cl_change_add(&change, &cl_table_coordinator, &post, e);
    }
    if (rc == 0)
        rc = cl_change_store(&change, "appoint", "CLU", p.cluster.id, NULL, NULL, e);
    cl_change_clear(&change);
    return rc != 0 ? rc : cl_cluster_show(r, &p.cluster, from, e);
}

static int run_coordinator(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                           cl_error *e)
{
    return cl_recording_run(appoint, session, arguments, sink, e);
}

static const cl_parameter coordinator_parameters[] = {
    CLUSTER_PARAMETER,
    SCHOOL_PARAMETER("school", "school that the post is at, a member"),
    {"name", CL_TAKES_TEXT, 0, "NAME", "who it is"},
    {"person", CL_TAKES_ID, 0, "PERSON", "who it is, when on record (PER-1)"},
    {"contact", CL_TAKES_TEXT, 0, "TEXT", "how to reach them"},
    FROM_PARAMETER,
    END_PARAMETERS,
};

/* ---- list and show ---- */

static int list(cl_recording *r, cl_error *e)
{
    cl_date on;
    int rc;

    rc = cl_recording_day(r, &on, "on", e);
    if (rc == 0)
        rc = cl_cluster_show_list(r, on, e);
    return rc;
}

static int run_list(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(list, session, arguments, sink, e);
}

static const cl_parameter list_parameters[] = {
    {"on", CL_TAKES_DATE, 0, "DATE", "as it was on this day (today)"},
    END_PARAMETERS,
};

static int show_one(cl_recording *r, cl_error *e)
{
    cl_cluster cluster;
    cl_date on;
    int rc;

    rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);
    if (rc == 0)
        rc = cl_recording_day(r, &on, "on", e);
    if (rc == 0)
        rc = cl_cluster_show(r, &cluster, on, e);
    return rc;
}

static int run_show(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(show_one, session, arguments, sink, e);
}

static const cl_parameter show_parameters[] = {
    CLUSTER_PARAMETER,
    {"on", CL_TAKES_DATE, 0, "DATE", "as it was on this day (today)"},
    END_PARAMETERS,
};

const cl_verb cl_cluster_verbs[] = {
    {.name = "cluster create",
     .run = run_create,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = create_parameters,
     .brief = "Forms a cluster, still without schools.",
     .example = "clachan cluster create --name 'Clyde and Zomba' --structure hub-and-spoke"},
    {.name = "cluster add",
     .run = run_add,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = add_parameters,
     .brief = "Adds a school to a cluster, or changes its role.",
     .detail =
         "A new role begins on its first day; the old one ends the day before and stays on record.",
     .example = "clachan cluster add CLU-1 GB-EDU:100000 --role lead"},
    {.name = "cluster remove",
     .run = run_remove,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = remove_parameters,
     .brief = "Ends a school's membership; its history stays.",
     .example = "clachan cluster remove CLU-1 SCH-4 --reason 'the school closed'"},
    {.name = "cluster pair",
     .run = run_pair,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = pair_parameters,
     .brief = "Pairs two schools of a cluster across the border.",
     .example = "clachan cluster pair CLU-1 SCH-1 SCH-3"},
    {.name = "cluster coordinator",
     .run = run_coordinator,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = coordinator_parameters,
     .brief = "Appoints the co-ordinator of a cluster.",
     .detail = "A cluster has one at a time; the one before ends the day before. Name and contact "
               "are kept apart from "
               "the log.",
     .example = "clachan cluster coordinator CLU-1 SCH-1 --name 'A. Teacher'"},
    {.name = "cluster list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists clusters with their numbers of schools.",
     .example = "clachan cluster list"},
    {.name = "cluster show",
     .run = run_show,
     .needs = CL_NEEDS_STORE,
     .parameters = show_parameters,
     .brief = "Shows a cluster: schools, roles, pairs, co-ordinator.",
     .example = "clachan cluster show CLU-1 --on 2021-03-01"},
    {.name = NULL},
};
