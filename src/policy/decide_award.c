/* SPDX-License-Identifier: MIT
 *
 * The award of a decision: lines with their parts, caps and roundings as lines of their own, the
 * grant, and instalments that add up to it.
 */
#include <string.h>

#include "award.h"
#include "decide_parts.h"
#include "explain.h"
#include "phrase.h"

static cl_money money_of(const cl_deciding *d, int64_t minor)
{
    cl_money money = {minor, ""};

    memcpy(money.currency, d->programme->currency, sizeof money.currency);
    return money;
}

/* A range in whole minor units as an amount. */
static cl_amount amount_of(const cl_deciding *d, cl_range range)
{
    cl_amount amount = {money_of(d, range.low.num), money_of(d, range.high.num), false, false};

    amount.known = range.state == CL_RANGE_KNOWN;
    amount.has_range = !amount.known && range.state == CL_RANGE_UNKNOWN && !range.no_low &&
                       !range.no_high && !range.maybe_none;
    return amount;
}

/* ---- parts ---- */

/* A part that gives way to dearer ones can come to less when most is paid than when least is: it
 * lies between the two, whichever is the lower. */
static cl_range part_range(const cl_priced_part *part)
{
    bool turned = part->paid[0] > part->paid[1] && !part->endless;
    cl_range range = cl_range_between(cl_ratio_int(part->paid[turned ? 1 : 0]),
                                      cl_ratio_int(part->paid[turned ? 0 : 1]));

    if (part->endless) {
        range.no_high = 1;
        range.state = CL_RANGE_UNKNOWN;
    }
    return range;
}

/* A part is shown as what it is when most is paid: that side says why it is not paid at all. */
static cl_part_fate fate_of(const cl_priced_part *part)
{
    return part->fate[1];
}

static void explain_refusal(cl_deciding *d, const cl_line *line, const cl_priced_part *part,
                            cl_text *out)
{
    const cl_not_paid *reason = &line->not_paid[part->why];

    cl_text_add_string(out, "not paid: ");
    if (reason->says != NULL) {
        cl_explain_template(out, d->evaluator, part->member, reason->says, NULL);
    } else if (reason->when != 0) {
        cl_phrase(out, d->programme, reason->when);
    } else {
        cl_text_add_string(out, "one a ");
        cl_phrase(out, d->programme, reason->repeated);
        cl_text_add_string(out, ", and a dearer one or one before it is paid");
    }
}

static void explain_paid(cl_deciding *d, const cl_priced_line *priced, const cl_priced_part *part,
                         cl_text *out)
{
    const cl_line *line = priced->line;

    if (line->shares_of != 0) {
        cl_text_add_string(out, "a share of ");
        cl_explain_value(out, d->evaluator, line->shares_of);
        cl_text_add_string(out, " by ");
        cl_explain_amount(out, d->evaluator, line->amount);
        return;
    }
    cl_explain_amount(out, d->evaluator, line->amount);
    if (part->refused == CL_UNSURE || part->in == CL_UNSURE)
        cl_text_add_string(out, "; whether it is paid is not known yet");
    else if (part->refused == CL_FOR_A_PERSON || part->in == CL_FOR_A_PERSON)
        cl_text_add_string(out, "; whether it is paid is for a person to judge");
}

static const char *explain_part(cl_deciding *d, const cl_priced_line *priced,
                                const cl_priced_part *part)
{
    const cl_line *line = priced->line;
    uint32_t outer = d->evaluator->members[line->binder];
    cl_text *out = cl_decide_text(d);

    d->evaluator->members[line->binder] = part->member;
    switch (fate_of(part)) {
    case CL_PART_REFUSED:
    case CL_PART_REPEATED:
        explain_refusal(d, line, part, out);
        break;
    case CL_PART_BEYOND:
        cl_text_add_string(out, "not paid: beyond the limit of ");
        cl_explain_value(out, d->evaluator,
                         line->at_most != 0 ? line->at_most : line->units_at_most);
        break;
    case CL_PART_CUT:
        cl_text_format(out, "%lld of ", (long long)part->units_paid[1]);
        cl_explain_value(out, d->evaluator, line->units);
        cl_text_add_string(out, ", the limit; ");
        explain_paid(d, priced, part, out);
        break;
    case CL_PART_PAID:
        explain_paid(d, priced, part, out);
        break;
    }
    d->evaluator->members[line->binder] = outer;
    return cl_decide_keep(d);
}

