/* SPDX-License-Identifier: MIT
 *
 * What goes next. Among portals that bear one more request it is the delivery with the least slack:
 * time to its deadline less what its steps will take there. Within a portal the store's index has
 * them in order. A place is kept for each portal that has nothing under way, so that a slow one
 * never holds up another.
 */
#include "courier_parts.h"
#include "query.h"

#include <stdlib.h>
#include <string.h>

/* The best that was found so far. */
typedef struct choice {
    cl_outbox_item item;
    int64_t slack;
    size_t under_way; /* of its portal: between equals the idler one goes first */
    bool found;
} choice;

/* ---- what a run is about ---- */

static int by_urgency(const void *a, const void *b)
{
    const cl_wanted *left = a, *right = b;

    if (left->urgency != right->urgency)
        return left->urgency < right->urgency ? -1 : 1;
    return left->delivery < right->delivery ? -1 : left->delivery > right->delivery;
}

int cl_courier_want(cl_courier *courier, const int64_t *only, size_t count, cl_error *e)
{
    int rc = 0;

    cl_vec_reset(&courier->passed);
    cl_vec_reset(&courier->only);
    for (size_t i = 0; rc == 0 && only != NULL && i < count; i++) {
        cl_arena arena = CL_ARENA_INIT;
        cl_wanted wanted = {.delivery = only[i]};
        cl_delivery delivery;

        rc = cl_record_get(&delivery, &arena, courier->store, &cl_table_delivery, only[i], e);
        if (rc == 0) {
            wanted.urgency = cl_outbox_urgency(&delivery);
            wanted.portal = cl_portals_find(&courier->portals, delivery.portal);
        }
        if (rc == 0 && cl_vec_add(&courier->only, &wanted) != 0)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
        cl_arena_clear(&arena);
    }
    if (courier->only.count > 1)
        qsort(courier->only.items, courier->only.count, sizeof(cl_wanted), by_urgency);
    return rc;
}

/* ---- room ---- */

static size_t count_free(const cl_courier *courier)
{
    size_t count = 0;

    for (size_t i = 0; i < courier->places; i++)
        count += courier->errands[i].stage == CL_ERRAND_FREE;
    return count;
}

/* Portals other than `line` with nothing under way: a place is kept for each. */
static size_t count_idle(const cl_courier *courier, const cl_portal_line *line)
{
    size_t busy = 0;

    for (size_t i = 0; i < courier->lines.count; i++) {
        const cl_portal_line *other = *(cl_portal_line *const *)cl_vec_at(&courier->lines, i);

        busy += other != line && other->under_way > 0;
    }
    return courier->portals.items.count - 1 - busy;
}

/* Whether there is room for one more request to a portal; a line that is not open yet is idle. */
static bool has_room(const cl_courier *courier, const cl_portal_line *line)
{
    if (line == NULL || line->under_way == 0)
        return true;
    return line->under_way < cl_portal_line_most(line) &&
           count_free(courier) > count_idle(courier, line);
}

/* Before that time the portal gets nothing. */
static int64_t open_at(const cl_portal_line *line)
{
    if (line == NULL)
        return 0;
    return line->next_at > line->rest_until ? line->next_at : line->rest_until;
}

/* ---- slack ---- */

/* Steps that are to come, the present one included. */
static int64_t steps_left(const cl_outbox_item *item)
{
    cl_json *json = NULL;
    int64_t left = 1;

    if (cl_json_parse(&json, item->delivery.steps, "steps", 1, NULL) == 0) {
        const cl_json_value *steps = cl_json_root(json);
        size_t count = cl_json_count(steps);

        for (size_t i = 0; i < count; i++) {
            if (cl_view_equal(cl_json_string(cl_json_item(steps, i)), item->exchange.step))
                left = (int64_t)(count - i);
        }
    }
    cl_json_free(json);
    return left;
}

static void consider(choice *best, const cl_outbox_item *item, const cl_portal_line *line,
                     bool alone)
{
    int64_t answer = line != NULL ? cl_portal_line_answer_time(line) : 0;
    size_t under_way = line != NULL ? line->under_way : 0;
    int64_t slack = cl_outbox_urgency(&item->delivery);

    if (!alone) /* with one portal the order of the index is that of the slack */
        slack -= steps_left(item) * answer;
    if (best->found &&
        (slack > best->slack || (slack == best->slack && under_way >= best->under_way)))
        return;
    *best = (choice){*item, slack, under_way, true};
}

static void look_again(int64_t *again_at, int64_t at)
{
    if (at < *again_at)
        *again_at = at;
}

/* ---- everything that is queued ---- */

