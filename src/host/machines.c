/* SPDX-License-Identifier: MIT
 *
 * Finding and loading machines.
 */
#include "machines.h"

#include <string.h>

#include "alloc.h"
#include "file.h"
#include "machine_load.h"
#include "query.h"
#include "rules_check.h"
#include "session_parts.h"

enum { SOURCE_LIMIT = 256 * 1024 };

static void forget(cl_kept_machine *kept)
{
    if (kept == NULL)
        return;
    cl_machine_free(kept->machine);
    cl_findings_clear(&kept->findings);
    cl_free(kept->key);
    cl_free(kept);
}

void cl_session_forget_machines(cl_session *session)
{
    for (size_t i = 0; i < session->machines.count; i++)
        forget(*(cl_kept_machine **)cl_vec_at(&session->machines, i));
    cl_vec_clear(&session->machines);
}

static cl_kept_machine *find_kept(const cl_session *session, cl_view key)
{
    for (size_t i = 0; i < session->machines.count; i++) {
        cl_kept_machine *kept = *(cl_kept_machine **)cl_vec_at(&session->machines, i);

        if (cl_view_is(key, kept->key))
            return kept;
    }
    return NULL;
}

/* Loads and keeps; a machine with errors is kept with its findings. */
static int keep(cl_kept_machine **out, cl_session *session, cl_view key, const char *noun,
                cl_view text, const char *name, cl_error *e)
{
    cl_kept_machine *kept = cl_calloc(1, sizeof *kept);
    cl_error refused = CL_ERROR_INIT;
    int rc;

    *out = NULL;
    if (kept == NULL || (kept->key = cl_strndup(key.at, key.length)) == NULL) {
        cl_free(kept);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    kept->findings = (cl_findings)CL_FINDINGS_INIT;
    rc = cl_machine_load(&kept->machine, noun, text, name, &kept->findings, &refused);
    if (rc == CL_E_SCRIPT || rc == CL_E_LIMIT)
        rc = 0; /* the findings are told to whoever asks for it */
    else if (rc != 0)
        cl_fail(e, rc, "%s", refused.message);
    if (rc == 0 && cl_vec_add(&session->machines, &kept) != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc != 0)
        forget(kept);
    else
        *out = kept;
    return rc;
}

/* ---- files ---- */

/* The path is left empty when the file is not there. */
static void look(cl_text *path, const char *rules, cl_view programme, const char *noun)
{
    if (path->length > 0)
        return;
    if (programme.length > 0)
        cl_text_format(path, "%s/%.*s/machines/%s.lua", rules, (int)programme.length, programme.at,
                       noun);
    else
        cl_text_format(path, "%s/lib/machines/%s.lua", rules, noun);
    if (path->at != NULL && !cl_file_exists(path->at))
        cl_text_reset(path);
}

static void find_file(cl_text *path, const cl_session *session, cl_view programme, const char *noun)
{
    cl_view none = CL_VIEW_INIT;
    cl_text installed = CL_TEXT_INIT;

    for (size_t i = 0; programme.length > 0 && i < session->rules.count; i++)
        look(path, *(const char **)cl_vec_at(&session->rules, i), programme, noun);
    for (size_t i = 0; i < session->rules.count; i++)
        look(path, *(const char **)cl_vec_at(&session->rules, i), none, noun);
    cl_text_format(&installed, "%s/rules", session->share);
    if (installed.at != NULL)
        look(path, installed.at, none, noun);
    cl_text_clear(&installed);
}

static int load_file(cl_kept_machine **out, cl_session *session, const char *noun, const char *path,
                     cl_error *e)
{
    cl_text text = CL_TEXT_INIT, name = CL_TEXT_INIT;
    int rc = cl_file_read(&text, path, SOURCE_LIMIT, e);

    cl_text_format(&name, "machines/%s.lua", noun);
    if (rc == 0)
        rc = cl_text_check(&name, e);
    if (rc == 0)
        rc = keep(out, session, cl_view_of(path), noun, cl_text_view(&text), name.at, e);
    cl_text_clear(&text);
    cl_text_clear(&name);
    return rc;
}

bool cl_session_is_pinned(const cl_kept_machine *kept)
{
    return strncmp(kept->key, "sha256:", 7) == 0;
}

/* The noun is the name of the file, "award" of "…/machines/award.lua". */
int cl_session_read_machine(cl_kept_machine *fresh, const char *path, cl_error *e)
{
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    cl_view noun = {name, strlen(name) - strlen(".lua")};
    cl_text text = CL_TEXT_INIT, label = CL_TEXT_INIT, file = CL_TEXT_INIT;
    cl_error refused = CL_ERROR_INIT;
    int rc;

    cl_text_format(&label, "%.*s", (int)noun.length, noun.at);
    cl_text_format(&file, "machines/%s", name);
    rc = cl_text_check(&label, &refused);
    if (rc == 0)
        rc = cl_text_check(&file, &refused);
    if (rc == 0)
        rc = cl_file_read(&text, path, SOURCE_LIMIT, &refused);
    if (rc == 0)
        rc = cl_machine_load(&fresh->machine, label.at, cl_text_view(&text), file.at,
                             &fresh->findings, &refused);
    if (rc == CL_E_MEMORY)
        cl_fail(e, rc, "out of memory");
    else if (rc != 0 && cl_findings_count(&fresh->findings) == 0)
        cl_findings_add_error(&fresh->findings, &refused);
    rc = rc == CL_E_MEMORY ? rc : 0; /* the findings are told to whoever asks for it */
    cl_text_clear(&text);
    cl_text_clear(&label);
    cl_text_clear(&file);
    return rc;
}

static int kept_file(cl_kept_machine **out, cl_session *session, const char *noun,
                     cl_view programme, cl_error *e)
{
    cl_text path = CL_TEXT_INIT;
    int rc = 0;

    find_file(&path, session, programme, noun);
    if (path.length == 0)
        rc = cl_fail(e, CL_E_NOT_FOUND,
                     "there is no machine of '%s'; lib/machines/%s.lua is in no folder of rules",
                     noun, noun);
    else if ((*out = find_kept(session, cl_text_view(&path))) == NULL)
        rc = load_file(out, session, noun, path.at, e);
    cl_text_clear(&path);
    return rc;
}

static int has_errors(const cl_kept_machine *kept, const char *noun, cl_error *e)
{
    cl_text first = CL_TEXT_INIT;

    if (cl_findings_count(&kept->findings) > 0)
        cl_finding_print(&first, cl_findings_at(&kept->findings, 0));
    cl_fail(
        e, CL_E_SCRIPT,
        "the machine of %s has errors, so nothing moves by it: %s; all of them: clachan machine "
        "check",
        noun, first.at == NULL ? "out of memory" : first.at);
    cl_text_clear(&first);
    return CL_E_SCRIPT;
}

int cl_session_machine_file(const cl_machine **out, const cl_findings **findings,
                            cl_session *session, const char *noun, cl_view programme, cl_error *e)
{
    cl_kept_machine *kept = NULL;
    int rc = kept_file(&kept, session, noun, programme, e);

    *out = NULL;
    *findings = NULL;
    if (rc != 0)
        return rc;
    *out = kept->machine;
    *findings = &kept->findings;
    return 0;
}

/* ---- pinned texts ---- */

static int kept_pin(cl_kept_machine **out, cl_session *session, const char *noun, cl_view digest,
                    cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_machine_text text;
    bool found = false;
    int rc;

    *out = find_kept(session, digest);
    if (*out != NULL)
        return 0;
    rc = cl_machine_text_find(&text, &found, &arena, cl_session_store(session), digest, e);
    if (rc == 0 && !found)
        rc = cl_fail(e, CL_E_STORE, "the pinned machine of %s (%.*s) is not in the database", noun,
                     (int)digest.length, digest.at);
    if (rc == 0)
        rc = keep(out, session, digest, noun, text.source, "pinned.lua", e);
    cl_arena_clear(&arena);
    return rc;
}

int cl_session_machine(const cl_machine **out, cl_session *session, const char *noun,
                       cl_view programme, cl_view digest, cl_error *e)
{
    cl_kept_machine *kept = NULL;
    int rc = kept_file(&kept, session, noun, programme, e);

    *out = NULL;
    if (digest.length > 0 &&
        (rc != 0 || kept->machine == NULL || !cl_view_is(digest, kept->machine->digest))) {
        if (cl_session_store(session) == NULL)
            return cl_fail(e, CL_E_STORE, "no database is open");
        rc = kept_pin(&kept, session, noun, digest, e);
    }
    if (rc == 0 && kept->machine == NULL)
        rc = has_errors(kept, noun, e);
    if (rc == 0)
        *out = kept->machine;
    return rc;
}

int cl_machine_pin(cl_change *change, const cl_machine *machine, cl_error *e)
{
    cl_machine_text text = {.noun = cl_view_of(machine->noun->name),
                            .edition = cl_view_of(machine->edition),
                            .digest = cl_view_of(machine->digest),
                            .source = cl_view_of(machine->source)};
    cl_arena arena = CL_ARENA_INIT;
    cl_machine_text there;
    bool found = false;
    int rc =
        cl_machine_text_find(&there, &found, &arena, change->store, cl_view_of(machine->digest), e);

    if (rc == 0 && !found)
        rc = cl_change_add(change, &cl_table_machine, &text, e);
    cl_arena_clear(&arena);
    return rc;
}

/* ---- checking ---- */

static bool was_told(const cl_vec *told, const cl_findings *findings)
{
    for (size_t i = 0; i < told->count; i++)
        if (*(const cl_findings **)cl_vec_at(told, i) == findings)
            return true;
    return false;
}

int cl_session_check_machines(cl_session *session, cl_view programme, cl_vec *told,
                              const cl_sink *sink, cl_error *e)
{
    const cl_machine *whole[32];
    cl_findings together = CL_FINDINGS_INIT;
    size_t count = 0;
    bool fresh = false;
    int rc = 0;

    for (const cl_noun *noun = cl_nouns; rc == 0 && noun->name != NULL && count < 32; noun++) {
        const cl_findings *findings;
        const cl_machine *machine;

        rc = cl_session_machine_file(&machine, &findings, session, noun->name, programme, e);
        if (rc != 0)
            break;
        if (machine != NULL)
            whole[count++] = machine;
        if (was_told(told, findings))
            continue;
        fresh = true;
        cl_rules_refuse(sink, findings);
        if (cl_vec_add(told, &findings) != 0)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    if (rc == 0 && fresh) {
        cl_machines_check(whole, count, &together);
        cl_rules_refuse(sink, &together);
    }
    cl_findings_clear(&together);
    return rc;
}
