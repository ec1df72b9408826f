/* SPDX-License-Identifier: MIT
 *
 * advisor add, end and list; support introduce, book, release, reapply and list: the hours of a
 * local advisor (Q17, Q21, Q36, Q37).
 */
#include "support.h"

#include <inttypes.h>
#include <string.h>

#include "cluster_judge.h"
#include "journey_data.h"
#include "plain.h"
#include "ratio.h"
#include "row.h"

static const cl_plain advisors = {&cl_table_advisor, NULL, NULL};
static const cl_plain entries = {&cl_table_support_entry, NULL, NULL};

enum { HOUR = 60, SHOWN = 3 };

/* ---- advisors ---- */

static int add_advisor(cl_recording *r, cl_error *e)
{
    cl_advisor advisor = {0};
    int rc = cl_plain_read(r, &advisors, &advisor, e);

    return rc != 0 ? rc : cl_plain_add(r, &advisors, "add", &advisor, e);
}

CL_VERB_BODY(run_add_advisor, add_advisor)

static int end_advisor(cl_recording *r, cl_error *e)
{
    cl_advisor before, after;
    cl_date to;
    int rc = cl_recording_get(r, &before, advisors.table, "advisor", e);

    if (rc == 0)
        rc = cl_recording_day(r, &to, "to", e);
    if (rc != 0)
        return rc;
    after = before;
    after.to = cl_known(to);
    return cl_plain_set(r, &advisors, "end", &before, &after, e);
}

CL_VERB_BODY(run_end_advisor, end_advisor)

static int list_advisors(cl_recording *r, cl_error *e)
{
    return cl_plain_list(r, &advisors, e);
}

CL_VERB_BODY(run_advisors, list_advisors)

/* ---- the ledger ---- */

/* "1 h 30 min". */
static void print_time(cl_text *out, int64_t minutes)
{
    if (minutes < 0) {
        cl_text_add_char(out, '-');
        minutes = -minutes;
    }
    cl_text_format(out, "%" PRId64 " h", minutes / HOUR);
    if (minutes % HOUR != 0)
        cl_text_format(out, " %" PRId64 " min", minutes % HOUR);
}

static int send_entry(cl_recording *r, const cl_support_entry *entry, int64_t balance, cl_error *e)
{
    cl_row_id(&r->row, "id", "SUP", entry->id);
    cl_row_id(&r->row, "cluster", "CLU", entry->cluster);
    cl_row_day(&r->row, "date", entry->date);
    cl_row_text(&r->row, "purpose", entry->purpose);
    cl_row_number(&r->row, "minutes", entry->minutes);
    cl_row_number(&r->row, "balance", balance);
    cl_row_id(&r->row, "advisor", "ADV", entry->advisor);
    cl_row_id(&r->row, "application", "APP", entry->application);
    cl_row_id(&r->row, "entry", "SUP", entry->entry);
    cl_row_text(&r->row, "note", entry->note);
    return cl_recording_send(r, e);
}

/* Adds an entry and shows what is left. */
static int store_entry(cl_recording *r, const char *kind, cl_support_entry *entry, cl_error *e)
{
    cl_support_state after;
    int rc = cl_recording_add(r, kind, entries.table, entry, e);

    if (rc == 0)
        rc = cl_support_read(&after, r, entry->cluster, CL_DATE_MAX, e);
    return rc != 0 ? rc : send_entry(r, entry, after.balance, e);
}

static int read_data(cl_recording *r, cl_journey_data *out, int64_t cluster, cl_error *e)
{
    const char *programme = cl_argument_get(r->arguments, "programme");
    int rc = programme != NULL ? 0 : cl_cluster_programme(&programme, r, cluster, e);

    if (rc == 0)
        rc = cl_journey_data_read(out, r->session, programme, e);
    if (rc == 0 && out->introduced == 0)
        rc = cl_fail(e, CL_E_STATE, "the journey \"%s\" gives no support", out->id);
    return rc;
}

static int refuse_due(const cl_school *due, size_t count, cl_error *e)
{
    cl_text names = CL_TEXT_INIT;
    int rc;

    for (size_t i = 0; i < count; i++)
        cl_text_format(&names, "%sSCH-%lld %.*s", i == 0 ? "" : ", ", (long long)due[i].id,
                       (int)due[i].name.length, due[i].name.at);
    rc = cl_fail(e, CL_E_STATE,
                 "the advisor comes after every school at home has evaluated itself (Q81); "
                 "missing: %s",
                 names.at == NULL ? "" : names.at);
    cl_text_clear(&names);
    return rc;
}

