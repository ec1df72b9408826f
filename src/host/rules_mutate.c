/* SPDX-License-Identifier: MIT
 *
 * rules mutate: which changes of an edition would no test notice?
 */
#include "rules_mutate.h"

#include <string.h>

#include "alloc.h"
#include "mutate.h"
#include "rules_test.h"
#include "suggest.h"

typedef struct mutating {
    cl_programme *programme;
    const cl_sink *sink;
    cl_rules_tester *tester;
    cl_vec mutations, names; /* cl_mutation; char *, the same in words */
    bool *explains;          /* one a note of the edition: it explains a change */
    size_t unnoticed, explained;
} mutating;

/* ---- changes in words ---- */

static int add_name(mutating *m, const cl_mutation *mutation)
{
    cl_text text = CL_TEXT_INIT;
    char *name;

    cl_mutation_print(&text, m->programme, mutation);
    name = text.failed == 0 ? cl_strndup(text.at == NULL ? "" : text.at, text.length) : NULL;
    cl_text_clear(&text);
    if (name != NULL && cl_vec_add(&m->names, &name) == 0)
        return 0;
    cl_free(name);
    return CL_E_MEMORY;
}

static int list_changes(mutating *m, cl_error *e)
{
    int rc = cl_mutations(&m->mutations, m->programme, e);

    m->explains = cl_calloc(m->programme->unnoticed.count + 1, sizeof *m->explains);
    if (rc == 0 && m->explains == NULL)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; rc == 0 && i < m->mutations.count; i++)
        if (add_name(m, cl_vec_at(&m->mutations, i)) != 0)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    return rc;
}

static const char *name_at(const mutating *m, size_t i)
{
    return *(const char *const *)cl_vec_at(&m->names, i);
}

/* ---- what is told ---- */

static void refuse(const mutating *m, const char *file, int line, const char *what,
                   const char *change)
{
    cl_error error = CL_ERROR_INIT;

    cl_fail(&error, CL_E_SCRIPT, "%s: %s", what, change);
    cl_error_place(&error, file, line, NULL);
    cl_sink_refuse(m->sink, &error);
}

/* The note of the edition about a change; NULL when there is none. */
static const cl_excuse *note_about(mutating *m, const char *change)
{
    for (size_t i = 0; i < m->programme->unnoticed.count; i++) {
        const cl_excuse *note = cl_vec_at(&m->programme->unnoticed, i);

        if (strcmp(note->what, change) != 0)
            continue;
        m->explains[i] = true;
        return note;
    }
    return NULL;
}

static void tell_unnoticed(mutating *m, size_t i)
{
    const cl_mutation *mutation = cl_vec_at(&m->mutations, i);
    const cl_excuse *note = note_about(m, name_at(m, i));

    if (note == NULL) {
        m->unnoticed++;
        refuse(m, mutation->file, mutation->line, "no test notices", name_at(m, i));
        return;
    }
    m->explained++;
    cl_sink_note(m->sink, "%s:%d: explained: %s: %s", note->file, note->line, name_at(m, i),
                 note->because);
}

static void tell_noticed(mutating *m, size_t i)
{
    const cl_excuse *note = note_about(m, name_at(m, i));

    if (note != NULL)
        refuse(m, note->file, note->line, "a test notices what is said to be unnoticed",
               name_at(m, i));
}

static void tell_idle_notes(const mutating *m)
{
    const cl_programme *programme = m->programme;

    for (size_t i = 0; i < programme->unnoticed.count; i++) {
        const cl_excuse *note = cl_vec_at(&programme->unnoticed, i);
        const char *nearest;
        cl_error error = CL_ERROR_INIT;

        if (m->explains[i])
            continue;
        nearest = cl_suggest(cl_view_of(note->what), m->names.items, m->names.count);
        cl_fail(&error, CL_E_SCRIPT, "there is no change '%s'%s%s%s", note->what,
                nearest == NULL ? "" : "; did you mean '", nearest == NULL ? "" : nearest,
                nearest == NULL ? "" : "'?");
        cl_error_place(&error, note->file, note->line, NULL);
        cl_sink_refuse(m->sink, &error);
    }
}

static int tell_counts(const mutating *m, cl_error *e)
{
    const cl_programme *programme = m->programme;
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    cl_text_format(&json,
                   "{\"programme\": \"%s\", \"edition\": \"%s\", \"changes\": %zu, "
                   "\"unnoticed\": %zu, \"explained\": %zu}",
                   programme->id, programme->edition, m->mutations.count, m->unnoticed,
                   m->explained);
    cl_text_format(&text, "%s@%s: %zu changes, %zu that no test notices", programme->id,
                   programme->edition, m->mutations.count, m->unnoticed);
    if (m->explained > 0)
        cl_text_format(&text, ", %zu explained", m->explained);
    cl_text_add_char(&text, '\n');
    rc = cl_text_check(&json, e);
    if (rc == 0 && cl_sink_row(m->sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&json);
    cl_text_clear(&text);
    return rc;
}

/* ---- one change, all changes ---- */

static int try_change(mutating *m, size_t i, cl_error *e)
{
    cl_mutated done;
    bool pass = true;
    int rc;

    cl_mutate(&done, m->programme, cl_vec_at(&m->mutations, i));
    rc = cl_rules_tester_pass(m->tester, &pass, e);
    cl_mutate_undo(&done, m->programme);
    if (rc == 0 && pass)
        tell_unnoticed(m, i);
    else if (rc == 0)
        tell_noticed(m, i);
    cl_sink_progress(m->sink, i + 1, m->mutations.count);
    return rc;
}

/* Where a test fails anyway, every change would seem to be noticed. */
static int try_nothing(mutating *m, bool *pass, cl_error *e)
{
    cl_error error = CL_ERROR_INIT;
    int rc = cl_rules_tester_pass(m->tester, pass, e);

    if (rc == 0 && !*pass) {
        cl_fail(&error, CL_E_SCRIPT,
                "a test of %s@%s fails before anything is changed: clachan rules test %s@%s",
                m->programme->id, m->programme->edition, m->programme->id, m->programme->edition);
        cl_sink_refuse(m->sink, &error);
    }
    return rc;
}

static void forget(mutating *m)
{
    cl_rules_tester_close(m->tester);
    for (size_t i = 0; i < m->names.count; i++)
        cl_free(*(char **)cl_vec_at(&m->names, i));
    cl_vec_clear(&m->names);
    cl_vec_clear(&m->mutations);
    cl_free(m->explains);
}

int cl_rules_mutate(cl_session *session, cl_programme *programme, const cl_sink *sink, cl_error *e)
{
    mutating m = {.programme = programme, .sink = sink};
    bool pass = false;
    int rc;

    m.mutations = (cl_vec)CL_VEC_INIT(cl_mutation);
    m.names = (cl_vec)CL_VEC_INIT(char *);
    rc = list_changes(&m, e);
    if (rc == 0)
        rc = cl_rules_tester_open(&m.tester, session, programme, e);
    if (rc == 0)
        rc = try_nothing(&m, &pass, e);
    for (size_t i = 0; rc == 0 && pass && i < m.mutations.count; i++) {
        rc = try_change(&m, i, e);
        if (rc == 0 && cl_session_interrupted(session))
            rc = cl_fail(e, CL_E_INTERRUPTED, "stopped after %zu of %zu", i + 1, m.mutations.count);
    }
    if (rc == 0 && pass) {
        tell_idle_notes(&m);
        rc = tell_counts(&m, e);
    }
    forget(&m);
    return rc;
}
