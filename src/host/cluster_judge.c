/* SPDX-License-Identifier: MIT
 *
 * A cluster's dossier is built as for an application, with nothing asked for.
 */
#include "cluster_judge.h"

#include <string.h>

#include "alloc.h"
#include "decide_request.h"
#include "dossier_build.h"
#include "query.h"

static int build(cl_judged_cluster *out, cl_recording *r, const cl_judge_request *request,
                 const char *programme, const char *edition, cl_error *e)
{
    cl_application asked = {0};
    int rc;

    asked.cluster = request->cluster;
    asked.programme = cl_view_of(programme);
    asked.edition = cl_view_of(edition);
    asked.option = cl_view_of(request->option);
    asked.funding_model = cl_view_of(request->funding_model);
    asked.date = cl_known(request->on);
    rc = cl_record_get(&out->cluster, &r->arena, r->store, &cl_table_cluster, request->cluster, e);
    if (rc == 0)
        rc = cl_dossier_build(&out->dossier, &r->arena, r->store, &asked, e);
    if (rc == 0)
        rc = cl_json_parse(&out->json, cl_text_view(&out->dossier), "dossier of the cluster", 1, e);
    return rc;
}

int cl_cluster_judge(cl_judged_cluster *out, cl_recording *r, const cl_judge_request *request,
                     cl_error *e)
{
    cl_decide_request decide = CL_DECIDE_REQUEST_INIT;
    char *programme = NULL, *edition = NULL;
    int rc;

    memset(out, 0, sizeof *out);
    cl_decider_init(&out->decider, r->session);
    rc = cl_split_edition(&programme, &edition, request->programme, e);
    if (rc == 0)
        rc = build(out, r, request, programme, edition, e);
    decide.options.stage = request->stage;
    if (rc == 0)
        rc = cl_decider_decide(&out->decider, &out->decision, out->json, &decide, e);
    if (rc != 0 && cl_findings_count(&out->decider.findings) > 0)
        cl_finding_error(cl_findings_at(&out->decider.findings, 0), e);
    cl_free(programme);
    cl_free(edition);
    return rc;
}

void cl_judged_cluster_clear(cl_judged_cluster *judged)
{
    cl_decision_clear(&judged->decision);
    cl_decider_clear(&judged->decider);
    cl_json_free(judged->json);
    cl_text_clear(&judged->dossier);
}

int cl_cluster_programme(const char **out, cl_recording *r, int64_t cluster, cl_error *e)
{
    cl_application_filter filter = {.cluster = cluster};
    cl_application *applications;
    size_t count;
    int rc = cl_application_list(&applications, &count, &r->arena, r->store, &filter, e);

    *out = rc == 0 && count > 0 ? applications[count - 1].programme.at : NULL;
    return rc;
}
