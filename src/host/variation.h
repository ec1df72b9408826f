/* SPDX-License-Identifier: MIT
 *
 * Variations of an award: which kinds there are, the patch that one of them is, and what the award
 * would be with it. A plan is made anew whenever it is asked for; equal bytes of its preview are an
 * equal plan, so that what is applied is what was approved.
 *
 *     cl_variation_plan plan;
 *     cl_variation_plan_init(&plan, session);
 *     rc = cl_variation_plan_make(&plan, &variation, e);
 *     cl_variation_plan_clear(&plan);                      always
 */
#ifndef CL_VARIATION_H
#define CL_VARIATION_H

#include "judged.h"
#include "ledger.h"
#include "recording.h"

/** One kind. Words are parted by one space; names of arguments are those of `variation propose`. */
typedef struct cl_variation_kind {
    const char *name;  /**< "add_school"; typed with '_' or '-' */
    const char *takes; /**< arguments that say what it is */
    const char *needs; /**< those that have to be there */
    const char *event; /**< of the award, that carries it out; NULL: a patch does */
    bool decides;      /**< changes the dossier: the edition is asked again */
    bool about_lead;   /**< the head of the lead signs, whatever the money */
    const char *about;
} cl_variation_kind;

extern const cl_variation_kind cl_variation_kinds[]; /**< ends with a NULL name */
const cl_variation_kind *cl_variation_kind_find(cl_view name);

/** A patch, read. Texts and values live as long as `json`. */
typedef struct cl_patch {
    cl_json *json;
    cl_maybe starts, ends;
    cl_portion *shares; /**< differences, in the arena */
    size_t share_count;
    int64_t school, by, payee;
    cl_view option, funding_model;
    const cl_json_value *answers, *requests, *drop; /**< NULL: none */
} cl_patch;

/** Makes the patch of a kind from the arguments of a verb, as canonical JSON in the arena of `r`.
 * CL_E_MISUSE, CL_E_INVALID name the argument. */
int cl_patch_write(cl_view *out, cl_recording *r, const cl_variation_kind *kind,
                   const cl_award *award, cl_error *e);
/** Is any argument given that makes a patch? */
bool cl_patch_is_given(const cl_arguments *given);
/** Reads a stored patch; freed with cl_json_free(out->json). */
int cl_patch_read(cl_patch *out, cl_arena *arena, cl_view patch, cl_view currency, cl_error *e);
/**
 * Appends the dossier with the patch put over it.
 * @param today  the dossier of the cluster as the records have it on the effective day, from which
 *               schools that come in are taken
 * @return CL_E_STATE where the patch does not fit: a school that is not there, or is already
 */
int cl_patch_dossier(cl_text *out, const cl_variation_kind *kind, const cl_patch *patch,
                     const cl_json_value *dossier, const cl_json_value *today, cl_error *e);
/** "visits/SCH-3" or "events" of an argument. CL_E_INVALID. */
int cl_share_named(cl_portion *out, cl_recording *r, cl_view text, const char *argument,
                   cl_error *e);
/** "visits/SCH-3=300.00": with an amount above zero in the award's currency. */
int cl_share_amount_named(cl_portion *out, cl_recording *r, const char *text, const char *argument,
                          cl_view currency, cl_error *e);

typedef struct cl_planned_share {
    cl_share row;        /**< id 0: a new one */
    int64_t after, gone; /**< gone: paid, on its way or claimed back since */
    int64_t claimed;     /**< by clawbacks that were not rejected */
} cl_planned_share;

typedef struct cl_planned_instalment {
    cl_instalment row; /**< id 0: a new one */
    int64_t after;
} cl_planned_instalment;

typedef struct cl_planned_report {
    cl_grant_report row;
    cl_maybe due; /**< after */
} cl_planned_report;

typedef struct cl_variation_plan {
    cl_session *session;
    cl_store *store;
    cl_arena arena;
    cl_judged judged; /**< about the dossier with the patch, where the kind decides */
    const cl_variation_kind *kind;
    cl_patch patch;
    cl_variation variation;
    cl_award award;  /**< now */
    cl_award after;  /**< amount, dates, payee */
    cl_view dossier; /**< with the patch; empty where the kind changes none */
    cl_planned_share *shares;
    size_t share_count;
    cl_planned_instalment *instalments;
    size_t instalment_count;
    cl_planned_report *reports;
    size_t report_count;
    const char *verdict_before, *verdict_after; /**< NULL: the edition was not asked */
    cl_maybe granted;                           /**< what the edition grants with the patch */
    bool over;                                  /**< the amount rises above that */
    bool worse;                                 /**< a hard rule fails that did not */
    bool lead;                                  /**< the head of the lead has to sign */
    cl_vec wrong;                               /**< const char *: what makes it impossible */
    cl_vec fails; /**< const char *: rules that fail with it and did not before */
    cl_text preview;
    char digest[7 + CL_DIGEST_HEX];
} cl_variation_plan;

void cl_variation_plan_init(cl_variation_plan *plan, cl_session *session);
void cl_variation_plan_clear(cl_variation_plan *plan);
/** What does not fit is in `wrong`, and no failure. CL_E_MEMORY, CL_E_STORE, CL_E_SCRIPT, … */
int cl_variation_plan_make(cl_variation_plan *plan, const cl_variation *variation, cl_error *e);
/** The rules are met, or are met no less than before, and nothing makes it impossible. */
bool cl_variation_plan_is_eligible(const cl_variation_plan *plan);
/** The plan is the one that the variation's preview shows. */
bool cl_variation_plan_is_current(const cl_variation_plan *plan);
/** Appends the preview for people. */
void cl_variation_plan_print(cl_text *out, const cl_variation_plan *plan);
/** The same out of the preview that is kept with a variation, as it was when it was proposed. */
int cl_variation_kept_print(cl_text *out, cl_view preview, cl_error *e);
/** Writes the preview of a plan that is made, and its digest. */
int cl_variation_preview(cl_variation_plan *plan, cl_error *e);
/** Carries the plan out as effects of the step that applies the variation. */
int cl_variation_plan_apply(cl_variation_plan *plan, cl_step *step, cl_error *e);

#endif
