/* SPDX-License-Identifier: MIT
 *
 * What a verb decides about: a file of one dossier or of JSON lines, standard input, an application
 * (APP-12) or a decision that was recorded (DEC-5). A subject that is refused costs only itself.
 */
#ifndef CL_SUBJECT_H
#define CL_SUBJECT_H

#include "decide_request.h"
#include "decider.h"
#include "query.h"

/** A row for the table of parameters of a verb that takes several. */
#define CL_SUBJECTS_PARAMETER                                                                      \
    {                                                                                              \
        "dossier", CL_TAKES_TEXT,                                                                  \
            CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED, "DOSSIER",    \
            "file of one JSON object or of JSON lines, - for standard input, or APP-12 or DEC-5"   \
    }

/** The same for a verb that takes one. */
#define CL_SUBJECT_PARAMETER                                                                       \
    {                                                                                              \
        "dossier", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "DOSSIER",      \
            "file of one JSON object or of JSON lines, - for standard input, or APP-12 or DEC-5"   \
    }

/** One dossier, decided. Everything is borrowed for the visit. */
typedef struct cl_subject {
    const char *name; /**< file, "standard input", APP-12, DEC-5 */
    const cl_json *json;
    const cl_programme *programme;
    cl_evaluator *evaluator; /**< made the decision; its dossier is still there */
    const cl_decision *decision;
    const cl_decide_options *options;
} cl_subject;

/** Non-zero ends the run. */
typedef int cl_subject_visit(void *context, const cl_subject *subject, cl_error *e);

/**
 * Decides every subject that argument "dossier" names, and visits each. Refusals go to the sink:
 * a dossier with faults, a file that cannot be read, an id that is none. An application is taken as
 * its records stand while it is a draft or ready, afterwards as it was last decided.
 */
int cl_subjects_decide(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                       cl_subject_visit *visit, void *context, cl_error *e);

/** The edition that made a recorded decision, in force or not. CL_E_STATE when its text is another
 * one now. */
int cl_subject_edition(const cl_programme **out, cl_session *session,
                       const cl_decision_record *record, cl_error *e);

#endif
