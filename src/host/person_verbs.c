/* SPDX-License-Identifier: MIT
 *
 * person add, edit, show, list, export, erase and due-erasure; purpose, post and role: who is on
 * record, why, and what they may do. Values stand apart from the log; erasing takes the values and
 * leaves the log whole.
 */
#include "people.h"

#include <string.h>

#include "ids.h"
#include "plain.h"
#include "row.h"

static const char *const bases[] = {"contract", "consent", "public task", "legal duty", NULL};
static const char *const post_words[] = {"head", "teacher", "co-ordinator", "bursar", NULL};
static const char *const roles[] = {"coord", "head",    "officer", "funder",
                                    "panel", "finance", "admin",   NULL};
static const cl_plain_words person_words[] = {{"basis", bases}, {NULL, NULL}};
static const cl_plain_words posts_words[] = {{"post", post_words}, {NULL, NULL}};
static const cl_plain_words grant_words[] = {{"role", roles}, {NULL, NULL}};
static const cl_plain people = {&cl_table_person, person_words, NULL};
static const cl_plain purposes = {&cl_table_purpose, NULL, NULL};
static const cl_plain posts = {&cl_table_post, posts_words, NULL};
static const cl_plain grants = {&cl_table_role_grant, grant_words, NULL};

/* ---- people ---- */

static int add(cl_recording *r, cl_error *e)
{
    cl_person person = {0};
    int rc = cl_plain_read(r, &people, &person, e);

    return rc != 0 ? rc : cl_plain_add(r, &people, "add", &person, e);
}

CL_VERB_BODY(run_add, add)

/* A change of a value that stands apart leaves the old one behind; it goes, since nobody needs it.
 */
static int edit(cl_recording *r, cl_error *e)
{
    cl_person before, after;
    int rc = cl_recording_get(r, &before, people.table, "person", e);

    if (rc == 0 && before.erased.known)
        rc = cl_fail(e, CL_E_STATE, "PER-%lld was erased", (long long)before.id);
    if (rc != 0)
        return rc;
    after = before;
    rc = cl_plain_read(r, &people, &after, e);
    return rc != 0 ? rc : cl_plain_set(r, &people, "edit", &before, &after, e);
}

CL_VERB_BODY(run_edit, edit)

static int show(cl_recording *r, cl_error *e)
{
    cl_person person;
    int rc = cl_recording_get(r, &person, people.table, "person", e);

    return rc != 0 ? rc : cl_plain_send(r, &people, &person, e);
}

CL_VERB_BODY(run_show, show)

static int list(cl_recording *r, cl_error *e)
{
    return cl_plain_list(r, &people, e);
}

CL_VERB_BODY(run_list, list)

