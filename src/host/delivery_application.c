/* SPDX-License-Identifier: MIT
 *
 * The rows of lifecycle.md, section 4, that courier and poll may cause.
 */
#include "delivery_application.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *from, *event, *to;
} moves[] = {
    {"signed", "submit", "submitting"},
    {"submitting", "delivered", "submitted"},
    {"submitting", "refused", "draft"},
    {"submitted", "refused", "draft"},
    {"submitting", "abandon", "signed"},
    {"submitted", "open_review", "in_review"},
    {"submitted", "decide_fund", "decided_fund"},
    {"in_review", "decide_fund", "decided_fund"},
    {"info_requested", "decide_fund", "decided_fund"},
    {"submitted", "decide_reject", "decided_reject"},
    {"in_review", "decide_reject", "decided_reject"},
    {"info_requested", "decide_reject", "decided_reject"},
    {"decided_fund", "offer", "offered"},
};

enum { MOVES = sizeof moves / sizeof *moves };

static const char *target(const cl_application *application, const char *event)
{
    for (size_t i = 0; i < MOVES; i++) {
        if (strcmp(moves[i].event, event) == 0 && cl_view_is(application->state, moves[i].from))
            return moves[i].to;
    }
    return NULL;
}

bool cl_application_allows(const cl_application *application, const char *event)
{
    return target(application, event) != NULL;
}

static int refuse(const cl_application *application, const char *event, cl_error *e)
{
    cl_text from = CL_TEXT_INIT;
    int rc;

    for (size_t i = 0; i < MOVES; i++) {
        if (strcmp(moves[i].event, event) == 0)
            cl_text_format(&from, "%s%s", from.length > 0 ? " or " : "", moves[i].from);
    }
    rc = cl_fail(e, CL_E_STATE, "APP-%lld is %.*s; %s starts from %s", (long long)application->id,
                 (int)application->state.length, application->state.at, event,
                 from.at != NULL ? from.at : "nowhere");
    cl_text_clear(&from);
    return rc;
}

int cl_application_move(cl_store *store, const cl_author *author, const cl_application *before,
                        cl_application *application, const char *event, cl_view reason, cl_error *e)
{
    const char *to = target(before, event);
    cl_change change;
    char from[32];
    int rc;

    if (to == NULL)
        return refuse(before, event, e);
    (void)snprintf(from, sizeof from, "%.*s", (int)before->state.length, before->state.at);
    application->state = cl_view_of(to);
    rc = cl_change_open(&change, store, author, e);
    if (rc == 0)
        rc = cl_change_set(&change, &cl_table_application, before, application, e);
    if (rc == 0 && reason.length > 0)
        cl_change_reason(&change, reason);
    if (rc == 0)
        rc = cl_change_store(&change, event, cl_table_application.prefix, application->id, from, to,
                             e);
    cl_change_clear(&change);
    return rc;
}
