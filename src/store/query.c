/* SPDX-License-Identifier: MIT
 *
 * The queries over records. One statement each; what differs between a call with and without a
 * filter is the statement that is chosen, so that an index is used.
 */
#include "query.h"

#include <string.h>

#include "rows.h"
#include "school_filter.h"
#include "vec.h"

/* "true on this day", for a parameter that is NULL when all days are meant */
#define TRUE_ON(parameter)                                                                         \
    "(" parameter " IS NULL OR (coalesce(t.\"from\", '0000') <= " parameter                        \
    " AND coalesce(t.\"to\", '9999-12-31') >= " parameter "))"

static cl_maybe day_of(cl_date on)
{
    return (cl_maybe){on, on != CL_ANY_DAY};
}

int cl_record_get(void *out, cl_arena *arena, cl_store *store, const cl_table *table, int64_t id,
                  cl_error *e)
{
    bool found;
    int rc = cl_row_read(out, &found, arena, store, table, e, "WHERE t.id = ?", "i", id);

    if (rc == 0 && !found)
        rc = cl_fail(e, CL_E_NOT_FOUND, "there is no %s %s-%lld", table->noun, table->prefix,
                     (long long)id);
    return rc;
}

enum { MOST_FILTERS = 8 };

/* Conditions that are not set are left out of the text, so that the index of one that is set is
 * used. */
static void print_filter(cl_text *sql, const cl_record_filter *filter, int parameter)
{
    cl_text_add_string(sql, parameter == 1 ? "WHERE t.\"" : " AND t.\"");
    cl_text_add_string(sql, filter->column);
    cl_text_add_string(sql, "\" = ?");
    cl_text_add_int(sql, parameter);
}

static int bind_filters(sqlite3_stmt *statement, const cl_record_filter *filters, cl_maybe day)
{
    int parameter = 0, rc = SQLITE_OK;

    for (size_t i = 0; filters != NULL && filters[i].column != NULL && rc == SQLITE_OK; i++) {
        if (filters[i].id != 0)
            rc = sqlite3_bind_int64(statement, ++parameter, filters[i].id);
        else if (filters[i].text != NULL)
            rc = cl_sql_bind_view(statement, ++parameter, cl_view_of(filters[i].text));
    }
    return rc == SQLITE_OK && day.known ? cl_sql_bind_day(statement, parameter + 1, day) : rc;
}

static int print_filters(cl_text *sql, const cl_table *table, const cl_record_filter *filters,
                         bool dated, cl_error *e)
{
    int parameter = 0;

    for (size_t i = 0; filters != NULL && filters[i].column != NULL; i++) {
        if (cl_table_column(table, cl_view_of(filters[i].column)) < 0 || i >= MOST_FILTERS)
            return cl_fail(e, CL_E_MISUSE, "%s has no column %s", table->name, filters[i].column);
        if (filters[i].id != 0 || filters[i].text != NULL)
            print_filter(sql, &filters[i], ++parameter);
    }
    if (dated)
        cl_text_format(sql,
                       "%s coalesce(t.\"from\", '0000') <= ?%d"
                       " AND coalesce(t.\"to\", '9999-12-31') >= ?%d",
                       parameter == 0 ? "WHERE" : " AND", parameter + 1, parameter + 1);
    cl_text_add_string(sql, " ORDER BY t.id");
    return cl_text_check(sql, e);
}

