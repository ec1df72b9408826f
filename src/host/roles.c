/* SPDX-License-Identifier: MIT
 *
 * Roles of persons. A role over a cluster, or over a programme, is one over their applications and
 * all that follows from them.
 */
#include "roles.h"

#include <stdio.h>
#include <string.h>

#include "ids.h"
#include "people.h"
#include "query.h"

enum { ROLE = 32 };

/* "head of lead" is granted as head. */
static void base_role(char out[ROLE], const char *role)
{
    size_t length = strcspn(role, " ");

    if (length >= ROLE)
        length = ROLE - 1;
    memcpy(out, role, length);
    out[length] = '\0';
}

int cl_person_acting(int64_t *out, cl_store *store, const char *actor, cl_error *e)
{
    cl_error none = CL_ERROR_INIT;
    int rc;

    *out = 0;
    if (cl_id_parse(out, "PER", cl_view_of(actor), NULL) == 0)
        return 0;
    rc = cl_person_of_account(out, store, actor, &none);
    if (rc == CL_E_NOT_FOUND)
        *out = 0;
    else if (rc != 0)
        return cl_fail(e, rc, "%s", none.message);
    return 0;
}

static int64_t application_of(const cl_step *step, int64_t award)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_award found;
    int64_t application = 0;

    if (cl_record_get(&found, &arena, step->store, &cl_table_award, award, NULL) == 0)
        application = found.application;
    cl_arena_clear(&arena);
    return application;
}

/* The application that a record belongs to; the record itself where it is one. */
static int find_application(cl_application *out, cl_step *step, cl_error *e)
{
    int64_t id = 0;

    if (step->table == &cl_table_application) {
        *out = *(const cl_application *)step->after;
        return 0;
    }
    if (step->table == &cl_table_award)
        id = ((const cl_award *)step->after)->application;
    if (step->table == &cl_table_instalment)
        id = application_of(step, ((const cl_instalment *)step->after)->award);
    if (step->table == &cl_table_report)
        id = application_of(step, ((const cl_grant_report *)step->after)->award);
    if (step->table == &cl_table_variation)
        id = application_of(step, ((const cl_variation *)step->after)->award);
    if (step->table == &cl_table_clawback)
        id = application_of(step, ((const cl_clawback *)step->after)->award);
    return cl_record_get(out, &step->arena, step->store, &cl_table_application, id, e);
}

static int holds_over(bool *out, cl_step *step, int64_t person, const char *role, cl_view scope,
                      cl_error *e)
{
    char word[ROLE];
    const char *name = cl_arena_copy(&step->arena, scope);

    base_role(word, role);
    if (name == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    return cl_role_held(out, step->store, person, word, name, step->author.effective, e);
}

static int holds_over_cluster(bool *out, cl_step *step, int64_t person, const char *role,
                              int64_t cluster, cl_error *e)
{
    char name[CL_ID_TEXT];

    cl_id_format(name, "CLU", cluster);
    return holds_over(out, step, person, role, cl_view_of(name), e);
}

/* An accreditation is a school's: its programme's roles, and those of the clusters it is in. */
static int holds_over_school(bool *out, cl_step *step, int64_t person, const char *role,
                             cl_error *e)
{
    const cl_accreditation *a = step->after;
    cl_membership *members;
    size_t count = 0;
    int rc = holds_over(out, step, person, role, a->programme, e);

    if (rc == 0 && !*out)
        rc = cl_membership_list(&members, &count, &step->arena, step->store, 0, a->school,
                                step->author.effective, e);
    for (size_t i = 0; rc == 0 && !*out && i < count; i++)
        rc = holds_over_cluster(out, step, person, role, members[i].cluster, e);
    return rc;
}

static int holds(bool *out, cl_step *step, int64_t person, const char *role, cl_error *e)
{
    cl_application application;
    int rc;

    if (step->table == &cl_table_accreditation)
        return holds_over_school(out, step, person, role, e);
    rc = find_application(&application, step, e);
    if (rc == 0)
        rc = holds_over_cluster(out, step, person, role, application.cluster, e);
    if (rc == 0 && !*out)
        rc = holds_over(out, step, person, role, application.programme, e);
    return rc;
}

/* Whoever proposed a variation is its proposer: no office grants that. */
static bool is_proposer(const cl_step *step)
{
    return step->table == &cl_table_variation &&
           cl_view_is(((const cl_variation *)step->after)->proposer, step->author.actor);
}

int cl_step_role(bool *out, cl_step *step, const char *role, cl_error *e)
{
    bool granted = false;
    int64_t person;
    int rc;

    if (strcmp(role, "proposer") == 0) {
        *out = is_proposer(step);
        return 0;
    }
    rc = cl_roles_granted(&granted, step->store, NULL, e);
    *out = rc == 0 && !granted;
    if (rc != 0 || *out)
        return rc;
    rc = cl_person_acting(&person, step->store, step->author.actor, e);
    return rc != 0 || person == 0 ? rc : holds(out, step, person, role, e);
}
