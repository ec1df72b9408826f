/* SPDX-License-Identifier: MIT
 *
 * What stands between the courier and the model of a portal: spoils the answers that it is told to
 * spoil, and watches what no courier may do, whatever happens to it: come before it was asked to,
 * use a key for two requests, submit again what may have gone in.
 */
#ifndef CL_MODEL_FAULTS_H
#define CL_MODEL_FAULTS_H

#include "digest.h"
#include "http.h"
#include "model_portal.h"

/** Names and nature of the faults; index 0 is none. */
typedef struct model_fault {
    const char *name;
    bool applied; /**< the portal gets the request before its answer is spoilt */
    bool final;   /**< no courier can mend it: a person has to look, or the answers are refused */
} model_fault;

extern const model_fault model_faults[];
extern const size_t model_fault_count;

enum { MODEL_ATTEMPTS = 512, MODEL_EXCHANGES = 2048, MODEL_UNDER_WAY = 64 };

/** A request under way: the portal applies it at one time and its answer arrives at another. The
 * client may die in between, which stops neither. */
typedef struct model_flight {
    cl_http_call *call; /**< NULL: whoever sent it is gone */
    int64_t delivery, exchange, apply_at, done_at;
    size_t attempt;
    int fault;
    bool flies, was_applied;
    char method[8], path[MODEL_NAME], key[MODEL_NAME];
    cl_text body;
    long status;
    cl_text answer;
} model_flight;

typedef struct model_line {
    model_portal portal;
    unsigned char faults[MODEL_ATTEMPTS]; /**< for each attempt; 0: none */
    size_t attempts;
    uint64_t seed;
    size_t in_flight;                 /**< how many the portal's settings allow */
    int64_t down_until;               /**< before that nobody is let in */
    size_t refused;                   /**< attempts before that */
    size_t begun[MODEL_APPLICATIONS]; /**< the first attempt of each, counted from 1; 0: none */
    model_flight flights[MODEL_UNDER_WAY];
    int64_t settle;
    int64_t (*now)(void);
    int64_t delivery, exchange; /**< what the courier works on; set before each attempt */
    /* Exchanges that were spoilt, that were sent without a token, that may have been applied. */
    int64_t faulted[MODEL_EXCHANGES], unauthorised[MODEL_EXCHANGES], applied[MODEL_EXCHANGES];
    size_t faulted_count, unauthorised_count, applied_count;
    /* The watch. By delivery, which are few and counted from 1. */
    struct {
        char key[MODEL_NAME];
        int64_t since;
        unsigned failed;              /* answers of 500 to it that arrived */
    } submission[MODEL_APPLICATIONS]; /* the key under which it was submitted */
    int64_t not_before[MODEL_APPLICATIONS];
    int64_t known_not_before[MODEL_APPLICATIONS]; /* as far as the courier has stored it */
    int64_t started[MODEL_APPLICATIONS];     /**< when a start may have been applied; 0: never */
    int64_t may_have_it[MODEL_APPLICATIONS]; /**< since when; 0: it has not */
    int64_t first_absent[MODEL_APPLICATIONS], last_absent[MODEL_APPLICATIONS];
    struct {
        char key[MODEL_NAME], digest[CL_DIGEST_HEX];
    } keys[MODEL_KEYS];
    size_t key_count;
    char violation[256]; /**< empty while none was seen */
} model_line;

void model_line_reset(model_line *line, const model_manners *manners);
/** A transport over it; borrowed. */
cl_transport model_line_transport(model_line *line);
/** Applies what the portal gets and delivers what is answered until that time. True when something
 * was answered; `*next` is the time of the next answer, INT64_MAX for none. */
bool model_line_run(model_line *line, int64_t now, int64_t *next);
/** The courier died: nobody waits for an answer any more, and what was not stored is forgotten. */
void model_line_orphan(model_line *line);
/** The courier has stored what it knows. */
void model_line_stored(model_line *line);

#endif
