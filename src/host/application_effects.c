/* SPDX-License-Identifier: MIT
 *
 * What the events of an application do, beside its state. Each is a name in a machine file.
 */
#include <string.h>

#include "accreditation.h"
#include "application_step.h"
#include "award_offer.h"
#include "events.h"
#include "ids.h"
#include "query.h"
#include "rounds.h"

static cl_application *application_of(const cl_step *step)
{
    return step->after;
}

static cl_application_context *context_of(const cl_step *step)
{
    return step->context;
}

static int needs_context(const cl_step *step, cl_error *e)
{
    return cl_fail(e, CL_E_INTERNAL, "'%s' was not given what it needs", step->event);
}

/* ---- beginning ---- */

static int pin_edition(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_application_context *context = context_of(step);
    cl_application *a = application_of(step);

    (void)effect;
    if (context == NULL || context->programme == NULL)
        return needs_context(step, e);
    a->programme = cl_view_of(context->programme->id); /* its texts live as long as the session */
    a->edition = cl_view_of(context->programme->edition);
    a->edition_digest = cl_view_of(context->programme->digest);
    return 0;
}

static int copy_requests(cl_step *step, const cl_application *earlier, cl_change *change,
                         cl_error *e)
{
    cl_request *requests;
    size_t count = 0;
    int rc = cl_request_list(&requests, &count, &step->arena, step->store, earlier->id, false, e);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        requests[i].id = 0;
        requests[i].application = application_of(step)->id;
        rc = cl_change_add(change, &cl_table_request, &requests[i], e);
    }
    return rc;
}

/* What the verb has set stays; the rest comes from the earlier one. */
static void copy_answers(cl_application *a, const cl_application *earlier)
{
    a->option = a->option.length > 0 ? a->option : earlier->option;
    a->funding_model = a->funding_model.length > 0 ? a->funding_model : earlier->funding_model;
    a->answers = a->answers.length > 0 ? a->answers : earlier->answers;
}

static int copy_earlier(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_application *a = application_of(step), earlier, before = *a;
    cl_author author = cl_step_follower(step);
    cl_change change = {0};
    int rc;

    (void)effect;
    if (a->follows == 0)
        return 0;
    rc = cl_record_get(&earlier, &step->arena, step->store, &cl_table_application, a->follows, e);
    if (rc == 0)
        rc = cl_change_open(&change, step->store, &author, e);
    copy_answers(a, &earlier);
    if (rc == 0)
        rc = cl_change_set(&change, &cl_table_application, &before, a, e);
    if (rc == 0)
        rc = copy_requests(step, &earlier, &change, e);
    if (rc == 0 && !cl_change_is_empty(&change))
        rc = cl_change_store(&change, "copy", "APP", a->id, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

/* A new draft that follows this one; its own start copies the answers. */
static int begin_again(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_application *old = application_of(step);
    cl_application fresh = {.cluster = old->cluster,
                            .state = CL_VIEW("draft"),
                            .date = cl_known(step->author.effective),
                            .follows = old->id};
    cl_application_context context = {0};
    const char *id = cl_arena_copy(&step->arena, old->programme);
    cl_step begun;
    int rc;

    (void)effect;
    if (id == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    rc = cl_session_programme(&context.programme, step->session, id, NULL, step->author.effective,
                              e);
    if (rc != 0)
        return rc;
    fresh.programme = old->programme;
    rc = cl_step_begin(&begun, step->session, &cl_table_application, &fresh, "start",
                       old->programme, e);
    if (rc == 0) {
        begun.author = cl_step_follower(step);
        begun.context = &context;
        cl_step_yes(&begun, "edition_in_force", true);
        rc = cl_step_take(&begun, e);
    }
    cl_step_close(&begun);
    return rc;
}

/* ---- decision, revision, signatures ---- */

static int record_decision(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_application_context *context = context_of(step);

    (void)effect;
    if (step->table == &cl_table_accreditation)
        return cl_accreditation_freeze(step, e);
    if (context == NULL || context->judged == NULL) /* the portal decided on the record that is */
        return step->causer != NULL ? 0 : needs_context(step, e);
    return cl_judged_record(context->judged, NULL, &step->change, application_of(step)->id,
                            context->revision.id, step->event, e);
}

static int freeze_revision(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_application_context *context = context_of(step);
    cl_application *a = application_of(step);

    (void)effect;
    if (context == NULL || context->judged == NULL)
        return needs_context(step, e);
    a->revision++;
    context->revision = (cl_revision){
        .application = a->id,
        .n = a->revision,
        .dossier = cl_text_view(&context->judged->dossier),
        .digest = cl_view_of(context->judged->dossier_digest),
        .author = cl_view_of(step->author.actor),
        .made_at = step->author.at,
    };
    return cl_change_add(&step->change, &cl_table_revision, &context->revision, e);
}

static int keep_signature(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_application *a = application_of(step);
    cl_signature signature = {.application = a->id,
                              .person = cl_view_of(step->author.actor),
                              .day = cl_known(step->author.effective)};
    cl_revision revision;
    int rc = cl_revision_get(&revision, &step->arena, step->store, a->id, a->revision, e);

    (void)effect;
    if (rc != 0)
        return rc;
    signature.revision = revision.id;
    signature.digest = revision.digest;
    return cl_change_add(&step->change, &cl_table_signature, &signature, e);
}

static int void_signatures(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_signature *signatures, voided;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_signature,
                               "application", application_of(step)->id, e);

    (void)effect;
    signatures = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (signatures[i].voided.known)
            continue;
        voided = signatures[i];
        voided.voided = cl_known(step->author.effective);
        rc = cl_change_set(&step->change, &cl_table_signature, &signatures[i], &voided, e);
    }
    return rc;
}

static int void_votes(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_vote *votes;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_vote,
                               "application", application_of(step)->id, e);

    (void)effect;
    votes = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_vote after = votes[i];

        if (after.voided.known)
            continue;
        after.voided = cl_known(step->author.effective);
        rc = cl_change_set(&step->change, &cl_table_vote, &votes[i], &after, e);
    }
    return rc;
}

