/* SPDX-License-Identifier: MIT
 *
 * Reading editions again while a session is open. A new text takes the place of the loaded one only
 * when it loads without an error and passes its own tests; otherwise the loaded one stays, and
 * every reason is told. Nothing is patched in place: a whole edition is swapped for another.
 */
#include <string.h>

#include "alloc.h"
#include "rules_check.h"
#include "rules_diff.h"
#include "rules_test.h"
#include "session_parts.h"

typedef enum result { UNCHANGED, CHANGED, KEPT, BROKEN } result;

typedef struct reloading {
    cl_session *session;
    const cl_sink *sink;
    cl_loaded *loaded; /* of the session */
    cl_loaded fresh;   /* what the files say now; after a swap what was loaded before */
    int first;         /* code of the first refusal */
} reloading;

/* ---- refusals ---- */

static void count_refused(void *context, const cl_error *error)
{
    reloading *r = context;

    if (r->first == 0)
        r->first = error->code == 0 ? CL_E_SCRIPT : error->code;
    cl_sink_refuse(r->sink, error);
}

static cl_sink refusals_of(reloading *r)
{
    return (cl_sink){.context = r, .refused = count_refused};
}

/* ---- telling ---- */

static void name_edition(cl_text *out, const cl_loaded *loaded)
{
    cl_text_format(out, "%s%s%s", loaded->id, *loaded->edition == '\0' ? "" : "@", loaded->edition);
}

static void add_digest(cl_text *json, const char *name, const cl_programme *programme)
{
    cl_text_format(json, ", \"%s\": ", name);
    if (programme == NULL)
        cl_text_add_string(json, "null");
    else
        cl_text_format(json, "\"%s\"", programme->digest);
}

static void print_text(cl_text *text, const reloading *r, result what)
{
    static const char *const says[] = {
        [UNCHANGED] = "is unchanged",
        [CHANGED] = "is read again",
        [KEPT] = "stays as it was loaded; what its files say now is refused",
        [BROKEN] = "still has errors",
    };
    const cl_programme *programme = r->loaded->programme;

    name_edition(text, r->loaded);
    cl_text_format(text, " %s", says[what]);
    if (programme != NULL)
        cl_text_format(text, " (%s)", programme->digest);
    cl_text_add_char(text, '\n');
}

static int tell(const reloading *r, result what, cl_error *e)
{
    static const char *const names[] = {
        [UNCHANGED] = "unchanged", [CHANGED] = "changed", [KEPT] = "kept", [BROKEN] = "has errors"};
    const cl_programme *before = what == CHANGED ? r->fresh.programme : r->loaded->programme;
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    cl_text_add_string(&json, "{\"programme\": ");
    cl_text_add_json(&json, cl_view_of(r->loaded->id));
    cl_text_add_string(&json, ", \"edition\": ");
    cl_text_add_json(&json, cl_view_of(r->loaded->edition));
    cl_text_format(&json, ", \"result\": \"%s\"", names[what]);
    add_digest(&json, "digest", r->loaded->programme);
    add_digest(&json, "before", before);
    cl_text_add_char(&json, '}');
    print_text(&text, r, what);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0 && cl_sink_row(r->sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&json);
    cl_text_clear(&text);
    return rc;
}

/* ---- one edition ---- */

static void swap(reloading *r)
{
    cl_programme *programme = r->loaded->programme;
    cl_findings findings = r->loaded->findings;

    r->loaded->programme = r->fresh.programme;
    r->loaded->findings = r->fresh.findings;
    r->fresh.programme = programme;
    r->fresh.findings = findings;
}

/* Its tests run in its place, because a test can ask the session for the edition by its name. */
static int prove(reloading *r, bool *good, cl_error *e)
{
    cl_sink sink = refusals_of(r);
    int first = r->first, rc;

    r->first = 0;
    swap(r);
    rc = cl_rules_test(r->session, r->loaded->programme, &sink, e);
    *good = rc == 0 && r->first == 0;
    if (!*good)
        swap(r);
    if (first != 0)
        r->first = first;
    return rc;
}

static int take(reloading *r, cl_error *e)
{
    bool good = false;
    int rc = prove(r, &good, e);

    if (rc == 0)
        rc = tell(r, good ? CHANGED : r->loaded->programme == NULL ? BROKEN : KEPT, e);
    if (rc == 0 && good && r->fresh.programme != NULL)
        rc = cl_rules_diff_changes(r->fresh.programme, r->loaded->programme, r->sink, e);
    return rc;
}

/* The errors of an edition that had none are told; those of one that had some are its errors now.
 */
static int keep(reloading *r, cl_error *e)
{
    cl_sink sink = refusals_of(r);

    cl_rules_refuse(&sink, &r->fresh.findings);
    if (r->loaded->programme != NULL)
        return tell(r, KEPT, e);
    swap(r);
    return tell(r, BROKEN, e);
}

static int reload(reloading *r, cl_error *e)
{
    const cl_programme *now = r->loaded->programme;
    cl_error why = CL_ERROR_INIT; /* of an edition with errors, which is in its findings */
    int rc = cl_session_read(r->session, &r->fresh, &why);

    if (rc != 0 && e != NULL)
        *e = why;
    if (rc != 0)
        return rc;
    if (r->fresh.programme == NULL)
        return keep(r, e);
    if (now != NULL && strcmp(now->digest, r->fresh.programme->digest) == 0)
        return tell(r, UNCHANGED, e);
    return take(r, e);
}

int cl_session_reload(cl_session *session, const cl_sink *sink, cl_error *e)
{
    reloading r = {.session = session, .sink = sink};
    int rc = 0;

    if (session->running > 0)
        return cl_fail(e, CL_E_STATE,
                       "a command is running on the editions; read them again when it is done");
    session->interrupted = 0;
    for (size_t i = 0; rc == 0 && i < session->editions.count; i++) {
        r.loaded = *(cl_loaded **)cl_vec_at(&session->editions, i);
        r.fresh = (cl_loaded){r.loaded->id, r.loaded->edition, NULL, CL_FINDINGS_INIT};
        rc = reload(&r, e);
        cl_programme_free(r.fresh.programme);
        cl_findings_clear(&r.fresh.findings);
    }
    return rc != 0 ? rc : r.first;
}
