/* SPDX-License-Identifier: MIT
 *
 * agreement draft, sign, review, end and list: what two schools have agreed on, revisited regularly
 * by their whole communities (Q67). When a review is due is derived from the day of the next one.
 */
#include <string.h>

#include "plain.h"
#include "row.h"

static const char *const outcomes[] = {"kept", "changed", "ended", NULL};
static const char *const takers[] = {"senior staff", "staff", "pupils", "community", NULL};
static const char *const parts[] = {"aims", "gives", "gets", "tasks", "money", "meetings", NULL};
static const cl_plain_words review_words[] = {{"outcome", outcomes}, {NULL, NULL}};
static const cl_plain agreements = {&cl_table_agreement, NULL, NULL};
static const cl_plain reviews = {&cl_table_agreement_review, review_words, NULL};

enum { YEARLY = 12 };

/* Everything is shown with one derived word: is a review due? */
static int send(cl_recording *r, const cl_agreement *a, cl_error *e)
{
    cl_row_yesno(&r->row, "review_due",
                 cl_view_is(a->state, "signed") && a->next_review.known &&
                     a->next_review.value <= cl_session_today(r->session));
    return cl_plain_send(r, &agreements, a, e);
}

/* {"aims": …}: each part that was given. */
static int read_terms(cl_recording *r, cl_text *out, cl_error *e)
{
    for (size_t i = 0; parts[i] != NULL; i++)
        if (cl_argument_is_set(r->arguments, parts[i]))
            cl_row_text(out, parts[i], cl_recording_text(r, parts[i]));
    if (out->length > 0)
        cl_text_add_char(out, '}');
    return cl_text_check(out, e);
}

static int check_parties(const cl_agreement *a, cl_error *e)
{
    if (a->home != a->overseas)
        return 0;
    return cl_fail(e, CL_E_INVALID, "an agreement has two parties; SCH-%lld is both",
                   (long long)a->home);
}

static int draft(cl_recording *r, cl_error *e)
{
    cl_agreement a = {0};
    cl_text terms = CL_TEXT_INIT;
    int rc = cl_plain_read(r, &agreements, &a, e);

    if (rc == 0)
        rc = check_parties(&a, e);
    if (rc == 0)
        rc = read_terms(r, &terms, e);
    if (rc == 0) {
        a.terms = cl_text_view(&terms);
        a.state = CL_VIEW("draft");
        a.every = a.every > 0 ? a.every : YEARLY;
        rc = cl_recording_add(r, "draft", agreements.table, &a, e);
    }
    if (rc == 0)
        rc = send(r, &a, e);
    cl_text_clear(&terms);
    return rc;
}

CL_VERB_BODY(run_draft, draft)

static int get(cl_recording *r, cl_agreement *out, const char *state, const char *verb, cl_error *e)
{
    int rc = cl_recording_get(r, out, agreements.table, "agreement", e);

    if (rc == 0 && !cl_view_is(out->state, state))
        rc = cl_fail(e, CL_E_STATE, "AGR-%lld is %.*s; %s starts from %s", (long long)out->id,
                     (int)out->state.length, out->state.at, verb, state);
    return rc;
}

/* Reviews are counted from the day of signing, so that a late one does not move the series. */
static int next_review(cl_agreement *a, cl_date after, cl_error *e)
{
    cl_date next = (cl_date)a->signed_on.value;
    int rc = 0;

    for (int n = 1; rc == 0 && next <= after; n++)
        rc = cl_date_add_months(&next, (cl_date)a->signed_on.value, (int)a->every * n, e);
    if (rc == 0)
        a->next_review = cl_known(next);
    return rc;
}

static cl_maybe later(cl_maybe a, cl_maybe b)
{
    return a.value > b.value ? a : b;
}

