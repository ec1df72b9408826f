/* SPDX-License-Identifier: MIT
 *
 * The same functions that submit calls before it stores anything, for every application that it
 * would take.
 */
#include "portal_rehearse.h"

#include "delivery_forms.h"
#include "file.h"
#include "ids.h"
#include "query.h"

static int tell_fit(const cl_portal *portal, int64_t application, const cl_sink *sink, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    char id[CL_ID_TEXT];
    int rc;

    cl_id_format(id, "APP", application);
    cl_text_add_string(&json, "{\"portal\": ");
    cl_text_add_json(&json, cl_view_of(portal->id));
    cl_text_format(&json, ", \"application\": \"%s\", \"forms\": \"fit\"}", id);
    cl_text_format(&text, "%s fits the forms of portal %s.", id, portal->id);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text));
    cl_text_clear(&text);
    cl_text_clear(&json);
    return rc;
}

static int make_forms(cl_form_kit *kit, cl_store *store, int64_t application, const cl_sink *sink,
                      cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_submission submission = {0};
    cl_text forms = CL_TEXT_INIT;
    char reference[CL_REFERENCE_TEXT];
    int rc = cl_submission_read(&submission, &arena, store, application, 0, e);

    if (rc == 0) {
        cl_submission_reference(reference, &submission);
        rc = cl_form_kit_make(kit, &forms, &submission, cl_view_of(reference), sink, e);
    }
    cl_submission_clear(&submission);
    cl_text_clear(&forms);
    cl_arena_clear(&arena);
    return rc;
}

static int rehearse_one(cl_form_kit *kit, const cl_portal *portal, cl_store *store,
                        int64_t application, const cl_sink *sink, cl_error *e)
{
    cl_error error = CL_ERROR_INIT;
    int rc = make_forms(kit, store, application, sink, &error);

    if (rc == 0)
        return tell_fit(portal, application, sink, e);
    if (rc == CL_E_MEMORY || rc == CL_E_STORE) {
        if (e != NULL)
            *e = error;
        return rc;
    }
    (void)cl_sink_refuse(sink, &error); /* the others are looked at all the same */
    return 0;
}

static int rehearse_all(cl_form_kit *kit, const cl_portal *portal, cl_store *store,
                        const cl_sink *sink, cl_error *e)
{
    const cl_application_filter filter = {.state = "signed"};
    cl_arena arena = CL_ARENA_INIT;
    cl_application *applications;
    size_t count = 0;
    int rc = cl_application_list(&applications, &count, &arena, store, &filter, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        if (cl_portal_carries(portal, applications[i].programme))
            rc = rehearse_one(kit, portal, store, applications[i].id, sink, e);
    cl_arena_clear(&arena);
    return rc;
}

int cl_portal_rehearse(cl_session *session, const cl_portal *portal, const cl_sink *sink,
                       cl_error *e)
{
    cl_form_kit *kit = NULL;
    int rc = cl_form_kit_open(&kit, session, portal, e);

    if (rc == 0)
        cl_form_kit_tell(kit, sink);
    if (rc == 0 && cl_file_exists(cl_session_database(session))) {
        rc = cl_session_open_store(session, false, e);
        if (rc == 0)
            rc = rehearse_all(kit, portal, cl_session_store(session), sink, e);
    }
    cl_form_kit_close(kit);
    return rc;
}
