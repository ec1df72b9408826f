/* SPDX-License-Identifier: MIT
 *
 * The routes of three portals, each a few lines. Answers say no more than the dialects read.
 */
#include "model_portal.h"

#include "json.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const model_kinds[MODEL_KINDS] = {"commongrants", "simpler-grants", "gas"};

void model_portal_reset(model_portal *portal, const model_manners *manners)
{
    for (size_t i = 0; i < portal->count; i++) {
        cl_text_clear(&portal->applications[i].form);
        cl_text_clear(&portal->applications[i].form_before);
    }
    for (size_t i = 0; i < portal->key_count; i++)
        cl_text_clear(&portal->keys[i].body);
    memset(portal, 0, sizeof *portal);
    portal->manners = *manners;
}

/* ---- applications ---- */

static model_application *find(model_portal *portal, const char *id)
{
    for (size_t i = 0; i < portal->count; i++) {
        if (strcmp(portal->applications[i].id, id) == 0)
            return &portal->applications[i];
    }
    return NULL;
}

static model_application *start(model_portal *portal, const char *id, cl_view title, int64_t now)
{
    model_application *made = &portal->applications[portal->count++];

    assert(portal->count <= MODEL_APPLICATIONS);
    (void)snprintf(made->id, sizeof made->id, "%s", id);
    (void)snprintf(made->title, sizeof made->title, "%.*s", (int)title.length, title.at);
    made->started_at = now;
    return made;
}

/* Before each change, so that a reading that lags has something to show. */
static void about_to_change(model_application *a, int64_t now)
{
    cl_text_clear(&a->form_before);
    (void)cl_text_add_view(&a->form_before, cl_text_view(&a->form));
    a->submissions_before = a->submissions;
    a->changed_at = now;
}

static void fill(model_application *a, cl_view form, int64_t now)
{
    about_to_change(a, now);
    cl_text_clear(&a->form);
    (void)cl_text_add_view(&a->form, form);
}

static bool lags(const model_portal *portal, const model_application *a, int64_t now)
{
    return now - a->changed_at < portal->manners.lag;
}

/* False where the portal says that it has it already. */
static bool submit(const model_portal *portal, model_application *a, int64_t now)
{
    if (a->submissions > 0 && !portal->manners.takes_twice)
        return false;
    about_to_change(a, now);
    a->submissions++;
    return true;
}

unsigned model_portal_submissions(const model_portal *portal, const char *reference)
{
    char marked[MODEL_NAME];
    unsigned sum = 0;

    (void)snprintf(marked, sizeof marked, "[%s]", reference);
    for (size_t i = 0; i < portal->count; i++) {
        const model_application *a = &portal->applications[i];

        if (strstr(a->title, marked) != NULL || strcmp(a->id, reference) == 0)
            sum += a->submissions;
    }
    return sum;
}

/* ---- the portals with forms ---- */

static void refuse(model_answer *out, long status)
{
    out->status = status;
    (void)cl_text_add_string(&out->body, "{\"message\":\"No\"}");
}

static void open_round(const model_portal *portal, model_answer *out)
{
    (void)cl_text_add_string(
        &out->body,
        portal->manners.kind == MODEL_COMMONGRANTS
            ? "{\"data\":{\"status\":{\"value\":\"open\"},\"forms\":{\"forms\":{\"main\":{"
              "\"id\":\"" MODEL_FORM "\"}}}}}"
            : "{\"data\":{\"is_open\":true,\"competition_forms\":[{\"form\":{\"form_id\":"
              "\"" MODEL_FORM "\"}}]}}");
}

static void tell_response(const model_portal *portal, model_answer *out, const cl_text *form)
{
    (void)cl_text_add_string(&out->body, portal->manners.kind == MODEL_COMMONGRANTS
                                             ? "{\"data\":{\"response\":"
                                             : "{\"data\":{\"application_response\":");
    (void)cl_text_add_view(&out->body, cl_text_view(form));
    (void)cl_text_add_string(&out->body, "}}");
}