int cl_record_list(void **items, size_t *count, cl_arena *arena, cl_store *store,
                   const cl_table *table, const cl_record_filter *filters, cl_date on, cl_error *e)
{
    bool dated = on != CL_ANY_DAY && cl_table_column(table, CL_VIEW("from")) >= 0 &&
                 cl_table_column(table, CL_VIEW("to")) >= 0;
    cl_text tail = CL_TEXT_INIT;
    sqlite3_stmt *statement = NULL;
    int rc = print_filters(&tail, table, filters, dated, e), bound;

    *items = NULL;
    *count = 0;
    if (rc == 0)
        rc = cl_sql_open_rows(&statement, store, table, e, tail.at, "");
    if (rc == 0) {
        bound = bind_filters(statement, filters, (cl_maybe){on, dated});
        rc = bound != SQLITE_OK ? cl_sql_fail(store, bound, "reading", e)
                                : cl_rows_gather(items, count, arena, store, table, statement, e);
    }
    cl_sql_close(store, statement);
    cl_text_clear(&tail);
    return rc;
}

int cl_school_list(cl_school **out, size_t *count, cl_arena *arena, cl_store *store,
                   const cl_school_filter *filter, cl_error *e)
{
    static const cl_school_filter all = {0};
    void *items = NULL;
    int rc;

    if (filter == NULL)
        filter = &all;
    rc = cl_rows_read(&items, count, arena, store, &cl_table_school, e,
                      "WHERE " CL_SCHOOL_FILTER " AND t.id > ?8 ORDER BY t.id LIMIT ?9",
                      "ttttttiii", filter->country, filter->town, filter->nation, filter->phase,
                      filter->funding, filter->authority, (int64_t)filter->open_only, filter->after,
                      filter->limit > 0 ? filter->limit : (int64_t)-1);
    *out = items;
    return rc;
}

int cl_school_by_register(cl_school *out, cl_arena *arena, cl_store *store, cl_view scheme,
                          cl_view value, cl_error *e)
{
    bool found;
    int rc = cl_row_read(out, &found, arena, store, &cl_table_school, e,
                         "JOIN register_id r ON r.school = t.id WHERE r.scheme = ? AND r.value = ?"
                         " ORDER BY r.\"to\" IS NOT NULL, r.\"to\" DESC LIMIT 1",
                         "vv", scheme, value);

    if (rc == 0 && !found)
        rc = cl_fail(e, CL_E_NOT_FOUND, "there is no school %.*s in the register %.*s",
                     (int)value.length, value.at, (int)scheme.length, scheme.at);
    return rc;
}

int cl_school_holds_grant(bool *out, cl_store *store, int64_t school, int64_t except, cl_error *e)
{
    int64_t one;

    return cl_sql_number(&one, out, store, e,
                         "WITH RECURSIVE line(id) AS (VALUES(?1) UNION SELECT l.predecessor"
                         " FROM school_link l JOIN line ON l.successor = line.id"
                         " WHERE l.kind <> 'split')"
                         " SELECT 1 FROM membership m JOIN application p ON p.cluster = m.cluster"
                         " JOIN award a ON a.application = p.id"
                         " WHERE m.school IN (SELECT id FROM line) AND p.id <> ?2"
                         " AND a.state IN ('active', 'suspended', 'reporting', 'closing')"
                         " AND coalesce(m.\"from\", '0000') <= p.date"
                         " AND coalesce(m.\"to\", '9999-12-31') >= p.date LIMIT 1",
                         "ii", school, except);
}

int cl_school_has_name(bool *out, cl_store *store, int64_t school, cl_view name, cl_error *e)
{
    int64_t one;

    return cl_sql_number(&one, out, store, e,
                         "SELECT 1 FROM school_name WHERE school = ? AND name = ? LIMIT 1", "iv",
                         school, name);
}

int cl_school_name_list(cl_school_name **out, size_t *count, cl_arena *arena, cl_store *store,
                        int64_t school, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_school_name, e,
                          "WHERE t.school = ? ORDER BY t.id", "i", school);

    *out = items;
    return rc;
}

int cl_register_id_list(cl_register_id **out, size_t *count, cl_arena *arena, cl_store *store,
                        int64_t school, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_register_id, e,
                          "WHERE t.school = ? ORDER BY t.id", "i", school);

    *out = items;
    return rc;
}

