/* SPDX-License-Identifier: MIT
 *
 * replay: decides recorded decisions again, from the facts and under the edition that were
 * recorded, and compares the bytes. What does not come out the same is refused by name, with what
 * differs.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "decider.h"
#include "digest.h"
#include "expect.h"
#include "ids.h"
#include "money.h"
#include "people.h"
#include "query.h"
#include "recording.h"
#include "row.h"
#include "subject.h"
#include "waivers.h"

typedef struct replaying {
    cl_recording r;
    cl_decider decider;
    size_t same, different, erased;
} replaying;

/* ---- the record itself ---- */

static bool has_digest(cl_view bytes, cl_view digest)
{
    char hex[7 + CL_DIGEST_HEX] = "sha256:";

    cl_digest_hex(bytes, hex + 7);
    return cl_view_is(digest, hex);
}

/* What the columns say is what the decision says: both are read by reports. */
static bool columns_agree(const cl_decision_record *record)
{
    cl_json *json = NULL;
    const cl_json_value *root, *grant;
    cl_money money = {0, ""};
    char currency[4] = "";
    bool agree;

    if (cl_json_parse(&json, record->decision, NULL, 1, NULL) != 0)
        return false;
    root = cl_json_root(json);
    grant = cl_json_get(root, "grant");
    if (record->currency.length == 3)
        memcpy(currency, record->currency.at, 3);
    agree = cl_view_equal(cl_json_string(cl_json_get(root, "verdict")), record->verdict) &&
            cl_view_equal(cl_json_string(cl_json_get(root, "edition")), record->edition) &&
            cl_view_equal(cl_json_string(cl_json_get(root, "digest")), record->edition_digest);
    if (agree && record->granted.known)
        agree = cl_money_parse(&money, cl_json_string(cl_json_get(grant, "amount")), currency,
                               NULL) == 0 &&
                money.minor == record->granted.value;
    else if (agree)
        agree = cl_json_type(grant) == CL_JSON_NULL;
    cl_json_free(json);
    return agree;
}

/* Is the record whole: the facts and the decision that its digests name, readable by this program?
 */
static int check_record(const cl_decision_record *record, cl_error *e)
{
    if (record->schema != CL_DOSSIER_SCHEMA)
        return cl_fail(e, CL_E_STATE,
                       "its facts are written in schema %" PRId64 ", and this program reads %d",
                       record->schema, CL_DOSSIER_SCHEMA);
    if (record->facts.length == 0 || record->decision.length == 0)
        return cl_fail(e, CL_E_STATE, "its facts or the decision are gone, and nobody erased them");
    if (!has_digest(record->facts, record->dossier_digest))
        return cl_fail(e, CL_E_STATE, "the facts are not those that were recorded");
    if (!has_digest(record->decision, record->decision_digest))
        return cl_fail(e, CL_E_STATE, "the decision is not the one that was recorded");
    if (!columns_agree(record))
        return cl_fail(e, CL_E_STATE, "verdict, edition or grant are not those of the decision");
    return 0;
}

static int decide_again(cl_text *out, replaying *p, const cl_decision_record *record, cl_error *e)
{
    cl_decide_request request = CL_DECIDE_REQUEST_INIT;
    cl_decision decision = {0};
    cl_json *json = NULL;
    cl_waivers waivers = {NULL, 0};
    int rc = cl_subject_edition(&request.loaded, p->r.session, record, e);

    if (rc == 0)
        rc = cl_waivers_read(&waivers, &p->r.arena, record->waivers, e);
    request.options.waivers = waivers.items;
    request.options.waiver_count = waivers.count;
    if (rc == 0)
        rc = cl_json_parse(&json, record->facts, "the recorded facts", 1, e);
    if (rc == 0)
        rc = cl_decider_decide(&p->decider, &decision, json, &request, e);
    if (rc == 0) {
        rc = cl_decision_print_json(out, &decision);
        cl_decision_clear(&decision);
    }
    cl_json_free(json);
    return rc;
}

/* What came out otherwise, as far as both can be read. */
static void describe_difference(cl_text *out, cl_view recorded, cl_view again)
{
    cl_json *a = NULL, *b = NULL;

    if (cl_json_parse(&a, recorded, NULL, 1, NULL) == 0 &&
        cl_json_parse(&b, again, NULL, 1, NULL) == 0)
        cl_expect(out, cl_json_root(a), cl_json_root(b));
    cl_json_free(a);
    cl_json_free(b);
}

static int refuse(replaying *p, const cl_decision_record *record, const char *why)
{
    cl_error error = CL_ERROR_INIT;

    p->different++;
    cl_fail(&error, CL_E_STATE, "DEC-%" PRId64 " does not replay: %s", record->id, why);
    return cl_sink_refuse(p->r.sink, &error);
}

