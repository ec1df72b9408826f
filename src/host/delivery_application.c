/* SPDX-License-Identifier: MIT
 *
 * Courier and poll as causers of an application's events.
 */
#include "delivery_application.h"

#include <string.h>

#include "application_step.h"

static int hear(cl_heard *heard, cl_step *step, cl_error *e)
{
    int rc = cl_step_judge(step, e);

    if (rc != 0)
        return rc;
    if (cl_step_refusal(step, &heard->refused) != 0) {
        heard->other_state = strcmp(step->stops[0].kind, "state") == 0;
        return 0;
    }
    rc = cl_step_take(step, e);
    heard->moved = rc == 0;
    return rc;
}

int cl_application_tell(cl_heard *heard, cl_session *session, const cl_author *author,
                        int64_t application, const cl_told *told, cl_error *e)
{
    cl_application_context context = {.reference = told->reference};
    cl_step step;
    int rc = cl_step_open(&step, session, &cl_table_application, application, told->event, e);

    memset(heard, 0, sizeof *heard);
    if (rc == 0) {
        step.author = *author;
        step.causer = told->causer;
        step.reason = told->reason;
        step.context = &context;
        rc = hear(heard, &step, e);
    }
    cl_step_close(&step);
    return rc;
}
