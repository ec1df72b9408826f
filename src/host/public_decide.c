/* SPDX-License-Identifier: MIT
 *
 * The public header's first way in: programme, dossier, decision, without a session.
 */
#include <string.h>

#include "alloc.h"
#include "clachan.h"
#include "decide.h"
#include "dossier.h"
#include "json.h"
#include "programme_load.h"
#include "public_error.h"

struct clachan_programme {
    cl_programme *programme;
};

struct clachan_dossier {
    cl_dossier dossier;
    const clachan_programme *programme;
};

struct clachan_decision {
    cl_decision decision;
    cl_text json, text;
};

static void tell(const cl_findings *findings, clachan_finding *finding, void *context)
{
    for (size_t i = 0; finding != NULL && i < cl_findings_count(findings); i++) {
        cl_text text = CL_TEXT_INIT;

        cl_finding_print(&text, cl_findings_at(findings, i));
        if (text.at != NULL)
            finding(context, text.at);
        cl_text_clear(&text);
    }
}

static int load(cl_programme **out, const char *rules, const char *id, const char *edition,
                cl_findings *findings, cl_error *e)
{
    cl_text folder = CL_TEXT_INIT, file = CL_TEXT_INIT;
    int rc;

    cl_text_format(&folder, "%s/%s", rules, id);
    cl_text_format(&file, "%s.lua", edition);
    rc = cl_text_check(&folder, e);
    if (rc == 0)
        rc = cl_text_check(&file, e);
    if (rc == 0)
        rc = cl_programme_load(out, folder.at, file.at, &rules, 1, findings, e);
    cl_text_clear(&folder);
    cl_text_clear(&file);
    return rc;
}