/* Facts or decision named a person who was erased, and went with them. */
static int is_erased(bool *out, replaying *p, const cl_decision_record *record, cl_error *e)
{
    static const char *const fields[] = {"facts", "decision"};
    char subject[32];
    int rc = 0;

    *out = false;
    snprintf(subject, sizeof subject, "DEC-%" PRId64, record->id);
    if (record->facts.length > 0 && record->decision.length > 0)
        return 0;
    for (size_t i = 0; rc == 0 && !*out && i < sizeof fields / sizeof *fields; i++)
        rc = cl_person_value_erased(out, p->r.store, subject, fields[i], e);
    return rc;
}

static int show(replaying *p, const cl_decision_record *record, const bool *same, cl_error *e)
{
    cl_row_id(&p->r.row, "id", "DEC", record->id);
    cl_row_id(&p->r.row, "application", "APP", record->application);
    cl_row_text(&p->r.row, "programme", record->programme);
    cl_row_text(&p->r.row, "edition", record->edition);
    cl_row_text(&p->r.row, "verdict", record->verdict);
    cl_row_text(&p->r.row, "engine", record->engine);
    if (same != NULL)
        cl_row_yesno(&p->r.row, "same", *same);
    else
        cl_row_text(&p->r.row, "same", (cl_view)CL_VIEW_INIT);
    return cl_recording_send(&p->r, e);
}

static bool is_fatal(int code)
{
    return code == CL_E_MEMORY || code == CL_E_STORE || code == CL_E_INTERNAL;
}

static int replay_one(replaying *p, const cl_decision_record *record, cl_error *e)
{
    cl_text again = CL_TEXT_INIT, difference = CL_TEXT_INIT;
    cl_error why = CL_ERROR_INIT;
    int rc = check_record(record, &why);
    bool same;

    if (rc == 0)
        rc = decide_again(&again, p, record, &why);
    same = rc == 0 && cl_view_equal(cl_text_view(&again), record->decision);

    if (is_fatal(rc)) {
        *e = why;
    } else if (rc != 0) {
        refuse(p, record, why.message);
        rc = 0;
    } else if (!same) {
        describe_difference(&difference, record->decision, cl_text_view(&again));
        refuse(p, record, difference.at == NULL ? "the bytes differ" : difference.at);
    } else {
        p->same++;
    }
    if (rc == 0)
        rc = show(p, record, &same, e);
    cl_text_clear(&again);
    cl_text_clear(&difference);
    return rc;
}

/* What is not there any more cannot be decided again, and is no difference either. */
static int replay_or_tell(replaying *p, const cl_decision_record *record, cl_error *e)
{
    bool erased;
    int rc = is_erased(&erased, p, record, e);

    if (rc != 0 || !erased)
        return rc != 0 ? rc : replay_one(p, record, e);
    p->erased++;
    cl_sink_note(p->r.sink,
                 "DEC-%" PRId64
                 " cannot be decided again: its facts named a person who was erased, "
                 "and went with them; verdict, grant and digests are kept",
                 record->id);
    return show(p, record, NULL, e);
}

static int replay_all(replaying *p, cl_error *e)
{
    cl_decision_record *records;
    int64_t application = 0;
    size_t count = 0;
    int rc = cl_recording_id(&p->r, &application, &cl_table_application, "application", e);

    if (rc == 0)
        rc = cl_decision_list(&records, &count, &p->r.arena, p->r.store, application, e);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = replay_or_tell(p, &records[i], e);
        cl_sink_progress(p->r.sink, i + 1, count);
        if (rc == 0 && cl_session_interrupted(p->r.session))
            rc = cl_fail(e, CL_E_INTERRUPTED, "stopped after %zu of %zu", i + 1, count);
    }
    if (rc == 0)
        cl_sink_note(p->r.sink, "%zu decisions came out the same, %zu did not", p->same,
                     p->different);
    if (rc == 0 && p->erased > 0)
        cl_sink_note(p->r.sink, "%zu could not be decided again", p->erased);
    return rc;
}

static int run_replay(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    replaying p = {.same = 0, .different = 0};
    int rc;

    cl_recording_begin(&p.r, session, arguments, sink);
    cl_decider_init(&p.decider, session);
    rc = replay_all(&p, e);
    cl_decider_clear(&p.decider);
    cl_recording_end(&p.r);
    return rc;
}

static const cl_parameter replay_parameters[] = {
    {"application", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "APPLICATION",
     "only its decisions (APP-12); all that are recorded without one"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_replay_verbs[] = {
    {.name = "replay",
     .run = run_replay,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES,
     .parameters = replay_parameters,
     .brief = "Decides recorded decisions again and compares the bytes.",
     .detail = "A decision that does not come out the same, or whose edition is not the text that "
               "decided, "
               "is refused with what differs. One whose facts named a person who was erased is "
               "told, and is "
               "no difference.",
     .example = "clachan replay APP-1"},
    {.name = NULL},
};
