/* SPDX-License-Identifier: MIT
 *
 * Windows and their order.
 */
#include "rounds.h"

#include <string.h>

#include "calendar.h"

/* No row of holidays and weekends is longer. */
enum { MOST_MOVED = 14 };

const char *cl_window_name(cl_window window)
{
    static const char *const names[] = {"announced", "open", "grace", "closed", "unknown"};

    return names[window];
}

cl_maybe cl_round_closes(const cl_funding_round *round, const cl_workdays *list)
{
    cl_date day = (cl_date)round->closes.value;
    bool known = true;

    if (!round->closes.known)
        return round->closes;
    if (cl_view_is(round->holidays, "next"))
        known = cl_workday_next(&day, list, day);
    else if (cl_view_is(round->holidays, "previous"))
        known = cl_workday_previous(&day, list, day);
    return (cl_maybe){day, known};
}

/* It may close somewhere about its last day; only beyond that is its state known. */
static cl_window blurred(const cl_funding_round *round, cl_date day)
{
    bool next = cl_view_is(round->holidays, "next");
    int64_t first = round->closes.value - (next ? 0 : MOST_MOVED);
    int64_t last = round->closes.value + (next ? MOST_MOVED : 0) + round->grace.value;

    if (day <= first)
        return CL_WINDOW_OPEN;
    return day > last ? CL_WINDOW_CLOSED : CL_WINDOW_UNKNOWN;
}

cl_window cl_round_window(const cl_funding_round *round, const cl_workdays *list, cl_date day)
{
    cl_maybe closes = cl_round_closes(round, list);

    if (round->opens.known && day < round->opens.value)
        return CL_WINDOW_ANNOUNCED;
    if (!round->closes.known)
        return CL_WINDOW_OPEN;
    if (!closes.known)
        return blurred(round, day);
    if (day <= closes.value)
        return CL_WINDOW_OPEN;
    return day <= closes.value + (round->grace.known ? round->grace.value : 0) ? CL_WINDOW_GRACE
                                                                               : CL_WINDOW_CLOSED;
}

static bool is_named(const cl_funding_round *round, const char *deadline)
{
    char closes[11] = "";

    if (round->closes.known)
        cl_date_format((cl_date)round->closes.value, closes);
    return deadline[0] != '\0' &&
           (cl_view_is(round->name, deadline) || strcmp(closes, deadline) == 0);
}

/* The smaller, the better. Of two that are announced the earlier, of two that are closed the later.
 */
static int64_t rank(const cl_funding_round *round, const cl_workdays *list, const char *deadline,
                    cl_date day)
{
    static const int64_t order[] = {
        [CL_WINDOW_OPEN] = 1,      [CL_WINDOW_GRACE] = 2,  [CL_WINDOW_UNKNOWN] = 3,
        [CL_WINDOW_ANNOUNCED] = 4, [CL_WINDOW_CLOSED] = 5,
    };
    const int64_t far = (int64_t)1 << 32;
    cl_window window = cl_round_window(round, list, day);

    if (is_named(round, deadline))
        return 0;
    if (window == CL_WINDOW_CLOSED)
        return order[window] * far - round->closes.value;
    return order[window] * far + (round->opens.known ? round->opens.value : -far / 4);
}

int cl_round_of(cl_funding_round *out, bool *found, cl_workdays *list, cl_arena *arena,
                cl_store *store, const cl_application *application, const char *deadline,
                cl_date day, cl_error *e)
{
    const char *programme = cl_arena_copy(arena, application->programme);
    const cl_record_filter filters[] = {{"programme", 0, programme}, {NULL, 0, NULL}};
    cl_funding_round *rounds;
    size_t count = 0, best = 0;
    void *items = NULL;
    int rc;

    *found = false;
    *list = (cl_workdays){NULL, 0, NULL, 0};
    if (programme == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    rc = cl_record_list(&items, &count, arena, store, &cl_table_funding_round, filters, CL_ANY_DAY,
                        e);
    if (rc != 0 || count == 0)
        return rc;
    rounds = items;
    rc = cl_calendar_of_cluster(list, arena, store, application->cluster, day, e);
    for (size_t i = 1; rc == 0 && i < count; i++)
        if (rank(&rounds[i], list, deadline, day) < rank(&rounds[best], list, deadline, day))
            best = i;
    *out = rounds[best];
    *found = rc == 0;
    return rc;
}
