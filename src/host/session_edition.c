/* SPDX-License-Identifier: MIT
 *
 * Editions of a session: which there are, and choosing the one in force on a day. Past an edition's
 * end there is no fall-through: it is refused by name.
 */
#include <string.h>

#include "alloc.h"
#include "file.h"
#include "session_parts.h"
#include "suggest.h"

/* ---- names ---- */

static int bad_name(const char *what, const char *name, cl_error *e)
{
    cl_text shown = CL_TEXT_INIT;

    cl_text_add_plain(&shown, cl_view_of(name));
    cl_fail(e, CL_E_NOT_FOUND, "'%s' is no name of %s", shown.at == NULL ? "" : shown.at, what);
    cl_text_clear(&shown);
    return CL_E_NOT_FOUND;
}

/* Names become parts of paths, so nothing else may stand in them. */
static bool is_name(const char *name)
{
    size_t length = strlen(name);

    return length > 0 && length <= 64 && name[0] != '.' && name[0] != '-' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == length;
}

static bool is_edition(const char *name)
{
    size_t length = strlen(name);

    return length > 4 && name[0] != '.' && strcmp(name + length - 4, ".lua") == 0;
}

/* ---- which there are ---- */

int cl_session_programmes(cl_vec *names, const cl_session *session, cl_error *e)
{
    for (size_t i = 0; i < session->rules.count; i++) {
        const char *rules = *(const char **)cl_vec_at(&session->rules, i);
        cl_vec folder = CL_VEC_INIT(char *);
        int rc = cl_folder_list(&folder, rules, e);

        for (size_t n = 0; rc == 0 && n < folder.count; n++) {
            const char *name = *(const char **)cl_vec_at(&folder, n);
            cl_vec editions = CL_VEC_INIT(char *);
            char *copy;

            if (!is_name(name) || strcmp(name, "lib") == 0 ||
                cl_session_rules_of(session, name) != rules)
                continue;
            if (cl_session_editions(&editions, session, name, NULL) == 0 && editions.count > 0) {
                copy = cl_strdup(name);
                if (copy == NULL || cl_vec_add(names, &copy) != 0) {
                    cl_free(copy);
                    rc = cl_fail(e, CL_E_MEMORY, "out of memory");
                }
            }
            cl_names_clear(&editions);
        }
        cl_names_clear(&folder);
        if (rc != 0)
            return rc;
    }
    return 0;
}

static int not_there(const cl_vec *names, const char *what, const char *name, cl_error *e)
{
    const char *nearest = cl_suggest(cl_view_of(name), names->items, names->count);
    cl_text all = CL_TEXT_INIT;

    for (size_t i = 0; i < names->count; i++)
        cl_text_format(&all, "%s%s", i == 0 ? "" : ", ", *(const char **)cl_vec_at(names, i));
    if (nearest != NULL)
        cl_fail(e, CL_E_NOT_FOUND, "there is no %s '%s'; did you mean '%s'?", what, name, nearest);
    else
        cl_fail(e, CL_E_NOT_FOUND, "there is no %s '%s'; there %s %s", what, name,
                names->count == 0   ? "is"
                : names->count == 1 ? "is"
                                    : "are",
                names->count == 0 ? "none" : all.at);
    cl_text_clear(&all);
    return CL_E_NOT_FOUND;
}

static int unknown_programme(const cl_session *session, const char *id, cl_error *e)
{
    cl_vec names = CL_VEC_INIT(char *);
    int rc = cl_session_programmes(&names, session, e);

    if (rc == 0)
        rc = not_there(&names, "programme", id, e);
    cl_error_place(e, NULL, 0, "programme");
    cl_names_clear(&names);
    return rc;
}

static int add_name(cl_vec *names, size_t at, const char *name, size_t length, cl_error *e)
{
    char *copy = cl_strndup(name, length);

    if (copy == NULL || cl_vec_add(names, &copy) != 0) {
        cl_free(copy);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    for (size_t i = names->count - 1; i > at; i--)
        *(char **)cl_vec_at(names, i) = *(char **)cl_vec_at(names, i - 1);
    *(char **)cl_vec_at(names, at) = copy;
    return 0;
}

/* An edition that decides is there although its file went away meanwhile. */
static int add_loaded(cl_vec *names, const cl_session *session, const char *id, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < session->editions.count; i++) {
        const cl_loaded *loaded = *(cl_loaded *const *)cl_vec_at(&session->editions, i);
        size_t at = 0;
        int order = 1;

        if (loaded->programme == NULL || strcmp(loaded->id, id) != 0)
            continue;
        while (at < names->count &&
               (order = strcmp(*(const char **)cl_vec_at(names, at), loaded->edition)) < 0)
            at++;
        if (order != 0)
            rc = add_name(names, at, loaded->edition, strlen(loaded->edition), e);
    }
    return rc;
}

int cl_session_editions(cl_vec *names, const cl_session *session, const char *id, cl_error *e)
{
    const char *rules = cl_session_rules_of(session, id);
    cl_text path = CL_TEXT_INIT;
    cl_vec files = CL_VEC_INIT(char *);
    int rc;

    if (rules == NULL)
        return unknown_programme(session, id, e);
    cl_text_format(&path, "%s/%s", rules, id);
    rc = path.failed != 0 ? cl_fail(e, CL_E_MEMORY, "out of memory")
                          : cl_folder_list(&files, path.at, e);
    for (size_t i = 0; rc == 0 && i < files.count; i++) {
        const char *file = *(const char **)cl_vec_at(&files, i);

        if (is_edition(file))
            rc = add_name(names, names->count, file, strlen(file) - 4, e);
    }
    if (rc == 0)
        rc = add_loaded(names, session, id, e);
    cl_names_clear(&files);
    cl_text_clear(&path);
    return rc;
}