static int consider_portal(choice *best, int64_t *again_at, cl_errand *errand, const char *portal,
                           bool alone, cl_error *e)
{
    const cl_courier *courier = errand->courier;
    const cl_portal_line *line = cl_courier_find_line(courier, cl_view_of(portal));
    const int64_t *passed = courier->passed.items;
    cl_outbox_item item;
    cl_maybe at;
    bool found;
    int rc;

    if (!has_room(courier, line))
        return 0; /* its next answer makes some */
    rc = cl_outbox_next(&item, &found, &errand->arena, courier->store, portal, errand->now, passed,
                        courier->passed.count, e);
    if (rc == 0 && found && open_at(line) <= errand->now) {
        consider(best, &item, line, alone);
        return 0;
    }
    if (rc == 0 && found) {
        look_again(again_at, open_at(line));
        return 0;
    }
    if (rc == 0)
        rc = cl_outbox_next_time(&at, courier->store, portal, errand->now, passed,
                                 courier->passed.count, e);
    if (rc == 0 && at.known)
        look_again(again_at, at.value > open_at(line) ? at.value : open_at(line));
    return rc;
}

static int pick_any(choice *best, int64_t *again_at, cl_errand *errand, cl_error *e)
{
    cl_store *store = errand->courier->store;
    const char *portal, *next;
    bool first = true;
    int rc = cl_outbox_portal_after(&portal, &errand->arena, store, "", e);

    while (rc == 0 && portal != NULL) {
        rc = cl_outbox_portal_after(&next, &errand->arena, store, portal, e);
        if (rc == 0)
            rc = consider_portal(best, again_at, errand, portal, first && next == NULL, e);
        first = false;
        portal = next;
    }
    return rc;
}

/* ---- what was asked for ---- */

static bool is_passed(const cl_courier *courier, int64_t delivery)
{
    for (size_t i = 0; i < courier->passed.count; i++) {
        if (*(const int64_t *)cl_vec_at(&courier->passed, i) == delivery)
            return true;
    }
    return false;
}

static bool is_under_way(const cl_courier *courier, int64_t delivery)
{
    for (size_t i = 0; i < courier->places; i++) {
        const cl_errand *errand = &courier->errands[i];

        if (errand->stage != CL_ERRAND_FREE && errand->item.delivery.id == delivery)
            return true;
    }
    return false;
}

/* Nothing is due of it now: when to look at it again. What waits for another delivery is looked at
 * each time. */
static int look_later(cl_wanted *wanted, cl_errand *errand, cl_error *e)
{
    cl_delivery delivery;
    int rc = cl_record_get(&delivery, &errand->arena, errand->courier->store, &cl_table_delivery,
                           wanted->delivery, e);

    if (rc == 0 && !cl_view_is(delivery.state, "queued") &&
        !cl_view_is(delivery.state, "sending") && !cl_view_is(delivery.state, "unknown"))
        wanted->look_at = INT64_MAX;
    return rc;
}

static int consider_wanted(choice *best, int64_t *again_at, cl_wanted *wanted, cl_errand *errand,
                           cl_error *e)
{
    const cl_courier *courier = errand->courier;
    const cl_portal_line *line;
    cl_outbox_item item;
    bool found;
    int rc = cl_outbox_next_of(&item, &found, &errand->arena, courier->store, wanted->delivery, e);

    if (rc != 0)
        return rc;
    if (!found)
        return look_later(wanted, errand, e);
    line = cl_courier_find_line(courier, item.delivery.portal);
    wanted->look_at = item.delivery.next_at;
    if (wanted->look_at <= errand->now)
        consider(best, &item, line, true);
    else
        look_again(again_at, wanted->look_at);
    return 0;
}

/* Whether its portal takes one more request now. Asked of each before the database is, or a run of
 * thousands would read them all for each request. */
static bool may_go(const cl_courier *courier, int64_t *again_at, const cl_wanted *wanted,
                   int64_t now)
{
    const cl_portal_line *line;

    if (wanted->portal == NULL)
        return true; /* which is told when it is tried */
    line = cl_courier_find_line(courier, cl_view_of(wanted->portal->id));
    if (!has_room(courier, line))
        return false;
    if (open_at(line) > now) {
        look_again(again_at, open_at(line));
        return false;
    }
    return true;
}

static int pick_wanted(choice *best, int64_t *again_at, cl_errand *errand, cl_error *e)
{
    const cl_courier *courier = errand->courier;
    int rc = 0;

    for (size_t i = 0; rc == 0 && !best->found && i < courier->only.count; i++) {
        cl_wanted *wanted = cl_vec_at(&courier->only, i);

        if (wanted->look_at > errand->now)
            look_again(again_at, wanted->look_at);
        else if (!is_passed(courier, wanted->delivery) &&
                 !is_under_way(courier, wanted->delivery) &&
                 may_go(courier, again_at, wanted, errand->now))
            rc = consider_wanted(best, again_at, wanted, errand, e);
    }
    return rc;
}

int cl_courier_pick(cl_errand *errand, bool *found, int64_t *again_at, cl_error *e)
{
    choice best = {.found = false};
    int rc;

    *again_at = INT64_MAX;
    rc = errand->courier->only.count > 0 ? pick_wanted(&best, again_at, errand, e)
                                         : pick_any(&best, again_at, errand, e);
    *found = rc == 0 && best.found;
    if (*found)
        errand->item = best.item;
    return rc;
}
