/* SPDX-License-Identifier: MIT
 *
 * The referee's verdicts and award. A line is priced twice, with the least and with the most that
 * each part may come to, each time by plain sorting: what is dearest is paid first.
 */
#include <stdlib.h>
#include <string.h>

#include "referee.h"
#include "test_support.h"

/* ---- rules ---- */

static cl_truth applies(referee *r, cl_node node)
{
    return node == 0 ? CL_TRUE : referee_truth(r, node);
}

static cl_truth rule_truth(referee *r, const cl_rule *rule)
{
    cl_truth counts = applies(r, rule->applies);

    for (size_t i = 0; i < r->programme->rules.count; i++) {
        const cl_rule *other = cl_vec_at(&r->programme->rules, i);

        if (other->exception_to != NULL && strcmp(other->exception_to, rule->id) == 0)
            counts = truth_both(counts, truth_flip(applies(r, other->applies)));
    }
    if (counts == CL_FALSE)
        return CL_TRUE;
    return truth_either(truth_flip(counts), referee_truth(r, rule->needs));
}

static cl_outcome outcome(cl_truth truth)
{
    static const cl_outcome outcomes[] = {CL_OUTCOME_FAIL, CL_OUTCOME_PASS, CL_OUTCOME_UNKNOWN,
                                          CL_OUTCOME_JUDGEMENT};

    return outcomes[truth];
}

static cl_verdict verdict_of(const referee *r, const referee_verdict *out, cl_stage stage)
{
    unsigned seen[5] = {0};

    for (size_t i = 0; i < out->rule_count; i++) {
        const cl_rule *rule = cl_vec_at(&r->programme->rules, i);

        if (rule->stage <= stage && rule->level != CL_LEVEL_ADVISORY && !rule->trial)
            seen[out->rules[i]]++;
    }
    return seen[CL_OUTCOME_FAIL] > 0        ? CL_VERDICT_INELIGIBLE
           : seen[CL_OUTCOME_UNKNOWN] > 0   ? CL_VERDICT_UNDETERMINED
           : seen[CL_OUTCOME_JUDGEMENT] > 0 ? CL_VERDICT_NEEDS_JUDGEMENT
                                            : CL_VERDICT_ELIGIBLE;
}

static void judge_rules(referee *r, referee_verdict *out)
{
    out->rule_count = r->programme->rules.count;
    assert_true(out->rule_count <= REFEREE_RULES);
    for (size_t i = 0; i < out->rule_count; i++)
        out->rules[i] = outcome(rule_truth(r, cl_vec_at(&r->programme->rules, i)));
    for (int stage = 0; stage < CL_STAGE_COUNT; stage++)
        out->stages[stage] = verdict_of(r, out, (cl_stage)stage);
}

static void judge_level(referee *r, referee_verdict *out)
{
    for (size_t i = r->programme->grades.count; i-- > 0;) {
        const cl_grade *grade = cl_vec_at(&r->programme->grades, i);
        cl_truth met = referee_truth(r, grade->needs);

        out->level = met == CL_TRUE ? grade->id : NULL;
        if (met != CL_FALSE)
            return;
    }
}

static void judge_round(const referee *r, referee_verdict *out)
{
    const cl_deadlines *deadlines = &r->programme->deadlines;

    for (size_t i = 0; i < deadlines->count && !out->has_deadline; i++)
        if (deadlines->dates[i] >= r->date) {
            out->has_deadline = true;
            out->deadline = deadlines->dates[i];
        }
    out->has_round = out->has_deadline || (deadlines->there && deadlines->open_until >= r->date);
}

/* ---- the parts of a line ---- */

typedef struct piece {
    thing member;
    cl_truth in, refused;
    value asked, units;
    fraction pays[2]; /* with the least, with the most that is known */
    bool endless, out[2];
} piece;

typedef struct pricing {
    referee *r;
    const cl_line *line;
    piece pieces[REFEREE_MEMBERS];
    size_t count;
} pricing;

static void in_whole_pence(referee *r, fraction amount)
{
    r->broken = r->broken || !fraction_is_whole(amount);
}

