/* SPDX-License-Identifier: MIT
 *
 * Journeys: settings files, read and checked.
 */
#include "journey_data.h"

#include <stdio.h>
#include <string.h>

#include "file.h"
#include "journey.h"
#include "settings.h"

static const char *const keys[] = {"programmes", "support", "questionnaire", "steps", NULL};
static const cl_settings_word words[] = {{"journey", true, keys, NULL}, {NULL, false, NULL, NULL}};

static const char *text_of(const cl_json_value *object, const char *key)
{
    const cl_json_value *value = object == NULL ? NULL : cl_json_get(object, key);

    return value != NULL && cl_json_type(value) == CL_JSON_STRING ? cl_json_string(value).at : NULL;
}

static int refuse(const char *path, const char *id, const char *key, const char *message,
                  cl_error *e)
{
    char place[CL_ERROR_PATH];
    int rc = cl_fail(e, CL_E_INVALID, "%s", message);

    (void)snprintf(place, sizeof place, "journey \"%s\".%s", id, key);
    cl_error_place(e, path, 0, place);
    return rc;
}

static int read_minutes(int64_t *out, const char *path, const char *id,
                        const cl_json_value *support, const char *key, cl_error *e)
{
    const cl_json_value *value = cl_json_get(support, key);

    if (value == NULL || cl_json_type(value) != CL_JSON_INTEGER || cl_json_integer(value) <= 0)
        return refuse(path, id, key, "write a number of minutes above zero", e);
    *out = cl_json_integer(value);
    return 0;
}

static int read_support(cl_journey_data *out, const char *path, const cl_json_value *settings,
                        cl_error *e)
{
    const cl_json_value *support = cl_json_get(settings, "support");
    int rc;

    if (support == NULL)
        return 0;
    rc = read_minutes(&out->introduced, path, out->id, support, "introduced", e);
    if (rc == 0)
        rc = read_minutes(&out->reapply, path, out->id, support, "reapply", e);
    return rc != 0 ? rc : read_minutes(&out->step, path, out->id, support, "step", e);
}

static int read_step(cl_journey_data *out, const char *path, const cl_json_value *one, cl_error *e)
{
    cl_journey_step step = {text_of(one, "is"), text_of(one, "title"), text_of(one, "who"),
                            cl_json_get(one, "cites")};

    if (step.is == NULL || step.title == NULL || !cl_journey_knows(step.is))
        return refuse(path, out->id, "steps",
                      "a step has a title, and says what proves it (is = \"evaluations\")", e);
    if (step.who == NULL)
        step.who = "";
    return cl_vec_add(&out->steps, &step) == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

static int read_journey(cl_journey_data *out, const char *path, const cl_json_value *settings,
                        cl_error *e)
{
    const cl_json_value *steps = cl_json_get(settings, "steps");
    const cl_json_value *questionnaire = cl_json_get(settings, "questionnaire");
    int rc = read_support(out, path, settings, e);

    if (questionnaire != NULL) {
        out->questionnaire = text_of(questionnaire, "name");
        out->areas = cl_json_get(questionnaire, "areas");
    }
    for (size_t i = 0; rc == 0 && steps != NULL && i < cl_json_count(steps); i++)
        rc = read_step(out, path, cl_json_item(steps, i), e);
    return rc;
}

static bool is_of(const cl_json_value *settings, const char *id, const char *programme)
{
    const cl_json_value *programmes = cl_json_get(settings, "programmes");

    if (programme == NULL)
        return strcmp(id, "clusters") == 0;
    for (size_t i = 0; programmes != NULL && i < cl_json_count(programmes); i++)
        if (cl_view_is(cl_json_string(cl_json_item(programmes, i)), programme))
            return true;
    return false;
}

/* The journey of the programme, when this file has it; it then keeps the file's JSON. */
static int look_into(cl_journey_data *out, bool *found, const char *path, const char *programme,
                     cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    cl_json *json = NULL;
    const cl_json_value *all, *one;
    const char *id;
    void *cursor = NULL;
    int rc = cl_settings_read(&text, NULL, path, words, e);

    if (rc == 0)
        rc = cl_json_parse(&json, cl_text_view(&text), path, 1, e);
    cl_text_clear(&text);
    if (rc != 0)
        return rc;
    all = cl_json_get(cl_json_root(json), "journeys");
    while (rc == 0 && !*found && all != NULL && (id = cl_json_next(all, &cursor, &one)) != NULL)
        if (is_of(one, id, programme)) {
            *found = true;
            out->id = id;
            rc = read_journey(out, path, one, e);
        }
    if (*found)
        out->json = json;
    else
        cl_json_free(json);
    return rc;
}

int cl_journey_data_read(cl_journey_data *out, const cl_session *session, const char *programme,
                         cl_error *e)
{
    cl_vec names = CL_VEC_INIT(char *);
    cl_text folder = CL_TEXT_INIT, path = CL_TEXT_INIT;
    bool found = false;
    int rc;

    memset(out, 0, sizeof *out);
    out->steps = (cl_vec)CL_VEC_INIT(cl_journey_step);
    cl_text_format(&folder, "%s/journeys", cl_session_scripts(session));
    rc = cl_text_check(&folder, e);
    if (rc == 0)
        rc = cl_folder_list(&names, folder.at, e);
    for (size_t i = 0; rc == 0 && !found && i < names.count; i++) {
        const char *name = *(char **)cl_vec_at(&names, i);

        if (!cl_view_ends(cl_view_of(name), ".lua"))
            continue;
        cl_text_reset(&path);
        cl_text_format(&path, "%s/%s", folder.at, name);
        rc = cl_text_check(&path, e);
        if (rc == 0)
            rc = look_into(out, &found, path.at, programme, e);
    }
    if (rc == 0 && !found)
        rc = cl_fail(e, CL_E_NOT_FOUND, "no journey of %s names %s", folder.at,
                     programme == NULL ? "clusters" : programme);
    cl_names_clear(&names);
    cl_text_clear(&folder);
    cl_text_clear(&path);
    return rc;
}

void cl_journey_data_clear(cl_journey_data *data)
{
    cl_vec_clear(&data->steps);
    cl_json_free(data->json);
    data->json = NULL;
}