/* The records stay; that they are void is an event about each. */
static int void_decisions(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_author author = cl_step_follower(step);
    cl_decision_record *records;
    size_t count = 0;
    int rc =
        cl_decision_list(&records, &count, &step->arena, step->store, application_of(step)->id, e);

    (void)effect;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_change change;

        if (!cl_view_starts(records[i].cause, "decide_"))
            continue;
        rc = cl_change_open(&change, step->store, &author, e);
        if (rc == 0)
            rc = cl_change_store(&change, "void", "DEC", records[i].id, NULL, NULL, e);
        cl_change_clear(&change);
    }
    return rc;
}

/* ---- submitting ---- */

/* The round on record, else the deadline that the edition names. */
static int assign_round(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_submission submission;
    cl_funding_round round;
    cl_workdays list;
    bool found = false;
    const char *deadline = NULL;
    int rc =
        cl_submission_read(&submission, &step->arena, step->store, application_of(step)->id, 0, e);

    (void)effect;
    if (rc != 0)
        return rc;
    if (cl_submission_deadline(&submission) != NULL)
        deadline = cl_arena_string(&step->arena, cl_submission_deadline(&submission));
    cl_submission_clear(&submission);
    rc = cl_round_of(&round, &found, &list, &step->arena, step->store, application_of(step),
                     deadline == NULL ? "" : deadline, step->author.effective, e);
    if (rc == 0 && found)
        application_of(step)->round = round.name;
    else if (rc == 0 && deadline != NULL)
        application_of(step)->round = cl_view_of(deadline);
    return rc;
}

static int queue_delivery(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_application_context *context = context_of(step);

    (void)effect;
    if (context == NULL || context->courier == NULL || context->portal == NULL)
        return needs_context(step, e);
    return cl_courier_enqueue(&context->delivery, context->courier, context->portal,
                              application_of(step)->id, e);
}

/* A receipt of what was handed in without a portal: the digest of the evidence stands for it. */
static int keep_receipt(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_application_context *context = context_of(step);
    const cl_application *a = application_of(step);
    cl_receipt receipt = {.application = a->id,
                          .portal = CL_VIEW("by hand"),
                          .sent_at = step->author.at,
                          .received_at = step->author.at,
                          .found_by = CL_VIEW("person")};
    char head[CL_DIGEST_HEX];
    cl_revision revision;
    int rc = cl_revision_get(&revision, &step->arena, step->store, a->id, a->revision, e);

    (void)effect;
    if (rc == 0 && context == NULL)
        rc = needs_context(step, e);
    if (rc == 0)
        rc = cl_event_head(&receipt.head_seq, head, step->store, e);
    if (rc != 0)
        return rc;
    receipt.revision = revision.id;
    receipt.revision_digest = revision.digest;
    receipt.digest = context->evidence;
    receipt.head_hash = cl_view_of(head);
    return cl_change_add(&step->change, &cl_table_receipt, &receipt, e);
}

/* ---- review ---- */

static int ask(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_application *a = application_of(step);

    (void)effect;
    (void)e;
    for (size_t i = 0; i < step->given_count; i++) {
        if (strcmp(step->given[i].fact, "question") == 0)
            a->question = step->given[i].text;
        if (strcmp(step->given[i].fact, "answer_by") == 0)
            a->answer_by = cl_known(step->given[i].value);
    }
    return 0;
}