static void ask(pricing *p, piece *a)
{
    a->asked = referee_value(p->r, p->line->amount);
    a->units = p->line->units == 0 ? value_whole(0) : referee_value(p->r, p->line->units);
    a->pays[0] = a->asked.has_low ? a->asked.low : fraction_of(0);
    a->pays[1] = a->asked.has_high ? a->asked.high : fraction_of(0);
    a->endless = !a->asked.has_high;
    if (p->line->shares_of == 0)
        for (int side = 0; side < 2; side++)
            in_whole_pence(p->r, a->pays[side]);
}

static void leave_out(piece *a, int side)
{
    a->out[side] = true;
    a->pays[side] = fraction_of(0);
    if (side == 1)
        a->endless = false;
}

static void hear_reasons(pricing *p, piece *a)
{
    tally t = {{0}};

    for (size_t i = 0; i < p->line->not_paid_count; i++)
        if (p->line->not_paid[i].when != 0)
            tally_add(&t, referee_truth(p->r, p->line->not_paid[i].when));
    a->refused = tally_any(&t);
    for (int side = 0; side < 2 && a->refused == CL_TRUE; side++)
        leave_out(a, side);
    if (a->refused != CL_FALSE || a->in != CL_TRUE)
        a->pays[0] = fraction_of(0);
}

static void gather(pricing *p)
{
    thing outer = p->r->bound[p->line->binder];
    crowd list;

    referee_list(p->r, p->line->each, &list);
    for (size_t i = 0; i < list.count; i++) {
        piece *a = &p->pieces[p->count];

        if (list.in[i] == CL_FALSE)
            continue;
        memset(a, 0, sizeof *a);
        a->member = p->r->bound[p->line->binder] = list.members[i];
        a->in = list.in[i];
        ask(p, a);
        hear_reasons(p, a);
        p->count++;
    }
    p->r->bound[p->line->binder] = outer;
}

static value key_of(pricing *p, cl_node key, thing member)
{
    thing outer = p->r->bound[p->line->binder];
    value v;

    p->r->bound[p->line->binder] = member;
    v = referee_value(p->r, key);
    p->r->bound[p->line->binder] = outer;
    return v;
}

/* Pieces lie in the order of the list: of two that are equal the first goes before. */
static bool before(const piece *a, const piece *b, int side)
{
    int order;

    if (side == 1 && a->endless != b->endless)
        return a->endless;
    order = fraction_order(a->pays[side], b->pays[side]);
    return order != 0 ? order > 0 : a < b;
}

/* One of each key: the dearest. A key that is not known may be that of another part, so with the
 * least nothing is sure of that part. */
static void one_of_each(pricing *p, cl_node node, int side)
{
    value keys[REFEREE_MEMBERS];
    bool goes[REFEREE_MEMBERS] = {false};

    for (size_t i = 0; i < p->count; i++) {
        keys[i] = key_of(p, node, p->pieces[i].member);
        if (keys[i].how == OPEN && side == 0 && p->count > 1 && !p->pieces[i].out[side])
            p->pieces[i].pays[0] = fraction_of(0);
    }
    for (size_t i = 0; i < p->count; i++)
        for (size_t j = 0; j < p->count; j++)
            goes[i] = goes[i] || (i != j && !p->pieces[i].out[side] && !p->pieces[j].out[side] &&
                                  keys[i].how == SURE && keys[j].how == SURE &&
                                  value_same(keys[i], keys[j]) == CL_TRUE &&
                                  before(&p->pieces[j], &p->pieces[i], side));
    for (size_t i = 0; i < p->count; i++)
        if (goes[i])
            leave_out(&p->pieces[i], side);
}

/* Bound of a limit for a side; false: none. A limit whose least is not known may be nothing. */
static bool limit_on(const value *limit, int side, fraction *out)
{
    *out = side == 0 ? limit->low : limit->high;
    if (side == 0 && !limit->has_low)
        *out = fraction_of(0);
    return side == 0 || limit->has_high;
}

