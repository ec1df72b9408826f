/* SPDX-License-Identifier: MIT
 *
 * What a dialect sees of a delivery, as one JSON object: reference, application, decision, forms,
 * round, portal, memory, today. Built from what was frozen, so that the same delivery gives the
 * same bytes.
 */
#ifndef CL_DELIVERY_VIEW_H
#define CL_DELIVERY_VIEW_H

#include "arena.h"
#include "error.h"
#include "json.h"
#include "portals.h"
#include "records.h"
#include "session.h"
#include "text.h"

/** What is submitted: an application with its frozen revision and the decision about it. Texts live
 * in the arena; the documents are freed with cl_submission_clear(). */
typedef struct cl_submission {
    cl_application application;
    cl_revision revision;
    int64_t decision; /**< number of the decision record */
    cl_view verdict;
    bool grant_known;
    cl_json *dossier, *judged; /**< the revision's dossier, the decision as printed */
} cl_submission;

/** Reads what `application` would submit, or (revision not 0) what that revision row did submit.
 *  CL_E_NOT_FOUND, CL_E_STATE (nothing is frozen or decided yet: the message says what to do). */
int cl_submission_read(cl_submission *out, cl_arena *arena, cl_store *store, int64_t application,
                       int64_t revision, cl_error *e);
void cl_submission_clear(cl_submission *submission);
/** Deadline of the round that the decision names; NULL for none. */
const char *cl_submission_deadline(const cl_submission *submission);
enum { CL_REFERENCE_TEXT = 64 };

/** Our reference of what is submitted, "app-12-r3": letters, digits and dashes, which every portal
 * takes. */
void cl_submission_reference(char out[CL_REFERENCE_TEXT], const cl_submission *submission);
/** Appends what is the same at every portal, a JSON object that is left open: reference,
 * application, decision. */
int cl_submission_print(cl_text *out, const cl_submission *submission, cl_view reference);
/** Appends the forms that a portal gets without a mapping: {"main": the dossier with reference,
 * grant and lines, without null}. */
int cl_submission_print_forms(cl_text *out, const cl_submission *submission, cl_view reference);

enum { CL_VIEWS_KEPT = 32 };

/** The views that were made last, so that none is made twice; zeroed there are none. One for each
 * portal. */
typedef struct cl_delivery_views {
    struct cl_kept_view {
        int64_t delivery;
        cl_text frozen;  /* what never changes while the delivery lives */
        cl_text changes; /* the rest, as it is in `json` */
        cl_json *json;
    } kept[CL_VIEWS_KEPT];
    size_t next; /* the place that is given away next */
} cl_delivery_views;

void cl_delivery_views_clear(cl_delivery_views *views);

/** The view of a delivery, as it was made before when nothing has changed since. Borrowed from
 * `views` until that delivery is viewed with another memory, or CL_VIEWS_KEPT others are. */
int cl_delivery_view(const cl_json **out, cl_delivery_views *views, cl_session *session,
                     const cl_portal *portal, const cl_delivery *delivery, cl_error *e);

/** Appends `memory` (a JSON object, may be empty) with the members of `more` (likewise) put over
 * it. */
int cl_memory_merge(cl_text *out, cl_view memory, cl_view more, cl_error *e);

#endif