static int due(cl_recording *r, cl_error *e)
{
    cl_person *items;
    cl_date on;
    size_t count = 0;
    int rc = cl_recording_day(r, &on, "on", e);

    if (rc == 0)
        rc = cl_person_due(&items, &count, &r->arena, r->store, on, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = cl_plain_send(r, &people, &items[i], e);
    return rc;
}

CL_VERB_BODY(run_due, due)

/* ---- export ---- */

static void print_value(cl_text *out, const cl_personal *value)
{
    cl_text one = CL_TEXT_INIT;

    cl_row_text(&one, "record", value->subject);
    cl_row_text(&one, "field", value->field);
    if (value->value.length > 0 && (value->value.at[0] == '{' || value->value.at[0] == '['))
        cl_row_json(&one, "value", value->value);
    else
        cl_row_text(&one, "value", value->value);
    cl_text_add_string(out, out->length == 1 ? "" : ", ");
    cl_text_add_view(out, cl_text_view(&one));
    cl_text_add_char(out, '}');
    cl_text_clear(&one);
}

static int export(cl_recording *r, cl_error *e)
{
    cl_person person;
    cl_personal *values;
    cl_text list = CL_TEXT_INIT, record = CL_TEXT_INIT;
    size_t count = 0;
    int rc = cl_recording_get(r, &person, people.table, "person", e);

    if (rc == 0)
        rc = cl_person_values(&values, &count, &r->arena, r->store, &person, e);
    if (rc == 0)
        rc = cl_record_json(&record, people.table, &person) == 0 ? 0 : cl_text_check(&record, e);
    cl_text_add_char(&list, '[');
    for (size_t i = 0; rc == 0 && i < count; i++)
        print_value(&list, &values[i]);
    cl_text_add_char(&list, ']');
    if (rc == 0)
        rc = cl_text_check(&list, e);
    if (rc == 0) {
        cl_row_id(&r->row, "id", "PER", person.id);
        cl_row_json(&r->row, "record", cl_text_view(&record));
        cl_row_json(&r->row, "values", cl_text_view(&list));
        rc = cl_recording_send(r, e);
    }
    cl_text_clear(&list);
    cl_text_clear(&record);
    return rc;
}

CL_VERB_BODY(run_export, export)

/* ---- erase ---- */

static int refuse_ties(cl_recording *r, int64_t person, cl_error *e)
{
    const char **ties;
    cl_text text = CL_TEXT_INIT;
    size_t count;
    int rc =
        cl_person_ties(&ties, &count, &r->arena, r->store, person, cl_session_today(r->session), e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        cl_text_format(&text, "%s%s", i == 0 ? "" : ", ", ties[i]);
    if (rc == 0 && count > 0)
        rc = cl_fail(e, CL_E_STATE, "PER-%lld is still needed; end this first: %s",
                     (long long)person, text.at == NULL ? "" : text.at);
    cl_text_clear(&text);
    return rc;
}

static int store_erasure(cl_recording *r, const cl_person *before, cl_person *after,
                         const cl_personal *values, size_t count, cl_error *e)
{
    cl_change change = {0};
    int rc = cl_recording_change(r, &change, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = cl_change_erase(&change, values[i].id, e);
    if (rc == 0)
        rc = cl_change_set(&change, people.table, before, after, e);
    cl_change_reason(&change, cl_recording_text(r, "reason"));
    if (rc == 0)
        rc = cl_change_store(&change, "erase", "PER", before->id, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

static int tell_erased(cl_recording *r, const cl_personal *values, size_t count, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_row_text(&r->row, "record", values[i].subject);
        cl_row_text(&r->row, "field", values[i].field);
        cl_row_yesno(&r->row, "erased", true);
        rc = cl_recording_send(r, e);
    }
    return rc;
}

static int erase_in_transaction(cl_recording *r, cl_error *e)
{
    cl_person before, after;
    cl_personal *values;
    size_t count = 0;
    int rc = cl_recording_get(r, &before, people.table, "person", e);

    if (rc == 0 && before.erased.known)
        rc = cl_fail(e, CL_E_STATE, "PER-%lld was erased already", (long long)before.id);
    if (rc == 0 && before.name.length > 0 &&
        strstr(cl_argument_get(r->arguments, "reason"), before.name.at) != NULL)
        rc = cl_fail(e, CL_E_INVALID, "reason: it would keep the name that is to be erased");
    if (rc == 0)
        rc = refuse_ties(r, before.id, e);
    if (rc == 0)
        rc = cl_person_values(&values, &count, &r->arena, r->store, &before, e);
    if (rc != 0)
        return rc;
    after = before;
    after.erased = cl_known(cl_session_today(r->session));
    after.account = (cl_view)CL_VIEW_INIT;
    rc = store_erasure(r, &before, &after, values, count, e);
    return rc != 0 ? rc : tell_erased(r, values, count, e);
}

static int erase(cl_recording *r, cl_error *e)
{
    return cl_recording_erase(r, erase_in_transaction, e);
}

CL_VERB_BODY(run_erase, erase)

/* ---- purposes, posts, roles ---- */

static int add_purpose(cl_recording *r, cl_error *e)
{
    cl_purpose purpose = {0};
    int rc = cl_plain_read(r, &purposes, &purpose, e);

    if (rc == 0 && !purpose.from.known)
        purpose.from = cl_known(cl_session_today(r->session));
    return rc != 0 ? rc : cl_plain_add(r, &purposes, "add", &purpose, e);
}

CL_VERB_BODY(run_add_purpose, add_purpose)

static int add_post(cl_recording *r, cl_error *e)
{
    cl_post post = {0};
    int rc = cl_plain_read(r, &posts, &post, e);

    if (rc == 0 && !post.from.known)
        post.from = cl_known(cl_session_today(r->session));
    return rc != 0 ? rc : cl_plain_add(r, &posts, "add", &post, e);
}

CL_VERB_BODY(run_add_post, add_post)

/* Somebody has to be left who may give roles: an administrator of everything, without a last day.
 */
static int check_lasting(cl_recording *r, const cl_role_grant *ends, cl_error *e)
{
    int64_t others;
    int rc;

    if (!cl_view_is(ends->role, "admin") || !cl_view_is(ends->scope, "all"))
        return 0;
    rc = cl_roles_lasting(&others, r->store, "admin", cl_session_today(r->session), ends->id, e);
    if (rc == 0 && others == 0)
        rc = cl_fail(e, CL_E_STATE,
                     "then nobody would be left to give roles; first make somebody else "
                     "administrator of all, without a last day");
    return rc;
}

/* From the first role on, every writing command asks for one. */
static int tell_first(cl_recording *r, const cl_role_grant *given, cl_error *e)
{
    bool any, admin;
    int rc = cl_roles_granted(&any, r->store, NULL, e);

    if (rc == 0)
        rc = cl_roles_granted(&admin, r->store, "admin", e);
    if (rc != 0)
        return rc;
    if (!any)
        cl_sink_note(r->sink,
                     "from now on each command that writes asks for a role: name who acts with "
                     "--as, or tie users to persons (person edit --account)");
    if (!admin && !cl_view_is(given->role, "admin"))
        cl_sink_note(r->sink, "nobody is administrator yet, who alone erases and restores; anybody "
                              "may give roles until there is one");
    return 0;
}

static int grant(cl_recording *r, cl_error *e)
{
    cl_role_grant given = {0};
    int rc = cl_plain_read(r, &grants, &given, e);

    if (rc != 0)
        return rc;
    if (!given.from.known)
        given.from = cl_known(cl_session_today(r->session));
    if (given.scope.length == 0)
        given.scope = CL_VIEW("all");
    given.granted_by = cl_view_of(cl_session_actor(r->session));
    if (given.to.known || given.from.value > cl_session_today(r->session))
        rc = check_lasting(r, &given, e);
    if (rc == 0)
        rc = tell_first(r, &given, e);
    return rc != 0 ? rc : cl_plain_add(r, &grants, "grant", &given, e);
}

CL_VERB_BODY(run_grant, grant)

/* Ends a dated row of any of the three. */
/* What somebody had who was erased has ended, and does not last longer afterwards. */
static int check_person(cl_recording *r, const cl_table *table, const void *record, cl_error *e)
{
    size_t column = (size_t)cl_table_column(table, CL_VIEW("person"));
    cl_person person;
    int rc = cl_record_get(
        &person, &r->arena, r->store, &cl_table_person,
        *(const int64_t *)(const void *)((const char *)record + table->columns[column].offset), e);

    if (rc == 0 && person.erased.known)
        rc = cl_fail(e, CL_E_STATE, "PER-%lld was erased", (long long)person.id);
    return rc;
}

static int end_row(cl_recording *r, const cl_plain *plain, void *before, void *after,
                   const char *argument, cl_error *e)
{
    const cl_table *table = plain->table;
    cl_maybe *to, *from;
    cl_date last;
    int rc = cl_recording_get(r, before, table, argument, e);

    if (rc == 0)
        rc = check_person(r, table, before, e);
    if (rc == 0)
        rc = cl_recording_day(r, &last, "to", e);
    if (rc != 0)
        return rc;
    memcpy(after, before, table->size);
    to = (cl_maybe *)(void *)((char *)after +
                              table->columns[cl_table_column(table, CL_VIEW("to"))].offset);
    from = (cl_maybe *)(void *)((char *)after +
                                table->columns[cl_table_column(table, CL_VIEW("from"))].offset);
    if (from->known && last < from->value)
        return cl_fail(e, CL_E_INVALID, "to: it cannot end before it begins");
    *to = cl_known(last);
    return cl_plain_set(r, plain, "end", before, after, e);
}

static int end_purpose(cl_recording *r, cl_error *e)
{
    cl_purpose before, after;

    return end_row(r, &purposes, &before, &after, "purpose", e);
}

CL_VERB_BODY(run_end_purpose, end_purpose)

static int end_post(cl_recording *r, cl_error *e)
{
    cl_post before, after;

    return end_row(r, &posts, &before, &after, "post", e);
}

CL_VERB_BODY(run_end_post, end_post)

static int revoke(cl_recording *r, cl_error *e)
{
    cl_role_grant before, after;
    int rc = cl_recording_get(r, &before, grants.table, "grant", e);

    if (rc == 0)
        rc = check_lasting(r, &before, e);
    return rc != 0 ? rc : end_row(r, &grants, &before, &after, "grant", e);
}

CL_VERB_BODY(run_revoke, revoke)

static int list_purposes(cl_recording *r, cl_error *e)
{
    return cl_plain_list(r, &purposes, e);
}

CL_VERB_BODY(run_purposes, list_purposes)

static int list_posts(cl_recording *r, cl_error *e)
{
    return cl_plain_list(r, &posts, e);
}

CL_VERB_BODY(run_posts, list_posts)

static int list_grants(cl_recording *r, cl_error *e)
{
    return cl_plain_list(r, &grants, e);
}

CL_VERB_BODY(run_grants, list_grants)

#define PERSON_PARAMETER                                                                           \
    {                                                                                              \
        "person", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "PERSON",          \
            "id (PER-1)"                                                                           \
    }
#define PERSON_PARAMETERS                                                                          \
    {"contact", CL_TAKES_TEXT, 0, "TEXT", "how to reach"},                                         \
        {"basis", CL_TAKES_TEXT, 0, "BASIS", "contract, consent, public task or legal duty"},      \
        {"consent-given", CL_TAKES_DATE, 0, "DATE", "day on which consent was given"},             \
        {"consent-how", CL_TAKES_TEXT, 0, "TEXT", "how it was given"},                             \
        {"consent-withdrawn", CL_TAKES_DATE, 0, "DATE", "day on which it was withdrawn"},          \
        {"keep-until", CL_TAKES_DATE, 0, "DATE", "until when it has to be kept"},                  \
    {                                                                                              \
        "account", CL_TAKES_TEXT, 0, "USER", "name of the user on this computer"                   \
    }
#define DATED_PARAMETERS                                                                           \
    {"from", CL_TAKES_DATE, 0, "DATE", "first day (today)"},                                       \
    {                                                                                              \
        "to", CL_TAKES_DATE, 0, "DATE", "last day"                                                 \
    }
#define END_PARAMETERS(name, value)                                                                \
    {name, CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, value, "id"},             \
    {                                                                                              \
        "to", CL_TAKES_DATE, 0, "DATE", "last day (today)"                                         \
    }

static const cl_parameter add_parameters[] = {
    {"name", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "NAME", "name"},
    PERSON_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter edit_parameters[] = {
    PERSON_PARAMETER,
    {"name", CL_TAKES_TEXT, 0, "NAME", "name"},
    PERSON_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter person_parameters[] = {PERSON_PARAMETER, CL_NO_MORE_PARAMETERS};
static const cl_parameter erase_parameters[] = {
    PERSON_PARAMETER,
    {"reason", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "why, without the name"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter due_parameters[] = {
    {"on", CL_TAKES_DATE, 0, "DATE", "day (today)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter purpose_parameters[] = {
    PERSON_PARAMETER,
    {"purpose", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "PURPOSE",
     "what for, such as 'co-ordinator of CLU-1'"},
    DATED_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter post_parameters[] = {
    PERSON_PARAMETER,
    CL_SCHOOL_PARAMETER,
    {"post", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "POST", "head, teacher, co-ordinator or bursar"},
    DATED_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter grant_parameters[] = {
    PERSON_PARAMETER,
    {"role", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "ROLE",
     "coord, head, officer, funder, panel, finance or admin"},
    {"scope", CL_TAKES_TEXT, 0, "SCOPE", "all (else), an id (CLU-1, SCH-2) or a programme"},
    DATED_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter end_purpose_parameters[] = {END_PARAMETERS("purpose", "PURPOSE"),
                                                      CL_NO_MORE_PARAMETERS};
static const cl_parameter end_post_parameters[] = {END_PARAMETERS("post", "POST"),
                                                   CL_NO_MORE_PARAMETERS};
static const cl_parameter revoke_parameters[] = {END_PARAMETERS("grant", "GRANT"),
                                                 CL_NO_MORE_PARAMETERS};
static const cl_parameter of_person_parameters[] = {
    {"person", CL_TAKES_ID, 0, "PERSON", "only of this person"},
    CL_LIST_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter posts_parameters[] = {
    {"person", CL_TAKES_ID, 0, "PERSON", "only of this person"},
    {"school", CL_TAKES_TEXT, 0, "SCHOOL", "only at this school"},
    CL_LIST_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter grants_parameters[] = {
    {"person", CL_TAKES_ID, 0, "PERSON", "only of this person"},
    {"role", CL_TAKES_TEXT, 0, "ROLE", "only this role"},
    {"scope", CL_TAKES_TEXT, 0, "SCOPE", "only of this scope"},
    CL_LIST_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};

#define READS CL_NEEDS_STORE
#define WRITES (CL_NEEDS_STORE | CL_WRITES)

const cl_verb cl_person_verbs[] = {
    {.name = "person add",
     .run = run_add,
     .needs = WRITES,
     .parameters = add_parameters,
     .brief = "Adds a person.",
     .detail = "Name and contact stand apart from the log, which holds a commitment to each. With "
               "--account whoever uses this computer under that name acts as the person.",
     .example = "clachan person add --name 'A. Teacher' --basis contract --keep-until 2027-12-31"},
    {.name = "person edit",
     .run = run_edit,
     .needs = WRITES,
     .parameters = edit_parameters,
     .brief = "Changes what is known of a person.",
     .example = "clachan person edit PER-1 --consent-withdrawn 2021-04-20"},
    {.name = "person show",
     .run = run_show,
     .needs = READS,
     .parameters = person_parameters,
     .brief = "Shows a person.",
     .example = "clachan person show PER-1"},
    {.name = "person list",
     .run = run_list,
     .needs = READS,
     .brief = "Lists people.",
     .example = "clachan person list"},
    {.name = "person export",
     .run = run_export,
     .needs = READS,
     .parameters = person_parameters,
     .brief = "Gives out everything that is on record of a person.",
     .detail = "Their record, the records that refer to it, and every text in which their name or "
               "contact stands.",
     .example = "clachan person export PER-1 --json"},
    {.name = "person erase",
     .run = run_erase,
     .needs = WRITES | CL_OWN_TRANSACTIONS,
     .parameters = erase_parameters,
     .brief = "Erases all that says who a person is; the log stays whole.",
     .detail = "Values and their salts go, from every record in which the name or the contact "
               "stands; commitments stay and can no longer be tested. Somebody with a post, role "
               "or seat that is not over is refused, with the list. Try --dry-run first: it "
               "names every value.",
     .example = "clachan person erase PER-1 --reason 'asked for it' --dry-run"},
    {.name = "person due-erasure",
     .run = run_due,
     .needs = READS,
     .parameters = due_parameters,
     .brief = "Lists people for whom no purpose is left and whose time is over.",
     .example = "clachan person due-erasure"},
    {.name = "purpose add",
     .run = run_add_purpose,
     .needs = WRITES,
     .parameters = purpose_parameters,
     .brief = "Says why a person is on record.",
     .example = "clachan purpose add PER-1 'co-ordinator of CLU-1'"},
    {.name = "purpose end",
     .run = run_end_purpose,
     .needs = WRITES,
     .parameters = end_purpose_parameters,
     .brief = "Ends a purpose.",
     .example = "clachan purpose end PUR-1 --to 2021-07-31"},
    {.name = "purpose list",
     .run = run_purposes,
     .needs = READS,
     .parameters = of_person_parameters,
     .brief = "Lists why people are on record.",
     .example = "clachan purpose list --person PER-1"},
    {.name = "post add",
     .run = run_add_post,
     .needs = WRITES,
     .parameters = post_parameters,
     .brief = "Records a person's post at a school.",
     .example = "clachan post add PER-1 SCH-1 --post head"},
    {.name = "post end",
     .run = run_end_post,
     .needs = WRITES,
     .parameters = end_post_parameters,
     .brief = "Ends a post.",
     .example = "clachan post end POS-1 --to 2021-07-31"},
    {.name = "post list",
     .run = run_posts,
     .needs = READS,
     .parameters = posts_parameters,
     .brief = "Lists posts.",
     .example = "clachan post list --school SCH-1 --on 2021-03-01"},
    {.name = "role grant",
     .run = run_grant,
     .needs = WRITES,
     .parameters = grant_parameters,
     .brief = "Lets a person act in a role.",
     .detail = "The first role closes the office: from then on each command that writes asks for a "
               "role, and roles are an administrator's to give as soon as there is one. An "
               "administrator of everything, without a last day, has to be left.",
     .example = "clachan role grant PER-1 officer --scope connecting-classrooms-scotland"},
    {.name = "role revoke",
     .run = run_revoke,
     .needs = WRITES,
     .parameters = revoke_parameters,
     .brief = "Ends a role; what was done in it stays on record.",
     .example = "clachan role revoke GRT-1"},
    {.name = "role list",
     .run = run_grants,
     .needs = READS,
     .parameters = grants_parameters,
     .brief = "Lists who may act in which role.",
     .example = "clachan role list --on 2021-03-01"},
    {.name = NULL},
};