/* ---- in force on a day ---- */

static bool is_in_force(const cl_programme *programme, cl_date date)
{
    return programme->from <= date && date <= programme->until;
}

static void print_in_force(cl_text *out, const cl_programme *programme)
{
    cl_text_add_string(out, "from ");
    cl_date_print(out, programme->from);
    if (programme->until != CL_DATE_MAX) {
        cl_text_add_string(out, " to ");
        cl_date_print(out, programme->until);
    }
}

static int not_in_force(const cl_programme *programme, cl_date date, cl_error *e)
{
    cl_text when = CL_TEXT_INIT;
    char day[11];

    print_in_force(&when, programme);
    cl_date_format(date, day);
    cl_fail(e, CL_E_NOT_FOUND, "%s@%s is not in force on %s; it is in force %s", programme->id,
            programme->edition, day, when.at == NULL ? "" : when.at);
    cl_error_place(e, NULL, 0, "edition");
    cl_text_clear(&when);
    return CL_E_NOT_FOUND;
}

static int has_errors(const cl_loaded *loaded, cl_error *e)
{
    cl_text first = CL_TEXT_INIT;

    if (cl_findings_count(&loaded->findings) > 0)
        cl_finding_print(&first, cl_findings_at(&loaded->findings, 0));
    cl_fail(e, CL_E_SCRIPT,
            "%s@%s has errors, so nothing is decided with it: %s; all of them: "
            "clachan rules check %s@%s",
            loaded->id, loaded->edition, first.at == NULL ? "out of memory" : first.at, loaded->id,
            loaded->edition);
    cl_text_clear(&first);
    return CL_E_SCRIPT;
}

static int named_edition(const cl_programme **out, cl_session *session, const char *id,
                         const char *edition, const cl_vec *editions, cl_error *e)
{
    cl_loaded *loaded;
    int rc;

    for (size_t i = 0; i < editions->count; i++) {
        if (strcmp(*(const char **)cl_vec_at(editions, i), edition) != 0)
            continue;
        rc = cl_session_load(&loaded, session, id, edition, e);
        if (rc != 0)
            return rc;
        if (loaded->programme == NULL)
            return has_errors(loaded, e);
        *out = loaded->programme;
        return 0;
    }
    rc = not_there(editions, "edition", edition, e);
    cl_error_place(e, NULL, 0, "edition");
    return rc;
}

static int none_in_force(cl_session *session, const char *id, const cl_vec *editions, cl_date date,
                         cl_error *e)
{
    cl_text when = CL_TEXT_INIT;
    char day[11];

    for (size_t i = 0; i < editions->count; i++) {
        const char *edition = *(const char **)cl_vec_at(editions, i);
        const cl_loaded *loaded = cl_session_find_loaded(session, id, edition);

        cl_text_format(&when, "%s%s ", i == 0 ? "" : "; ", edition);
        if (loaded == NULL || loaded->programme == NULL)
            cl_text_add_string(&when, "has errors");
        else
            print_in_force(&when, loaded->programme);
    }
    cl_date_format(date, day);
    cl_fail(e, CL_E_NOT_FOUND, "no edition of %s is in force on %s (%s)", id, day,
            when.at == NULL ? "" : when.at);
    cl_error_place(e, NULL, 0, "edition");
    cl_text_clear(&when);
    return CL_E_NOT_FOUND;
}

static int edition_in_force(const cl_programme **out, cl_session *session, const char *id,
                            const cl_vec *editions, cl_date date, cl_error *e)
{
    cl_loaded *loaded;

    for (size_t i = 0; i < editions->count; i++) {
        int rc = cl_session_load(&loaded, session, id, *(const char **)cl_vec_at(editions, i), e);

        if (rc != 0)
            return rc;
        if (loaded->programme != NULL && is_in_force(loaded->programme, date)) {
            *out = loaded->programme;
            return 0;
        }
    }
    return none_in_force(session, id, editions, date, e);
}

/* The editions of a programme that must be there. */
static int list_editions(cl_vec *editions, cl_session *session, const char *id, cl_error *e)
{
    if (!is_name(id))
        return bad_name("a programme", id, e);
    if (cl_session_rules_of(session, id) == NULL)
        return unknown_programme(session, id, e);
    return cl_session_editions(editions, session, id, e);
}

int cl_session_edition(const cl_programme **out, cl_session *session, const char *id,
                       const char *edition, cl_error *e)
{
    cl_vec editions = CL_VEC_INIT(char *);
    int rc = list_editions(&editions, session, id, e);

    *out = NULL;
    if (rc == 0)
        rc = named_edition(out, session, id, edition, &editions, e);
    cl_names_clear(&editions);
    return rc;
}

int cl_session_programme(const cl_programme **out, cl_session *session, const char *id,
                         const char *edition, cl_date date, cl_error *e)
{
    cl_vec editions = CL_VEC_INIT(char *);
    int rc = list_editions(&editions, session, id, e);

    *out = NULL;
    if (rc == 0 && (edition == NULL || *edition == '\0')) {
        rc = edition_in_force(out, session, id, &editions, date, e);
    } else if (rc == 0) {
        rc = named_edition(out, session, id, edition, &editions, e);
        if (rc == 0 && !is_in_force(*out, date)) {
            rc = not_in_force(*out, date, e);
            *out = NULL;
        }
    }
    cl_names_clear(&editions);
    return rc;
}
