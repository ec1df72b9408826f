/* SPDX-License-Identifier: MIT
 *
 * What a variation changes in the dossier that an award rests on: schools come, go and take each
 * other's place; requests and options change. All else stays as it was signed.
 */
#include <string.h>

#include "ids.h"
#include "query.h"
#include "variation.h"

enum { SCHOOL = CL_ID_TEXT };

typedef struct changing {
    const cl_variation_kind *kind;
    const cl_patch *patch;
    const cl_json_value *dossier, *today;
    cl_text *out;
    char added[SCHOOL], gone[SCHOOL], by[SCHOOL], lead[SCHOOL]; /* "": none */
} changing;

static cl_view text_of(const cl_json_value *object, const char *key)
{
    const cl_json_value *value = object == NULL ? NULL : cl_json_get(object, key);

    return value == NULL ? (cl_view)CL_VIEW_INIT : cl_json_string(value);
}

static const cl_json_value *schools_of(const cl_json_value *dossier)
{
    const cl_json_value *cluster = dossier == NULL ? NULL : cl_json_get(dossier, "cluster");

    return cluster == NULL ? NULL : cl_json_get(cluster, "schools");
}

static const cl_json_value *school_of(const cl_json_value *dossier, const char *id)
{
    const cl_json_value *schools = schools_of(dossier);

    for (size_t i = 0; schools != NULL && i < cl_json_count(schools); i++)
        if (cl_view_is(text_of(cl_json_item(schools, i), "id"), id))
            return cl_json_item(schools, i);
    return NULL;
}

/* ---- members of objects ---- */

static void begin_member(cl_text *out, const char *key)
{
    if (out->length > 0 && out->at[out->length - 1] != '{')
        cl_text_add_string(out, ", ");
    cl_text_add_json(out, cl_view_of(key));
    cl_text_add_string(out, ": ");
}

static void begin_item(cl_text *out)
{
    if (out->length > 0 && out->at[out->length - 1] != '[')
        cl_text_add_string(out, ", ");
}

/* All members but those in `except` (parted by one space). */
static void copy_members(cl_text *out, const cl_json_value *object, const char *except)
{
    const cl_json_value *value;
    void *cursor = NULL;
    const char *key;

    while ((key = cl_json_next(object, &cursor, &value)) != NULL) {
        if (cl_words_hold(except, key))
            continue;
        begin_member(out, key);
        cl_json_print(out, value, 0);
    }
}

/* ---- schools ---- */

/* The id that stands for this one now; empty when the school is gone. */
static cl_view now_called(const changing *c, cl_view id)
{
    if (c->gone[0] == '\0' || !cl_view_is(id, c->gone))
        return id;
    return cl_view_of(c->by);
}

static bool takes_part(const changing *c, cl_view id)
{
    char name[SCHOOL] = "";

    if (id.length >= SCHOOL || id.length == 0)
        return false;
    memcpy(name, id.at, id.length);
    if (strcmp(name, c->added) == 0 || strcmp(name, c->by) == 0)
        return true;
    return strcmp(name, c->gone) != 0 && school_of(c->dossier, name) != NULL;
}

static bool has_partner(const cl_json_value *school, const char *id)
{
    const cl_json_value *partners = school == NULL ? NULL : cl_json_get(school, "partners");

    for (size_t i = 0; partners != NULL && i < cl_json_count(partners); i++)
        if (cl_view_is(cl_json_string(cl_json_item(partners, i)), id))
            return true;
    return false;
}

/* A pair has two sides: who names the new school is named by it, and the other way round. */
static void print_partners(const changing *c, const cl_json_value *school, cl_view id)
{
    const cl_json_value *partners = cl_json_get(school, "partners");
    const char *fresh = c->added[0] != '\0' ? c->added : c->by;
    char name[SCHOOL] = "";
    bool there = false;

    if (partners == NULL)
        return;
    begin_member(c->out, "partners");
    cl_text_add_char(c->out, '[');
    for (size_t i = 0; i < cl_json_count(partners); i++) {
        cl_view partner = now_called(c, cl_json_string(cl_json_item(partners, i)));

        if (!takes_part(c, partner))
            continue;
        there = there || cl_view_is(partner, fresh);
        begin_item(c->out);
        cl_text_add_json(c->out, partner);
    }
    if (id.length < SCHOOL)
        memcpy(name, id.at, id.length);
    if (!there && fresh[0] != '\0' && has_partner(school_of(c->today, fresh), name)) {
        begin_item(c->out);
        cl_text_add_json(c->out, cl_view_of(fresh));
    }
    cl_text_add_char(c->out, ']');
}

