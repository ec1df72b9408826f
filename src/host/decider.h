/* SPDX-License-Identifier: MIT
 *
 * Deciding many dossiers of any programme, one after the other, with memory that is used again.
 * Shared by the verbs that decide: from files, from records, in tests and what-ifs.
 */
#ifndef CL_DECIDER_H
#define CL_DECIDER_H

#include "decide.h"
#include "dossier.h"
#include "findings.h"
#include "json.h"
#include "session.h"
#include "vec.h"

typedef struct cl_decider {
    cl_session *session;
    cl_vec evaluators;             /**< cl_evaluator *, one a programme that was met */
    cl_dossier dossier;            /**< the last one that was read */
    cl_findings findings;          /**< why the last one was refused */
    const cl_programme *programme; /**< of the last one */
    cl_evaluator *evaluator;       /**< of the last one that was decided; still holds its dossier */
} cl_decider;

/** What overrides the dossier, and how far to judge. */
typedef struct cl_decide_request {
    const char *programme, *edition; /**< NULL: as the dossier says */
    const cl_programme *loaded;      /**< decide with this one, in force or not; NULL: look it up */
    cl_decide_options options;
} cl_decide_request;

#define CL_DECIDE_REQUEST_INIT                                                                     \
    {                                                                                              \
        NULL, NULL, NULL, CL_DECIDE_OPTIONS_INIT                                                   \
    }

void cl_decider_init(cl_decider *decider, cl_session *session);
void cl_decider_clear(cl_decider *decider);

/**
 * Decides one dossier.
 *
 * @param out  zeroed; cleared by the caller after success
 * @return 0; CL_E_INVALID, CL_E_NOT_FOUND: refused, with every reason (file, line, path) in
 *         decider->findings; CL_E_SCRIPT: the programme has an error, in `e`; CL_E_MEMORY
 */
int cl_decider_decide(cl_decider *decider, cl_decision *out, const cl_json *json,
                      const cl_decide_request *request, cl_error *e);
/** Tells a sink every reason why the last one was refused; returns the code to go on with. */
int cl_decider_refuse(const cl_decider *decider, const cl_sink *sink, int code, const cl_error *e);

#endif