int cl_import_list(cl_import **out, size_t *count, cl_arena *arena, cl_store *store, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_import, e, "ORDER BY t.id", "");

    *out = items;
    return rc;
}

int cl_cluster_list(cl_cluster **out, size_t *count, cl_arena *arena, cl_store *store, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_cluster, e, "ORDER BY t.id", "");

    *out = items;
    return rc;
}

int cl_cluster_page(cl_cluster **out, size_t *count, cl_arena *arena, cl_store *store,
                    int64_t after, int64_t limit, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_cluster, e,
                          "WHERE t.id > ? ORDER BY t.id LIMIT ?", "ii", after, limit);

    *out = items;
    return rc;
}

int cl_cluster_sizes(int64_t *out, cl_store *store, const cl_cluster *clusters, size_t count,
                     cl_date on, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    size_t at = 0;
    int rc;

    if (count == 0)
        return 0;
    memset(out, 0, count * sizeof *out);
    rc = cl_sql_open(&statement, store, e,
                     "SELECT t.cluster, count(*) FROM membership t"
                     " WHERE t.cluster BETWEEN ?1 AND ?2 AND " TRUE_ON(
                         "?3") " GROUP BY t.cluster ORDER BY t.cluster",
                     "iid", clusters[0].id, clusters[count - 1].id, day_of(on));
    while (rc == 0) {
        rc = cl_sql_step(store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        while (at < count && clusters[at].id < sqlite3_column_int64(statement, 0))
            at++;
        if (at < count && clusters[at].id == sqlite3_column_int64(statement, 0))
            out[at] = sqlite3_column_int64(statement, 1);
    }
    cl_sql_close(store, statement);
    return rc;
}

int cl_cluster_named(cl_cluster **out, size_t *count, cl_arena *arena, cl_store *store,
                     cl_view name, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_cluster, e,
                          "WHERE t.name = ? ORDER BY t.id", "v", name);

    *out = items;
    return rc;
}

int cl_membership_list(cl_membership **out, size_t *count, cl_arena *arena, cl_store *store,
                       int64_t cluster, int64_t school, cl_date on, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(
        &items, count, arena, store, &cl_table_membership, e,
        cluster != 0
            ? "WHERE t.cluster = ?1 AND (?2 = 0 OR t.school = ?2) AND " TRUE_ON(
                  "?3") " ORDER BY t.id"
            : "WHERE (?2 = 0 OR t.school = ?2) AND ?1 = 0 AND " TRUE_ON("?3") " ORDER BY t.id",
        "iid", cluster, school, day_of(on));

    *out = items;
    return rc;
}

/* Memberships `m` of cluster ?1 on day ?2, which is NULL when all days are meant. */
#define MEMBERS                                                                                    \
    "m.cluster = ?1 AND (?2 IS NULL OR (coalesce(m.\"from\", '0000') <= ?2"                        \
    " AND coalesce(m.\"to\", '9999-12-31') >= ?2))"

int cl_member_schools(cl_school **out, size_t *count, cl_arena *arena, cl_store *store,
                      int64_t cluster, cl_date on, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_school, e,
                          "JOIN membership m ON m.school = t.id WHERE " MEMBERS " ORDER BY m.id",
                          "id", cluster, day_of(on));

    *out = items;
    return rc;
}

int cl_member_evaluations(cl_self_evaluation **out, size_t *count, cl_arena *arena, cl_store *store,
                          int64_t cluster, cl_date on, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_self_evaluation, e,
                          "WHERE t.school IN (SELECT m.school FROM membership m WHERE " MEMBERS
                          ") AND t.state = 'submitted' AND t.date <= ?2"
                          " ORDER BY t.school, t.date DESC, t.id DESC",
                          "id", cluster, day_of(on));

    *out = items;
    return rc;
}

