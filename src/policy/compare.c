/* SPDX-License-Identifier: MIT
 *
 * The tally.
 */
#include "compare.h"

#include <stdlib.h>
#include <string.h>

/* ---- one result ---- */

void cl_compared_fill(cl_compared *out, const cl_programme *programme, const cl_assessment *found)
{
    bool moved = out->moved;

    memset(out, 0, sizeof *out);
    out->moved = moved;
    out->verdict = (uint8_t)found->verdict;
    out->known = found->grant.state == CL_RANGE_KNOWN;
    out->grant = out->known ? found->grant.low.num : 0;
    memcpy(out->currency, programme->currency, sizeof out->currency);
}

static bool decides(const cl_rule *rule, cl_stage last)
{
    return rule->stage <= last && rule->level != CL_LEVEL_ADVISORY && !rule->trial;
}

int cl_compared_against(cl_vec *out, const cl_programme *programme, const cl_assessment *found)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < programme->rules.count; i++) {
        const cl_rule *rule = cl_vec_at(&programme->rules, i);

        if (decides(rule, found->last_stage) && found->outcomes[i] != CL_OUTCOME_PASS &&
            found->outcomes[i] != CL_OUTCOME_WAIVED)
            rc = cl_vec_add(out, &rule->id);
    }
    return rc;
}

/* ---- adding ---- */

void cl_tally_init(cl_tally *tally, size_t most)
{
    memset(tally, 0, sizeof *tally);
    tally->rules = (cl_vec)CL_VEC_INIT(cl_tally_rule);
    tally->money = (cl_vec)CL_VEC_INIT(cl_tally_money);
    tally->changes = (cl_vec)CL_VEC_INIT(cl_tally_change);
    tally->groups = (cl_vec)CL_VEC_INIT(cl_tally_group);
    tally->most = most;
}

void cl_tally_clear(cl_tally *tally)
{
    cl_vec_clear(&tally->rules);
    cl_vec_clear(&tally->money);
    cl_vec_clear(&tally->changes);
    cl_vec_clear(&tally->groups);
    cl_arena_clear(&tally->arena);
}

