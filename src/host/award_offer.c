/* SPDX-License-Identifier: MIT
 *
 * From the decision as it was printed to rows. A cap or floor is a line of the decision with an
 * amount of its own; as shares it is spread over those lines that are paid, so that each share is
 * what a school really gets.
 */
#include "award_offer.h"

#include <stdio.h>
#include <string.h>

#include "digest.h"
#include "ids.h"
#include "money.h"
#include "query.h"

static cl_view text_of(const cl_json_value *object, const char *key)
{
    const cl_json_value *value = object != NULL ? cl_json_get(object, key) : NULL;

    return value != NULL && cl_json_type(value) == CL_JSON_STRING ? cl_json_string(value)
                                                                  : (cl_view)CL_VIEW_INIT;
}

/* {"amount": "1500.00", "currency": "GBP"} */
static int read_money(cl_money *out, const cl_json_value *value, cl_error *e)
{
    cl_view amount = text_of(value, "amount"), currency = text_of(value, "currency");

    if (amount.length == 0 || currency.length != 3)
        return cl_fail(e, CL_E_INVALID, "the decision record holds no amount here");
    return cl_money_parse(out, amount, currency.at, e);
}

/* ---- shares ---- */

/* The school that a part is for: its id, or the request of the dossier that it names; 0 for none.
 */
static int64_t school_of(const cl_offer *offer, cl_view part)
{
    const cl_json_value *requests = cl_json_get(offer->dossier, "requests");
    int64_t number = 0, school = 0;
    cl_view id = part;

    if (cl_view_starts(part, "requests[") && part.length < 24) {
        for (size_t i = 9; i < part.length && part.at[i] >= '0' && part.at[i] <= '9'; i++)
            number = number * 10 + (part.at[i] - '0');
        if (requests == NULL || number < 1 || (size_t)number > cl_json_count(requests))
            return 0;
        id = text_of(cl_json_item(requests, (size_t)number - 1), "school");
    }
    if (id.length == 0 || cl_id_parse(&school, "SCH", id, NULL) != 0)
        return 0;
    return school;
}

static int add_share(cl_offer *offer, cl_view line, int64_t school, int64_t amount)
{
    for (size_t i = 0; i < offer->share_count; i++)
        if (offer->shares[i].school == school && cl_view_equal(offer->shares[i].line, line)) {
            offer->shares[i].amount += amount;
            return 0;
        }
    offer->shares[offer->share_count++] = (cl_portion){line, school, amount};
    return 0;
}

/* A line by its parts where they add up to it, else as a whole. */
static int add_line(cl_offer *offer, const cl_json_value *line, int64_t whole, cl_error *e)
{
    const cl_json_value *parts = cl_json_get(line, "parts");
    size_t count = parts == NULL ? 0 : cl_json_count(parts);
    cl_view id = text_of(line, "id");
    int64_t sum = 0;
    cl_money amount;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = read_money(&amount, cl_json_get(cl_json_item(parts, i), "amount"), e);
        sum += rc == 0 ? amount.minor : 0;
    }
    if (rc == 0 && (count == 0 || sum != whole))
        return add_share(offer, id, 0, whole);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = read_money(&amount, cl_json_get(cl_json_item(parts, i), "amount"), e);
        if (rc == 0 && amount.minor != 0)
            rc = add_share(offer, id, school_of(offer, text_of(cl_json_item(parts, i), "id")),
                           amount.minor);
    }
    return rc;
}

static size_t count_shares(const cl_json_value *lines)
{
    size_t count = 0;

    for (size_t i = 0; lines != NULL && i < cl_json_count(lines); i++) {
        const cl_json_value *parts = cl_json_get(cl_json_item(lines, i), "parts");

        count += 1 + (parts == NULL ? 0 : cl_json_count(parts));
    }
    return count;
}