/* Nothing is used before the advisor comes. */
static int check_begun(const cl_support_state *state, const cl_support_entry *entry, cl_error *e)
{
    char day[11];

    for (size_t i = 0; i < state->count; i++) {
        const cl_support_entry *begun = &state->entries[i];

        if (!cl_view_is(begun->purpose, "introduction") || begun->date.value <= entry->date.value)
            continue;
        cl_date_format((cl_date)begun->date.value, day);
        return cl_fail(e, CL_E_STATE, "date: the advisor was introduced on %s", day);
    }
    return 0;
}

static int check_advisor(cl_recording *r, const cl_support_entry *entry, cl_error *e)
{
    cl_advisor advisor;
    int rc = cl_record_get(&advisor, &r->arena, r->store, &cl_table_advisor, entry->advisor, e);

    if (rc == 0 && ((advisor.from.known && advisor.from.value > entry->date.value) ||
                    (advisor.to.known && advisor.to.value < entry->date.value)))
        rc = cl_fail(e, CL_E_STATE, "ADV-%lld is no advisor on that day: clachan advisor list",
                     (long long)advisor.id);
    return rc;
}

static int check_open(cl_recording *r, const cl_support_entry *entry, cl_error *e)
{
    cl_support_end ended;
    char day[11];
    int rc = cl_support_ends(&ended, r, entry->cluster, e);

    if (rc != 0 || !ended.day.known || ended.day.value >= entry->date.value)
        return rc;
    cl_date_format((cl_date)ended.day.value, day);
    return cl_fail(e, CL_E_STATE, "the support of CLU-%lld ended on %s, with %s-%lld",
                   (long long)entry->cluster, day, ended.prefix, (long long)ended.id);
}

static int check_introduction(cl_recording *r, const cl_support_entry *entry, cl_error *e)
{
    const cl_school *due;
    cl_support_state state;
    size_t count, members;
    cl_date on = (cl_date)entry->date.value;
    int rc = cl_support_read(&state, r, entry->cluster, CL_DATE_MAX, e);

    if (rc == 0 && state.introduced)
        rc = cl_fail(e, CL_E_STATE, "the advisor of CLU-%lld was introduced already",
                     (long long)entry->cluster);
    if (rc == 0)
        rc = check_open(r, entry, e);
    if (rc == 0)
        rc = check_advisor(r, entry, e);
    if (rc == 0)
        rc = cl_evaluations_due(&due, &count, &members, r, entry->cluster, on, e);
    if (rc == 0 && members == 0)
        rc = cl_fail(e, CL_E_STATE, "CLU-%lld has no school at home on that day",
                     (long long)entry->cluster);
    if (rc == 0 && count > 0)
        rc = refuse_due(due, count, e);
    return rc;
}

static int introduce(cl_recording *r, cl_error *e)
{
    cl_support_entry entry = {0};
    cl_journey_data data = {0};
    cl_date date;
    int rc = cl_plain_read(r, &entries, &entry, e);

    if (rc == 0)
        rc = cl_recording_day(r, &date, "date", e);
    if (rc == 0)
        rc = read_data(r, &data, entry.cluster, e);
    if (rc == 0) {
        entry.date = cl_known(date);
        entry.minutes = data.introduced;
        entry.purpose = CL_VIEW("introduction");
        rc = check_introduction(r, &entry, e);
    }
    if (rc == 0)
        rc = store_entry(r, "introduce", &entry, e);
    cl_journey_data_clear(&data);
    return rc;
}

CL_VERB_BODY(run_introduce, introduce)

/* Hours as typed: "1.5", in multiples of the step. */
static int read_hours(cl_recording *r, int64_t *minutes, int64_t step, cl_error *e)
{
    cl_view text = cl_recording_text(r, "hours");
    cl_ratio hours, whole;
    int rc = cl_ratio_parse(&hours, text, e);

    if (rc == 0)
        rc = cl_ratio_multiply(&whole, hours, cl_ratio_int(HOUR), e);
    if (rc == 0 && (!cl_ratio_is_whole(whole) || whole.num <= 0 || whole.num % step != 0))
        rc = cl_fail(e, CL_E_INVALID,
                     "found '%.*s', expected hours in steps of %" PRId64 " minutes, such as 1.5",
                     (int)text.length, text.at, step);
    if (rc != 0)
        cl_error_place(e, NULL, 0, "hours");
    else
        *minutes = whole.num;
    return rc;
}

/* What is asked for, what is left, and where the rest went. */
static int refuse_balance(const cl_support_state *state, int64_t asked, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    int rc;

    cl_text_add_string(&text, "asked for ");
    print_time(&text, asked);
    cl_text_add_string(&text, ", ");
    print_time(&text, state->balance);
    cl_text_add_string(&text, " left of ");
    print_time(&text, state->given);
    for (size_t i = state->count > SHOWN ? state->count - SHOWN : 0; i < state->count; i++) {
        char day[11];

        cl_date_format((cl_date)state->entries[i].date.value, day);
        cl_text_format(&text, "; SUP-%lld %s %.*s ", (long long)state->entries[i].id, day,
                       (int)state->entries[i].purpose.length, state->entries[i].purpose.at);
        print_time(&text, state->entries[i].minutes);
    }
    rc = cl_fail(e, CL_E_STATE, "%s", text.at == NULL ? "out of memory" : text.at);
    cl_text_clear(&text);
    return rc;
}