static int sign(cl_recording *r, cl_error *e)
{
    static const char *const sides[] = {"home", "overseas", NULL};
    cl_agreement before, after;
    cl_view side;
    cl_maybe *signature;
    cl_date date;
    int rc = get(r, &before, "draft", "sign", e);

    if (rc == 0)
        rc = cl_recording_choice(r, &side, "side", sides, e);
    if (rc == 0)
        rc = cl_recording_day(r, &date, "date", e);
    if (rc != 0)
        return rc;
    after = before;
    signature = cl_view_is(side, "home") ? &after.home_signed : &after.overseas_signed;
    if (signature->known)
        return cl_fail(e, CL_E_STATE, "the %.*s side has signed AGR-%lld already", (int)side.length,
                       side.at, (long long)before.id);
    *signature = cl_known(date);
    if (after.home_signed.known && after.overseas_signed.known) {
        after.state = CL_VIEW("signed");
        after.signed_on = later(after.home_signed, after.overseas_signed);
        rc = next_review(&after, (cl_date)after.signed_on.value, e);
    }
    if (rc == 0)
        rc = cl_recording_set(r, "sign", agreements.table, &before, &after, e);
    return rc != 0 ? rc : send(r, &after, e);
}

CL_VERB_BODY(run_sign, sign)

/* Who took part: each must be a word of the list. */
static int read_takers(cl_recording *r, cl_text *out, cl_error *e)
{
    const char *word;

    for (size_t i = 0; (word = cl_argument_at(r->arguments, "took-part", i)) != NULL; i++) {
        size_t k = 0;

        while (takers[k] != NULL && strcmp(takers[k], word) != 0)
            k++;
        if (takers[k] == NULL) {
            int rc = cl_fail(e, CL_E_INVALID,
                             "found '%s', expected senior staff, staff, pupils or community", word);

            cl_error_place(e, NULL, 0, "took-part");
            return rc;
        }
        cl_text_format(out, "%s%s", i == 0 ? "" : ", ", word);
    }
    return cl_text_check(out, e);
}

static int store_review(cl_recording *r, const cl_agreement *before, cl_agreement *after,
                        cl_agreement_review *review, cl_error *e)
{
    cl_change change = {0};
    int rc = cl_recording_change(r, &change, e);

    if (rc == 0)
        rc = cl_change_add(&change, reviews.table, review, e);
    if (rc == 0)
        rc = cl_change_set(&change, agreements.table, before, after, e);
    if (rc == 0)
        rc = cl_change_store(&change, "review", "AGR", before->id, before->state.at,
                             after->state.at, e);
    cl_change_clear(&change);
    return rc != 0 ? rc : send(r, after, e);
}

static int review(cl_recording *r, cl_error *e)
{
    cl_agreement before, after;
    cl_agreement_review made = {0};
    cl_text took_part = CL_TEXT_INIT;
    cl_date date;
    int rc = get(r, &before, "signed", "review", e);

    if (rc == 0)
        rc = cl_plain_read(r, &reviews, &made, e);
    if (rc == 0)
        rc = cl_recording_day(r, &date, "date", e);
    if (rc == 0)
        rc = read_takers(r, &took_part, e);
    if (rc == 0) {
        after = before;
        made.agreement = before.id;
        made.date = cl_known(date);
        made.took_part = cl_text_view(&took_part);
        if (cl_view_is(made.outcome, "ended")) {
            after.state = CL_VIEW("ended");
            after.ended = made.date;
            after.next_review = (cl_maybe){0, false};
        } else {
            rc = next_review(&after, date, e);
        }
    }
    if (rc == 0)
        rc = store_review(r, &before, &after, &made, e);
    cl_text_clear(&took_part);
    return rc;
}

CL_VERB_BODY(run_review, review)

static int end(cl_recording *r, cl_error *e)
{
    cl_agreement before, after;
    cl_date date;
    int rc = cl_recording_get(r, &before, agreements.table, "agreement", e);

    if (rc == 0)
        rc = cl_recording_day(r, &date, "to", e);
    if (rc == 0 && cl_view_is(before.state, "ended"))
        rc = cl_fail(e, CL_E_STATE, "AGR-%lld has ended already", (long long)before.id);
    if (rc != 0)
        return rc;
    after = before;
    after.state = CL_VIEW("ended");
    after.ended = cl_known(date);
    after.next_review = (cl_maybe){0, false};
    rc = cl_recording_set(r, "end", agreements.table, &before, &after, e);
    return rc != 0 ? rc : send(r, &after, e);
}

CL_VERB_BODY(run_end, end)

