/* SPDX-License-Identifier: MIT
 *
 * An application decided from its records or from its frozen revision, under the pinned edition,
 * and the record of that decision. Memory is used again for the next one.
 */
#ifndef CL_JUDGED_H
#define CL_JUDGED_H

#include "change.h"
#include "decider.h"
#include "digest.h"

typedef struct cl_judged {
    cl_decider decider;
    cl_decision decision;
    cl_json *json;
    cl_text dossier; /**< canonical JSON */
    cl_text decided; /**< the decision as printed */
    cl_text waived;  /**< the waivers as they are recorded */
    cl_arena arena;  /**< of the waivers */
    char dossier_digest[7 + CL_DIGEST_HEX], decision_digest[7 + CL_DIGEST_HEX];
} cl_judged;

void cl_judged_init(cl_judged *judged, cl_session *session);
void cl_judged_clear(cl_judged *judged);
/**
 * Decides an application. `frozen` empty: from the records as they are now; else that dossier.
 * CL_E_INVALID (the dossier is refused), CL_E_STATE (the edition's text has changed since the
 * application began), CL_E_SCRIPT, CL_E_MEMORY
 */
int cl_judged_decide(cl_judged *judged, const cl_application *application, cl_view frozen,
                     cl_error *e);
/** May be applied for: eligible up to the stage apply. */
bool cl_judged_may_apply(const cl_judged *judged);
/** Word of a stage's verdict. */
cl_view cl_judged_verdict(const cl_judged *judged, cl_stage stage);
/** Freezes the edition and adds the decision record to a change. `revision`: id of the row, 0 for
 * none; `*id` (may be NULL): the number of the record. */
int cl_judged_record(const cl_judged *judged, int64_t *id, cl_change *change, int64_t application,
                     int64_t revision, const char *cause, cl_error *e);

#endif
