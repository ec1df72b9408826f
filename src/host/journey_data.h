/* SPDX-License-Identifier: MIT
 *
 * Journeys as data: scripts/journeys. The steps of a programme, the support it gives and what its
 * self-evaluation asks. Knows no database.
 */
#ifndef CL_JOURNEY_DATA_H
#define CL_JOURNEY_DATA_H

#include <stdint.h>

#include "error.h"
#include "json.h"
#include "session.h"
#include "vec.h"

typedef struct cl_journey_step {
    const char *is;             /**< what proves it: a word of journey.h */
    const char *title;          /**< for people */
    const char *who;            /**< whose turn it is; "" when nobody's in particular */
    const cl_json_value *cites; /**< array of ids of clauses; NULL: none */
} cl_journey_step;

typedef struct cl_journey_data {
    cl_json *json; /**< owns all texts */
    const char *id;
    cl_vec steps;               /**< of cl_journey_step */
    int64_t introduced;         /**< minutes of support when the advisor is introduced */
    int64_t reapply;            /**< minutes more when an application was turned down */
    int64_t step;               /**< support is booked in multiples of so many minutes */
    const char *questionnaire;  /**< name@edition; NULL: none */
    const cl_json_value *areas; /**< array: what it asks about; NULL: none */
} cl_journey_data;

/**
 * Reads the journey that names the programme; NULL: the only one there is, or the one called
 * "clusters". Cleared in any case.
 * @return 0, CL_E_NOT_FOUND, CL_E_IO, CL_E_INVALID or CL_E_SCRIPT (a faulty file), CL_E_MEMORY
 */
int cl_journey_data_read(cl_journey_data *out, const cl_session *session, const char *programme,
                         cl_error *e);
void cl_journey_data_clear(cl_journey_data *data);

#endif
