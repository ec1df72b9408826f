/* SPDX-License-Identifier: MIT
 *
 * Clusters for people and programs.
 */
#include "cluster_show.h"

#include "ids.h"
#include "query.h"
#include "row.h"

typedef struct shown {
    cl_membership *members;
    cl_pairing *pairs;
    cl_coordinator *posts;
    size_t member_count, pair_count, post_count;
} shown;

static int read_shown(shown *out, cl_recording *r, int64_t cluster, cl_date on, cl_error *e)
{
    int rc = cl_membership_list(&out->members, &out->member_count, &r->arena, r->store, cluster, 0,
                                on, e);

    if (rc == 0)
        rc = cl_pairing_list(&out->pairs, &out->pair_count, &r->arena, r->store, cluster, on, e);
    if (rc == 0)
        rc =
            cl_coordinator_list(&out->posts, &out->post_count, &r->arena, r->store, cluster, on, e);
    return rc;
}

/* A member as an object, and as a line with the school's name. */
static int print_member(cl_recording *r, cl_text *json, const cl_membership *member, cl_error *e)
{
    cl_text one = CL_TEXT_INIT;
    cl_school school;
    int rc = cl_record_get(&school, &r->arena, r->store, &cl_table_school, member->school, e);

    if (rc != 0)
        return rc;
    cl_row_id(&one, "id", "MEM", member->id);
    cl_row_id(&one, "school", "SCH", member->school);
    cl_row_text(&one, "name", school.name);
    cl_row_text(&one, "country", school.country);
    cl_row_text(&one, "role", member->role);
    cl_row_day(&one, "from", member->from);
    cl_row_day(&one, "to", member->to);
    cl_text_add_string(json, json->length > 1 ? ", " : "");
    cl_text_add_view(json, cl_text_view(&one));
    cl_text_add_char(json, '}');
    cl_text_format(&r->text, "  %-8.*s  SCH-%-6lld  %.*s  ", (int)member->role.length,
                   member->role.at, (long long)member->school, (int)school.country.length,
                   school.country.at);
    cl_text_add_plain(&r->text, school.name);
    cl_text_add_char(&r->text, '\n');
    rc = cl_text_check(&one, e);
    cl_text_clear(&one);
    return rc;
}

static int print_members(cl_recording *r, cl_text *json, const shown *s, cl_error *e)
{
    int rc = 0;

    cl_text_add_char(json, '[');
    for (size_t i = 0; rc == 0 && i < s->member_count; i++)
        rc = print_member(r, json, &s->members[i], e);
    cl_text_add_char(json, ']');
    return rc;
}

static void print_pairs(cl_recording *r, cl_text *json, const shown *s, cl_date on)
{
    cl_text one = CL_TEXT_INIT;

    cl_text_add_char(json, '[');
    for (size_t i = 0; i < s->pair_count; i++) {
        const cl_pairing *pair = &s->pairs[i];

        cl_text_reset(&one);
        cl_row_id(&one, "id", "PAR", pair->id);
        cl_row_id(&one, "home", "SCH", pair->home);
        cl_row_id(&one, "overseas", "SCH", pair->overseas);
        cl_row_day(&one, "from", pair->from);
        cl_row_day(&one, "to", pair->to);
        cl_row_yesno(&one, "agreed", cl_pairing_is_agreed(pair, on));
        cl_text_add_string(json, i > 0 ? ", " : "");
        cl_text_add_view(json, cl_text_view(&one));
        cl_text_add_char(json, '}');
        cl_text_format(&r->text, "  pair      SCH-%lld with SCH-%lld%s\n", (long long)pair->home,
                       (long long)pair->overseas,
                       cl_pairing_is_agreed(pair, on) ? "" : " (proposed)");
    }
    cl_text_add_char(json, ']');
    cl_text_clear(&one);
}

