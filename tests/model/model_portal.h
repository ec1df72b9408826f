/* SPDX-License-Identifier: MIT
 *
 * A second portal, far simpler than the one in a box and written apart from it: what three dialects
 * ask for, in memory. It counts every submission that it applies, and may be told to be as careless
 * as a portal can be: to take a second submission without a word. Knows no fault, socket or clock.
 */
#ifndef CL_MODEL_PORTAL_H
#define CL_MODEL_PORTAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

typedef enum model_kind {
    MODEL_COMMONGRANTS,
    MODEL_SIMPLER_GRANTS,
    MODEL_GAS,
    MODEL_KINDS
} model_kind;

/** Names of the dialects, as in scripts/portals. */
extern const char *const model_kinds[MODEL_KINDS];

/** Ids of the one competition and the one form. */
#define MODEL_COMPETITION "c0000000-0000-4000-8000-000000000001"
#define MODEL_FORM "f0000000-0000-4000-8000-000000000001"

typedef struct model_manners {
    model_kind kind;
    bool honours_keys; /**< the same key: the first answer again, applied once */
    bool takes_twice;  /**< a second submission is applied once more, and answered as the first */
    int64_t lag;       /**< milliseconds for which readings show what was before a change */
} model_manners;

enum { MODEL_APPLICATIONS = 1024, MODEL_KEYS = 4096, MODEL_NAME = 160 };

typedef struct model_application {
    char id[MODEL_NAME], title[MODEL_NAME];
    cl_text form, form_before; /* empty: not filled in */
    unsigned submissions, submissions_before;
    int64_t changed_at, started_at;
} model_application;

typedef struct model_key {
    char key[MODEL_NAME];
    long status;
    cl_text body;
} model_key;

typedef struct model_portal {
    model_manners manners;
    model_application applications[MODEL_APPLICATIONS];
    size_t count;
    model_key keys[MODEL_KEYS];
    size_t key_count;
} model_portal;

typedef struct model_request {
    const char *method, *path; /**< the path without a slash in front */
    const char *key;           /**< NULL for none */
    cl_view body;
    int64_t now;
} model_request;

typedef struct model_answer {
    long status;
    cl_text body; /**< the caller's, cleared by it */
} model_answer;

/** Empties the portal. */
void model_portal_reset(model_portal *portal, const model_manners *manners);
/** Applies a request and answers it. */
void model_portal_handle(model_portal *portal, model_answer *out, const model_request *request);
/** How often applications of that reference were submitted, all of them together. */
unsigned model_portal_submissions(const model_portal *portal, const char *reference);
/** True for the request after which the funder has the application. */
bool model_portal_commits(const model_portal *portal, const char *method, const char *path);

#endif