int clachan_programme_load(clachan_programme **out, const char *rules, const char *id,
                           const char *edition, clachan_finding *finding, void *context,
                           clachan_error *error)
{
    cl_error own, *e = cl_error_of(error, &own);
    cl_findings findings = CL_FINDINGS_INIT;
    clachan_programme *programme;
    int rc;

    if (out == NULL || rules == NULL || id == NULL || edition == NULL)
        return cl_fail(e, CL_E_MISUSE, "rules, programme and edition are needed");
    *out = NULL;
    if (strchr(id, '/') != NULL || strchr(edition, '/') != NULL || *id == '.' || *edition == '.')
        return cl_fail(e, CL_E_NOT_FOUND, "'%s@%s' is no name of an edition", id, edition);
    programme = cl_calloc(1, sizeof *programme);
    if (programme == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    rc = load(&programme->programme, rules, id, edition, &findings, e);
    tell(&findings, finding, context);
    cl_findings_clear(&findings);
    if (rc != 0)
        cl_free(programme);
    else
        *out = programme;
    return rc;
}

void clachan_programme_free(clachan_programme *programme)
{
    if (programme != NULL)
        cl_programme_free(programme->programme);
    cl_free(programme);
}

const char *clachan_programme_digest(const clachan_programme *programme)
{
    return programme->programme->digest;
}

static int read_dossier(clachan_dossier *dossier, const cl_json *json, cl_findings *findings,
                        cl_error *e)
{
    const cl_programme *programme = dossier->programme->programme;
    cl_dossier_head head;
    int rc = cl_dossier_read_head(&head, json, false, findings);

    if (rc == 0)
        rc = cl_dossier_read(&dossier->dossier, &programme->schema, programme->currency, json,
                             findings, e);
    if (rc == CL_E_INVALID && cl_findings_count(findings) > 0)
        cl_finding_error(cl_findings_at(findings, 0), e);
    return rc;
}

int clachan_dossier_read(clachan_dossier **out, const clachan_programme *programme,
                         const char *json, size_t length, const char *name,
                         clachan_finding *finding, void *context, clachan_error *error)
{
    cl_error own, *e = cl_error_of(error, &own);
    cl_findings findings = CL_FINDINGS_INIT;
    clachan_dossier *dossier;
    cl_json *parsed = NULL;
    int rc;

    if (out == NULL || programme == NULL || (json == NULL && length > 0))
        return cl_fail(e, CL_E_MISUSE, "a programme and the text of a dossier are needed");
    *out = NULL;
    if (length > CL_DOSSIER_BYTES)
        return cl_fail(e, CL_E_LIMIT, "a dossier has at most %d bytes", CL_DOSSIER_BYTES);
    dossier = cl_calloc(1, sizeof *dossier);
    if (dossier == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    dossier->dossier = (cl_dossier)CL_DOSSIER_INIT;
    dossier->programme = programme;
    rc = cl_json_parse(&parsed, (cl_view){json, length}, name, 1, e);
    if (rc == 0)
        rc = read_dossier(dossier, parsed, &findings, e);
    tell(&findings, finding, context);
    cl_findings_clear(&findings);
    cl_json_free(parsed);
    if (rc != 0)
        clachan_dossier_free(dossier);
    else
        *out = dossier;
    return rc;
}

void clachan_dossier_free(clachan_dossier *dossier)
{
    if (dossier != NULL)
        cl_dossier_clear(&dossier->dossier);
    cl_free(dossier);
}

static int read_options(cl_decide_options *out, cl_assumption **assume,
                        const clachan_decide_options *options, cl_error *e)
{
    *assume = NULL;
    if (options == NULL)
        return 0;
    if (options->size < sizeof *options)
        return cl_fail(e, CL_E_MISUSE, "options: start from CLACHAN_DECIDE_OPTIONS_INIT");
    if (options->stage != NULL && !cl_stage_named(&out->stage, cl_view_of(options->stage)))
        return cl_fail(e, CL_E_MISUSE, "'%s' is no stage: form, apply or fund", options->stage);
    *assume = cl_calloc(options->count + 1, sizeof **assume);
    if (*assume == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < options->count; i++)
        (*assume)[i] = (cl_assumption){options->names[i], options->values[i]};
    out->assume = *assume;
    out->assume_count = options->count;
    return 0;
}

int clachan_decide(clachan_decision **out, const clachan_programme *programme,
                   const clachan_dossier *dossier, const clachan_decide_options *options,
                   clachan_error *error)
{
    cl_error own, *e = cl_error_of(error, &own);
    cl_decide_options ours = CL_DECIDE_OPTIONS_INIT;
    cl_assumption *assume = NULL;
    cl_evaluator evaluator = {0};
    clachan_decision *decision;
    int rc;

    if (out == NULL || programme == NULL || dossier == NULL)
        return cl_fail(e, CL_E_MISUSE, "a programme and a dossier are needed");
    *out = NULL;
    if (dossier->programme != programme)
        return cl_fail(e, CL_E_MISUSE, "the dossier was read for another programme");
    decision = cl_calloc(1, sizeof *decision);
    if (decision == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    rc = read_options(&ours, &assume, options, e);
    if (rc == 0)
        rc = cl_evaluator_init(&evaluator, programme->programme, e);
    if (rc == 0)
        rc = cl_decide(&decision->decision, &evaluator, &dossier->dossier, &ours, e);
    cl_evaluator_clear(&evaluator);
    cl_free(assume);
    if (rc != 0)
        clachan_decision_free(decision);
    else
        *out = decision;
    return rc;
}

void clachan_decision_free(clachan_decision *decision)
{
    if (decision == NULL)
        return;
    cl_decision_clear(&decision->decision);
    cl_text_clear(&decision->json);
    cl_text_clear(&decision->text);
    cl_free(decision);
}

const char *clachan_decision_verdict(const clachan_decision *decision)
{
    return cl_verdict_name(decision->decision.verdict);
}

int clachan_decision_grant(const clachan_decision *decision, int64_t *minor)
{
    if (!decision->decision.grant.known)
        return 0;
    *minor = decision->decision.grant.low.minor;
    return 1;
}

const char *clachan_decision_json(clachan_decision *decision)
{
    if (decision->json.at == NULL)
        cl_decision_print_json(&decision->json, &decision->decision);
    return decision->json.failed != 0 ? NULL : decision->json.at;
}

const char *clachan_decision_text(clachan_decision *decision)
{
    if (decision->text.at == NULL)
        cl_decision_print_text(&decision->text, &decision->decision, 0);
    return decision->text.failed != 0 ? NULL : decision->text.at;
}