static void so_many(pricing *p, int side)
{
    value limit = referee_value(p->r, p->line->at_most);
    piece *paid[REFEREE_MEMBERS];
    size_t count = 0;
    fraction most;

    if (!limit_on(&limit, side, &most))
        return;
    for (size_t i = 0; i < p->count; i++)
        if (!p->pieces[i].out[side])
            paid[count++] = &p->pieces[i];
    for (size_t i = 0; i < count; i++) /* sorted by choosing the dearest of the rest */
        for (size_t j = i + 1; j < count; j++)
            if (before(paid[j], paid[i], side)) {
                piece *swap = paid[i];

                paid[i] = paid[j];
                paid[j] = swap;
            }
    for (size_t i = 0; i < count; i++)
        if (fraction_order(fraction_of((int64_t)i), most) >= 0)
            leave_out(paid[i], side);
}

static bool dearer_unit(const piece *a, const piece *b, int side)
{
    cl_wide left = a->pays[side].above * b->units.low.above;
    cl_wide right = b->pays[side].above * a->units.low.above;

    return left != right ? left > right : a < b;
}

static void take_units(pricing *p, piece *a, value *left, int side)
{
    value rate;
    fraction most;

    if (fraction_order(a->units.low, left->low) <= 0) {
        *left = value_minus(*left, a->units, &p->r->broken);
        return;
    }
    if (left->low.above == 0) {
        leave_out(a, side);
        return;
    }
    rate = value_times(referee_value(p->r, p->line->unit_rate), *left, &p->r->broken);
    *left = value_whole(0);
    if (!limit_on(&rate, side, &most))
        return;
    in_whole_pence(p->r, most);
    if (fraction_order(most, a->pays[side]) < 0)
        a->pays[side] = most;
}

/* Units are used up from the dearest on. Parts whose units are not known could take any of them. */
static void so_many_units(pricing *p, int side)
{
    value limit = referee_value(p->r, p->line->units_at_most), left;
    bool done[REFEREE_MEMBERS] = {false};
    fraction most;

    for (size_t i = 0; i < p->count; i++)
        if (!p->pieces[i].out[side] && p->pieces[i].units.how != SURE && side == 1)
            p->pieces[i].endless = true;
    if (!limit_on(&limit, side, &most))
        return;
    left = value_sure(most);
    for (;;) {
        size_t next = REFEREE_MEMBERS;

        for (size_t i = 0; i < p->count; i++)
            if (!done[i] && !p->pieces[i].out[side] && p->pieces[i].units.how == SURE &&
                (next == REFEREE_MEMBERS || dearer_unit(&p->pieces[i], &p->pieces[next], side)))
                next = i;
        if (next == REFEREE_MEMBERS)
            return;
        done[next] = true;
        take_units(p, &p->pieces[next], &left, side);
    }
}

/* ---- the sum of a line ---- */

static value piece_value(const piece *a)
{
    value v;

    if (fraction_order(a->pays[0], a->pays[1]) > 0 && !a->endless)
        return value_between(a->pays[1], a->pays[0]); /* which of several is paid is open */
    v = value_between(a->pays[0], a->pays[1]);
    if (a->endless) {
        v.how = OPEN;
        v.has_high = false;
    }
    return v;
}

static value total(pricing *p)
{
    value least = value_whole(0), most = value_whole(0);
    bool open = false, endless = false;

    for (size_t i = 0; i < p->count; i++) {
        open = open || (p->line->units != 0 && p->pieces[i].units.how != SURE);
        endless = endless || p->pieces[i].endless;
        least = value_plus(least, value_sure(p->pieces[i].pays[0]), &p->r->broken);
        most = value_plus(most, value_sure(p->pieces[i].pays[1]), &p->r->broken);
    }
    least = value_between(open ? fraction_of(0) : least.low, most.high);
    if (endless) {
        least.how = OPEN;
        least.has_high = false;
    }
    return least;
}

