/* SPDX-License-Identifier: MIT
 *
 * Working out what several scenarios say of many dossiers, on all cores. A batch of dossiers is
 * shared out among threads that share nothing but the loaded editions; results lie in the order of
 * the dossiers, whoever made them.
 */
#ifndef CL_COMPARE_WORK_H
#define CL_COMPARE_WORK_H

#include <pthread.h>

#include "compare.h"
#include "decide.h"
#include "session.h"

/** Under what a dossier is decided. */
typedef struct cl_scenario {
    const cl_programme *programme; /**< NULL: the one that the dossier names, or that decided it */
    cl_decide_options options;
    cl_text label; /**< "connecting-classrooms-scotland@2021 with ceiling=30000.00" */
} cl_scenario;

/** One dossier of a batch. */
typedef struct cl_work_item {
    size_t text, length; /**< in cl_batch.texts */
    int line;
    size_t name;                /**< likewise, terminated */
    const cl_programme *loaded; /**< edition that decided it before; NULL: as the dossier says */
    const cl_waiver *waivers;
    size_t waiver_count;
    /* filled by the work */
    cl_compared *results; /**< one a scenario; 0 is what the others are compared with */
    cl_compared_rule *rules;
    size_t *rule_ends;   /**< one a scenario: where its rules end */
    const char *group;   /**< NULL: none */
    cl_error *refused;   /**< one a scenario that was refused; NULL: none was */
    const char *refusal; /**< all reasons of scenario 0, a line each; NULL */
} cl_work_item;

typedef struct cl_batch {
    cl_text texts;
    cl_vec items; /**< cl_work_item */
} cl_batch;

/** The whole of a run: what the threads share. */
typedef struct cl_work {
    cl_session *session;
    const cl_scenario *scenarios;
    size_t scenario_count;
    const char *group_by; /**< name or dotted path of a field; NULL: no groups */
    unsigned threads;
    pthread_mutex_t loading; /**< the session loads one edition at a time */
    struct cl_worker *workers;
} cl_work;

/** `threads` 0: as many as there are cores. CL_E_MEMORY */
int cl_work_init(cl_work *work, cl_session *session, unsigned threads, cl_error *e);
void cl_work_clear(cl_work *work);
/** Begins to work on a batch, which stays untouched until cl_work_wait(). */
int cl_work_start(cl_work *work, cl_batch *batch, cl_error *e);
/** Waits for the batch; results are borrowed until the next cl_work_start(). CL_E_MEMORY,
 * CL_E_INTERNAL */
int cl_work_wait(cl_work *work, cl_error *e);

#endif
