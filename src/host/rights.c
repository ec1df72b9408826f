/* SPDX-License-Identifier: MIT
 *
 * The door: what a command is about, which roles cover it, and what is said to somebody without
 * one.
 */
#include "rights.h"

#include <stdio.h>
#include <string.h>

#include "change.h"
#include "ids.h"
#include "people.h"
#include "query.h"
#include "school_verbs.h"
#include "session_parts.h"

enum { DEEPEST = 4 }; /* instalment, award, application, cluster */

/* One question at the door. */
typedef struct asking {
    cl_recording r; /* reads only; its arena holds what was found */
    const cl_verb *verb;
    const cl_right *right;
    const char *roles;
    cl_view given; /* id of the record it would be about; empty: the arguments say */
    int64_t person;
    cl_about about;
    cl_vec scopes; /* const char *: what a role may be over to count */
    cl_role_grant *grants;
    size_t count; /* of the person's, on the day */
} asking;

static const cl_parameter any_text = {"id", CL_TAKES_TEXT, 0, NULL, NULL};
static const cl_right unlisted = {"", "admin", 0, NULL};

/* "award *" covers "award accept". */
static bool is_covered(const char *verb, const char *pattern)
{
    size_t length = strlen(pattern);

    return length > 1 && strcmp(pattern + length - 2, " *") == 0 &&
           strncmp(verb, pattern, length - 1) == 0;
}

/* A row of its own comes before one that covers it with others. */
const cl_right *cl_right_find(const char *verb)
{
    const cl_right *covers = NULL;

    for (const cl_right *right = cl_rights; right->verb != NULL; right++) {
        if (strcmp(verb, right->verb) == 0)
            return right;
        if (is_covered(verb, right->verb))
            covers = right;
    }
    return covers;
}

static const cl_right *right_of(const cl_verb *verb)
{
    const cl_right *right = cl_right_find(verb->name);

    return right == NULL ? &unlisted : right;
}

/* ---- what it is about ---- */