static void tell_application(const model_portal *portal, model_answer *out,
                             const model_application *a, int64_t now)
{
    bool common = portal->manners.kind == MODEL_COMMONGRANTS, old = lags(portal, a, now);
    const cl_text *form = old ? &a->form_before : &a->form;
    bool submitted = (old ? a->submissions_before : a->submissions) > 0;

    cl_text_format(&out->body,
                   common ? "{\"data\":{\"id\":\"%s\",\"status\":{\"value\":\"%s\"},"
                            "\"formResponses\":["
                          : "{\"data\":{\"application_id\":\"%s\",\"application_status\":\"%s\","
                            "\"application_forms\":[",
                   a->id,
                   submitted ? "submitted"
                   : common  ? "inProgress"
                             : "in_progress");
    if (form->length > 0) {
        cl_text_add_string(&out->body, common ? "{\"formId\":\"" MODEL_FORM "\",\"response\":"
                                              : "{\"form_id\":\"" MODEL_FORM
                                                "\",\"application_response\":");
        cl_text_add_view(&out->body, cl_text_view(form));
        cl_text_add_char(&out->body, '}');
    }
    (void)cl_text_add_string(&out->body, "]}}");
}

static void start_route(model_portal *portal, model_answer *out, const model_request *request)
{
    bool common = portal->manners.kind == MODEL_COMMONGRANTS;
    cl_json *json = NULL;
    cl_view title;
    char id[MODEL_NAME];

    if (cl_json_parse(&json, request->body, "start", 1, NULL) != 0) {
        refuse(out, 400);
        return;
    }
    title = cl_json_string(cl_json_get(cl_json_root(json), common ? "title" : "application_name"));
    (void)snprintf(id, sizeof id, "a0000000-0000-4000-8000-%012zu", portal->count + 1);
    (void)start(portal, id, title, request->now);
    out->status = common ? 201 : 200;
    if (common) {
        cl_text_format(
            &out->body,
            "{\"data\":{\"id\":\"%s\",\"competitionId\":\"" MODEL_COMPETITION "\",\"title\":", id);
        cl_text_add_json(&out->body, title);
        (void)cl_text_add_string(&out->body, "}}");
    } else {
        cl_text_format(&out->body, "{\"data\":{\"application_id\":\"%s\"}}", id);
    }
    cl_json_free(json);
}

static void fill_route(model_portal *portal, model_answer *out, model_application *a,
                       const model_request *request)
{
    cl_json *json = NULL;
    cl_text form = CL_TEXT_INIT;

    if (cl_json_parse(&json, request->body, "form", 1, NULL) != 0) {
        refuse(out, 400);
        return;
    }
    (void)cl_json_print_canonical(&form,
                                  portal->manners.kind == MODEL_COMMONGRANTS
                                      ? cl_json_root(json)
                                      : cl_json_get(cl_json_root(json), "application_response"));
    fill(a, cl_text_view(&form), request->now);
    tell_response(portal, out, &a->form);
    cl_text_clear(&form);
    cl_json_free(json);
}

static void application_route(model_portal *portal, model_answer *out, model_application *a,
                              const char *rest, const model_request *request)
{
    const cl_text *form = lags(portal, a, request->now) ? &a->form_before : &a->form;
    bool reads = strcmp(request->method, "GET") == 0;

    if (*rest == '\0' && reads)
        tell_application(portal, out, a, request->now);
    else if (strcmp(rest, "/submit") == 0 && !submit(portal, a, request->now))
        refuse(out, portal->manners.kind == MODEL_COMMONGRANTS ? 400 : 403);
    else if (strcmp(rest, "/submit") == 0)
        (void)cl_text_add_string(&out->body, "{\"data\":{}}");
    else if (strncmp(rest, "/forms/", 7) == 0 && !reads)
        fill_route(portal, out, a, request);
    else if (strncmp(rest, "/forms/", 7) == 0 && form->length > 0)
        tell_response(portal, out, form);
    else
        refuse(out, 404);
}

/* What follows `before` in a path, or NULL. */
static const char *after(const char *path, const char *before)
{
    return strncmp(path, before, strlen(before)) == 0 ? path + strlen(before) : NULL;
}

