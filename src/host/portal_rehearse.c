/* SPDX-License-Identifier: MIT
 *
 * The same functions that submit calls before it stores anything, and those that make each request,
 * for every application that it would take. The dialect's samples answer.
 */
#include "portal_rehearse.h"

#include "delivery_forms.h"
#include "dialect.h"
#include "file.h"
#include "ids.h"
#include "query.h"

#include <string.h>

/* What is rehearsed with. */
typedef struct stage {
    cl_session *session;
    const cl_portal *portal;
    const cl_sink *sink;
    cl_form_kit *kit;
    cl_dialect *dialect;
    cl_delivery_views views;
} stage;

/* One application, as it would be delivered. */
typedef struct rehearsal {
    cl_arena arena;
    cl_submission submission;
    cl_delivery delivery; /* in no database */
    cl_text forms, memory;
    size_t requests;
} rehearsal;

static void clear_rehearsal(rehearsal *r)
{
    cl_submission_clear(&r->submission);
    cl_text_clear(&r->forms);
    cl_text_clear(&r->memory);
    cl_arena_clear(&r->arena);
}

/* ---- forms ---- */

static int make_forms(rehearsal *r, const stage *s, int64_t application, cl_error *e)
{
    char reference[CL_REFERENCE_TEXT];
    int rc = cl_submission_read(&r->submission, &r->arena, cl_session_store(s->session),
                                application, 0, e);

    if (rc != 0)
        return rc;
    cl_submission_reference(reference, &r->submission);
    r->delivery.application = application;
    r->delivery.revision = r->submission.revision.id;
    r->delivery.portal = cl_view_of(s->portal->id);
    r->delivery.reference = cl_view_of(cl_arena_string(&r->arena, reference));
    rc = cl_form_kit_make(s->kit, &r->forms, &r->submission, cl_view_of(reference), s->sink, e);
    r->delivery.forms = cl_text_view(&r->forms);
    return rc;
}

/* ---- requests ---- */

/* What the dialect would remember after a step, by its sample. */
static int remember(rehearsal *r, const stage *s, const char *step, cl_error *e)
{
    cl_text sample = CL_TEXT_INIT, more = CL_TEXT_INIT, merged = CL_TEXT_INIT;
    const cl_json_value *value = NULL;
    cl_json *json = NULL;
    int rc = cl_dialect_sample(s->dialect, &sample, step, e);

    if (rc == 0 && sample.length > 0)
        rc = cl_json_parse(&json, cl_text_view(&sample), "sample", 1, e);
    if (rc == 0 && json != NULL)
        value = cl_json_get(cl_json_root(json), "remember");
    if (value != NULL && cl_json_print_canonical(&more, value) == 0) {
        rc = cl_memory_merge(&merged, r->delivery.memory, cl_text_view(&more), e);
        cl_text_clear(&r->memory);
        r->memory = merged;
        r->delivery.memory = cl_text_view(&r->memory);
    }
    cl_json_free(json);
    cl_text_clear(&more);
    cl_text_clear(&sample);
    return rc;
}

static int make_request(rehearsal *r, stage *s, const char *step, cl_error *e)
{
    const cl_json *view = NULL;
    cl_dialect_request request;
    int rc = cl_delivery_view(&view, &s->views, s->session, s->portal, &r->delivery, e);

    if (rc != 0)
        return rc;
    rc = cl_dialect_make_request(s->dialect, &request, step, cl_json_root(view), e);
    cl_dialect_request_clear(&request);
    r->requests += rc == 0;
    return rc == 0 ? remember(r, s, step, e) : rc;
}

static int make_requests(rehearsal *r, stage *s, cl_error *e)
{
    const char *steps[CL_DIALECT_STEPS];
    const cl_json *view = NULL;
    size_t count = 0;
    int rc = cl_delivery_view(&view, &s->views, s->session, s->portal, &r->delivery, e);

    if (rc == 0)
        rc = cl_dialect_steps(s->dialect, steps, &count, &r->arena, cl_json_root(view), e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = make_request(r, s, steps[i], e);
    return rc;
}

/* ---- every application ---- */

static int tell_fit(const rehearsal *r, const stage *s, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    char id[CL_ID_TEXT];
    int rc;

    cl_id_format(id, "APP", r->delivery.application);
    cl_text_add_string(&json, "{\"portal\": ");
    cl_text_add_json(&json, cl_view_of(s->portal->id));
    cl_text_format(&json, ", \"application\": \"%s\", \"forms\": \"fit\", \"requests\": %zu}", id,
                   r->requests);
    cl_text_format(&text, "%s fits the forms of portal %s; %zu requests are ready.", id,
                   s->portal->id, r->requests);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(s->sink, cl_text_view(&json), cl_text_view(&text));
    cl_text_clear(&text);
    cl_text_clear(&json);
    return rc;
}

static int rehearse_one(stage *s, int64_t application, cl_error *e)
{
    cl_error error = CL_ERROR_INIT;
    rehearsal r;
    int rc;

    memset(&r, 0, sizeof r);
    rc = make_forms(&r, s, application, &error);
    if (rc == 0)
        rc = make_requests(&r, s, &error);
    if (rc == 0)
        rc = tell_fit(&r, s, &error);
    clear_rehearsal(&r);
    if ((rc == CL_E_MEMORY || rc == CL_E_STORE) && e != NULL)
        *e = error;
    if (rc == 0 || rc == CL_E_MEMORY || rc == CL_E_STORE)
        return rc;
    (void)cl_sink_refuse(s->sink, &error); /* the others are looked at all the same */
    return 0;
}

static int rehearse_all(stage *s, cl_error *e)
{
    const cl_application_filter filter = {.state = "signed"};
    cl_arena arena = CL_ARENA_INIT;
    cl_application *applications;
    size_t count = 0;
    int rc = cl_application_list(&applications, &count, &arena, cl_session_store(s->session),
                                 &filter, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        if (cl_portal_carries(s->portal, applications[i].programme))
            rc = rehearse_one(s, applications[i].id, e);
    cl_arena_clear(&arena);
    return rc;
}

static int open_dialect(stage *s, cl_error *e)
{
    cl_text folder = CL_TEXT_INIT;
    int rc;

    cl_text_format(&folder, "%s/portals", cl_session_scripts(s->session));
    rc = cl_text_check(&folder, e);
    if (rc == 0)
        rc = cl_dialect_open(&s->dialect, folder.at, s->portal->dialect, e);
    cl_text_clear(&folder);
    return rc;
}

int cl_portal_rehearse(cl_session *session, const cl_portal *portal, const cl_sink *sink,
                       cl_error *e)
{
    stage s = {.session = session, .portal = portal, .sink = sink};
    int rc = cl_form_kit_open(&s.kit, session, portal, e);

    if (rc == 0)
        cl_form_kit_tell(s.kit, sink);
    if (rc == 0)
        rc = open_dialect(&s, e);
    if (rc == 0 && cl_file_exists(cl_session_database(session))) {
        rc = cl_session_open_store(session, false, e);
        if (rc == 0)
            rc = rehearse_all(&s, e);
    }
    cl_delivery_views_clear(&s.views);
    cl_dialect_close(s.dialect);
    cl_form_kit_close(s.kit);
    return rc;
}
