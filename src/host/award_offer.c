/* SPDX-License-Identifier: MIT
 *
 * From the decision as it was printed to rows. What does not add up is refused before anything is
 * stored.
 */
#include "award_offer.h"

#include "digest.h"
#include "money.h"

#include <stdio.h>
#include <string.h>

static cl_view text_of(const cl_json_value *object, const char *key)
{
    const cl_json_value *value = object != NULL ? cl_json_get(object, key) : NULL;

    return value != NULL ? cl_json_string(value) : (cl_view)CL_VIEW_INIT;
}

/* {"amount": "1500.00", "currency": "GBP"} */
static int read_money(cl_money *out, const cl_json_value *value, cl_error *e)
{
    cl_view amount = text_of(value, "amount"), currency = text_of(value, "currency");

    if (amount.length == 0 || currency.length != 3)
        return cl_fail(e, CL_E_INVALID, "the decision record holds no amount here");
    return cl_money_parse(out, amount, currency.at, e);
}

static int check_sum(cl_money sum, cl_money grant, const char *what, cl_error *e)
{
    if (cl_money_compare(sum, grant) == 0)
        return 0;
    return cl_fail(e, CL_E_INVALID, "the %s of the decision record do not add up to its grant",
                   what);
}

static int add_share(cl_change *change, int64_t award, const cl_json_value *line, cl_money *sum,
                     cl_error *e)
{
    cl_share share = {.award = award, .line = text_of(line, "id")};
    cl_money amount;
    int rc = read_money(&amount, cl_json_get(line, "amount"), e);

    if (rc == 0)
        rc = cl_money_add(sum, *sum, amount, e);
    if (rc != 0 || amount.minor == 0)
        return rc;
    share.amount = amount.minor;
    return cl_change_add(change, &cl_table_share, &share, e);
}

static int add_shares(cl_change *change, int64_t award, const cl_json_value *judged, cl_money grant,
                      cl_error *e)
{
    const cl_json_value *lines = cl_json_get(judged, "lines");
    cl_money sum = grant;
    int rc = 0;

    sum.minor = 0;
    for (size_t i = 0; rc == 0 && lines != NULL && i < cl_json_count(lines); i++)
        rc = add_share(change, award, cl_json_item(lines, i), &sum, e);
    return rc != 0 ? rc : check_sum(sum, grant, "lines", e);
}

static int add_instalment(cl_change *change, int64_t award, int64_t n, const cl_json_value *item,
                          cl_money *sum, cl_error *e)
{
    cl_instalment instalment = {.award = award,
                                .n = n,
                                .name = text_of(item, "id"),
                                .due_when = text_of(item, "when"),
                                .state = CL_VIEW("planned")};
    cl_money amount;
    int rc = read_money(&amount, cl_json_get(item, "amount"), e);

    if (rc == 0)
        rc = cl_money_add(sum, *sum, amount, e);
    if (rc == 0 && amount.minor < 0)
        rc = cl_fail(e, CL_E_INVALID, "an instalment of the decision record is negative");
    if (rc != 0)
        return rc;
    instalment.amount = amount.minor;
    instalment.currency = cl_view_of(sum->currency);
    return cl_change_add(change, &cl_table_instalment, &instalment, e);
}

static int add_instalments(cl_change *change, int64_t award, const cl_json_value *judged,
                           cl_money *sum, cl_money grant, cl_error *e)
{
    const cl_json_value *list = cl_json_get(judged, "instalments");
    int rc = 0;

    for (size_t i = 0; rc == 0 && list != NULL && i < cl_json_count(list); i++)
        rc = add_instalment(change, award, (int64_t)i + 1, cl_json_item(list, i), sum, e);
    return rc != 0 ? rc : check_sum(*sum, grant, "instalments", e);
}

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

int cl_award_offer(int64_t *out, cl_store *store, const cl_author *author,
                   const cl_submission *submission, cl_view reference, cl_error *e)
{
    const cl_json_value *judged = cl_json_root(submission->judged);
    char digest[7 + CL_DIGEST_HEX];
    cl_award award = {.application = submission->application.id,
                      .decision = submission->decision,
                      .state = CL_VIEW("offered"),
                      .reference = reference};
    cl_money grant, sum;
    cl_change change;
    int rc = read_money(&grant, cl_json_get(judged, "grant"), e);

    if (rc != 0)
        return rc;
    digest_offer(digest, judged);
    sum = grant;
    sum.minor = 0;
    award.original = award.amount = grant.minor;
    award.currency = cl_view_of(grant.currency);
    award.offer_digest = cl_view_of(digest);
    rc = cl_change_open(&change, store, author, e);
    if (rc == 0)
        rc = cl_change_add(&change, &cl_table_award, &award, e);
    if (rc == 0)
        rc = add_shares(&change, award.id, judged, grant, e);
    if (rc == 0)
        rc = add_instalments(&change, award.id, judged, &sum, grant, e);
    if (rc == 0)
        rc = cl_change_store(&change, "offer", cl_table_award.prefix, award.id, NULL, "offered", e);
    cl_change_clear(&change);
    *out = award.id;
    return rc;
}