static void print_post(cl_recording *r, cl_text *json, const shown *s)
{
    const cl_coordinator *post = s->posts;

    if (s->post_count == 0)
        return;
    cl_row_id(json, "id", "COO", post->id);
    cl_row_text(json, "name", post->name);
    cl_row_text(json, "contact", post->contact);
    cl_row_id(json, "school", "SCH", post->school);
    cl_row_day(json, "from", post->from);
    cl_text_add_char(json, '}');
    cl_text_add_string(&r->text, "  co-ordinator  ");
    cl_text_add_plain(&r->text, post->name.length > 0 ? post->name : CL_VIEW("(erased)"));
    cl_text_format(&r->text, ", SCH-%lld\n", (long long)post->school);
}

int cl_cluster_show(cl_recording *r, const cl_cluster *cluster, cl_date on, cl_error *e)
{
    cl_text members = CL_TEXT_INIT, pairs = CL_TEXT_INIT, post = CL_TEXT_INIT;
    shown s = {0};
    int rc = read_shown(&s, r, cluster->id, on, e);

    cl_text_format(&r->text, "CLU-%lld  ", (long long)cluster->id);
    cl_text_add_plain(&r->text, cluster->name);
    cl_text_format(&r->text, "  %.*s\n", (int)cluster->structure.length,
                   cluster->structure.at == NULL ? "" : cluster->structure.at);
    if (rc == 0)
        rc = print_members(r, &members, &s, e);
    if (rc == 0) {
        print_pairs(r, &pairs, &s, on);
        print_post(r, &post, &s);
        cl_row_id(&r->row, "id", "CLU", cluster->id);
        cl_row_number(&r->row, "version", cluster->version);
        cl_row_text(&r->row, "name", cluster->name);
        cl_row_text(&r->row, "structure", cluster->structure);
        cl_row_day(&r->row, "formed", cluster->formed);
        cl_row_day(&r->row, "dissolved", cluster->dissolved);
        cl_row_day(&r->row, "on", cl_known(on));
        cl_row_json(&r->row, "members", cl_text_view(&members));
        cl_row_json(&r->row, "pairs", cl_text_view(&pairs));
        cl_row_json(&r->row, "coordinator", cl_text_view(&post));
        cl_row_text(&r->row, "purpose", cluster->purpose);
        cl_row_money(&r->row, "annual_cost", cluster->annual_cost, cluster->currency);
        rc = cl_text_check(&members, e) != 0 || cl_text_check(&pairs, e) != 0 ||
                     cl_text_check(&post, e) != 0
                 ? CL_E_MEMORY
                 : cl_recording_send(r, e);
    }
    cl_text_clear(&members);
    cl_text_clear(&pairs);
    cl_text_clear(&post);
    return rc;
}

enum { PAGE = 200 };

static int send_line(cl_recording *r, const cl_cluster *cluster, int64_t schools, cl_error *e)
{
    cl_row_id(&r->row, "id", "CLU", cluster->id);
    cl_row_text(&r->row, "name", cluster->name);
    cl_row_text(&r->row, "structure", cluster->structure);
    cl_row_number(&r->row, "schools", schools);
    cl_row_day(&r->row, "formed", cluster->formed);
    cl_row_day(&r->row, "dissolved", cluster->dissolved);
    return cl_recording_send(r, e);
}

/* One page; `*after` is then its last cluster. */
static int send_page(cl_recording *r, cl_arena *arena, int64_t *after, size_t *count, cl_date on,
                     cl_error *e)
{
    int64_t sizes[PAGE];
    cl_cluster *clusters;
    int rc = cl_cluster_page(&clusters, count, arena, r->store, *after, PAGE, e);

    if (rc == 0)
        rc = cl_cluster_sizes(sizes, r->store, clusters, *count, on, e);
    for (size_t i = 0; rc == 0 && i < *count; i++) {
        rc = send_line(r, &clusters[i], sizes[i], e);
        *after = clusters[i].id;
    }
    return rc;
}

int cl_cluster_show_list(cl_recording *r, cl_date on, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    size_t count = PAGE;
    int64_t after = 0;
    int rc = 0;

    while (rc == 0 && count == PAGE) {
        cl_arena_reset(&arena);
        rc = send_page(r, &arena, &after, &count, on, e);
    }
    cl_arena_clear(&arena);
    return rc;
}
