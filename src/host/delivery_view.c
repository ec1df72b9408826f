/* SPDX-License-Identifier: MIT
 *
 * Printing the view. null is never sent: a portal that knows no "there is none" would refuse it.
 */
#include "delivery_view.h"

#include "ids.h"
#include "query.h"

#include <stdio.h>
#include <string.h>

/* ---- what is submitted ---- */

static int find_decision(cl_submission *out, cl_arena *arena, cl_store *store, cl_error *e)
{
    cl_view text = CL_VIEW_INIT;
    cl_decision_record *records;
    size_t count;
    int rc = cl_decision_list(&records, &count, arena, store, out->application.id, e);

    if (rc != 0)
        return rc;
    for (size_t i = 0; i < count; i++) {
        if (records[i].revision != out->revision.id)
            continue;
        out->decision = records[i].id;
        out->verdict = records[i].verdict;
        out->grant_known = records[i].granted.known;
        text = records[i].decision;
    }
    if (out->decision == 0)
        return cl_fail(
            e, CL_E_STATE,
            "APP-%lld has no decision about its revision %lld: clachan application check "
            "APP-%lld",
            (long long)out->application.id, (long long)out->revision.n,
            (long long)out->application.id);
    return cl_json_parse(&out->judged, text, "decision", 1, e);
}

static int find_revision(cl_submission *out, cl_arena *arena, cl_store *store, int64_t revision,
                         cl_error *e)
{
    const cl_application *application = &out->application;

    if (revision != 0)
        return cl_record_get(&out->revision, arena, store, &cl_table_revision, revision, e);
    if (application->revision == 0)
        return cl_fail(e, CL_E_STATE,
                       "APP-%lld is %.*s and has nothing to submit yet: clachan application "
                       "request-signoff APP-%lld freezes it",
                       (long long)application->id, (int)application->state.length,
                       application->state.at, (long long)application->id);
    return cl_revision_get(&out->revision, arena, store, application->id, application->revision, e);
}

int cl_submission_read(cl_submission *out, cl_arena *arena, cl_store *store, int64_t application,
                       int64_t revision, cl_error *e)
{
    int rc;

    memset(out, 0, sizeof *out);
    rc = cl_record_get(&out->application, arena, store, &cl_table_application, application, e);
    if (rc == 0)
        rc = find_revision(out, arena, store, revision, e);
    if (rc == 0)
        rc = cl_json_parse(&out->dossier, out->revision.dossier, "revision", 1, e);
    if (rc == 0)
        rc = find_decision(out, arena, store, e);
    if (rc != 0)
        cl_submission_clear(out);
    return rc;
}

void cl_submission_clear(cl_submission *submission)
{
    cl_json_free(submission->dossier);
    cl_json_free(submission->judged);
    submission->dossier = NULL;
    submission->judged = NULL;
}

static const char *text_of(const cl_json_value *object, const char *key)
{
    const cl_json_value *value = object != NULL ? cl_json_get(object, key) : NULL;

    return value != NULL && cl_json_type(value) == CL_JSON_STRING ? cl_json_string(value).at : NULL;
}

const char *cl_submission_deadline(const cl_submission *submission)
{
    const cl_json_value *root = cl_json_root(submission->judged);

    return text_of(cl_json_get(root, "round"), "deadline");
}

void cl_submission_reference(char out[CL_REFERENCE_TEXT], const cl_submission *submission)
{
    (void)snprintf(out, CL_REFERENCE_TEXT, "app-%lld-r%lld", (long long)submission->application.id,
                   (long long)submission->revision.n);
}

/* ---- printing ---- */

static void print_member(cl_text *out, const char *key, const cl_json_value *value)
{
    if (value == NULL || cl_json_type(value) == CL_JSON_NULL)
        return;
    cl_text_add_char(out, ',');
    cl_text_add_json(out, cl_view_of(key));
    cl_text_add_char(out, ':');
    cl_json_print_present(out, value);
}