static void forms_portal(model_portal *portal, model_answer *out, const model_request *request)
{
    const char *root = portal->manners.kind == MODEL_COMMONGRANTS ? "common-grants/" : "alpha/";
    const char *path = after(request->path, root), *rest;
    model_application *a;
    char id[MODEL_NAME];

    if (path == NULL) {
        refuse(out, 404);
    } else if (after(path, "competitions/") != NULL) {
        open_round(portal, out);
    } else if (after(path, "forms/") != NULL) {
        (void)cl_text_add_string(&out->body, "{\"data\":{}}");
    } else if (strcmp(path, "applications/start") == 0) {
        start_route(portal, out, request);
    } else if ((rest = after(path, "applications/")) != NULL) {
        (void)snprintf(id, sizeof id, "%.*s", (int)strcspn(rest, "/"), rest);
        a = find(portal, id);
        if (a == NULL)
            refuse(out, 404);
        else
            application_route(portal, out, a, rest + strlen(id), request);
    }
}

/* ---- the portal without ---- */

static void take(model_portal *portal, model_answer *out, const model_request *request)
{
    cl_json *json = NULL;
    char id[MODEL_NAME] = "";
    model_application *a;

    if (cl_json_parse(&json, request->body, "application", 1, NULL) == 0) {
        cl_view reference =
            cl_json_string(cl_json_get(cl_json_get(cl_json_root(json), "metadata"), "clientRef"));

        (void)snprintf(id, sizeof id, "%.*s", (int)reference.length, reference.at);
    }
    cl_json_free(json);
    a = find(portal, id);
    if (a == NULL)
        a = start(portal, id, (cl_view)CL_VIEW_INIT, request->now);
    if (submit(portal, a, request->now))
        out->status = 204;
    else
        refuse(out, 409);
}

static void gas_portal(model_portal *portal, model_answer *out, const model_request *request)
{
    const char *rest = after(request->path, "grants/model/applications");
    char id[MODEL_NAME];
    const model_application *a;

    if (rest != NULL && *rest == '\0') {
        take(portal, out, request);
        return;
    }
    (void)snprintf(id, sizeof id, "%.*s", rest != NULL ? (int)strcspn(rest + 1, "/") : 0,
                   rest != NULL ? rest + 1 : "");
    a = find(portal, id);
    if (a == NULL || (lags(portal, a, request->now) && a->submissions_before == 0))
        refuse(out, 404);
    else
        (void)cl_text_add_string(
            &out->body, "{\"phase\":\"PRE_AWARD\",\"stage\":\"REVIEW\",\"status\":\"RECEIVED\"}");
}

/* ---- keys ---- */

static const model_key *find_key(const model_portal *portal, const char *key)
{
    for (size_t i = 0; key != NULL && portal->manners.honours_keys && i < portal->key_count; i++) {
        if (strcmp(portal->keys[i].key, key) == 0)
            return &portal->keys[i];
    }
    return NULL;
}

static void keep_key(model_portal *portal, const char *key, const model_answer *answer)
{
    model_key *kept;

    if (key == NULL || !portal->manners.honours_keys || portal->key_count == MODEL_KEYS)
        return;
    kept = &portal->keys[portal->key_count++];
    (void)snprintf(kept->key, sizeof kept->key, "%s", key);
    kept->status = answer->status;
    (void)cl_text_add_view(&kept->body, cl_text_view(&answer->body));
}

void model_portal_handle(model_portal *portal, model_answer *out, const model_request *request)
{
    const model_key *known = find_key(portal, request->key);

    out->status = 200;
    if (known != NULL) {
        out->status = known->status;
        (void)cl_text_add_view(&out->body, cl_text_view(&known->body));
        return;
    }
    if (portal->manners.kind == MODEL_GAS)
        gas_portal(portal, out, request);
    else
        forms_portal(portal, out, request);
    keep_key(portal, request->key, out);
}

bool model_portal_commits(const model_portal *portal, const char *method, const char *path)
{
    size_t length = strlen(path);

    if (strcmp(method, "GET") == 0)
        return false;
    return portal->manners.kind == MODEL_GAS ||
           (length > 7 && strcmp(path + length - 7, "/submit") == 0);
}
