/* SPDX-License-Identifier: MIT
 *
 * Reading editions and machines again while a session is open. A new text takes the place of the
 * loaded one only when it loads without an error and passes its own tests; otherwise the loaded one
 * stays, and every reason is told. Nothing is patched in place: a whole one is swapped for another.
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

/* What was read again: `names` is the beginning of its row. */
typedef struct told {
    cl_text names, title;
    const char *now, *before; /* digests; NULL: it has errors */
} told;

static void add_digest(cl_text *json, const char *name, const char *digest)
{
    cl_text_format(json, ", \"%s\": ", name);
    if (digest == NULL)
        cl_text_add_string(json, "null");
    else
        cl_text_format(json, "\"%s\"", digest);
}

static int tell(const reloading *r, told *about, result what, cl_error *e)
{
    static const char *const names[] = {
        [UNCHANGED] = "unchanged", [CHANGED] = "changed", [KEPT] = "kept", [BROKEN] = "has errors"};
    static const char *const says[] = {
        [UNCHANGED] = "is unchanged",
        [CHANGED] = "is read again",
        [KEPT] = "stays as it was loaded; what its files say now is refused",
        [BROKEN] = "still has errors",
    };
    cl_text *json = &about->names, *text = &about->title;
    int rc;

    cl_text_format(json, ", \"result\": \"%s\"", names[what]);
    add_digest(json, "digest", about->now);
    add_digest(json, "before", about->before);
    cl_text_add_char(json, '}');
    cl_text_format(text, " %s", says[what]);
    if (about->now != NULL)
        cl_text_format(text, " (%s)", about->now);
    cl_text_add_char(text, '\n');
    rc = cl_text_check(json, e);
    if (rc == 0)
        rc = cl_text_check(text, e);
    if (rc == 0 && cl_sink_row(r->sink, cl_text_view(json), cl_text_view(text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(json);
    cl_text_clear(text);
    return rc;
}

static const char *digest_of(const cl_programme *programme)
{
    return programme == NULL ? NULL : programme->digest;
}

static int tell_edition(const reloading *r, result what, cl_error *e)
{
    const cl_loaded *loaded = r->loaded;
    told about = {
        .names = CL_TEXT_INIT, .title = CL_TEXT_INIT, .now = digest_of(loaded->programme)};

    about.before = what == CHANGED ? digest_of(r->fresh.programme) : about.now;
    cl_text_add_string(&about.names, "{\"programme\": ");
    cl_text_add_json(&about.names, cl_view_of(loaded->id));
    cl_text_add_string(&about.names, ", \"edition\": ");
    cl_text_add_json(&about.names, cl_view_of(loaded->edition));
    cl_text_format(&about.title, "%s%s%s", loaded->id, *loaded->edition == '\0' ? "" : "@",
                   loaded->edition);
    return tell(r, &about, what, e);
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
        rc = tell_edition(r, good ? CHANGED : r->loaded->programme == NULL ? BROKEN : KEPT, e);
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
        return tell_edition(r, KEPT, e);
    swap(r);
    return tell_edition(r, BROKEN, e);
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
        return tell_edition(r, UNCHANGED, e);
    return take(r, e);
}

static int reload_editions(reloading *r, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < r->session->editions.count; i++) {
        r->loaded = *(cl_loaded **)cl_vec_at(&r->session->editions, i);
        r->fresh = (cl_loaded){r->loaded->id, r->loaded->edition, NULL, CL_FINDINGS_INIT};
        rc = reload(r, e);
        cl_programme_free(r->fresh.programme);
        cl_findings_clear(&r->fresh.findings);
    }
    return rc;
}

/* ---- machines ---- */

static int tell_machine(const reloading *r, const cl_kept_machine *kept,
                        const cl_kept_machine *fresh, result what, cl_error *e)
{
    const cl_machine *before = what == CHANGED ? fresh->machine : kept->machine;
    told about = {.names = CL_TEXT_INIT,
                  .title = CL_TEXT_INIT,
                  .now = kept->machine == NULL ? NULL : kept->machine->digest,
                  .before = before == NULL ? NULL : before->digest};

    cl_text_add_string(&about.names, "{\"machine\": ");
    cl_text_add_json(&about.names, cl_view_of(kept->key));
    cl_text_add_string(&about.title, kept->key);
    return tell(r, &about, what, e);
}

static result compare_machines(const cl_kept_machine *kept, const cl_kept_machine *fresh)
{
    if (fresh->machine == NULL)
        return kept->machine == NULL ? BROKEN : KEPT;
    if (kept->machine != NULL && strcmp(kept->machine->digest, fresh->machine->digest) == 0)
        return UNCHANGED;
    return CHANGED;
}

/* A record stays with the text that it was begun under, which the database has; only those that
 * begin from now on move by the new one. */
static int reload_machine(reloading *r, cl_kept_machine *kept, cl_kept_machine *fresh, cl_error *e)
{
    const cl_kept_machine before = *kept;
    cl_sink sink = refusals_of(r);
    int rc = cl_session_read_machine(fresh, kept->key, e);
    result what;

    if (rc != 0)
        return rc;
    what = compare_machines(kept, fresh);
    cl_rules_refuse(&sink, &fresh->findings);
    if (what == CHANGED || what == BROKEN) {
        kept->machine = fresh->machine;
        kept->findings = fresh->findings;
        fresh->machine = before.machine;
        fresh->findings = before.findings;
    }
    return tell_machine(r, kept, fresh, what, e);
}

static int reload_machines(reloading *r, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < r->session->machines.count; i++) {
        cl_kept_machine *kept = *(cl_kept_machine **)cl_vec_at(&r->session->machines, i);
        cl_kept_machine fresh = {.findings = CL_FINDINGS_INIT};

        if (cl_session_is_pinned(kept))
            continue;
        rc = reload_machine(r, kept, &fresh, e);
        cl_machine_free(fresh.machine);
        cl_findings_clear(&fresh.findings);
    }
    return rc;
}

int cl_session_reload(cl_session *session, const cl_sink *sink, cl_error *e)
{
    reloading r = {.session = session, .sink = sink};
    int rc;

    if (session->running > 0)
        return cl_fail(e, CL_E_STATE,
                       "a command is running on the editions; read them again when it is done");
    session->interrupted = 0;
    rc = reload_editions(&r, e);
    if (rc == 0)
        rc = reload_machines(&r, e);
    return rc != 0 ? rc : r.first;
}