static int keep_conditions(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_application_context *context = context_of(step);
    int rc = 0;

    (void)effect;
    for (size_t i = 0; context != NULL && rc == 0 && i < context->condition_count; i++) {
        cl_condition condition = context->conditions[i];

        condition.application = application_of(step)->id;
        rc = cl_change_add(&step->change, &cl_table_condition, &condition, e);
    }
    return rc;
}

static int mark_informed(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    (void)effect;
    (void)e;
    application_of(step)->informed = cl_known(step->author.effective);
    return 0;
}

static int forget_informed(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    (void)effect;
    (void)e;
    application_of(step)->informed = (cl_maybe){0, false};
    return 0;
}

static int keep_extension(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    const cl_application_context *context = context_of(step);
    cl_extension extension = {.application = application_of(step)->id,
                              .granted_by = cl_view_of(step->author.actor),
                              .reason = step->reason};

    (void)effect;
    if (context == NULL || !context->until.known)
        return 0; /* a round ahead is enough */
    extension.until = context->until;
    return cl_change_add(&step->change, &cl_table_extension, &extension, e);
}

/* ---- support hours ---- */

/* The last entry of the ledger that is about this application; its id is 0 when there is none. */
static int last_entry(cl_support_entry *out, cl_step *step, cl_error *e)
{
    cl_support_entry *entries;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list_of(&items, &count, &step->arena, step->store, &cl_table_support_entry,
                               "application", application_of(step)->id, e);

    *out = (cl_support_entry){0};
    entries = items;
    if (rc == 0 && count > 0)
        *out = entries[count - 1];
    return rc;
}

static int take_back(cl_step *step, const cl_support_entry *last, cl_error *e)
{
    cl_support_entry entry = {.cluster = last->cluster,
                              .minutes = -last->minutes,
                              .purpose = CL_VIEW("release"),
                              .date = cl_known(step->author.effective),
                              .application = last->application,
                              .entry = last->id};

    return cl_change_add(&step->change, &cl_table_support_entry, &entry, e);
}

/* Hours are an advisor's: a cluster that was introduced to none has no ledger yet. */
static int has_advisor(bool *out, cl_step *step, cl_error *e)
{
    cl_record_filter filters[] = {{"cluster", application_of(step)->cluster, NULL},
                                  {"purpose", 0, "introduction"},
                                  {NULL, 0, NULL}};
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, &step->arena, step->store, &cl_table_support_entry,
                            filters, CL_ANY_DAY, e);

    *out = count > 0;
    return rc;
}

/* Once per application (Q21, Q37); a withdrawal is withdrawn where it is turned down again. */
static int credit_support(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_support_entry last, entry = {.cluster = application_of(step)->cluster,
                                    .minutes = cl_machine_number(step->machine, "support_minutes"),
                                    .purpose = CL_VIEW("reapply"),
                                    .date = cl_known(step->author.effective),
                                    .application = application_of(step)->id};
    bool introduced = false;
    int rc = has_advisor(&introduced, step, e);

    (void)effect;
    if (rc == 0)
        rc = last_entry(&last, step, e);
    if (rc != 0 || !introduced || entry.minutes == 0 || (last.id != 0 && last.minutes > 0))
        return rc;
    return last.id != 0 ? take_back(step, &last, e)
                        : cl_change_add(&step->change, &cl_table_support_entry, &entry, e);
}

static int withdraw_support(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_support_entry last;
    int rc = last_entry(&last, step, e);

    (void)effect;
    return rc != 0 || last.id == 0 || last.minutes < 0 ? rc : take_back(step, &last, e);
}

/* ---- award ---- */

static int begin_award(cl_step *step, const cl_machine_effect *effect, cl_error *e)
{
    cl_application_context *context = context_of(step);
    cl_view reference = context != NULL ? context->reference : (cl_view)CL_VIEW_INIT;
    int64_t award = 0;
    int rc = cl_award_offer(&award, step, reference, e);

    (void)effect;
    if (context != NULL)
        context->award = award;
    return rc;
}

const cl_effect_source cl_effects_of_application[] = {
    {"pin_edition", false, pin_edition},
    {"copy_earlier", true, copy_earlier},
    {"begin_again", true, begin_again},
    {"record_decision", false, record_decision},
    {"freeze_revision", false, freeze_revision},
    {"keep_signature", false, keep_signature},
    {"void_signatures", false, void_signatures},
    {"void_votes", false, void_votes},
    {"void_decisions", true, void_decisions},
    {"assign_round", false, assign_round},
    {"queue_delivery", false, queue_delivery},
    {"keep_receipt", false, keep_receipt},
    {"ask", false, ask},
    {"keep_conditions", false, keep_conditions},
    {"mark_informed", false, mark_informed},
    {"forget_informed", false, forget_informed},
    {"keep_extension", false, keep_extension},
    {"credit_support", false, credit_support},
    {"withdraw_support", false, withdraw_support},
    {"begin_award", true, begin_award},
    {NULL, false, NULL},
};