static int list(cl_recording *r, cl_error *e)
{
    cl_record_filter filters[] = {{"cluster", 0, NULL},
                                  {"state", 0, cl_argument_get(r->arguments, "state")},
                                  {NULL, 0, NULL}};
    const cl_agreement *items;
    void *found = NULL;
    size_t count = 0;
    cl_date today = cl_session_today(r->session);
    int rc = cl_recording_id(r, &filters[0].id, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_record_list(&found, &count, &r->arena, r->store, agreements.table, filters,
                            CL_ANY_DAY, e);
    items = found;
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (!cl_argument_is_set(r->arguments, "due") ||
            (items[i].next_review.known && items[i].next_review.value <= today))
            rc = send(r, &items[i], e);
    return rc;
}

CL_VERB_BODY(run_list, list)

static int list_reviews(cl_recording *r, cl_error *e)
{
    return cl_plain_list(r, &reviews, e);
}

CL_VERB_BODY(run_reviews, list_reviews)

#define AGREEMENT_PARAMETER                                                                        \
    {                                                                                              \
        "agreement", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "AGREEMENT",    \
            "id (AGR-1)"                                                                           \
    }

static const cl_parameter draft_parameters[] = {
    {"home", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "SCHOOL",
     "first party"},
    {"overseas", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "SCHOOL",
     "second party"},
    {"cluster", CL_TAKES_ID, 0, "CLUSTER", "cluster that it belongs to"},
    {"aims", CL_TAKES_TEXT, 0, "TEXT", "aims of each side"},
    {"gives", CL_TAKES_TEXT, 0, "TEXT", "what each gives"},
    {"gets", CL_TAKES_TEXT, 0, "TEXT", "what each gets"},
    {"tasks", CL_TAKES_TEXT, 0, "TEXT", "who does what"},
    {"money", CL_TAKES_TEXT, 0, "TEXT", "who pays what"},
    {"meetings", CL_TAKES_TEXT, 0, "TEXT", "how often the two meet"},
    {"every", CL_TAKES_NUMBER, 0, "MONTHS", "months from one review to the next (12)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter sign_parameters[] = {
    AGREEMENT_PARAMETER,
    {"side", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "SIDE", "home or overseas"},
    {"date", CL_TAKES_DATE, 0, "DATE", "day (today)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter review_parameters[] = {
    AGREEMENT_PARAMETER,
    {"took-part", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_REPEATED, "WHO",
     "senior staff, staff, pupils or community"},
    {"outcome", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "OUTCOME", "kept, changed or ended"},
    {"note", CL_TAKES_TEXT, 0, "TEXT", "what was said"},
    {"date", CL_TAKES_DATE, 0, "DATE", "day (today)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter end_parameters[] = {
    AGREEMENT_PARAMETER,
    {"to", CL_TAKES_DATE, 0, "DATE", "last day (today)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter list_parameters[] = {
    {"cluster", CL_TAKES_ID, 0, "CLUSTER", "only of this cluster"},
    {"state", CL_TAKES_TEXT, 0, "STATE", "only draft, signed or ended"},
    {"due", CL_TAKES_SWITCH, 0, NULL, "only those whose review is due"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter reviews_parameters[] = {
    {"agreement", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "AGREEMENT", "only of this agreement"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_agreement_verbs[] = {
    {.name = "agreement draft",
     .run = run_draft,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = draft_parameters,
     .brief = "Begins a partnership agreement between two schools.",
     .example = "clachan agreement draft SCH-1 SCH-3 --aims 'pupils learn about water' --every 12"},
    {.name = "agreement sign",
     .run = run_sign,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = sign_parameters,
     .brief = "Records the signature of one side; both make it signed.",
     .example = "clachan agreement sign AGR-1 --side home --date 2021-02-01"},
    {.name = "agreement review",
     .run = run_review,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = review_parameters,
     .brief = "Records a review and sets the day of the next.",
     .detail = "Days of reviews are counted from the signature: a late review moves none.",
     .example = "clachan agreement review AGR-1 --took-part 'senior staff' --took-part pupils "
                "--outcome kept"},
    {.name = "agreement end",
     .run = run_end,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = end_parameters,
     .brief = "Ends a partnership agreement.",
     .example = "clachan agreement end AGR-1 --to 2022-07-31"},
    {.name = "agreement list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists partnership agreements, and whose review is due.",
     .example = "clachan agreement list --due"},
    {.name = "agreement reviews",
     .run = run_reviews,
     .needs = CL_NEEDS_STORE,
     .parameters = reviews_parameters,
     .brief = "Lists the reviews of agreements.",
     .example = "clachan agreement reviews AGR-1"},
    {.name = NULL},
};
