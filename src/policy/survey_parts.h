/* SPDX-License-Identifier: MIT
 *
 * What the parts of a survey share. Not for other layers.
 */
#ifndef CL_SURVEY_PARTS_H
#define CL_SURVEY_PARTS_H

#include "boundary.h"
#include "eval.h"
#include "grid.h"
#include "reach.h"
#include "survey.h"

/** A sample says something only about what it has met so often. */
enum { CL_SURVEY_ENOUGH = 30 };

/** Bits of what was seen. */
enum { CL_SEEN_TRUE = 1, CL_SEEN_FALSE = 2, CL_SEEN_APPLIES = 4 };

struct cl_survey {
    cl_watch watch; /**< first, so that a watch is a survey */
    const cl_programme *programme;
    uint8_t *nodes;   /**< of conditions: TRUE, FALSE */
    uint32_t *asked;  /**< how often each condition was */
    uint8_t *rules;   /**< TRUE: passes where it applies; FALSE: fails; APPLIES */
    uint8_t *pairs;   /**< rules × rules: TRUE: one application meets both; NULL: too many */
    uint8_t *adjusts; /**< TRUE: bites */
    bool *intended;   /**< an excuse of the edition was needed */
    uint64_t budget;  /**< steps of evaluation that made-up applications may still take */
    cl_evaluator evaluator;
    cl_reach reach, other; /**< of what is asked about; of the second rule of a pair */
    cl_findings *findings;
    cl_error *error;
    int rc;
};

/** Walks made-up dossiers over the facts that `survey->reach` reads. */
typedef struct cl_survey_walk {
    cl_boundary cells;
    cl_grid grid;
    bool exact;
    uint64_t done;
} cl_survey_walk;

/** `ask` is called with the evaluator set to each cell until it gives false. */
typedef bool cl_survey_ask(cl_survey *survey, void *context);
/** `most` cells are walked when there are no more, else `samples`. */
void cl_survey_cells(cl_survey *survey, cl_survey_walk *walk, bool far, uint64_t most,
                     uint64_t samples, cl_survey_ask *ask, void *context);
void cl_survey_walk_clear(cl_survey_walk *walk);
/** Appends " (all of 12 made-up applications)" or " (sampled, 500 made-up applications)". */
void cl_survey_basis(cl_text *out, const cl_survey_walk *walk);

/** Whether the edition says that this cannot be, in the words of coverage; takes the text. */
bool cl_survey_excused(cl_survey *survey, const cl_vec *excuses, cl_text *what);
/** Adds a finding and takes the text. */
void cl_survey_tell(cl_survey *survey, cl_severity severity, const char *file, int line,
                    cl_text *text);

/** The parts of a survey. */
void cl_survey_declared(cl_survey *survey);
void cl_survey_ranges(cl_survey *survey);
void cl_survey_conditions(cl_survey *survey);
void cl_survey_pairs(cl_survey *survey);
void cl_survey_money(cl_survey *survey, int64_t cliff);

#endif
