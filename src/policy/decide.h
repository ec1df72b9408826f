/* SPDX-License-Identifier: MIT
 *
 * The one question: what does this edition say of this dossier? A pure function of its arguments:
 * no clock, file, database, network or Lua state.
 */
#ifndef CL_DECIDE_H
#define CL_DECIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "decision.h"
#include "dossier.h"
#include "error.h"
#include "eval.h"
#include "programme.h"

/** A rule that a person set aside for this application. The rule is evaluated and shown all the
 * same. */
typedef struct cl_waiver {
    const char *rule, *person, *reason;
    cl_date until; /**< last day on which it counts; CL_DATE_MAX: no end */
} cl_waiver;

typedef struct cl_decide_options {
    cl_stage stage;              /**< judge up to this one */
    const cl_assumption *assume; /**< params set for a what-if, as text */
    size_t assume_count;
    const cl_waiver *waivers;
    size_t waiver_count;
    const char *language; /**< of messages that the edition has in it; NULL: its own */
    size_t tries; /**< dossiers that are tried at most, so that what is missing is only what can
                       still matter: see missing.h; 0: it may be more, for whoever does not ask */
} cl_decide_options;

enum { CL_DECIDE_TRIES = 400 };

#define CL_DECIDE_OPTIONS_INIT                                                                     \
    {                                                                                              \
        CL_STAGE_FUND, NULL, 0, NULL, 0, NULL, CL_DECIDE_TRIES                                     \
    }

/**
 * Decides.
 *
 * @param out        caller's storage, zeroed or cleared; on success cleared again with
 * cl_decision_clear()
 * @param evaluator  made for the programme; one thread at a time; its memory is used again
 * @param dossier    read under the programme's schema
 * @param options    NULL for CL_DECIDE_OPTIONS_INIT
 * @return 0; CL_E_SCRIPT when the programme has an error (there is no verdict then), CL_E_INVALID
 * for an assumption that is no param or no value of it, CL_E_MEMORY
 */
int cl_decide(cl_decision *out, cl_evaluator *evaluator, const cl_dossier *dossier,
              const cl_decide_options *options, cl_error *e);

#endif