static const char *part_title(cl_deciding *d, const cl_line *line, uint32_t member)
{
    cl_text *out = cl_decide_text(d);

    if (line->part_title != NULL)
        cl_explain_template(out, d->evaluator, member, line->part_title, NULL);
    else
        cl_dossier_record_name(out, d->dossier, member);
    return cl_decide_keep(d);
}

static cl_cites part_cites(const cl_line *line, const cl_priced_part *part)
{
    switch (fate_of(part)) {
    case CL_PART_REFUSED:
    case CL_PART_REPEATED:
        return line->not_paid[part->why].cites;
    case CL_PART_BEYOND:
    case CL_PART_CUT:
        return line->at_most != 0 && fate_of(part) == CL_PART_BEYOND ? line->at_most_cites
                                                                     : line->units_cites;
    case CL_PART_PAID:
        break;
    }
    return line->cites;
}

static void add_part(cl_deciding *d, cl_decided_line *out, const cl_priced_line *priced,
                     const cl_priced_part *part)
{
    cl_decided_part *to = &out->parts[out->part_count++];
    cl_text *path = cl_decide_text(d);
    cl_cites cites = part_cites(priced->line, part);

    cl_dossier_record_path(path, d->dossier, part->member);
    to->id = cl_decide_keep(d);
    to->title = part_title(d, priced->line, part->member);
    to->amount = amount_of(d, part_range(part));
    to->because = explain_part(d, priced, part);
    cl_decide_cites(d, &to->cites, cites.count > 0 ? cites : priced->line->cites,
                    (cl_cites){NULL, 0});
}

/* ---- why a line comes to its amount ---- */

typedef struct summary {
    size_t paid, open, unpaid;
    int64_t each; /* amount of every paid part, while they are equal */
    bool equal;
} summary;

static summary summarise(const cl_priced_line *priced)
{
    summary s = {0, 0, 0, 0, true};

    for (size_t i = 0; i < priced->count; i++) {
        const cl_priced_part *part = &priced->parts[i];

        if (part_range(part).state != CL_RANGE_KNOWN) {
            s.open++;
        } else if (part->paid[0] == 0 && fate_of(part) != CL_PART_PAID) {
            s.unpaid++;
        } else {
            s.equal = s.equal && (s.paid == 0 || s.each == part->paid[0]);
            s.each = part->paid[0];
            s.paid++;
        }
    }
    return s;
}

static void explain_members(cl_deciding *d, const cl_priced_line *priced, cl_text *out)
{
    summary s = summarise(priced);

    if (priced->members.state == CL_RANGE_UNKNOWN) {
        cl_text_add_string(out, "it is not known which ");
        cl_phrase_list(out, d->programme, priced->line->each, false);
        cl_text_add_string(out, " there are");
        return;
    }
    if (s.paid > 0) {
        cl_text_format(out, "%zu ", s.paid);
        cl_phrase_list(out, d->programme, priced->line->each, s.paid == 1);
        if (s.equal) {
            cl_text_add_string(out, " × ");
            cl_money_print_human(out, money_of(d, s.each));
        }
    }
    if (s.open > 0)
        cl_text_format(out, "%s%zu not known yet", s.paid > 0 ? "; " : "", s.open);
    if (s.unpaid > 0)
        cl_text_format(out, "%s%zu not paid", s.paid + s.open > 0 ? "; " : "", s.unpaid);
}

static const char *explain_line(cl_deciding *d, const cl_priced_line *priced)
{
    cl_text *out = cl_decide_text(d);

    if (priced->applies != CL_TRUE) {
        cl_text_add_string(out, "may not apply: ");
        cl_explain_truth(out, d->evaluator, priced->line->applies);
        cl_text_add_string(out, "; ");
    }
    if (priced->line->each != 0)
        explain_members(d, priced, out);
    else
        cl_explain_amount(out, d->evaluator, priced->line->amount);
    return cl_decide_keep(d);
}

static void add_line(cl_deciding *d, const cl_priced_line *priced)
{
    cl_decided_line *out = &d->out->lines[d->out->line_count++];

    out->id = cl_decide_copy(d, priced->line->id);
    out->title = cl_decide_copy(d, priced->line->title);
    out->amount = amount_of(d, priced->amount);
    cl_decide_cites(d, &out->cites, priced->line->cites, (cl_cites){NULL, 0});
    out->parts = cl_decide_array(d, priced->count, sizeof *out->parts);
    for (size_t i = 0; d->rc == 0 && i < priced->count; i++)
        add_part(d, out, priced, &priced->parts[i]);
    out->because = explain_line(d, priced);
}