static int check_booking(cl_recording *r, const cl_support_entry *entry, cl_error *e)
{
    cl_support_state state;
    int rc = check_open(r, entry, e);

    if (rc == 0)
        rc = check_advisor(r, entry, e);
    if (rc == 0)
        rc = cl_support_read(&state, r, entry->cluster, CL_DATE_MAX, e);
    if (rc == 0)
        rc = check_begun(&state, entry, e);
    if (rc == 0 && state.balance + entry->minutes < 0)
        rc = refuse_balance(&state, -entry->minutes, e);
    return rc;
}

static int book(cl_recording *r, cl_error *e)
{
    cl_support_entry entry = {0};
    cl_journey_data data = {0};
    cl_date date;
    int rc = cl_plain_read(r, &entries, &entry, e);

    if (rc == 0)
        rc = cl_recording_day(r, &date, "date", e);
    if (rc == 0)
        rc = read_data(r, &data, entry.cluster, e);
    if (rc == 0)
        rc = read_hours(r, &entry.minutes, data.step, e);
    if (rc == 0) {
        entry.minutes = -entry.minutes;
        entry.date = cl_known(date);
        entry.purpose = CL_VIEW("use");
        rc = check_booking(r, &entry, e);
    }
    if (rc == 0)
        rc = store_entry(r, "book", &entry, e);
    cl_journey_data_clear(&data);
    return rc;
}

CL_VERB_BODY(run_book, book)

static int release(cl_recording *r, cl_error *e)
{
    cl_support_entry used, entry = {0};
    cl_date date;
    int rc = cl_recording_get(r, &used, entries.table, "entry", e);

    if (rc == 0)
        rc = cl_recording_day(r, &date, "date", e);
    if (rc == 0 && !cl_view_is(used.purpose, "use"))
        rc = cl_fail(e, CL_E_STATE, "SUP-%lld is no booking", (long long)used.id);
    if (rc != 0)
        return rc;
    entry.cluster = used.cluster;
    entry.minutes = -used.minutes;
    entry.purpose = CL_VIEW("release");
    entry.date = cl_known(date);
    entry.advisor = used.advisor;
    entry.entry = used.id;
    entry.note = cl_recording_text(r, "note");
    return store_entry(r, "release", &entry, e);
}

CL_VERB_BODY(run_release, release)

static int reapply(cl_recording *r, cl_error *e)
{
    cl_application application;
    cl_journey_data data = {0};
    cl_support_state after;
    cl_change change = {0};
    cl_date date;
    int rc = cl_recording_get(r, &application, &cl_table_application, "application", e);

    if (rc == 0)
        rc = cl_recording_day(r, &date, "date", e);
    if (rc == 0)
        rc = read_data(r, &data, application.cluster, e);
    if (rc == 0)
        rc = cl_recording_change(r, &change, e);
    if (rc == 0)
        rc = cl_support_reapply(r, &change, &application, data.reapply, date, e);
    if (rc == 0)
        rc = cl_change_store(&change, "support to reapply", "APP", application.id, NULL, NULL, e);
    cl_change_clear(&change);
    if (rc == 0)
        rc = cl_support_read(&after, r, application.cluster, CL_DATE_MAX, e);
    if (rc == 0)
        rc = send_entry(r, &after.entries[after.count - 1], after.balance, e);
    cl_journey_data_clear(&data);
    return rc;
}

CL_VERB_BODY(run_reapply, reapply)