static int out_of_memory(cl_error *e)
{
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

static bool is_eligible(const cl_compared *result)
{
    return result->verdict == CL_VERDICT_ELIGIBLE;
}

/* What would be paid. */
static int64_t paid(const cl_compared *result)
{
    return is_eligible(result) && result->known ? result->grant : 0;
}

static int add_to(int64_t *total, int64_t amount, cl_error *e)
{
    if (__builtin_add_overflow(*total, amount, total))
        return cl_fail(e, CL_E_RANGE, "the total of the grants does not fit");
    return 0;
}

/* The total of a currency; a new one of nothing. NULL without memory. */
static cl_tally_money *money_of(cl_tally *tally, const char *currency)
{
    cl_tally_money *money;

    for (size_t i = 0; i < tally->money.count; i++) {
        money = cl_vec_at(&tally->money, i);
        if (strcmp(money->currency, currency) == 0)
            return money;
    }
    money = cl_vec_push(&tally->money);
    if (money != NULL)
        memcpy(money->currency, currency, sizeof money->currency);
    return money;
}

static int add_money(cl_tally *tally, const cl_compared *result, bool after, cl_error *e)
{
    cl_tally_money *money;

    if (result->verdict == CL_COMPARE_REFUSED)
        return 0;
    money = money_of(tally, result->currency);
    if (money == NULL)
        return out_of_memory(e);
    return add_to(after ? &money->after : &money->before, paid(result), e);
}

static int add_rule(cl_tally *tally, const cl_compared_rule *rule, const char *name, cl_error *e)
{
    cl_tally_rule *item;

    for (size_t i = 0; i < tally->rules.count; i++) {
        item = cl_vec_at(&tally->rules, i);
        if (item->after == rule->after && strcmp(item->id, rule->id) == 0) {
            item->count++;
            return 0;
        }
    }
    item = cl_vec_push(&tally->rules);
    if (item == NULL)
        return out_of_memory(e);
    *item = (cl_tally_rule){rule->id, rule->after, 1, cl_arena_string(&tally->arena, name)};
    return item->first == NULL ? out_of_memory(e) : 0;
}

/* ---- the largest changes ---- */

static int64_t size_of(int64_t change)
{
    return change < 0 ? -change : change;
}

/* The larger first; of two as large the one that came first. */
static bool goes_before(const cl_tally_change *a, const cl_tally_change *b)
{
    int64_t x = size_of(a->change), y = size_of(b->change);

    return x != y ? x > y : a->place < b->place;
}

static int add_change(cl_tally *tally, const cl_compared_pair *pair, cl_error *e)
{
    cl_tally_change change = {NULL, pair->before, pair->after,
                              paid(&pair->after) - paid(&pair->before), tally->count};
    cl_tally_change *items;
    size_t at;

    if (change.change == 0 || tally->most == 0)
        return 0;
    if (tally->changes.count == tally->most &&
        !goes_before(&change, cl_vec_at(&tally->changes, tally->most - 1)))
        return 0;
    change.name = cl_arena_string(&tally->arena, pair->name);
    if (change.name == NULL ||
        (tally->changes.count < tally->most && cl_vec_push(&tally->changes) == NULL))
        return out_of_memory(e);
    items = tally->changes.items;
    for (at = tally->changes.count - 1; at > 0 && goes_before(&change, &items[at - 1]); at--)
        items[at] = items[at - 1];
    items[at] = change;
    return 0;
}

/* ---- groups ---- */

static cl_tally_group *group_of(cl_tally *tally, const char *name)
{
    cl_tally_group *group;

    for (size_t i = 0; i < tally->groups.count; i++) {
        group = cl_vec_at(&tally->groups, i);
        if (strcmp(group->name, name) == 0)
            return group;
    }
    group = cl_vec_push(&tally->groups);
    if (group == NULL)
        return NULL;
    group->name = cl_arena_string(&tally->arena, name);
    return group->name == NULL ? NULL : group;
}

static int add_to_group(cl_tally *tally, const cl_compared_pair *pair, cl_error *e)
{
    cl_tally_group *group;
    int rc;

    if (pair->group == NULL)
        return 0;
    group = group_of(tally, pair->group);
    if (group == NULL)
        return out_of_memory(e);
    group->count++;
    group->before += is_eligible(&pair->before);
    group->after += is_eligible(&pair->after);
    if (group->money.currency[0] == '\0')
        memcpy(group->money.currency,
               pair->before.currency[0] != '\0' ? pair->before.currency : pair->after.currency,
               sizeof group->money.currency);
    rc = add_to(&group->money.before, paid(&pair->before), e);
    return rc != 0 ? rc : add_to(&group->money.after, paid(&pair->after), e);
}

/* ---- the whole ---- */

/* What is asked for changes nothing for somebody who gets nothing. */
static bool changes(const cl_compared *before, const cl_compared *after)
{
    return before->verdict != after->verdict || paid(before) != paid(after) ||
           (is_eligible(before) && before->known != after->known);
}

int cl_tally_add(cl_tally *tally, const cl_compared_pair *pair, cl_error *e)
{
    const cl_compared *before = &pair->before, *after = &pair->after;
    int rc = add_money(tally, before, false, e);

    if (rc == 0)
        rc = add_money(tally, after, true, e);
    for (size_t i = 0; rc == 0 && i < pair->rule_count; i++)
        rc = add_rule(tally, &pair->rules[i], pair->name, e);
    if (rc == 0)
        rc = add_change(tally, pair, e);
    if (rc == 0)
        rc = add_to_group(tally, pair, e);
    if (rc != 0)
        return rc;
    tally->matrix[before->verdict][after->verdict]++;
    tally->moved += after->moved;
    tally->open_before += is_eligible(before) && !before->known;
    tally->open_after += is_eligible(after) && !after->known;
    tally->changed += changes(before, after);
    tally->count++;
    return 0;
}

static int by_frequency(const void *a, const void *b)
{
    const cl_tally_rule *x = a, *y = b;
    int order;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    order = strcmp(x->id, y->id);
    return order != 0 ? order : (int)y->after - (int)x->after;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const cl_tally_group *)a)->name, ((const cl_tally_group *)b)->name);
}

static int by_currency(const void *a, const void *b)
{
    return strcmp(((const cl_tally_money *)a)->currency, ((const cl_tally_money *)b)->currency);
}

static void sort(cl_vec *list, int (*compare)(const void *, const void *))
{
    if (list->count > 0)
        qsort(list->items, list->count, list->size, compare);
}

void cl_tally_finish(cl_tally *tally)
{
    sort(&tally->rules, by_frequency);
    sort(&tally->groups, by_name);
    sort(&tally->money, by_currency);
}