/* ---- caps, floors and roundings ---- */

static void explain_adjust(cl_deciding *d, const cl_adjust *adjust, cl_range before, cl_text *out)
{
    cl_amount sum = amount_of(d, before);

    if (adjust->kind == CL_ADJUST_ROUNDING) {
        cl_text_add_string(out, "rounded to a multiple of ");
        cl_money_print_human(out, money_of(d, adjust->step));
        return;
    }
    if (sum.known) {
        cl_money_print_human(out, sum.low);
        cl_text_add_string(out, " before it; ");
    }
    cl_text_add_string(out, adjust->kind == CL_ADJUST_CAP ? "at most " : "nothing is paid below ");
    cl_explain_value(out, d->evaluator, adjust->at);
    if (adjust->kind == CL_ADJUST_CAP)
        cl_text_add_string(out, " is paid");
}

static void add_adjust(cl_deciding *d, const cl_assessed_line *line)
{
    cl_decided_line *out = &d->out->lines[d->out->line_count++];
    cl_text *because = cl_decide_text(d);

    out->id = cl_decide_copy(d, line->adjust->id);
    out->title = cl_decide_copy(d, line->adjust->title);
    out->amount = amount_of(d, line->amount);
    cl_decide_cites(d, &out->cites, line->adjust->cites, (cl_cites){NULL, 0});
    explain_adjust(d, line->adjust, line->before, because);
    out->because = cl_decide_keep(d);
}

/* ---- instalments ---- */

static void add_instalments(cl_deciding *d)
{
    d->out->instalments =
        cl_decide_array(d, d->found.instalment_count, sizeof *d->out->instalments);
    for (size_t i = 0; d->rc == 0 && i < d->found.instalment_count; i++) {
        const cl_assessed_instalment *from = &d->found.instalments[i];
        cl_decided_instalment *out = &d->out->instalments[d->out->instalment_count++];

        out->id = cl_decide_copy(d, from->rule->id);
        out->when = cl_decide_copy(d, from->rule->when);
        out->amount = money_of(d, from->minor);
        cl_decide_cites(d, &out->cites, from->rule->cites, (cl_cites){NULL, 0});
    }
}

/* ---- what leaves it open ---- */

static void blame_adjust(cl_deciding *d, const cl_adjust *adjust, cl_blame *blame)
{
    cl_truth applies =
        adjust->applies == 0 ? CL_TRUE : cl_eval_truth(d->evaluator, adjust->applies);

    if (applies == CL_FALSE)
        return;
    if (applies != CL_TRUE)
        cl_blame_truth(blame, d->evaluator, adjust->applies);
    if (adjust->at != 0)
        cl_blame_range(blame, d->evaluator, adjust->at);
}

static void blame_plans(cl_deciding *d, cl_blame *blame)
{
    for (size_t i = 0; i < d->programme->instalments.count; i++) {
        const cl_instalment_rule *instalment = cl_vec_at(&d->programme->instalments, i);

        if (instalment->applies != 0)
            cl_blame_truth(blame, d->evaluator, instalment->applies);
    }
}

static void blame_award(cl_deciding *d, cl_blame *blame)
{
    if (d->out->grant.known) {
        if (d->out->verdict != CL_VERDICT_INELIGIBLE)
            blame_plans(d, blame);
        return;
    }
    for (size_t i = 0; i < d->programme->lines.count; i++)
        cl_blame_line(blame, d->evaluator, &d->found.priced[i]);
    for (size_t i = 0; i < d->programme->adjusts.count; i++)
        if (d->found.sums[i].state != CL_RANGE_KNOWN)
            blame_adjust(d, cl_vec_at(&d->programme->adjusts, i), blame);
}

/* ---- the award ---- */

void cl_decide_award(cl_deciding *d, cl_blame *blame)
{
    d->out->lines = cl_decide_array(d, d->found.line_count, sizeof *d->out->lines);
    for (size_t i = 0; d->rc == 0 && i < d->found.line_count; i++) {
        if (d->found.lines[i].priced != NULL)
            add_line(d, d->found.lines[i].priced);
        else
            add_adjust(d, &d->found.lines[i]);
    }
    d->out->grant = amount_of(d, d->found.grant);
    add_instalments(d);
    if (d->rc == 0)
        blame_award(d, blame);
}