/* Lines of the award without their reasons: what is paid for, and how much. */
static void print_lines(cl_text *out, const cl_json_value *lines)
{
    size_t count = lines != NULL ? cl_json_count(lines) : 0;

    cl_text_add_string(out, ",\"lines\":[");
    for (size_t i = 0; i < count; i++) {
        const cl_json_value *line = cl_json_item(lines, i);

        cl_text_add_string(out, i > 0 ? ",{\"id\":" : "{\"id\":");
        cl_text_add_json(out, cl_view_of(text_of(line, "id")));
        print_member(out, "title", cl_json_get(line, "title"));
        print_member(out, "amount", cl_json_get(line, "amount"));
        cl_text_add_char(out, '}');
    }
    cl_text_add_char(out, ']');
}

int cl_submission_print_forms(cl_text *out, const cl_submission *submission, cl_view reference)
{
    const cl_json_value *judged = cl_json_root(submission->judged);
    const cl_json_value *dossier = cl_json_root(submission->dossier);
    const cl_json_value *value;
    const char *key;
    void *cursor = NULL;

    cl_text_add_string(out, "{\"main\":{\"reference\":");
    cl_text_add_json(out, reference);
    while ((key = cl_json_next(dossier, &cursor, &value)) != NULL)
        print_member(out, key, value);
    if (cl_json_get(dossier, "edition") == NULL)
        print_member(out, "edition", cl_json_get(judged, "edition"));
    print_member(out, "grant", cl_json_get(judged, "grant"));
    print_lines(out, cl_json_get(judged, "lines"));
    return cl_text_add_string(out, "}}");
}

/* ---- the view ---- */

static void print_application(cl_text *out, const cl_submission *submission)
{
    const cl_application *application = &submission->application;
    const cl_json_value *dossier = cl_json_root(submission->dossier);
    const char *name = text_of(cl_json_get(dossier, "cluster"), "name");
    char id[CL_ID_TEXT];

    cl_id_format(id, "APP", application->id);
    cl_text_format(out, "{\"id\":\"%s\",\"revision\":%lld,\"title\":", id,
                   (long long)submission->revision.n);
    cl_text_add_json(out, cl_view_of(name != NULL ? name : id));
    cl_text_add_string(out, ",\"programme\":");
    cl_text_add_json(out, application->programme);
    cl_text_add_string(out, ",\"edition\":");
    cl_text_add_json(out, application->edition);
    cl_text_add_string(out, ",\"dossier\":");
    cl_json_print_present(out, dossier);
    cl_text_add_char(out, '}');
}

int cl_submission_print(cl_text *out, const cl_submission *submission, cl_view reference)
{
    cl_text_add_string(out, "{\"reference\":");
    cl_text_add_json(out, reference);
    cl_text_add_string(out, ",\"application\":");
    print_application(out, submission);
    cl_text_add_string(out, ",\"decision\":");
    return cl_json_print_present(out, cl_json_root(submission->judged));
}

/* What never changes while a delivery lives. */
static int print_frozen(cl_text *out, const cl_portal *portal, const cl_delivery *delivery,
                        const cl_submission *submission, cl_error *e)
{
    int rc;

    cl_submission_print(out, submission, delivery->reference);
    cl_text_add_string(out, ",\"forms\":");
    cl_text_add_view(out, delivery->forms);
    cl_text_add_string(out, ",\"round\":");
    rc = cl_portal_print_round(out, portal, cl_submission_deadline(submission), e);
    if (rc != 0)
        return rc;
    cl_text_add_string(out, ",\"portal\":");
    cl_portal_print(out, portal);
    return cl_text_check(out, e);
}

/* Reads and prints it, unless it is what was printed before. */
static int freeze(struct cl_kept_view *kept, cl_store *store, const cl_portal *portal,
                  const cl_delivery *delivery, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_submission submission;
    int rc;

    if (delivery->id != 0 && kept->delivery == delivery->id)
        return 0;
    kept->delivery = 0;
    cl_text_reset(&kept->frozen);
    cl_text_reset(&kept->changes);
    rc = cl_submission_read(&submission, &arena, store, delivery->application, delivery->revision,
                            e);
    if (rc == 0) {
        rc = print_frozen(&kept->frozen, portal, delivery, &submission, e);
        cl_submission_clear(&submission);
    }
    if (rc == 0)
        kept->delivery = delivery->id;
    cl_arena_clear(&arena);
    return rc;
}