int cl_member_holders(int64_t **out, size_t *count, cl_arena *arena, cl_store *store,
                      int64_t cluster, cl_date on, int64_t except, cl_error *e)
{
    cl_vec ids = CL_VEC_INIT(int64_t);
    sqlite3_stmt *statement = NULL;
    bool row = true;
    int rc = cl_sql_open(&statement, store, e,
                         "WITH RECURSIVE line(member, id) AS ("
                         "SELECT m.school, m.school FROM membership m WHERE " MEMBERS
                         " UNION SELECT line.member, l.predecessor"
                         " FROM school_link l JOIN line ON l.successor = line.id"
                         " WHERE l.kind <> 'split')"
                         " SELECT DISTINCT line.member FROM line"
                         " JOIN membership h ON h.school = line.id"
                         " JOIN application p ON p.cluster = h.cluster"
                         " JOIN award a ON a.application = p.id"
                         " WHERE p.id <> ?3"
                         " AND a.state IN ('active', 'suspended', 'reporting', 'closing')"
                         " AND coalesce(h.\"from\", '0000') <= p.date"
                         " AND coalesce(h.\"to\", '9999-12-31') >= p.date",
                         "idi", cluster, day_of(on), except);

    *out = NULL;
    *count = 0;
    while (rc == 0) {
        int64_t id;

        rc = cl_sql_step(store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        id = sqlite3_column_int64(statement, 0);
        if (cl_vec_add(&ids, &id) != 0)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_sql_close(store, statement);
    if (rc == 0 && ids.count > 0) {
        *out = cl_arena_array(arena, ids.count, sizeof **out);
        if (*out == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
        else
            memcpy(*out, ids.items, ids.count * sizeof **out);
    }
    *count = rc == 0 ? ids.count : 0;
    cl_vec_clear(&ids);
    return rc;
}

int cl_pairing_list(cl_pairing **out, size_t *count, cl_arena *arena, cl_store *store,
                    int64_t cluster, cl_date on, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_pairing, e,
                          "WHERE t.cluster = ?1 AND " TRUE_ON("?2") " ORDER BY t.id", "id", cluster,
                          day_of(on));

    *out = items;
    return rc;
}

static bool is_past(cl_maybe day, cl_date on)
{
    return day.known && day.value <= on;
}

bool cl_pairing_is_agreed(const cl_pairing *pair, cl_date on)
{
    return !pair->asked.known ||
           (is_past(pair->home_agreed, on) && is_past(pair->overseas_agreed, on));
}

int cl_coordinator_list(cl_coordinator **out, size_t *count, cl_arena *arena, cl_store *store,
                        int64_t cluster, cl_date on, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_coordinator, e,
                          "WHERE t.cluster = ?1 AND " TRUE_ON("?2") " ORDER BY t.id", "id", cluster,
                          day_of(on));

    *out = items;
    return rc;
}

int cl_self_evaluation_list(cl_self_evaluation **out, size_t *count, cl_arena *arena,
                            cl_store *store, int64_t school, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_self_evaluation, e,
                          school != 0 ? "WHERE t.school = ?1 ORDER BY t.date DESC, t.id DESC"
                                      : "WHERE ?1 = 0 ORDER BY t.date DESC, t.id DESC",
                          "i", school);

    *out = items;
    return rc;
}

int cl_application_list(cl_application **out, size_t *count, cl_arena *arena, cl_store *store,
                        const cl_application_filter *filter, cl_error *e)
{
    static const cl_application_filter all = {0};
    void *items = NULL;
    int rc;

    if (filter == NULL)
        filter = &all;
    rc = cl_rows_read(
        &items, count, arena, store, &cl_table_application, e,
        "WHERE (?1 = 0 OR t.cluster = ?1) AND (?2 IS NULL OR t.programme = ?2)"
        " AND (?3 IS NULL OR t.state = ?3)"
        " AND (?4 = 0 OR t.state NOT IN ('withdrawn', 'closed', 'expired')) AND t.id > ?5"
        " ORDER BY t.id LIMIT ?6",
        "ittiii", filter->cluster, filter->programme, filter->state, (int64_t)filter->live_only,
        filter->after, filter->limit > 0 ? filter->limit : (int64_t)-1);

    *out = items;
    return rc;
}