static int list(cl_recording *r, cl_error *e)
{
    cl_support_state state = {0};
    cl_support_end ended;
    cl_cluster cluster;
    cl_text text = CL_TEXT_INIT;
    char day[11];
    cl_date on;
    int64_t balance = 0;
    int rc = cl_recording_get(r, &cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_recording_day(r, &on, "on", e);
    if (rc == 0)
        rc = cl_support_read(&state, r, cluster.id, on, e);
    if (rc == 0)
        rc = cl_support_ends(&ended, r, cluster.id, e);
    for (size_t i = 0; rc == 0 && i < state.count; i++) {
        balance += state.entries[i].minutes;
        rc = send_entry(r, &state.entries[i], balance, e);
    }
    if (rc == 0) {
        print_time(&text, state.balance);
        cl_text_add_string(&text, " left of ");
        print_time(&text, state.given);
        if (ended.day.known) {
            cl_date_format((cl_date)ended.day.value, day);
            cl_text_format(&text, "; it ended on %s, with %s-%lld", day, ended.prefix,
                           (long long)ended.id);
        }
        rc = cl_text_check(&text, e);
    }
    if (rc == 0)
        cl_sink_note(r->sink, "%s", text.at);
    cl_text_clear(&text);
    return rc;
}

CL_VERB_BODY(run_list, list)

static const cl_parameter add_advisor_parameters[] = {
    {"name", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "NAME", "name"},
    {"person", CL_TAKES_ID, 0, "PERSON", "who it is, when on record (PER-1)"},
    {"contact", CL_TAKES_TEXT, 0, "TEXT", "how to reach"},
    {"areas", CL_TAKES_TEXT, 0, "TEXT", "areas served"},
    {"languages", CL_TAKES_TEXT, 0, "TEXT", "languages, such as 'en gd'"},
    {"from", CL_TAKES_DATE, 0, "DATE", "first day"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter end_advisor_parameters[] = {
    {"advisor", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "ADVISOR",
     "id (ADV-1)"},
    {"to", CL_TAKES_DATE, 0, "DATE", "last day (today)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter advisors_parameters[] = {
    {"areas", CL_TAKES_TEXT, 0, "TEXT", "only of exactly these areas"},
    CL_LIST_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};

#define PROGRAMME_PARAMETER                                                                        \
    {                                                                                              \
        "programme", CL_TAKES_TEXT, 0, "ID", "whose support; that of the newest application"       \
    }

static const cl_parameter introduce_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"advisor", CL_TAKES_ID, CL_PARAMETER_REQUIRED, "ADVISOR", "id (ADV-1)"},
    {"date", CL_TAKES_DATE, 0, "DATE", "day (today)"},
    PROGRAMME_PARAMETER,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter book_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"hours", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "HOURS", "in quarters: 1.5"},
    {"advisor", CL_TAKES_ID, CL_PARAMETER_REQUIRED, "ADVISOR", "id (ADV-1)"},
    {"note", CL_TAKES_TEXT, 0, "TEXT", "what it was for"},
    {"date", CL_TAKES_DATE, 0, "DATE", "day (today)"},
    PROGRAMME_PARAMETER,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter release_parameters[] = {
    {"entry", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "ENTRY",
     "booking (SUP-4)"},
    {"note", CL_TAKES_TEXT, 0, "TEXT", "why"},
    {"date", CL_TAKES_DATE, 0, "DATE", "day (today)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter reapply_parameters[] = {
    {"application", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "APPLICATION",
     "application that was turned down (APP-1)"},
    {"date", CL_TAKES_DATE, 0, "DATE", "day (today)"},
    PROGRAMME_PARAMETER,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter list_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"on", CL_TAKES_DATE, 0, "DATE", "as it was on this day (today)"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_support_verbs[] = {
    {.name = "advisor add",
     .run = run_add_advisor,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = add_advisor_parameters,
     .brief = "Adds a local advisor.",
     .example = "clachan advisor add --name 'C. Advisor' --areas 'Glasgow City' --languages en"},
    {.name = "advisor end",
     .run = run_end_advisor,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = end_advisor_parameters,
     .brief = "Records that an advisor has stopped.",
     .example = "clachan advisor end ADV-1 --to 2021-07-31"},
    {.name = "advisor list",
     .run = run_advisors,
     .needs = CL_NEEDS_STORE,
     .parameters = advisors_parameters,
     .brief = "Lists advisors.",
     .example = "clachan advisor list"},
    {.name = "support introduce",
     .run = run_introduce,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = introduce_parameters,
     .brief = "Introduces the advisor: the cluster's hours begin.",
     .detail = "Every school at home has evaluated itself before. How many hours it gives stands "
               "in scripts/journeys.",
     .example = "clachan support introduce CLU-1 --advisor ADV-1"},
    {.name = "support book",
     .run = run_book,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = book_parameters,
     .brief = "Books hours of an advisor.",
     .detail = "What is left is never below zero: a booking beyond it is refused, with the last "
               "entries. Support ends with the cluster, with its last award, or twelve months "
               "after its last application closed; a new application opens it again.",
     .example = "clachan support book CLU-1 --hours 1.5 --advisor ADV-1 --note 'planning'"},
    {.name = "support release",
     .run = run_release,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = release_parameters,
     .brief = "Gives booked hours back; the booking stays on record.",
     .example = "clachan support release SUP-2 --note 'the advisor was ill'"},
    {.name = "support reapply",
     .run = run_reapply,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = reapply_parameters,
     .brief = "Gives more hours, once for each application that was turned down.",
     .example = "clachan support reapply APP-1"},
    {.name = "support list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Shows a cluster's hours: given, used and left.",
     .example = "clachan support list CLU-1"},
    {.name = NULL},
};
