/* SPDX-License-Identifier: MIT
 *
 * bank-holiday import, list and days: the bank holidays of the divisions of the United Kingdom,
 * from the JSON that GOV.UK publishes. A file is taken whole or not at all, and a year that no file
 * covers stays unknown.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "digest.h"
#include "file.h"
#include "json.h"
#include "plain.h"
#include "row.h"

enum { MOST_BYTES = 4 << 20, MOST_TITLE = 80, DAYS_AHEAD = 366 };

/* One day of the file. */
typedef struct entry {
    cl_date day;
    char title[MOST_TITLE];
    bool known; /* is on record already */
} entry;

typedef struct reading {
    cl_recording *r;
    const char *name;
    const cl_json *json;
    const char *division;
    char digest[7 + CL_DIGEST_HEX];
    cl_vec entries; /* of the division */
    size_t faults;
} reading;

__attribute__((format(printf, 3, 4))) static void fault(reading *in, const cl_json_value *value,
                                                        const char *format, ...)
{
    cl_error error = CL_ERROR_INIT;
    va_list args;

    va_start(args, format);
    (void)cl_fail_v(&error, CL_E_INVALID, format, args);
    va_end(args);
    cl_error_place(&error, in->name, cl_json_line(in->json, value), NULL);
    (void)cl_sink_refuse(in->r->sink, &error);
    in->faults++;
}

/* ---- reading ---- */

/* "bank_holidays.good_friday" is "Good friday"; other titles stay. */
static void read_title(char out[MOST_TITLE], cl_view title)
{
    static const char prefix[] = "bank_holidays.";
    size_t start = cl_view_starts(title, prefix) ? sizeof prefix - 1 : 0, length = 0;

    for (size_t i = start; i < title.length && length + 1 < MOST_TITLE; i++)
        out[length++] = (char)(start > 0 && title.at[i] == '_' ? ' ' : title.at[i]);
    out[length] = '\0';
    if (start > 0 && out[0] >= 'a' && out[0] <= 'z')
        out[0] = (char)(out[0] - 'a' + 'A');
}

static cl_view text_of(const cl_json_value *object, const char *key)
{
    const cl_json_value *value =
        cl_json_type(object) == CL_JSON_OBJECT ? cl_json_get(object, key) : NULL;

    return value != NULL && cl_json_type(value) == CL_JSON_STRING ? cl_json_string(value)
                                                                  : (cl_view)CL_VIEW_INIT;
}

/* 2021-04-02, or 02/04/2021. */
static int read_day(cl_date *out, cl_view text, cl_error *e)
{
    char dashed[11];

    if (text.length != 10 || text.at[2] != '/' || text.at[5] != '/')
        return cl_date_parse(out, text, e);
    memcpy(dashed, text.at, 10);
    dashed[2] = dashed[5] = '-';
    dashed[10] = '\0';
    return cl_date_parse_dmy(out, cl_view_of(dashed), e);
}

