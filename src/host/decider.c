/* SPDX-License-Identifier: MIT
 *
 * From JSON to a decision: head, edition, dossier, decide.
 */
#include "decider.h"

#include <string.h>

#include "alloc.h"

void cl_decider_init(cl_decider *decider, cl_session *session)
{
    memset(decider, 0, sizeof *decider);
    decider->session = session;
    decider->evaluators = (cl_vec)CL_VEC_INIT(cl_evaluator *);
    decider->dossier = (cl_dossier)CL_DOSSIER_INIT;
    decider->findings = (cl_findings)CL_FINDINGS_INIT;
}

void cl_decider_clear(cl_decider *decider)
{
    for (size_t i = 0; i < decider->evaluators.count; i++) {
        cl_evaluator *evaluator = *(cl_evaluator **)cl_vec_at(&decider->evaluators, i);

        cl_evaluator_clear(evaluator);
        cl_free(evaluator);
    }
    cl_vec_clear(&decider->evaluators);
    cl_dossier_clear(&decider->dossier);
    cl_findings_clear(&decider->findings);
}

static int new_evaluator(cl_evaluator **out, const cl_programme *programme, cl_error *e)
{
    cl_evaluator *evaluator = cl_calloc(1, sizeof *evaluator);
    int rc;

    *out = NULL;
    if (evaluator == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    rc = cl_evaluator_init(evaluator, programme, e);
    if (rc != 0)
        cl_free(evaluator);
    else
        *out = evaluator;
    return rc;
}

static int evaluator_for(cl_evaluator **out, cl_decider *decider, const cl_programme *programme,
                         cl_error *e)
{
    int rc;

    for (size_t i = 0; i < decider->evaluators.count; i++) {
        *out = *(cl_evaluator **)cl_vec_at(&decider->evaluators, i);
        if ((*out)->programme == programme)
            return 0;
    }
    rc = new_evaluator(out, programme, e);
    if (rc == 0 && cl_vec_add(&decider->evaluators, out) != 0) {
        cl_evaluator_clear(*out);
        cl_free(*out);
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return rc;
}

/* A refusal that is about one key of the dossier, or about the file when the key is not in it. */
static void refuse_key(cl_decider *decider, const cl_json *json, const cl_error *why)
{
    const cl_json_value *root = cl_json_root(json);
    int line = cl_json_line(json, root);

    if (why->path[0] != '\0' && cl_json_get(root, why->path) != NULL)
        line = cl_json_key_line(json, root, why->path);
    cl_findings_add(&decider->findings, cl_json_file(json), line,
                    why->path[0] == '\0' ? NULL : why->path, "%s", why->message);
}

static int choose_programme(cl_decider *decider, const cl_dossier_head *head, const cl_json *json,
                            const cl_decide_request *request, cl_error *e)
{
    bool overridden = request->programme != NULL;
    cl_error why = CL_ERROR_INIT;
    int rc;

    decider->programme = request->loaded;
    if (request->loaded != NULL)
        return 0;
    rc = cl_session_programme(&decider->programme, decider->session,
                              overridden ? request->programme : head->programme,
                              overridden ? request->edition : head->edition, head->date, &why);
    if (rc == CL_E_NOT_FOUND)
        refuse_key(decider, json, &why);
    if (rc != 0 && e != NULL)
        *e = why;
    return rc;
}

int cl_decider_decide(cl_decider *decider, cl_decision *out, const cl_json *json,
                      const cl_decide_request *request, cl_error *e)
{
    bool needs_name = request->programme == NULL && request->loaded == NULL;
    cl_dossier_head head;
    int rc;

    cl_findings_clear(&decider->findings);
    rc = cl_dossier_read_head(&head, json, needs_name, &decider->findings);
    if (rc == 0)
        rc = choose_programme(decider, &head, json, request, e);
    if (rc == 0)
        rc = cl_dossier_read(&decider->dossier, &decider->programme->schema,
                             decider->programme->currency, json, &decider->findings, e);
    if (rc == 0)
        rc = evaluator_for(&decider->evaluator, decider, decider->programme, e);
    if (rc == 0)
        rc = cl_decide(out, decider->evaluator, &decider->dossier, &request->options, e);
    return rc;
}

int cl_decider_refuse(const cl_decider *decider, const cl_sink *sink, int code, const cl_error *e)
{
    cl_error error = CL_ERROR_INIT;

    for (size_t i = 0; i < cl_findings_count(&decider->findings); i++) {
        cl_finding_error(cl_findings_at(&decider->findings, i), &error);
        cl_sink_refuse(sink, &error);
    }
    if (cl_findings_count(&decider->findings) == 0)
        cl_sink_refuse(sink, e);
    if (decider->findings.dropped > 0) {
        cl_fail(&error, CL_E_INVALID, "and %zu more faults", decider->findings.dropped);
        cl_sink_refuse(sink, &error);
    }
    return code;
}