/* The role that a change of the lead gives a school; NULL: as it was. */
static const char *role_of(const changing *c, const cl_json_value *school)
{
    cl_view role;
    char id[SCHOOL] = "";

    if (c->lead[0] == '\0')
        return NULL;
    if (cl_view_is(text_of(school, "id"), c->lead))
        return "lead";
    if (!cl_view_is(text_of(school, "role"), "lead"))
        return NULL;
    if (text_of(school, "id").length < SCHOOL)
        memcpy(id, text_of(school, "id").at, text_of(school, "id").length);
    role = text_of(school_of(c->today, id), "role");
    return role.length > 0 && !cl_view_is(role, "lead") ? role.at : "partner";
}

static void print_school(const changing *c, const cl_json_value *school)
{
    const char *role = role_of(c, school);

    begin_item(c->out);
    cl_text_add_char(c->out, '{');
    copy_members(c->out, school, role != NULL ? "role partners" : "partners");
    if (role != NULL) {
        begin_member(c->out, "role");
        cl_text_add_json(c->out, cl_view_of(role));
    }
    print_partners(c, school, text_of(school, "id"));
    cl_text_add_char(c->out, '}');
}

/* A successor takes the place; under a new name it is the same school as the records have it. */
static void print_schools(const changing *c)
{
    const cl_json_value *schools = schools_of(c->dossier);

    begin_member(c->out, "schools");
    cl_text_add_char(c->out, '[');
    for (size_t i = 0; schools != NULL && i < cl_json_count(schools); i++) {
        const cl_json_value *school = cl_json_item(schools, i);

        if (c->gone[0] == '\0' || !cl_view_is(text_of(school, "id"), c->gone))
            print_school(c, school);
        else if (c->by[0] != '\0')
            print_school(c, school_of(c->today, c->by));
    }
    if (c->added[0] != '\0')
        print_school(c, school_of(c->today, c->added));
    cl_text_add_char(c->out, ']');
}

/* ---- what names schools ---- */

/* A record whose school is gone goes with it. */
static void print_named(const changing *c, const cl_json_value *record)
{
    cl_view school = text_of(record, "school");

    cl_text_add_char(c->out, '{');
    copy_members(c->out, record, school.length > 0 ? "school" : "");
    if (school.length > 0) {
        begin_member(c->out, "school");
        cl_text_add_json(c->out, now_called(c, school));
    }
    cl_text_add_char(c->out, '}');
}

static bool is_dropped(const changing *c, const cl_json_value *request)
{
    for (size_t i = 0; c->patch->drop != NULL && i < cl_json_count(c->patch->drop); i++) {
        const cl_json_value *drop = cl_json_item(c->patch->drop, i);

        if (cl_view_equal(text_of(drop, "item"), text_of(request, "item")) &&
            cl_view_equal(text_of(drop, "school"), text_of(request, "school")))
            return true;
    }
    return false;
}

static void print_list(const changing *c, const char *key, const cl_json_value *list,
                       const cl_json_value *more)
{
    begin_member(c->out, key);
    cl_text_add_char(c->out, '[');
    for (size_t i = 0; list != NULL && i < cl_json_count(list); i++) {
        const cl_json_value *one = cl_json_item(list, i);
        cl_view school = text_of(one, "school");

        if ((school.length > 0 && !takes_part(c, now_called(c, school))) || is_dropped(c, one))
            continue;
        begin_item(c->out);
        print_named(c, one);
    }
    for (size_t i = 0; more != NULL && i < cl_json_count(more); i++) {
        const cl_json_value *one = cl_json_item(more, i);

        begin_item(c->out);
        cl_text_add_char(c->out, '{');
        copy_members(c->out, one, "");
        if (c->added[0] != '\0' && text_of(one, "school").length == 0) {
            begin_member(c->out, "school");
            cl_text_add_json(c->out, cl_view_of(c->added));
        }
        cl_text_add_char(c->out, '}');
    }
    cl_text_add_char(c->out, ']');
}

/* Whose school left is nobody any more: who co-ordinates now is on record, or not known. With the
 * lead the post moves, since it is in the lead school. */
static void print_coordinator(const changing *c, const cl_json_value *coordinator)
{
    const cl_json_value *cluster = cl_json_get(c->today, "cluster");
    const cl_json_value *now = cluster == NULL ? NULL : cl_json_get(cluster, "coordinator");

    bool known = now != NULL && takes_part(c, text_of(now, "school"));

    if (!(known && c->lead[0] != '\0') &&
        takes_part(c, now_called(c, text_of(coordinator, "school")))) {
        begin_member(c->out, "coordinator");
        print_named(c, coordinator);
    } else if (known) {
        begin_member(c->out, "coordinator");
        cl_json_print(c->out, now, 0);
    }
}

