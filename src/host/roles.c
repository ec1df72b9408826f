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

/* The person whom the actor names by id or account; 0 for nobody on record. */
static int find_person(int64_t *out, cl_step *step, cl_error *e)
{
    const char *actor = step->author.actor;
    cl_error none = CL_ERROR_INIT;
    int rc;

    *out = 0;
    if (cl_id_parse(out, "PER", cl_view_of(actor), NULL) == 0)
        return 0;
    rc = cl_person_of_account(out, step->store, actor, &none);
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
    return cl_record_get(out, &step->arena, step->store, &cl_table_application, id, e);
}

static int holds(bool *out, cl_step *step, int64_t person, const char *role, cl_error *e)
{
    char word[ROLE], cluster[32];
    cl_application application;
    const char *programme;
    int rc = find_application(&application, step, e);

    if (rc != 0)
        return rc;
    base_role(word, role);
    cl_id_format(cluster, "CLU", application.cluster);
    programme = cl_arena_copy(&step->arena, application.programme);
    if (programme == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    rc = cl_role_held(out, step->store, person, word, cluster, step->author.effective, e);
    if (rc == 0 && !*out)
        rc = cl_role_held(out, step->store, person, word, programme, step->author.effective, e);
    return rc;
}

int cl_step_role(bool *out, cl_step *step, const char *role, cl_error *e)
{
    size_t granted = 0;
    void *items = NULL;
    int64_t person;
    int rc = cl_record_list(&items, &granted, &step->arena, step->store, &cl_table_role_grant, NULL,
                            CL_ANY_DAY, e);

    *out = rc == 0 && granted == 0;
    if (rc != 0 || *out)
        return rc;
    rc = find_person(&person, step, e);
    return rc != 0 || person == 0 ? rc : holds(out, step, person, role, e);
}
