/* SPDX-License-Identifier: MIT
 *
 * C1: a delivery with its frozen forms and steps, and the bytes of its first request.
 */
#include "courier_parts.h"

#include "query.h"

#include <stdio.h>
#include <string.h>

static int print_steps(cl_text *out, cl_portal_line *line, const cl_json_value *view, char *first,
                       size_t size, cl_error *e)
{
    const char *steps[CL_DIALECT_STEPS];
    cl_arena arena = CL_ARENA_INIT;
    size_t count;
    int rc = cl_dialect_steps(line->dialect, steps, &count, &arena, view, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_text_add_char(out, i > 0 ? ',' : '[');
        cl_text_add_json(out, cl_view_of(steps[i]));
    }
    if (rc == 0) {
        cl_text_add_char(out, ']');
        (void)snprintf(first, size, "%s", steps[0]);
        rc = cl_text_check(out, e);
    }
    cl_arena_clear(&arena);
    return rc;
}

/* The end of the deadline's day, where the funder is. */
static cl_maybe deadline_of(const cl_submission *submission)
{
    const char *text = cl_submission_deadline(submission);
    cl_date day;

    if (text == NULL || cl_date_parse(&day, cl_view_of(text), NULL) != 0)
        return (cl_maybe){0, false};
    return cl_known(cl_date_end_in_uk(day));
}

/* The reference under which this portal has the application already; NULL for none. A dialect that
 * can say "in place of" finds it in its memory. */
static int find_previous(const char **out, cl_arena *arena, cl_courier *courier,
                         const cl_portal *portal, int64_t application, cl_error *e)
{
    cl_receipt *receipts;
    cl_delivery earlier;
    size_t count = 0;
    int rc = cl_receipt_list(&receipts, &count, arena, courier->store, application, e);

    *out = NULL;
    while (rc == 0 && count-- > 0) {
        if (receipts[count].delivery == 0 || !cl_view_is(receipts[count].portal, portal->id))
            continue;
        rc = cl_record_get(&earlier, arena, courier->store, &cl_table_delivery,
                           receipts[count].delivery, e);
        if (rc == 0)
            *out = cl_arena_copy(arena, earlier.reference);
        return rc == 0 && *out == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory") : rc;
    }
    return rc;
}

static int print_memory(cl_text *out, const char *previous, cl_error *e)
{
    cl_text_add_char(out, '{');
    if (previous != NULL) {
        cl_text_add_string(out, "\"previous\":");
        cl_text_add_json(out, cl_view_of(previous));
    }
    cl_text_add_char(out, '}');
    return cl_text_check(out, e);
}

static void fill_delivery(cl_delivery *out, const cl_courier *courier, const cl_portal_line *line,
                          const cl_submission *submission, const char *reference, cl_view forms)
{
    memset(out, 0, sizeof *out);
    out->application = submission->application.id;
    out->revision = submission->revision.id;
    out->portal = cl_view_of(line->portal->id);
    out->kind = CL_VIEW("submit");
    out->reference = cl_view_of(reference);
    out->dialect = cl_view_of(cl_dialect_id(line->dialect));
    out->dialect_digest = cl_view_of(cl_dialect_digest(line->dialect));
    out->config_digest = cl_view_of(courier->portals.digest);
    out->forms = forms;
    out->next_at = cl_session_now(courier->session);
    out->deadline_at = deadline_of(submission);
}

static int store_delivery(cl_delivery *delivery, cl_courier *courier, cl_portal_line *line,
                          cl_error *e)
{
    cl_session *session = courier->session;
    cl_author author = {.actor = cl_session_actor(session),
                        .at = cl_session_now(session),
                        .effective = cl_session_today(session)};
    cl_arena arena = CL_ARENA_INIT;
    cl_text steps = CL_TEXT_INIT;
    const cl_json *view = NULL;
    cl_exchange first;
    char step[64];
    int rc = cl_delivery_view(&view, &line->views, session, line->portal, delivery, e);

    if (rc == 0)
        rc = print_steps(&steps, line, cl_json_root(view), step, sizeof step, e);
    if (rc == 0)
        rc = cl_exchange_of_step(&first, &arena, line, step, cl_json_root(view), author.at, e);
    delivery->steps = cl_text_view(&steps);
    if (rc == 0)
        rc = cl_outbox_enqueue(courier->store, &author, delivery, &first, e);
    cl_text_clear(&steps);
    cl_arena_clear(&arena);
    return rc;
}

/* What the portal's forms hold, checked before there is anything to send. */
static int make_forms(cl_text *out, cl_courier *courier, cl_portal_line *line,
                      const cl_submission *submission, const char *reference, cl_error *e)
{
    int rc =
        line->forms != NULL ? 0 : cl_form_kit_open(&line->forms, courier->session, line->portal, e);

    return rc != 0 ? rc
                   : cl_form_kit_make(line->forms, out, submission, cl_view_of(reference),
                                      courier->sink, e);
}

int cl_courier_enqueue(int64_t *delivery, cl_courier *courier, const cl_portal *portal,
                       int64_t application, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_text forms = CL_TEXT_INIT, memory = CL_TEXT_INIT;
    cl_submission submission = {0};
    const char *previous = NULL;
    cl_portal_line *line;
    cl_delivery made;
    char reference[CL_REFERENCE_TEXT];
    int rc = cl_courier_line(&line, courier, cl_view_of(portal->id), e);

    if (rc == 0 && !cl_dialect_has_kind(line->dialect, "submit"))
        rc = cl_fail(e, CL_E_STATE, "the dialect %s cannot submit", portal->dialect);
    if (rc == 0)
        rc = cl_submission_read(&submission, &arena, courier->store, application, 0, e);
    if (rc == 0) {
        cl_submission_reference(reference, &submission);
        rc = make_forms(&forms, courier, line, &submission, reference, e);
    }
    if (rc == 0)
        rc = find_previous(&previous, &arena, courier, portal, application, e);
    if (rc == 0)
        rc = print_memory(&memory, previous, e);
    if (rc == 0) {
        fill_delivery(&made, courier, line, &submission, reference, cl_text_view(&forms));
        made.memory = cl_text_view(&memory);
        rc = store_delivery(&made, courier, line, e);
    }
    if (rc == 0)
        *delivery = made.id;
    cl_submission_clear(&submission);
    cl_text_clear(&forms);
    cl_text_clear(&memory);
    cl_arena_clear(&arena);
    return rc;
}
