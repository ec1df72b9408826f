/* SPDX-License-Identifier: MIT
 *
 * What is wrong with an edition although it can be loaded: conditions that are always true or
 * never, rules that cannot decide or that contradict each other, caps that never bite, amounts that
 * fall where the applicant asks for more, amounts that fail. Dossiers that are there (those of its
 * tests) are looked at first; what they leave open is asked of made-up ones, all boundary cells
 * where they are few. A finding that rests on a sample says so.
 *
 *     rc = cl_survey_new(&survey, programme, e);
 *     … cl_survey_see(survey, evaluator, dossier, options, e) for each dossier …
 *     rc = cl_survey_finish(survey, cliff, findings, e);
 *     cl_survey_free(survey);
 */
#ifndef CL_SURVEY_H
#define CL_SURVEY_H

#include "decide.h"
#include "findings.h"
#include "programme.h"

typedef struct cl_survey cl_survey;

/** The programme is borrowed. CL_E_MEMORY */
int cl_survey_new(cl_survey **out, const cl_programme *programme, cl_error *e);
void cl_survey_free(cl_survey *survey);
/** Looks at a dossier that is there: what it shows need not be searched for. 0 or CL_E_MEMORY; an
 * edition that fails on it shows nothing. */
int cl_survey_see(cl_survey *survey, cl_evaluator *evaluator, const cl_dossier *dossier,
                  const cl_decide_options *options, cl_error *e);
/**
 * Searches for the rest and adds what is found, sorted by place.
 *
 * @param cliff  minor units: a grant that falls by more than this while one fact grows by one step
 *               is a finding
 */
int cl_survey_finish(cl_survey *survey, int64_t cliff, cl_findings *findings, cl_error *e);

#endif
