/* SPDX-License-Identifier: MIT
 *
 * The list of all verbs, arguments, and sinks.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "verb.h"

/* A line each, so that two changes do not meet in one. */
/* clang-format off */
static const cl_verb *const tables[] = {
    cl_decide_verbs,
    cl_why_verbs,
    cl_near_verbs,
    cl_compare_verbs,
    cl_waiver_verbs,
    cl_ask_verbs,
    cl_replay_verbs,
    cl_rules_verbs,
    cl_words_verbs,
    cl_reference_verbs,
    cl_record_verbs,
    cl_redact_verbs,
    cl_register_verbs,
    cl_school_verbs,
    cl_school_link_verbs,
    cl_cluster_life_verbs,
    cl_cluster_check_verbs,
    cl_board_verbs,
    cl_agreement_verbs,
    cl_contribution_verbs,
    cl_support_verbs,
    cl_journey_verbs,
    cl_directory_verbs,
    cl_person_verbs,
    cl_backup_verbs,
    cl_bulk_verbs,
    cl_cluster_verbs,
    cl_cluster_member_verbs,
    cl_self_evaluation_verbs,
    cl_application_verbs,
    cl_signoff_verbs,
    cl_award_verbs,
    cl_log_verbs,
    cl_delivery_verbs,
    cl_portal_verbs,
    cl_report_verbs,
    cl_machine_verbs,
    cl_application_event_verbs,
    cl_application_feedback_verbs,
    cl_application_move_verbs,
    cl_why_not_verbs,
    cl_tick_verbs,
    cl_reminder_verbs,
    cl_award_event_verbs,
    cl_vote_verbs,
    cl_variation_verbs,
    cl_clawback_verbs,
    cl_accreditation_verbs,
    cl_payment_verbs,
    cl_round_verbs,
    cl_extension_verbs,
    cl_holiday_verbs,
};
/* clang-format on */

static int by_name(const void *a, const void *b)
{
    const cl_verb *const *first = a, *const *second = b;

    return strcmp((*first)->name, (*second)->name);
}

size_t cl_verbs_list(const cl_verb *verbs[CL_VERBS_LIMIT])
{
    size_t count = 0;

    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (const cl_verb *verb = tables[t]; verb->name != NULL && count < CL_VERBS_LIMIT; verb++)
            verbs[count++] = verb;
    qsort(verbs, count, sizeof *verbs, by_name);
    return count;
}

const cl_verb *cl_verb_find(const char *name)
{
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (const cl_verb *verb = tables[t]; verb->name != NULL; verb++)
            if (strcmp(verb->name, name) == 0)
                return verb;
    return NULL;
}

/* ---- arguments ---- */

const char *cl_argument_at(const cl_arguments *arguments, const char *name, size_t index)
{
    for (size_t i = 0; i < arguments->count; i++)
        if (strcmp(arguments->items[i].name, name) == 0 && index-- == 0)
            return arguments->items[i].value;
    return NULL;
}

const char *cl_argument_get(const cl_arguments *arguments, const char *name)
{
    return cl_argument_at(arguments, name, 0);
}

bool cl_argument_is_set(const cl_arguments *arguments, const char *name)
{
    return cl_argument_at(arguments, name, 0) != NULL;
}

/* ---- sinks ---- */

int cl_sink_row(const cl_sink *sink, cl_view json, cl_view text)
{
    if (sink == NULL || sink->row == NULL)
        return 0;
    return sink->row(sink->context, json, text);
}

int cl_sink_refuse(const cl_sink *sink, const cl_error *error)
{
    if (sink != NULL && sink->refused != NULL)
        sink->refused(sink->context, error);
    return error->code;
}

void cl_sink_note(const cl_sink *sink, const char *format, ...)
{
    cl_text text = CL_TEXT_INIT;
    va_list args;

    if (sink == NULL || sink->note == NULL)
        return;
    va_start(args, format);
    cl_text_format_v(&text, format, args);
    va_end(args);
    if (text.at != NULL)
        sink->note(sink->context, cl_text_view(&text));
    cl_text_clear(&text);
}

void cl_sink_progress(const cl_sink *sink, size_t done, size_t total)
{
    if (sink != NULL && sink->progress != NULL)
        sink->progress(sink->context, done, total);
}