static void print_cluster(const changing *c)
{
    const cl_json_value *cluster = cl_json_get(c->dossier, "cluster");
    const cl_json_value *coordinator = cl_json_get(cluster, "coordinator");
    const cl_json_value *board = cl_json_get(cluster, "board");
    bool named = coordinator != NULL && cl_json_type(coordinator) == CL_JSON_OBJECT;

    begin_member(c->out, "cluster");
    cl_text_add_char(c->out, '{');
    copy_members(c->out, cluster, named ? "schools coordinator board" : "schools board");
    print_schools(c);
    if (named)
        print_coordinator(c, coordinator);
    if (board != NULL)
        print_list(c, "board", board, NULL);
    cl_text_add_char(c->out, '}');
}

/* ---- the whole ---- */

static int find_school(char out[SCHOOL], int64_t school, const cl_json_value *dossier,
                       const char *where, cl_error *e)
{
    cl_id_format(out, "SCH", school);
    return school_of(dossier, out) != NULL ? 0 : cl_fail(e, CL_E_STATE, "%s is no %s", out, where);
}

static int name_schools(changing *c, cl_error *e)
{
    static const char *const member = "member of the cluster on that day: clachan cluster add";
    static const char *const part = "school of the award";
    const cl_patch *p = c->patch;
    int rc = 0;

    if (strcmp(c->kind->name, "add_school") == 0) {
        rc = find_school(c->added, p->school, c->today, member, e);
        if (rc == 0 && school_of(c->dossier, c->added) != NULL)
            rc = cl_fail(e, CL_E_STATE, "%s takes part already", c->added);
    } else if (strcmp(c->kind->name, "remove_school") == 0) {
        rc = find_school(c->gone, p->school, c->dossier, part, e);
    } else if (strcmp(c->kind->name, "replace_school") == 0) {
        rc = find_school(c->gone, p->school, c->dossier, part, e);
        if (rc == 0)
            rc = find_school(c->by, p->by != 0 ? p->by : p->school, c->today, member, e);
        if (rc == 0 && strcmp(c->gone, c->by) != 0 && school_of(c->dossier, c->by) != NULL)
            rc = cl_fail(e, CL_E_STATE, "%s takes part already", c->by);
    } else if (strcmp(c->kind->name, "change_lead") == 0) {
        rc = find_school(c->lead, p->school, c->dossier, part, e);
        if (rc == 0 && !cl_view_is(text_of(school_of(c->today, c->lead), "role"), "lead"))
            rc = cl_fail(e, CL_E_STATE,
                         "%s does not lead the cluster on that day: clachan cluster add", c->lead);
    }
    return rc;
}

static bool changes_schools(const changing *c)
{
    return c->added[0] != '\0' || c->gone[0] != '\0' || c->lead[0] != '\0';
}

static void print_option(const changing *c, const char *key, cl_view value)
{
    if (value.length == 0)
        return;
    begin_member(c->out, key);
    cl_text_add_json(c->out, value);
}

int cl_patch_dossier(cl_text *out, const cl_variation_kind *kind, const cl_patch *patch,
                     const cl_json_value *dossier, const cl_json_value *today, cl_error *e)
{
    changing c = {kind, patch, dossier, today, out, "", "", "", ""};
    cl_text except = CL_TEXT_INIT;
    int rc = name_schools(&c, e);

    if (rc != 0)
        return rc;
    if (changes_schools(&c) && cl_json_get(dossier, "cluster") == NULL)
        return cl_fail(e, CL_E_STATE, "the award is not one of a cluster, and has no schools");
    cl_text_add_string(&except, "requests");
    cl_text_add_string(&except, changes_schools(&c) ? " cluster" : "");
    cl_text_add_string(&except, patch->option.length > 0 ? " option" : "");
    cl_text_add_string(&except, patch->funding_model.length > 0 ? " funding_model" : "");
    cl_text_add_string(&except, patch->answers != NULL ? " answers" : "");
    rc = cl_text_check(&except, e);
    if (rc == 0) {
        cl_text_add_char(out, '{');
        copy_members(out, dossier, except.at);
        print_option(&c, "option", patch->option);
        print_option(&c, "funding_model", patch->funding_model);
        if (patch->answers != NULL) {
            begin_member(out, "answers");
            cl_json_print(out, patch->answers, 0);
        }
        if (changes_schools(&c))
            print_cluster(&c);
        if (cl_json_get(dossier, "requests") != NULL || patch->requests != NULL)
            print_list(&c, "requests", cl_json_get(dossier, "requests"), patch->requests);
        cl_text_add_char(out, '}');
        rc = cl_text_check(out, e);
    }
    cl_text_clear(&except);
    return rc;
}
