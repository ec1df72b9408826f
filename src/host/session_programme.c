/* SPDX-License-Identifier: MIT
 *
 * Programmes of a session: loading each edition once, from the folders of programmes or from a file
 * anywhere.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "file.h"
#include "programme_load.h"
#include "session_parts.h"

static void loaded_clear(cl_loaded *loaded)
{
    cl_programme_free(loaded->programme);
    cl_findings_clear(&loaded->findings);
    cl_free(loaded->id);
    cl_free(loaded->edition);
}

void cl_session_forget_editions(cl_session *session)
{
    for (size_t i = 0; i < session->editions.count; i++)
        loaded_clear(*(cl_loaded **)cl_vec_at(&session->editions, i));
    for (size_t i = 0; i < session->editions.count; i++)
        cl_free(*(cl_loaded **)cl_vec_at(&session->editions, i));
    cl_vec_clear(&session->editions);
}

enum { PATH_LENGTH = 4096 };

const char *cl_session_rules_of(const cl_session *session, const char *id)
{
    for (size_t i = 0; i < session->rules.count; i++) {
        const char *rules = *(const char **)cl_vec_at(&session->rules, i);
        char path[PATH_LENGTH]; /* no heap: memory that is out must not look like "not there" */
        int length = snprintf(path, sizeof path, "%s/%s", rules, id);

        if (length > 0 && length < PATH_LENGTH && cl_folder_exists(path))
            return rules;
    }
    return NULL;
}

/* ---- loading ---- */

/* That it has errors is kept, and told to whoever asks for it. */
static int load_file(cl_session *session, cl_loaded *loaded, const char *folder, const char *file,
                     const char *rules, cl_error *e)
{
    cl_text installed = CL_TEXT_INIT;
    const char *roots[2] = {rules, NULL};
    int rc;

    cl_text_format(&installed, "%s/rules", session->share);
    roots[1] = installed.at;
    rc = installed.failed != 0
             ? cl_fail(e, CL_E_MEMORY, "out of memory")
             : cl_programme_load(&loaded->programme, folder, file, roots, 2, &loaded->findings, e);
    if (rc != 0 && rc != CL_E_MEMORY && rc != CL_E_INTERRUPTED) {
        if (loaded->findings.errors == 0 && e != NULL)
            cl_findings_add_error(&loaded->findings, e);
        rc = 0;
    }
    cl_text_clear(&installed);
    return rc;
}

static int load(cl_session *session, cl_loaded *loaded, const char *rules, cl_error *e)
{
    cl_text folder = CL_TEXT_INIT, file = CL_TEXT_INIT;
    int rc;

    cl_text_format(&folder, "%s/%s", rules, loaded->id);
    cl_text_format(&file, "%s.lua", loaded->edition);
    rc = folder.failed != 0 || file.failed != 0
             ? cl_fail(e, CL_E_MEMORY, "out of memory")
             : load_file(session, loaded, folder.at, file.at, rules, e);
    cl_text_clear(&folder);
    cl_text_clear(&file);
    return rc;
}

/* A file anywhere is kept under its whole path, which is the id of no programme. */
static int load_path(cl_session *session, cl_loaded *loaded, cl_error *e)
{
    char *folder = cl_strdup(loaded->id), *rules = NULL, *file, *slash;
    int rc;

    if (folder == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    file = strrchr(folder, '/');
    *file++ = '\0';
    rules = cl_strdup(folder);
    if (rules == NULL) {
        cl_free(folder);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    slash = strrchr(rules, '/');
    if (slash != NULL)
        *slash = '\0';
    rc = load_file(session, loaded, folder, file, rules, e);
    cl_free(rules);
    cl_free(folder);
    return rc;
}

int cl_session_read(cl_session *session, cl_loaded *loaded, cl_error *e)
{
    const char *rules;

    if (*loaded->edition == '\0')
        return load_path(session, loaded, e);
    rules = cl_session_rules_of(session, loaded->id);
    if (rules != NULL)
        return load(session, loaded, rules, e);
    cl_findings_add(&loaded->findings, NULL, 0, NULL, "there is no folder of %s any more",
                    loaded->id);
    return 0;
}

cl_loaded *cl_session_find_loaded(cl_session *session, const char *id, const char *edition)
{
    for (size_t i = 0; i < session->editions.count; i++) {
        cl_loaded *loaded = *(cl_loaded **)cl_vec_at(&session->editions, i);

        if (strcmp(loaded->id, id) == 0 && strcmp(loaded->edition, edition) == 0)
            return loaded;
    }
    return NULL;
}

static int keep_loaded(cl_session *session, cl_loaded *loaded, cl_error *e)
{
    if (cl_vec_add(&session->editions, &loaded) == 0)
        return 0;
    loaded_clear(loaded);
    cl_free(loaded);
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

int cl_session_load(cl_loaded **out, cl_session *session, const char *id, const char *edition,
                    cl_error *e)
{
    cl_error local = CL_ERROR_INIT;
    cl_loaded *loaded = cl_session_find_loaded(session, id, edition);
    int rc;

    *out = loaded;
    if (loaded != NULL)
        return 0;
    loaded = cl_calloc(1, sizeof *loaded);
    if (loaded == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    loaded->findings = (cl_findings)CL_FINDINGS_INIT;
    loaded->id = cl_strdup(id);
    loaded->edition = cl_strdup(edition);
    if (loaded->id == NULL || loaded->edition == NULL)
        rc = cl_fail(&local, CL_E_MEMORY, "out of memory");
    else
        rc = cl_session_read(session, loaded, &local);
    if (rc != 0) {
        loaded_clear(loaded);
        cl_free(loaded);
        if (e != NULL)
            *e = local;
        return rc;
    }
    rc = keep_loaded(session, loaded, e);
    if (rc == 0)
        *out = loaded;
    return rc;
}

/* ---- a file anywhere ---- */

int cl_session_load_file(cl_loaded **out, cl_session *session, const char *path, cl_error *e)
{
    cl_error local = CL_ERROR_INIT; /* of an edition with errors, which is kept */
    char room[PATH_MAX];
    cl_loaded *loaded;
    int rc = 0;

    *out = NULL;
    if (realpath(path, room) == NULL)
        return cl_fail(e, CL_E_NOT_FOUND, "%s: there is no such edition: %s", path,
                       strerror(errno));
    *out = cl_session_find_loaded(session, room, "");
    if (*out != NULL)
        return 0;
    loaded = cl_calloc(1, sizeof *loaded);
    if (loaded == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    loaded->findings = (cl_findings)CL_FINDINGS_INIT;
    loaded->id = cl_strdup(room);
    loaded->edition = cl_strdup("");
    if (loaded->id == NULL || loaded->edition == NULL)
        rc = cl_fail(&local, CL_E_MEMORY, "out of memory");
    if (rc == 0)
        rc = cl_session_read(session, loaded, &local);
    if (rc != 0) {
        loaded_clear(loaded);
        cl_free(loaded);
        if (e != NULL)
            *e = local;
        return rc;
    }
    rc = keep_loaded(session, loaded, e);
    if (rc == 0)
        *out = loaded;
    return rc;
}