static struct cl_kept_view *find_view(cl_delivery_views *views, int64_t delivery)
{
    for (size_t i = 0; i < CL_VIEWS_KEPT; i++) {
        if (views->kept[i].delivery == delivery && delivery != 0)
            return &views->kept[i];
    }
    views->next = (views->next + 1) % CL_VIEWS_KEPT;
    return &views->kept[views->next];
}

static int parse(struct cl_kept_view *kept, cl_text *changes, cl_error *e)
{
    cl_text whole = CL_TEXT_INIT, before = kept->changes;
    int rc;

    cl_json_free(kept->json);
    kept->json = NULL;
    cl_text_add_view(&whole, cl_text_view(&kept->frozen));
    cl_text_add_view(&whole, cl_text_view(changes));
    rc = cl_text_check(&whole, e);
    if (rc == 0)
        rc = cl_json_parse(&kept->json, cl_text_view(&whole), "delivery", 1, e);
    cl_text_clear(&whole);
    kept->changes = *changes;
    *changes = before; /* which the caller clears */
    return rc;
}

int cl_delivery_view(const cl_json **out, cl_delivery_views *views, cl_session *session,
                     const cl_portal *portal, const cl_delivery *delivery, cl_error *e)
{
    struct cl_kept_view *kept = find_view(views, delivery->id);
    cl_text changes = CL_TEXT_INIT;
    char today[11];
    int rc = freeze(kept, cl_session_store(session), portal, delivery, e);

    *out = NULL;
    if (rc != 0)
        return rc;
    cl_text_add_string(&changes, ",\"memory\":");
    cl_text_add_view(&changes, delivery->memory.length > 0 ? delivery->memory : CL_VIEW("{}"));
    cl_date_format(cl_session_today(session), today);
    cl_text_format(&changes, ",\"today\":\"%s\"}", today);
    rc = cl_text_check(&changes, e);
    if (rc == 0 && (kept->json == NULL ||
                    !cl_view_equal(cl_text_view(&kept->changes), cl_text_view(&changes))))
        rc = parse(kept, &changes, e);
    if (rc == 0)
        *out = kept->json;
    cl_text_clear(&changes);
    return rc;
}

void cl_delivery_views_clear(cl_delivery_views *views)
{
    for (size_t i = 0; i < CL_VIEWS_KEPT; i++) {
        struct cl_kept_view *kept = &views->kept[i];

        cl_text_clear(&kept->frozen);
        cl_text_clear(&kept->changes);
        cl_json_free(kept->json);
    }
    memset(views, 0, sizeof *views);
}

/* ---- memory ---- */

static void print_members(cl_text *out, const cl_json_value *object, const cl_json_value *but)
{
    const cl_json_value *value;
    const char *key;
    void *cursor = NULL;

    while ((key = cl_json_next(object, &cursor, &value)) != NULL) {
        if (but != NULL && cl_json_get(but, key) != NULL)
            continue;
        cl_text_add_char(out, out->at[out->length - 1] == '{' ? ' ' : ',');
        cl_text_add_json(out, cl_view_of(key));
        cl_text_add_char(out, ':');
        cl_json_print_canonical(out, value);
    }
}

int cl_memory_merge(cl_text *out, cl_view memory, cl_view more, cl_error *e)
{
    cl_json *old = NULL, *new = NULL, *merged = NULL;
    cl_text text = CL_TEXT_INIT;
    int rc = cl_json_parse(&old, memory.length > 0 ? memory : CL_VIEW("{}"), "memory", 1, e);

    if (rc == 0)
        rc = cl_json_parse(&new, more.length > 0 ? more : CL_VIEW("{}"), "memory", 1, e);
    if (rc == 0 && cl_text_add_char(&text, '{') == 0) {
        print_members(&text, cl_json_root(old), cl_json_root(new));
        print_members(&text, cl_json_root(new), NULL);
        cl_text_add_char(&text, '}');
    }
    if (rc == 0)
        rc = cl_text_check(&text, e);
    /* Once more through the parser: sorted, so that equal memories are equal bytes. */
    if (rc == 0)
        rc = cl_json_parse(&merged, cl_text_view(&text), "memory", 1, e);
    if (rc == 0)
        rc = cl_json_print_canonical(out, cl_json_root(merged));
    cl_json_free(merged);
    cl_json_free(new);
    cl_json_free(old);
    cl_text_clear(&text);
    return rc;
}