/* Spreads `difference` (a cap below zero, a floor above) over the shares. */
static int spread(cl_offer *offer, cl_arena *arena, cl_money difference, cl_error *e)
{
    cl_money *parts = cl_arena_array(arena, offer->share_count + 1, sizeof *parts);
    int64_t *weights = cl_arena_array(arena, offer->share_count + 1, sizeof *weights);
    bool less = difference.minor < 0;
    int rc;

    if (parts == NULL || weights == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (difference.minor == 0)
        return 0;
    if (offer->share_count == 0)
        return cl_fail(e, CL_E_INVALID,
                       "the lines of the decision record do not add up to its grant");
    for (size_t i = 0; i < offer->share_count; i++)
        weights[i] = offer->shares[i].amount;
    if (less)
        difference.minor = -difference.minor;
    rc = cl_money_split(parts, difference, weights, offer->share_count, e);
    for (size_t i = 0; rc == 0 && i < offer->share_count; i++)
        offer->shares[i].amount += less ? -parts[i].minor : parts[i].minor;
    return rc;
}

static int read_shares(cl_offer *offer, cl_arena *arena, cl_money grant, cl_error *e)
{
    const cl_json_value *lines = cl_json_get(offer->judged, "lines");
    cl_money rest = grant, amount;
    int64_t sum = 0;
    int rc = 0;

    offer->shares = cl_arena_array(arena, count_shares(lines) + 1, sizeof *offer->shares);
    if (offer->shares == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; rc == 0 && lines != NULL && i < cl_json_count(lines); i++) {
        rc = read_money(&amount, cl_json_get(cl_json_item(lines, i), "amount"), e);
        sum += rc == 0 ? amount.minor : 0;
        if (rc != 0 || amount.minor <= 0)
            continue;
        rest.minor -= amount.minor;
        rc = add_line(offer, cl_json_item(lines, i), amount.minor, e);
    }
    if (rc == 0 && sum != grant.minor)
        rc =
            cl_fail(e, CL_E_INVALID, "the lines of the decision record do not add up to its grant");
    return rc != 0 ? rc : spread(offer, arena, rest, e);
}

int cl_offer_shares(cl_offer *offer, cl_money *grant, cl_arena *arena, cl_error *e)
{
    int rc = read_money(grant, cl_json_get(offer->judged, "grant"), e);

    offer->share_count = 0;
    return rc != 0 ? rc : read_shares(offer, arena, *grant, e);
}

/* ---- instalments ---- */

static int read_instalments(cl_offer *offer, cl_arena *arena, cl_money grant, cl_error *e)
{
    const cl_json_value *list = cl_json_get(offer->judged, "instalments");
    size_t count = list == NULL ? 0 : cl_json_count(list);
    int64_t sum = 0;
    cl_money amount;
    int rc = 0;

    offer->instalments = cl_arena_array(arena, count + 1, sizeof *offer->instalments);
    if (offer->instalments == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; rc == 0 && i < count; i++) {
        const cl_json_value *item = cl_json_item(list, i);

        rc = read_money(&amount, cl_json_get(item, "amount"), e);
        if (rc == 0 && amount.minor < 0)
            rc = cl_fail(e, CL_E_INVALID, "an instalment of the decision record is negative");
        if (rc != 0)
            break;
        sum += amount.minor;
        offer->instalments[offer->instalment_count++] =
            (cl_instalment){.n = (int64_t)i + 1,
                            .name = text_of(item, "id"),
                            .due_when = text_of(item, "when"),
                            .amount = amount.minor,
                            .state = CL_VIEW("planned")};
    }
    if (rc == 0 && sum != grant.minor)
        rc = cl_fail(e, CL_E_INVALID,
                     "the instalments of the decision record do not add up to its grant");
    return rc;
}

/* ---- the offer ---- */

/* What the applicant is offered, as one number to quote: amount, lines and instalments. */
static void digest_offer(char out[7 + CL_DIGEST_HEX], const cl_json_value *judged)
{
    static const char *const keys[] = {"grant", "lines", "instalments"};
    char hex[CL_DIGEST_HEX];
    cl_text text = CL_TEXT_INIT;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const cl_json_value *value = cl_json_get(judged, keys[i]);

        if (value != NULL)
            cl_json_print_canonical(&text, value);
        cl_text_add_char(&text, '\n');
    }
    cl_digest_hex(cl_text_view(&text), hex);
    (void)snprintf(out, 7 + CL_DIGEST_HEX, "sha256:%s", hex);
    cl_text_clear(&text);
}

/* The round whose budget pays, where one is on record. */
static int find_round(cl_award *award, cl_step *begun, const cl_application *application,
                      cl_error *e)
{
    cl_funding_round round;
    bool found = false;
    int rc = cl_round_find(&round, &found, &begun->arena, begun->store, application->programme,
                           application->round, e);

    if (rc == 0 && found)
        award->round = round.id;
    return rc;
}

static int64_t sum_of(const cl_offer *offer)
{
    int64_t sum = 0;

    for (size_t i = 0; i < offer->share_count; i++)
        sum += offer->shares[i].amount;
    return sum;
}

static int begin(cl_award *award, const cl_step *step, cl_offer *offer, cl_error *e)
{
    cl_step begun;
    int rc = cl_step_begin(&begun, step->session, &cl_table_award, award, "offer",
                           offer->submission.application.programme, e);

    if (rc == 0) {
        begun.causer = "(application)";
        begun.author = cl_step_follower(step);
        begun.context = offer;
        cl_step_yes(&begun, "sums_agree", sum_of(offer) == award->amount);
        cl_step_yes(&begun, "plan_adds_up", true); /* read_instalments() has refused it otherwise */
        award->answer_by =
            cl_known(step->author.effective + cl_machine_number(begun.machine, "answer_days"));
        rc = find_round(award, &begun, &offer->submission.application, e);
    }
    if (rc == 0)
        rc = cl_step_take(&begun, e);
    cl_step_close(&begun);
    return rc;
}

int cl_award_offer(int64_t *out, const cl_step *step, cl_view reference, cl_error *e)
{
    const cl_application *application = step->after;
    char digest[7 + CL_DIGEST_HEX];
    cl_arena arena = CL_ARENA_INIT;
    cl_award award = {
        .application = application->id, .state = CL_VIEW("offered"), .reference = reference};
    cl_offer offer = {0};
    cl_money grant;
    int rc = cl_submission_read(&offer.submission, &arena, step->store, application->id, 0, e);

    if (rc == 0) {
        offer.dossier = cl_json_root(offer.submission.dossier);
        offer.judged = cl_json_root(offer.submission.judged);
        rc = cl_offer_shares(&offer, &grant, &arena, e);
    }
    if (rc == 0)
        rc = read_instalments(&offer, &arena, grant, e);
    if (rc == 0) {
        digest_offer(digest, offer.judged);
        award.decision = offer.submission.decision;
        award.original = award.amount = grant.minor;
        award.plan = 1;
        award.currency = cl_view_of(grant.currency);
        award.offer_digest = cl_view_of(digest);
        rc = begin(&award, step, &offer, e);
    }
    *out = award.id;
    cl_submission_clear(&offer.submission);
    cl_arena_clear(&arena);
    return rc;
}
