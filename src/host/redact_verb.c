/* SPDX-License-Identifier: MIT
 *
 * redact: takes one value out of one event for good, such as a name that somebody wrote into a
 * note. The event stays, with its commitment; the chain verifies.
 */
#include <stdlib.h>
#include <string.h>

#include "people.h"
#include "plain.h"
#include "row.h"

/* "note, reason": what of the event stands apart. */
static int refuse_field(const cl_personal *values, size_t count, int64_t seq, const char *field,
                        cl_error *e)
{
    cl_text list = CL_TEXT_INIT;
    int rc;

    for (size_t i = 0; i < count; i++)
        cl_text_format(&list, "%s%.*s of %.*s", i == 0 ? "" : ", ", (int)values[i].field.length,
                       values[i].field.at, (int)values[i].subject.length, values[i].subject.at);
    rc = count == 0 ? cl_fail(e, CL_E_NOT_FOUND,
                              "event %lld holds no value that stands apart; names and free text do",
                              (long long)seq)
                    : cl_fail(e, CL_E_NOT_FOUND,
                              "event %lld has no '%s' that stands apart; it has "
                              "%s",
                              (long long)seq, field, list.at == NULL ? "" : list.at);
    cl_text_clear(&list);
    return rc;
}

static bool holds(cl_view text, cl_view part)
{
    for (size_t i = 0; part.length > 0 && i + part.length <= text.length; i++)
        if (memcmp(text.at + i, part.at, part.length) == 0)
            return true;
    return false;
}

/* The values to be taken, moved to the front; of one record where --record says which. */
static int choose(cl_recording *r, cl_personal *values, size_t *count, int64_t seq, cl_error *e)
{
    const char *field = cl_argument_get(r->arguments, "field");
    cl_view record = cl_recording_text(r, "record"), reason = cl_recording_text(r, "reason");
    size_t named = 0, kept = 0;

    for (size_t i = 0; i < *count; i++) {
        if (!cl_view_is(values[i].field, field) ||
            (record.length > 0 && !cl_view_equal(values[i].subject, record)))
            continue;
        named++;
        if (holds(reason, values[i].value))
            return cl_fail(e, CL_E_INVALID, "reason: it would keep the text that is to go");
        if (values[i].value.length > 0)
            values[kept++] = values[i];
    }
    if (named == 0)
        return refuse_field(values, *count, seq, field, e);
    *count = kept;
    return kept > 0 ? 0
                    : cl_fail(e, CL_E_STATE, "the %s of event %lld was erased already", field,
                              (long long)seq);
}

/* "APP-12" as prefix and number: an event about no record has the number 0. */
static int store(cl_recording *r, const cl_personal *values, size_t count, cl_view entity,
                 int64_t seq, cl_error *e)
{
    char *prefix = cl_arena_copy(&r->arena, entity), *dash;
    cl_change change;
    int rc;

    if (prefix == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    dash = strrchr(prefix, '-');
    if (dash == NULL)
        return cl_fail(e, CL_E_STORE, "event %lld is about '%s'", (long long)seq, prefix);
    *dash = '\0';
    r->author.cause = seq;
    rc = cl_recording_change(r, &change, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = cl_change_erase(&change, values[i].id, e);
    cl_change_reason(&change, cl_recording_text(r, "reason"));
    if (rc == 0)
        rc = cl_change_store(&change, "redact", prefix, strtoll(dash + 1, NULL, 10), NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

static int tell(cl_recording *r, const cl_personal *values, size_t count, int64_t seq, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_row_number(&r->row, "event", seq);
        cl_row_text(&r->row, "record", values[i].subject);
        cl_row_text(&r->row, "field", values[i].field);
        cl_row_yesno(&r->row, "erased", true);
        rc = cl_recording_send(r, e);
    }
    return rc;
}

static int take_out(cl_recording *r, cl_error *e)
{
    cl_personal *values;
    cl_view entity = CL_VIEW_INIT;
    cl_maybe seq;
    size_t count;
    int rc = cl_recording_maybe_number(r, &seq, "event", e);

    if (rc == 0)
        rc = cl_event_values(&values, &count, &entity, &r->arena, r->store, seq.value, e);
    if (rc == 0)
        rc = choose(r, values, &count, seq.value, e);
    if (rc == 0)
        rc = store(r, values, count, entity, seq.value, e);
    return rc != 0 ? rc : tell(r, values, count, seq.value, e);
}

static int redact(cl_recording *r, cl_error *e)
{
    return cl_recording_erase(r, take_out, e);
}

CL_VERB_BODY(run_redact, redact)

static const cl_parameter parameters[] = {
    {"event", CL_TAKES_NUMBER, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "EVENT",
     "number of the event, as 'clachan log' shows it"},
    {"field", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "FIELD",
     "what of it: reason, note, evidence, …"},
    {"record", CL_TAKES_ID, 0, "ID", "only of this record, where the event has several"},
    {"reason", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "TEXT", "why, without the text that goes"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_redact_verbs[] = {
    {.name = "redact",
     .run = run_redact,
     .needs = CL_NEEDS_STORE | CL_WRITES | CL_OWN_TRANSACTIONS,
     .parameters = parameters,
     .brief = "Erases a text of one event for good; the log stays whole.",
     .detail = "For a name that somebody wrote into a note or a reason. Value and salt go from the "
               "file; the commitment stays, so the chain verifies, and the text shows as erased "
               "wherever it is current. 'clachan person erase' finds all texts of one person; an "
               "older backup that is restored is redacted again.",
     .example = "clachan redact 17 name --reason 'asked for it'"},
    {.name = NULL},
};