static int add_scope(asking *a, cl_view scope, cl_error *e)
{
    const char *copy = cl_arena_copy(&a->r.arena, scope);

    if (copy == NULL || cl_vec_add(&a->scopes, &copy) != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    return 0;
}

static int add_record(asking *a, const cl_table *table, int64_t id, int depth, cl_error *e);

static int add_reference(asking *a, const cl_column *column, int64_t id, int depth, cl_error *e)
{
    const cl_table *table =
        column->references == NULL ? NULL : cl_table_of_prefix(cl_view_of(column->references));

    if (id == 0 || table == NULL || table == &cl_table_person)
        return 0;
    return add_record(a, table, id, depth + 1, e);
}

static int add_memberships(asking *a, int64_t school, cl_error *e)
{
    cl_membership *list;
    size_t count = 0;
    char id[CL_ID_TEXT];
    int rc = cl_membership_list(&list, &count, &a->r.arena, a->r.store, 0, school,
                                cl_session_today(a->r.session), e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_id_format(id, cl_table_cluster.prefix, list[i].cluster);
        rc = add_scope(a, cl_view_of(id), e);
    }
    return rc;
}

/* A record is covered by a role over itself, over what it belongs to, and over its programme. */
static int add_record(asking *a, const cl_table *table, int64_t id, int depth, cl_error *e)
{
    char *record = cl_arena_alloc(&a->r.arena, table->size);
    char name[CL_ID_TEXT];
    int rc;

    if (record == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    rc = cl_record_get(record, &a->r.arena, a->r.store, table, id, e);
    if (rc != 0)
        return rc;
    cl_id_format(name, table->prefix, id);
    rc = add_scope(a, cl_view_of(name), e);
    if (rc == 0 && table == &cl_table_school && (a->right->flags & CL_RIGHT_MEMBERS) != 0)
        rc = add_memberships(a, id, e);
    for (size_t i = 2; rc == 0 && depth < DEEPEST && i < table->count; i++) {
        const cl_column *column = &table->columns[i];
        const void *value = record + column->offset;

        if (column->kind == CL_COLUMN_ID)
            rc = add_reference(a, column, *(const int64_t *)value, depth, e);
        else if (column->kind == CL_COLUMN_TEXT &&
                 (strcmp(column->name, "programme") == 0 || strcmp(column->name, "scope") == 0))
            rc = add_scope(a, *(const cl_view *)value, e);
    }
    return rc;
}

/* "CLU-3": the table of its prefix, and the number; NULL for a text that is no id. */
static const cl_table *read_id(int64_t *id, cl_view text)
{
    const char *dash = text.length == 0 ? NULL : memchr(text.at, '-', text.length);
    const cl_table *table =
        dash == NULL ? NULL : cl_table_of_prefix((cl_view){text.at, (size_t)(dash - text.at)});

    return table != NULL && cl_id_parse(id, table->prefix, text, NULL) == 0 ? table : NULL;
}

/* What names nothing is no reason to refuse here: the command itself says so better. */
static int add_named(asking *a, const cl_parameter *parameter, cl_view value, cl_error *e)
{
    cl_error none = CL_ERROR_INIT;
    cl_school school;
    int64_t id = 0;
    const cl_table *table = read_id(&id, value);
    int rc = 0;

    if (table == NULL && parameter->kind == CL_TAKES_TEXT && memchr(value.at, ':', value.length) &&
        cl_school_named(&school, &a->r, value, parameter->name, NULL) == 0) {
        table = &cl_table_school;
        id = school.id;
    }
    if (table == NULL)
        return 0;
    a->about = (cl_about){table->prefix, id};
    rc = add_record(a, table, id, 0, &none);
    if (rc == CL_E_NOT_FOUND)
        return 0;
    if (rc != 0 && e != NULL)
        *e = none;
    return rc;
}

static bool names_a_record(const asking *a, const cl_parameter *parameter)
{
    if (a->right->subject != NULL)
        return strcmp(parameter->name, a->right->subject) == 0;
    return parameter->kind == CL_TAKES_ID || strcmp(parameter->name, "school") == 0 ||
           strcmp(parameter->name, "home") == 0;
}

/* The first argument that names a record is what it is about: a further one does not widen it. */
static int find_subject(asking *a, cl_error *e)
{
    int rc = 0;

    for (const cl_parameter *p = a->verb->parameters; p != NULL && p->name != NULL; p++) {
        cl_view value = cl_recording_text(&a->r, p->name);

        if (value.length == 0 || !names_a_record(a, p))
            continue;
        rc = add_named(a, p, value, e);
        if (rc == 0 && a->right->subject != NULL)
            rc = add_scope(a, value, e);
        if (rc != 0 || a->about.prefix != NULL)
            break;
    }
    return rc;
}

/* ---- roles ---- */

static bool has_word(const char *words, cl_view word)
{
    while (*words != '\0') {
        size_t length = strcspn(words, " ");

        if (cl_view_equal((cl_view){words, length}, word))
            return true;
        words += length + (words[length] == ' ');
    }
    return false;
}

static bool covers(const asking *a, cl_view scope)
{
    if (cl_view_is(scope, "all") || (a->right->flags & CL_RIGHT_SHARED) != 0)
        return true;
    for (size_t i = 0; i < a->scopes.count; i++)
        if (cl_view_is(scope, *(const char **)cl_vec_at(&a->scopes, i)))
            return true;
    return false;
}

static const cl_role_grant *find_role(const asking *a)
{
    for (size_t i = 0; i < a->count; i++)
        if (has_word(a->roles, a->grants[i].role) && covers(a, a->grants[i].scope))
            return &a->grants[i];
    return NULL;
}

static int read_grants(asking *a, cl_error *e)
{
    const cl_record_filter filters[] = {{"person", a->person, NULL}, {NULL, 0, NULL}};
    void *items = NULL;
    int rc = cl_record_list(&items, &a->count, &a->r.arena, a->r.store, &cl_table_role_grant,
                            filters, cl_session_today(a->r.session), e);

    a->grants = items;
    return rc;
}

/* "officer or admin". */
static void print_roles(cl_text *out, const char *roles)
{
    while (*roles != '\0') {
        size_t length = strcspn(roles, " ");
        bool last = roles[length] == '\0';

        cl_text_add(out, roles, length);
        roles += length + !last;
        if (!last)
            cl_text_add_string(out, strchr(roles, ' ') == NULL ? " or " : ", ");
    }
}

static int refuse(const asking *a, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    int rc;

    cl_text_format(&text, "%s takes the role ", a->verb->name);
    print_roles(&text, a->roles);
    if (a->about.prefix != NULL && (a->right->flags & CL_RIGHT_SHARED) == 0)
        cl_text_format(&text, " over %s-%lld", a->about.prefix, (long long)a->about.id);
    cl_text_format(&text, "; PER-%lld holds ", (long long)a->person);
    for (size_t i = 0; i < a->count; i++)
        cl_text_format(&text, "%s%.*s over %.*s", i == 0 ? "" : ", ", (int)a->grants[i].role.length,
                       a->grants[i].role.at, (int)a->grants[i].scope.length, a->grants[i].scope.at);
    if (a->count == 0)
        cl_text_add_string(&text, "no role today");
    cl_text_add_string(&text, " (clachan role list shows who may)");
    rc = cl_text_check(&text, e);
    if (rc == 0)
        rc = cl_fail(e, CL_E_STATE, "%s", text.at);
    cl_text_clear(&text);
    return rc;
}

/* ---- the door ---- */

static void begin(asking *a, cl_session *session, cl_store *store, const cl_verb *verb,
                  const cl_arguments *arguments)
{
    memset(a, 0, sizeof *a);
    cl_recording_begin(&a->r, session, arguments, NULL);
    a->r.store = store;
    a->verb = verb;
    a->right = right_of(verb);
    a->roles = a->right->roles;
    a->scopes = (cl_vec)CL_VEC_INIT(const char *);
}

static void end(asking *a)
{
    cl_vec_clear(&a->scopes);
    cl_recording_end(&a->r);
}

/* Nobody is asked where no role was granted yet, nor for the first administrator. */
static int is_open(bool *out, const asking *a, cl_error *e)
{
    bool any = false;
    int rc = cl_roles_granted(&any, a->r.store,
                              (a->right->flags & CL_RIGHT_FIRST) != 0 ? "admin" : NULL, e);

    *out = !any;
    return rc;
}

static int find_person(asking *a, cl_error *e)
{
    const char *actor = cl_session_actor(a->r.session);
    int rc = 0;

    if (cl_id_parse(&a->person, cl_table_person.prefix, cl_view_of(actor), NULL) != 0)
        rc = cl_person_of_account(&a->person, a->r.store, actor, e);
    if (rc != CL_E_NOT_FOUND)
        return rc;
    return cl_fail(e, CL_E_MISUSE,
                   "%s: roles are granted here, and '%s' is nobody on record; name who acts with "
                   "--as PER-1, or tie the user to a person: clachan person edit PER-1 --account "
                   "%s",
                   a->verb->name, actor, actor);
}

static int ask(asking *a, cl_error *e)
{
    const cl_role_grant *found;
    bool open;
    int rc = is_open(&open, a, e);

    if (rc != 0 || open)
        return rc;
    rc = find_person(a, e);
    if (rc == 0)
        rc = read_grants(a, e);
    if (rc == 0)
        rc = a->given.length > 0 ? add_named(a, &any_text, a->given, e) : find_subject(a, e);
    if (rc != 0)
        return rc;
    found = find_role(a);
    if (found == NULL)
        return refuse(a, e);
    snprintf(a->r.session->role, sizeof a->r.session->role, "%.*s over %.*s",
             (int)found->role.length, found->role.at, (int)found->scope.length, found->scope.at);
    return 0;
}

int cl_rights_check_in(cl_session *session, cl_store *store, const cl_verb *verb,
                       const cl_arguments *arguments, cl_error *e)
{
    asking a;
    int rc;

    begin(&a, session, store, verb, arguments);
    rc = ask(&a, e);
    end(&a);
    return rc;
}

int cl_rights_check_about(cl_session *session, const cl_verb *verb, cl_view id, cl_error *e)
{
    static const cl_arguments none = {NULL, 0};
    asking a;
    int rc;

    if ((right_of(verb)->flags & (CL_RIGHT_BY_MACHINE | CL_RIGHT_FREE)) != 0)
        return 0;
    begin(&a, session, session->store, verb, &none);
    a.given = id;
    rc = ask(&a, e);
    end(&a);
    return rc;
}

int cl_rights_check(cl_session *session, const cl_verb *verb, const cl_arguments *arguments,
                    cl_error *e)
{
    session->role[0] = '\0';
    if ((verb->needs & CL_WRITES) == 0 || session->store == NULL ||
        (right_of(verb)->flags & (CL_RIGHT_BY_MACHINE | CL_RIGHT_FREE)) != 0)
        return 0;
    return cl_rights_check_in(session, session->store, verb, arguments, e);
}

/* ---- refused attempts ---- */

bool cl_rights_remembers(const cl_verb *verb)
{
    return (verb->needs & CL_WRITES) != 0 && (right_of(verb)->flags & CL_RIGHT_REMEMBERED) != 0;
}

static int store_refusal(asking *a, const cl_error *refused, cl_error *e)
{
    cl_change change;
    int rc = cl_store_begin(a->r.store, e);

    if (rc != 0)
        return rc;
    rc = cl_recording_change(&a->r, &change, e);
    if (rc == 0) {
        cl_change_reason(&change, cl_view_of(refused->message));
        rc = cl_change_store(&change, "refused", a->about.prefix, a->about.id, NULL, NULL, e);
    }
    cl_change_clear(&change);
    if (rc == 0)
        return cl_store_commit(a->r.store, e);
    cl_store_rollback(a->r.store);
    return rc;
}

int cl_rights_remember(cl_session *session, const cl_verb *verb, const cl_arguments *arguments,
                       const cl_error *refused, cl_error *e)
{
    asking a;
    int rc;

    begin(&a, session, session->store, verb, arguments);
    rc = find_subject(&a, e);
    if (rc == 0 && a.scopes.count > 0) /* a record that is there: its id is in its scopes */
        rc = store_refusal(&a, refused, e);
    end(&a);
    return rc;
}