static int read_entry(reading *in, const cl_json_value *value, cl_error *e)
{
    cl_view title = text_of(value, "title"), day = text_of(value, "date");
    cl_error wrong = CL_ERROR_INIT;
    entry found = {0};

    if (title.length == 0 || day.length == 0) {
        fault(in, value, "a holiday has a 'title' and a 'date'");
        return 0;
    }
    if (read_day(&found.day, day, &wrong) != 0) {
        fault(in, value, "%s", wrong.message);
        return 0;
    }
    read_title(found.title, title);
    return cl_vec_add(&in->entries, &found) == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

static int read_list(reading *in, const cl_json_value *list, cl_error *e)
{
    int rc = 0;

    if (cl_json_type(list) != CL_JSON_ARRAY)
        fault(in, list, "found %s, expected a list of holidays", cl_json_type_name(list));
    else
        for (size_t i = 0; rc == 0 && i < cl_json_count(list); i++)
            rc = read_entry(in, cl_json_item(list, i), e);
    return rc;
}

/* {"events": […]} as the service answers, or {"2021": […]} as its source has it. */
static int read_division(reading *in, const cl_json_value *value, cl_error *e)
{
    const cl_json_value *member = NULL;
    void *cursor = NULL;
    const char *key;
    int rc = 0;

    if (cl_json_type(value) != CL_JSON_OBJECT) {
        fault(in, value, "found %s, expected the holidays of a division", cl_json_type_name(value));
        return 0;
    }
    while (rc == 0 && (key = cl_json_next(value, &cursor, &member)) != NULL)
        if (strcmp(key, "events") == 0 || (strlen(key) == 4 && strspn(key, "0123456789") == 4))
            rc = read_list(in, member, e);
    return rc;
}

/* ---- comparing ---- */

static int by_day(const void *a, const void *b)
{
    const entry *x = a, *y = b;

    return (x->day > y->day) - (x->day < y->day);
}

static int year_of(int64_t day)
{
    int year, month, number;

    cl_date_split((cl_date)day, &year, &month, &number);
    return year;
}

/* A year that ends before Christmas is not whole yet. */
static bool is_whole(const reading *in, int year)
{
    cl_date christmas = 0;

    (void)cl_date_make(&christmas, year, 12, 25, NULL);
    for (size_t i = 0; i < in->entries.count; i++) {
        cl_date day = ((const entry *)cl_vec_at(&in->entries, i))->day;

        if (day >= christmas && year_of(day) == year)
            return true;
    }
    return false;
}

static int add_year(reading *in, cl_change *change, int year, bool *added, cl_error *e)
{
    const cl_record_filter filters[] = {{"division", 0, in->division}, {NULL, 0, NULL}};
    cl_holiday_year *years, covered = {.division = cl_view_of(in->division),
                                       .year = year,
                                       .digest = cl_view_of(in->digest)};
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, &in->r->arena, in->r->store, &cl_table_holiday_year,
                            filters, CL_ANY_DAY, e);

    years = items;
    *added = false;
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (years[i].year == year)
            return 0;
    *added = rc == 0;
    return rc != 0 ? rc : cl_change_add(change, &cl_table_holiday_year, &covered, e);
}

/* What is on record for a year that the file covers, and is not in the file, ends. */
static int compare(reading *in, cl_change *change, size_t *removed, cl_error *e)
{
    const cl_record_filter filters[] = {{"division", 0, in->division}, {NULL, 0, NULL}};
    cl_holiday *holidays, *ended;
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, &in->r->arena, in->r->store, &cl_table_holiday, filters,
                            CL_ANY_DAY, e);

    holidays = items;
    ended = cl_arena_array(&in->r->arena, count + 1, sizeof *ended);
    if (rc == 0 && ended == NULL)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    for (size_t i = 0; rc == 0 && i < count; i++) {
        const entry key = {.day = (cl_date)holidays[i].day.value};
        entry *found =
            holidays[i].ended.known || in->entries.count == 0
                ? NULL
                : bsearch(&key, in->entries.items, in->entries.count, sizeof key, by_day);

        if (holidays[i].ended.known || (found == NULL && !is_whole(in, year_of(key.day))))
            continue;
        if (found != NULL) {
            found->known = true;
            continue;
        }
        ended[i] = holidays[i];
        ended[i].ended = cl_known(cl_session_today(in->r->session));
        rc = cl_change_set(change, &cl_table_holiday, &holidays[i], &ended[i], e);
        (*removed)++;
    }
    return rc;
}

static int add_days(reading *in, cl_change *change, size_t *years, size_t *added, cl_error *e)
{
    int rc = 0, last = 0;

    for (size_t i = 0; rc == 0 && i < in->entries.count; i++) {
        entry *each = cl_vec_at(&in->entries, i);
        cl_holiday holiday = {.division = cl_view_of(in->division),
                              .day = cl_known(each->day),
                              .title = cl_view_of(each->title)};
        bool began = false, twice = i > 0 && each[-1].day == each->day;

        if (!is_whole(in, year_of(each->day)))
            continue;
        if (year_of(each->day) != last)
            rc = add_year(in, change, year_of(each->day), &began, e);
        last = year_of(each->day);
        *years += began;
        if (rc != 0 || each->known || twice)
            continue;
        rc = cl_change_add(change, &cl_table_holiday, &holiday, e);
        (*added)++;
    }
    return rc;
}

/* ---- import ---- */

