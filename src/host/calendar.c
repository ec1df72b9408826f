/* SPDX-License-Identifier: MIT
 *
 * From rows to the list that base/workdays.h reckons with.
 */
#include "calendar.h"

#include <stdlib.h>

#include "query.h"
#include "terms.h"

const char *const cl_calendar_divisions[] = {"england-and-wales", "scotland", "northern-ireland",
                                             NULL};

const char *cl_calendar_division(cl_view nation)
{
    static const struct {
        const char *nation;
        size_t division;
    } rows[] = {{"England", 0}, {"Wales", 0}, {"Scotland", 1}, {"Northern Ireland", 2}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (cl_view_is(nation, rows[i].nation))
            return cl_calendar_divisions[rows[i].division];
    return NULL;
}

static int by_day(const void *a, const void *b)
{
    cl_date x = *(const cl_date *)a, y = *(const cl_date *)b;

    return (x > y) - (x < y);
}

static int read_days(cl_workdays *out, cl_arena *arena, cl_store *store,
                     const cl_record_filter *filters, cl_error *e)
{
    cl_holiday *holidays;
    cl_date *days;
    size_t count = 0;
    void *items = NULL;
    int rc =
        cl_record_list(&items, &count, arena, store, &cl_table_holiday, filters, CL_ANY_DAY, e);

    if (rc != 0)
        return rc;
    holidays = items;
    days = cl_arena_array(arena, count + 1, sizeof *days);
    if (days == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++)
        if (!holidays[i].ended.known)
            days[out->holiday_count++] = (cl_date)holidays[i].day.value;
    if (out->holiday_count > 0)
        qsort(days, out->holiday_count, sizeof *days, by_day);
    out->holidays = days;
    return 0;
}

static int read_years(cl_workdays *out, cl_arena *arena, cl_store *store,
                      const cl_record_filter *filters, cl_error *e)
{
    cl_holiday_year *covered;
    int64_t *years;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, arena, store, &cl_table_holiday_year, filters,
                            CL_ANY_DAY, e);

    if (rc != 0)
        return rc;
    covered = items;
    years = cl_arena_array(arena, count + 1, sizeof *years);
    if (years == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++)
        years[out->year_count++] = covered[i].year;
    out->years = years;
    return 0;
}

int cl_calendar_read(cl_workdays *out, cl_arena *arena, cl_store *store, const char *division,
                     cl_error *e)
{
    const cl_record_filter filters[] = {{"division", 0, division}, {NULL, 0, NULL}};
    int rc;

    *out = (cl_workdays){NULL, 0, NULL, 0};
    if (division == NULL)
        return 0;
    rc = read_days(out, arena, store, filters, e);
    return rc != 0 ? rc : read_years(out, arena, store, filters, e);
}

int cl_calendar_of_cluster(cl_workdays *out, cl_arena *arena, cl_store *store, int64_t cluster,
                           cl_date on, cl_error *e)
{
    cl_school lead;
    int rc = cl_cluster_lead(&lead, arena, store, cluster, on, e);

    return rc != 0 ? rc : cl_calendar_read(out, arena, store, cl_calendar_division(lead.nation), e);
}

/* One record towards the application: its award, else its application; 0 where there is no way. */
static int64_t step_up(const cl_table **table, const void *record)
{
    int award = cl_table_column(*table, CL_VIEW("award"));
    int way = award >= 0 ? award : cl_table_column(*table, CL_VIEW("application"));

    if (way < 0)
        return 0;
    record = (const char *)record + (*table)->columns[way].offset;
    *table = award >= 0 ? &cl_table_award : &cl_table_application;
    return *(const int64_t *)record;
}

int cl_cluster_of_record(int64_t *cluster, cl_arena *arena, cl_store *store, const cl_table *table,
                         int64_t id, cl_error *e)
{
    *cluster = 0;
    while (id != 0) {
        void *record = cl_arena_alloc(arena, table->size);
        int rc = record == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory")
                                : cl_record_get(record, arena, store, table, id, e);

        if (rc != 0)
            return rc;
        if (table == &cl_table_application) {
            *cluster = ((const cl_application *)record)->cluster;
            return 0;
        }
        id = step_up(&table, record);
    }
    return 0;
}

int cl_calendar_of_record(cl_workdays *out, cl_arena *arena, cl_store *store, const cl_table *table,
                          int64_t id, cl_date on, cl_error *e)
{
    int64_t cluster = 0;
    int rc = cl_cluster_of_record(&cluster, arena, store, table, id, e);

    *out = (cl_workdays){NULL, 0, NULL, 0};
    return rc != 0 || cluster == 0 ? rc : cl_calendar_of_cluster(out, arena, store, cluster, on, e);
}
