/* SPDX-License-Identifier: MIT
 *
 * What an edition says of a cluster as it is on a day, whether or not it has applied.
 */
#ifndef CL_CLUSTER_JUDGE_H
#define CL_CLUSTER_JUDGE_H

#include "decider.h"
#include "recording.h"

typedef struct cl_judged_cluster {
    cl_decider decider;
    cl_decision decision;
    cl_json *json;   /**< the dossier */
    cl_text dossier; /**< its text */
    cl_cluster cluster;
} cl_judged_cluster;

/** What is judged beside the records. */
typedef struct cl_judge_request {
    int64_t cluster;
    const char *programme; /**< ID or ID@EDITION; without an edition the one in force that day */
    const char *option, *funding_model; /**< NULL: not known */
    cl_date on;
    cl_stage stage; /**< judge up to this one */
} cl_judge_request;

/** Judges it. Cleared in any case. CL_E_NOT_FOUND (no such cluster or edition), CL_E_INVALID (the
 * records make no dossier: the first reason is told), CL_E_SCRIPT, CL_E_MEMORY. */
int cl_cluster_judge(cl_judged_cluster *out, cl_recording *r, const cl_judge_request *request,
                     cl_error *e);
void cl_judged_cluster_clear(cl_judged_cluster *judged);

/** The programme of the cluster's newest application, in the recording's arena; NULL when it has
 * none. */
int cl_cluster_programme(const char **out, cl_recording *r, int64_t cluster, cl_error *e);

#endif