static int take_division(reading *in, cl_error *e)
{
    size_t years = 0, added = 0, removed = 0;
    cl_change change = {0};
    int rc = cl_recording_change(in->r, &change, e);

    if (rc == 0)
        rc = compare(in, &change, &removed, e);
    if (rc == 0)
        rc = add_days(in, &change, &years, &added, e);
    if (rc == 0 && !cl_change_is_empty(&change))
        rc = cl_change_store(&change, "import holidays", "HYR", 1, NULL, NULL, e);
    cl_change_clear(&change);
    if (rc != 0)
        return rc;
    cl_row_text(&in->r->row, "division", cl_view_of(in->division));
    cl_row_number(&in->r->row, "days", (int64_t)in->entries.count);
    cl_row_number(&in->r->row, "new_years", (int64_t)years);
    cl_row_number(&in->r->row, "added", (int64_t)added);
    cl_row_number(&in->r->row, "ended", (int64_t)removed);
    return cl_recording_send(in->r, e);
}

/* "scotland", or "common.nations.scotland_slug". */
static const cl_json_value *find_division(const cl_json_value *root, const char *division)
{
    const cl_json_value *in = cl_json_get(root, "divisions"), *found;
    char key[64];

    in = in == NULL ? root : in;
    if (cl_json_type(in) != CL_JSON_OBJECT)
        return NULL;
    (void)snprintf(key, sizeof key, "common.nations.%s_slug", division);
    found = cl_json_get(in, key);
    return found != NULL ? found : cl_json_get(in, division);
}

static int read_all(reading *in, bool store, cl_error *e)
{
    const cl_json_value *root = cl_json_root(in->json);
    int rc = 0;

    for (const char *const *d = cl_calendar_divisions; rc == 0 && *d != NULL; d++) {
        const cl_json_value *division =
            cl_json_type(root) == CL_JSON_OBJECT ? find_division(root, *d) : NULL;

        in->division = *d;
        cl_vec_reset(&in->entries);
        if (division == NULL) {
            fault(in, root, "the division '%s' is not there", *d);
            continue;
        }
        rc = read_division(in, division, e);
        if (rc == 0 && in->entries.count > 0)
            qsort(in->entries.items, in->entries.count, sizeof(entry), by_day);
        if (rc == 0 && store)
            rc = take_division(in, e);
    }
    return rc;
}

static int import(cl_recording *r, cl_error *e)
{
    reading in = {
        .r = r, .name = cl_argument_get(r->arguments, "file"), .entries = CL_VEC_INIT(entry)};
    cl_text bytes = CL_TEXT_INIT;
    cl_json *json = NULL;
    int rc = cl_file_read(&bytes, in.name, MOST_BYTES, e);

    if (rc == 0)
        rc = cl_json_parse(&json, cl_text_view(&bytes), in.name, 1, e);
    if (rc == 0) {
        memcpy(in.digest, "sha256:", 7);
        cl_digest_hex(cl_text_view(&bytes), in.digest + 7);
        in.json = json;
        rc = read_all(&in, false, e);
    }
    if (rc == 0 && in.faults > 0)
        rc = cl_fail(e, CL_E_INVALID, "%s: %zu fault%s, so nothing was taken", in.name, in.faults,
                     in.faults == 1 ? "" : "s");
    if (rc == 0)
        rc = read_all(&in, true, e);
    cl_vec_clear(&in.entries);
    cl_json_free(json);
    cl_text_clear(&bytes);
    return rc;
}

/* ---- list, days ---- */

static int read_division_of(const char **out, cl_recording *r, cl_error *e)
{
    cl_view nation;
    int rc = cl_recording_choice(r, &nation, "nation", cl_words_of_nation, e);

    *out = rc == 0 ? cl_calendar_division(nation) : NULL;
    return rc;
}