static void share_penny_by_penny(pricing *p, int64_t sum)
{
    value weights = value_whole(0), left = value_whole(sum);
    fraction rests[REFEREE_MEMBERS];
    bool more[REFEREE_MEMBERS] = {false};

    for (size_t i = 0; i < p->count; i++) {
        if (p->pieces[i].refused == CL_TRUE)
            p->pieces[i].asked = value_whole(0);
        p->r->broken = p->r->broken || p->pieces[i].asked.low.above < 0;
        weights = value_plus(weights, p->pieces[i].asked, &p->r->broken);
    }
    p->r->broken = p->r->broken || weights.low.above <= 0;
    for (size_t i = 0; i < p->count && !p->r->broken; i++) {
        value exact = value_over(value_times(value_whole(sum), p->pieces[i].asked, &p->r->broken),
                                 weights, &p->r->broken);
        value floor = value_rounded(exact, CL_ROUND_DOWN, fraction_of(1), &p->r->broken);

        p->pieces[i].pays[0] = p->pieces[i].pays[1] = floor.low;
        rests[i] = value_minus(exact, floor, &p->r->broken).low;
        left = value_minus(left, floor, &p->r->broken);
    }
    for (; left.low.above > 0 && !p->r->broken; left.low.above--) {
        size_t best = REFEREE_MEMBERS;

        for (size_t i = 0; i < p->count; i++) {
            int order = best == REFEREE_MEMBERS ? 1 : fraction_order(rests[i], rests[best]);

            if (!more[i] &&
                (order > 0 || (order == 0 && strcmp(referee_id(p->r, p->pieces[i].member),
                                                    referee_id(p->r, p->pieces[best].member)) < 0)))
                best = i;
        }
        more[best] = true;
        p->pieces[best].pays[0].above++;
        p->pieces[best].pays[1].above++;
    }
}

static value split(pricing *p)
{
    value sum = referee_value(p->r, p->line->shares_of);
    bool sure = sum.how == SURE && p->count > 0;

    if (sum.has_low)
        in_whole_pence(p->r, sum.low);
    if (sum.has_high)
        in_whole_pence(p->r, sum.high);
    for (size_t i = 0; i < p->count; i++) {
        piece *a = &p->pieces[i];

        sure = sure && a->asked.how == SURE && a->in == CL_TRUE &&
               (a->refused == CL_TRUE || a->refused == CL_FALSE);
        a->pays[0] = fraction_of(0);
        a->pays[1] = sum.has_high && a->refused != CL_TRUE ? sum.high : fraction_of(0);
        a->endless = !sum.has_high && a->refused != CL_TRUE;
    }
    if (sure)
        share_penny_by_penny(p, (int64_t)sum.low.above);
    return sum;
}

static value price_pieces(pricing *p)
{
    gather(p);
    if (p->line->shares_of != 0)
        return split(p);
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < p->line->not_paid_count; i++)
            if (p->line->not_paid[i].repeated != 0)
                one_of_each(p, p->line->not_paid[i].repeated, side);
        if (p->line->at_most != 0)
            so_many(p, side);
        if (p->line->units_at_most != 0)
            so_many_units(p, side);
    }
    return total(p);
}

/* ---- amounts ---- */

static referee_amount amount_of(value v)
{
    referee_amount amount = {v.how == SURE, false, 0, 0};

    amount.has_range = v.how == OPEN && v.has_low && v.has_high && !v.perhaps_absent;
    if (amount.known || amount.has_range) {
        amount.low = (int64_t)v.low.above;
        amount.high = (int64_t)v.high.above;
    }
    return amount;
}

static value line_value(referee *r, const cl_line *line, pricing *p, cl_truth counts)
{
    value v = value_open();
    crowd list;

    if (line->each == 0) {
        v = referee_value(r, line->amount);
        if (v.has_low)
            in_whole_pence(r, v.low);
        if (v.has_high)
            in_whole_pence(r, v.high);
    } else {
        referee_list(r, line->each, &list);
        v.has_low = true;
        if (list.how != OPEN)
            v = price_pieces(p);
    }
    return counts == CL_TRUE ? v : value_either(v, value_whole(0));
}

static value judge_line(referee *r, referee_verdict *out, const cl_line *line, value sum)
{
    referee_line *to = &out->lines[out->line_count];
    cl_truth counts = applies(r, line->applies);
    static pricing p;
    value v;

    if (counts == CL_FALSE)
        return sum;
    memset(&p, 0, sizeof p);
    p.r = r;
    p.line = line;
    v = line_value(r, line, &p, counts);
    if (line->each != 0 && p.count == 0 && v.how == SURE && v.low.above == 0)
        return sum;
    assert_true(out->line_count < REFEREE_LINES);
    out->line_count++;
    to->id = line->id;
    to->amount = amount_of(v);
    to->part_count = p.count;
    for (size_t i = 0; i < p.count; i++)
        to->parts[i] = amount_of(piece_value(&p.pieces[i]));
    return value_plus(sum, v, &r->broken);
}

