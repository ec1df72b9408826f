/* SPDX-License-Identifier: MIT
 *
 * The table of delivery.md, section 3. `unknown` has no way to `dead`, and none of its ways is a
 * count of tries: it ends by a reading or by a person.
 */
#include "delivery_machine.h"

#include <string.h>

static const cl_delivery_move moves[] = {
    {"queued", "claim", "sending", CL_DELIVERY_ANY, NULL, "it is due, and nothing is before it"},
    {"sending", "step_done", "queued", CL_DELIVERY_ANY, NULL, "good answer, more to send"},
    {"sending", "committed", "acknowledged", CL_DELIVERY_ANY, "delivered",
     "sent, and the reading back agrees"},
    {"sending", "not_sent", "queued", CL_DELIVERY_ANY, NULL, "no byte left"},
    {"sending", "again", "queued", CL_DELIVERY_ANY, NULL, "failed, and repeating does no harm"},
    {"sending", "lost", "unknown", CL_DELIVERY_ANY, NULL, "failed, and it may have gone in"},
    {"sending", "refused", "rejected", CL_DELIVERY_ANY, "refused", "the portal refuses answers"},
    {"sending", "stopped", "held", CL_DELIVERY_ANY, NULL, "waiting does not cure it"},
    {"unknown", "found_same", "acknowledged", CL_DELIVERY_COMMITTING, "delivered",
     "the portal has it"},
    {"unknown", "found_same", "queued", CL_DELIVERY_OTHER, NULL, "the step had gone in"},
    {"unknown", "found_absent", "queued", CL_DELIVERY_ANY, NULL,
     "not there in two readings: the same bytes again"},
    {"unknown", "found_different", "held", CL_DELIVERY_ANY, NULL,
     "it is there, with other content"},
    {"unknown", "cannot_ask", "held", CL_DELIVERY_ANY, NULL, "there is no way to find out"},
    {"unknown", "repeat_start", "queued", CL_DELIVERY_OTHER, NULL,
     "a draft may be left behind: started again"},
    {"unknown", "ask_again", "unknown", CL_DELIVERY_ANY, NULL,
     "the reading failed, or cannot tell"},
    {"held", "resume", "queued", CL_DELIVERY_ANY, NULL, "a person removed the cause"},
    {"held", "resolve_in", "acknowledged", CL_DELIVERY_COMMITTING, "delivered",
     "a person found it at the portal"},
    {"held", "resolve_in", "queued", CL_DELIVERY_OTHER, NULL, "a person found it at the portal"},
    {"held", "resolve_out", "queued", CL_DELIVERY_ANY, NULL, "a person says it is not there"},
    {"held", "ask_out", "held", CL_DELIVERY_COMMITTING, NULL,
     "one person says that; a second one has to"},
    {"queued", "give_up", "dead", CL_DELIVERY_ANY, NULL, "unreachable for too long"},
    {"dead", "requeue", "queued", CL_DELIVERY_ANY, NULL, "a person tries once more"},
    {"queued", "cancel", "cancelled", CL_DELIVERY_ANY, "abandon", "never submitted"},
    {"held", "cancel", "cancelled", CL_DELIVERY_ANY, "abandon", "never submitted"},
    {"dead", "cancel", "cancelled", CL_DELIVERY_ANY, "abandon", "never submitted"},
    {"acknowledged", "checks_passed", "validated", CL_DELIVERY_ANY, NULL, "the portal says so"},
    {"acknowledged", "taken", "received", CL_DELIVERY_ANY, NULL, "the portal says so"},
    {"validated", "taken", "received", CL_DELIVERY_ANY, NULL, "the portal says so"},
    {"acknowledged", "number_given", "numbered", CL_DELIVERY_ANY, NULL, "tracking number"},
    {"validated", "number_given", "numbered", CL_DELIVERY_ANY, NULL, "tracking number"},
    {"received", "number_given", "numbered", CL_DELIVERY_ANY, NULL, "tracking number"},
    {"acknowledged", "late_refusal", "rejected", CL_DELIVERY_ANY, "refused",
     "the portal's own checks failed"},
    {"validated", "late_refusal", "rejected", CL_DELIVERY_ANY, "refused",
     "the portal's own checks failed"},
    {"received", "late_refusal", "rejected", CL_DELIVERY_ANY, "refused",
     "the portal's own checks failed"},
    {"acknowledged", "contradicted", "held", CL_DELIVERY_ANY, NULL, "a draft again, or not there"},
    {"validated", "contradicted", "held", CL_DELIVERY_ANY, NULL, "a draft again, or not there"},
    {"received", "contradicted", "held", CL_DELIVERY_ANY, NULL, "a draft again, or not there"},
};

enum { MOVES = sizeof moves / sizeof *moves };

const cl_delivery_move *cl_delivery_moves(size_t *count)
{
    *count = MOVES;
    return moves;
}

const cl_delivery_move *cl_delivery_find_move(const char *from, const char *event, bool commits)
{
    cl_delivery_when wrong = commits ? CL_DELIVERY_OTHER : CL_DELIVERY_COMMITTING;

    for (size_t i = 0; i < MOVES; i++) {
        if (moves[i].when != wrong && strcmp(moves[i].from, from) == 0 &&
            strcmp(moves[i].event, event) == 0)
            return &moves[i];
    }
    return NULL;
}

bool cl_delivery_is_final(const char *state)
{
    for (size_t i = 0; i < MOVES; i++) {
        if (strcmp(moves[i].from, state) == 0)
            return false;
    }
    return true;
}