static int list(cl_recording *r, cl_error *e)
{
    const char *division;
    cl_maybe year;
    cl_holiday *holidays;
    size_t count = 0;
    void *items = NULL;
    int rc = read_division_of(&division, r, e);

    if (rc == 0)
        rc = cl_recording_maybe_number(r, &year, "year", e);
    if (rc == 0)
        rc = cl_record_list(&items, &count, &r->arena, r->store, &cl_table_holiday, NULL,
                            CL_ANY_DAY, e);
    holidays = items;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (holidays[i].ended.known ||
            (division != NULL && !cl_view_is(holidays[i].division, division)) ||
            (year.known && year_of(holidays[i].day.value) != year.value))
            continue;
        cl_row_day(&r->row, "day", holidays[i].day);
        cl_row_text(&r->row, "division", holidays[i].division);
        cl_row_text(&r->row, "title", holidays[i].title);
        rc = cl_recording_send(r, e);
    }
    return rc;
}

static int is_unknown(cl_recording *r, cl_error *e)
{
    return cl_fail(e, CL_E_NOT_FOUND,
                   "the bank holidays of %s are not known for every year on the way; clachan "
                   "bank-holiday import takes the file of GOV.UK",
                   cl_argument_get(r->arguments, "nation"));
}

static int days(cl_recording *r, cl_error *e)
{
    const char *division;
    cl_workdays calendar;
    cl_maybe add;
    cl_date from, to;
    int64_t count = 0;
    int rc = read_division_of(&division, r, e);

    if (rc == 0)
        rc = cl_recording_day(r, &from, "from", e);
    if (rc == 0)
        rc = cl_recording_day(r, &to, "to", e);
    if (rc == 0)
        rc = cl_recording_maybe_number(r, &add, "add", e);
    if (rc == 0 && (add.value > DAYS_AHEAD || (int64_t)to - from > (int64_t)DAYS_AHEAD * 20))
        rc = cl_fail(e, CL_E_INVALID, "--add takes at most %d days, --to lies within 20 years",
                     DAYS_AHEAD);
    if (rc == 0)
        rc = cl_calendar_read(&calendar, &r->arena, r->store, division, e);
    if (rc != 0)
        return rc;
    if (add.known && !cl_workday_add(&to, &calendar, from, (int)add.value))
        return is_unknown(r, e);
    if (!cl_workday_count(&count, &calendar, from, to))
        return is_unknown(r, e);
    cl_row_day(&r->row, "from", cl_known(from));
    cl_row_day(&r->row, "to", cl_known(to));
    cl_row_number(&r->row, "working_days", count);
    return cl_recording_send(r, e);
}

CL_VERB_BODY(run_import, import)
CL_VERB_BODY(run_list, list)
CL_VERB_BODY(run_days, days)

static const cl_parameter import_parameters[] = {
    {"file", CL_TAKES_FILE, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "FILE",
     "bank-holidays.json of GOV.UK"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter list_parameters[] = {
    {"nation", CL_TAKES_TEXT, 0, "NATION", "England, Scotland, Wales or Northern Ireland"},
    {"year", CL_TAKES_NUMBER, 0, "YEAR", "only this year's"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter days_parameters[] = {
    {"from", CL_TAKES_DATE, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "FROM",
     "day after which is counted"},
    {"nation", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "NATION",
     "England, Scotland, Wales or Northern Ireland"},
    {"to", CL_TAKES_DATE, 0, "DATE", "last day (today)"},
    {"add", CL_TAKES_NUMBER, 0, "DAYS", "the day so many working days later"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_holiday_verbs[] = {
    {.name = "bank-holiday import",
     .run = run_import,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = import_parameters,
     .brief = "Takes over the bank holidays that GOV.UK publishes.",
     .detail = "England and Wales, Scotland, Northern Ireland; whole or not at all. A day that a "
               "later file no longer has ends. A year without a day at its end is not whole yet, "
               "and stays unknown.",
     .example = "clachan bank-holiday import bank-holidays.json"},
    {.name = "bank-holiday list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists the bank holidays.",
     .example = "clachan bank-holiday list --nation Scotland --year 2021"},
    {.name = "bank-holiday days",
     .run = run_days,
     .needs = CL_NEEDS_STORE,
     .parameters = days_parameters,
     .brief = "Counts working days between two days, or finds the day so many later.",
     .detail = "A year for which no list was imported is not known, and is no year without "
               "holidays.",
     .example = "clachan bank-holiday days 2021-04-01 --nation Scotland --add 10"},
    {.name = NULL},
};