int cl_request_list(cl_request **out, size_t *count, cl_arena *arena, cl_store *store,
                    int64_t application, bool removed, cl_error *e)
{
    void *items = NULL;
    int rc =
        cl_rows_read(&items, count, arena, store, &cl_table_request, e,
                     "WHERE t.application = ?1 AND (?2 = 1 OR t.removed IS NULL) ORDER BY t.id",
                     "ii", application, (int64_t)removed);

    *out = items;
    return rc;
}

int cl_revision_list(cl_revision **out, size_t *count, cl_arena *arena, cl_store *store,
                     int64_t application, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_revision, e,
                          "WHERE t.application = ? ORDER BY t.n", "i", application);

    *out = items;
    return rc;
}

int cl_revision_get(cl_revision *out, cl_arena *arena, cl_store *store, int64_t application,
                    int64_t n, cl_error *e)
{
    bool found;
    int rc = cl_row_read(out, &found, arena, store, &cl_table_revision, e,
                         "WHERE t.application = ? AND t.n = ?", "ii", application, n);

    if (rc == 0 && !found)
        rc = cl_fail(e, CL_E_NOT_FOUND, "APP-%lld has no revision %lld", (long long)application,
                     (long long)n);
    return rc;
}

int cl_decision_list(cl_decision_record **out, size_t *count, cl_arena *arena, cl_store *store,
                     int64_t application, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_decision, e,
                          application != 0 ? "WHERE t.application = ?1 ORDER BY t.id"
                                           : "WHERE ?1 = 0 ORDER BY t.id",
                          "i", application);

    *out = items;
    return rc;
}

int cl_edition_get(cl_edition *out, cl_arena *arena, cl_store *store, cl_view programme,
                   cl_view edition, cl_error *e)
{
    bool found;
    int rc = cl_row_read(out, &found, arena, store, &cl_table_edition, e,
                         "WHERE t.programme = ? AND t.edition = ?", "vv", programme, edition);

    if (rc == 0 && !found)
        rc = cl_fail(e, CL_E_NOT_FOUND, "%.*s@%.*s has decided nothing yet", (int)programme.length,
                     programme.at, (int)edition.length, edition.at);
    return rc;
}

int cl_edition_list(cl_edition **out, size_t *count, cl_arena *arena, cl_store *store, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_edition, e, "ORDER BY t.id", "");

    *out = items;
    return rc;
}

int cl_machine_text_find(cl_machine_text *out, bool *found, cl_arena *arena, cl_store *store,
                         cl_view digest, cl_error *e)
{
    return cl_row_read(out, found, arena, store, &cl_table_machine, e, "WHERE t.digest = ?", "v",
                       digest);
}

int cl_award_list(cl_award **out, size_t *count, cl_arena *arena, cl_store *store,
                  int64_t application, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_award, e,
                          application != 0 ? "WHERE t.application = ?1 ORDER BY t.id"
                                           : "WHERE ?1 = 0 ORDER BY t.id",
                          "i", application);

    *out = items;
    return rc;
}

int cl_share_list(cl_share **out, size_t *count, cl_arena *arena, cl_store *store, int64_t award,
                  cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_share, e,
                          "WHERE t.award = ? ORDER BY t.id", "i", award);

    *out = items;
    return rc;
}

int cl_instalment_list(cl_instalment **out, size_t *count, cl_arena *arena, cl_store *store,
                       int64_t award, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_instalment, e,
                          award != 0 ? "WHERE t.award = ?1 ORDER BY t.n"
                                     : "WHERE ?1 = 0 ORDER BY t.award, t.n",
                          "i", award);

    *out = items;
    return rc;
}