/* ---- the whole ---- */

static value changed(referee *r, const cl_adjust *adjust, value sum)
{
    value at = adjust->at == 0 ? value_open() : referee_value(r, adjust->at);
    cl_truth enough;

    if (adjust->kind == CL_ADJUST_CAP)
        return value_smaller(sum, at);
    if (adjust->kind == CL_ADJUST_ROUNDING)
        return value_rounded(sum, adjust->mode, fraction_of(adjust->step), &r->broken);
    enough = value_reaches(sum, at);
    if (enough == CL_FALSE)
        return value_whole(0);
    return enough == CL_TRUE ? sum : value_either(sum, value_whole(0));
}

static bool unchanged(value a, value b)
{
    return a.has_low == b.has_low && a.has_high == b.has_high &&
           (!a.has_low || fraction_order(a.low, b.low) == 0) &&
           (!a.has_high || fraction_order(a.high, b.high) == 0);
}

static value judge_adjust(referee *r, referee_verdict *out, const cl_adjust *adjust, value sum)
{
    referee_line *to = &out->lines[out->line_count];
    cl_truth counts = applies(r, adjust->applies);
    value after, change = value_open();

    if (counts == CL_FALSE)
        return sum;
    after = changed(r, adjust, sum);
    if (counts != CL_TRUE)
        after = value_either(after, sum);
    if (unchanged(after, sum))
        return after;
    if (sum.how == SURE && after.how == SURE)
        change = value_minus(after, sum, &r->broken);
    assert_true(out->line_count < REFEREE_LINES);
    out->line_count++;
    to->id = adjust->id;
    to->amount = amount_of(change);
    to->part_count = 0;
    return after;
}

/* Shares round down; `rest` takes what they leave. No plan is shown while it is open which one
 * applies. */
static void judge_instalments(referee *r, referee_verdict *out)
{
    const cl_vec *plan = &r->programme->instalments;
    size_t rest = REFEREE_INSTALMENTS;
    int64_t left = out->grant.low;

    if (!out->grant.known || out->stages[CL_STAGE_FUND] == CL_VERDICT_INELIGIBLE)
        return;
    for (size_t i = 0; i < plan->count; i++) {
        const cl_instalment_rule *instalment = cl_vec_at(plan, i);
        cl_truth counts = applies(r, instalment->applies);
        cl_wide share = (cl_wide)out->grant.low * instalment->share.num;

        if (counts == CL_FALSE)
            continue;
        if (counts != CL_TRUE) {
            out->instalment_count = 0;
            return;
        }
        assert_true(out->instalment_count < REFEREE_INSTALMENTS);
        if (instalment->rest)
            rest = out->instalment_count;
        else
            left -= out->instalments[out->instalment_count] =
                (int64_t)(share / instalment->share.den);
        out->instalment_count++;
    }
    if (rest < REFEREE_INSTALMENTS)
        out->instalments[rest] = left;
}

void referee_judge(referee_verdict *out, referee *r)
{
    value sum = value_whole(0);

    memset(out, 0, sizeof *out);
    r->broken = false;
    assert_int_equal(cl_date_parse(&r->date, cl_json_string(cl_json_get(r->dossier, "date")), NULL),
                     0);
    judge_rules(r, out);
    judge_level(r, out);
    judge_round(r, out);
    for (size_t i = 0; i < r->programme->lines.count; i++)
        sum = judge_line(r, out, cl_vec_at(&r->programme->lines, i), sum);
    for (size_t i = 0; i < r->programme->adjusts.count; i++)
        sum = judge_adjust(r, out, cl_vec_at(&r->programme->adjusts, i), sum);
    out->grant = amount_of(sum);
    judge_instalments(r, out);
    out->broken = r->broken;
}
