/* SPDX-License-Identifier: MIT
 *
 * The queries of the lifecycle.
 */
#include "lifecycle_query.h"

#include "query.h"
#include "rows.h"

int cl_record_list_of(void **items, size_t *count, cl_arena *arena, cl_store *store,
                      const cl_table *table, const char *column, int64_t id, cl_error *e)
{
    cl_record_filter filters[] = {{column, id, NULL}, {NULL, 0, NULL}};

    return cl_record_list(items, count, arena, store, table, filters, CL_ANY_DAY, e);
}

/* ---- who caused what ---- */

static int read_causer(cl_causer *out, cl_arena *arena, cl_store *store, sqlite3_stmt *statement,
                       cl_error *e)
{
    bool row = false;
    int rc = cl_sql_step(store, statement, &row, e);

    *out = (cl_causer){0};
    if (rc == 0 && row) {
        cl_view actor = cl_sql_view(statement, 2), kind = cl_sql_view(statement, 3);

        out->seq = sqlite3_column_int64(statement, 0);
        out->at = sqlite3_column_int64(statement, 1);
        out->actor = (cl_view){cl_arena_copy(arena, actor), actor.length};
        out->kind = (cl_view){cl_arena_copy(arena, kind), kind.length};
        if (out->actor.at == NULL || out->kind.at == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_sql_close(store, statement);
    return rc;
}

int cl_event_latest(cl_causer *out, cl_arena *arena, cl_store *store, const char *entity,
                    const char *kind, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    int rc = cl_sql_open(&statement, store, e,
                         "SELECT seq, at, actor, kind FROM event WHERE entity = ?1"
                         " AND (kind = ?2 OR (?2 IS NULL AND kind <> 'refused'))"
                         " ORDER BY seq DESC LIMIT 1",
                         "tt", entity, kind);

    return rc != 0 ? rc : read_causer(out, arena, store, statement, e);
}

int cl_event_reached(cl_maybe *out, cl_store *store, const char *entity, const char *state,
                     cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = false;
    cl_date day;
    int rc = cl_sql_open(&statement, store, e,
                         "SELECT effective FROM event WHERE entity = ? AND \"to\" = ?"
                         " ORDER BY seq DESC LIMIT 1",
                         "tt", entity, state);

    *out = (cl_maybe){0, false};
    if (rc == 0)
        rc = cl_sql_step(store, statement, &row, e);
    if (rc == 0 && row && cl_date_parse(&day, cl_sql_view(statement, 0), NULL) == 0)
        *out = cl_known(day);
    cl_sql_close(store, statement);
    return rc;
}

int cl_event_latest_report(cl_causer *out, cl_arena *arena, cl_store *store, int64_t award,
                           const char *kind, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    int rc = cl_sql_open(&statement, store, e,
                         "SELECT v.seq, v.at, v.actor, v.kind FROM report r"
                         " JOIN event v ON v.entity = 'RPT-' || r.id"
                         " WHERE r.award = ? AND r.kind = 'final' AND v.kind = ?"
                         " ORDER BY v.seq DESC LIMIT 1",
                         "it", award, kind);

    return rc != 0 ? rc : read_causer(out, arena, store, statement, e);
}

int cl_event_in_last_run(int64_t *seq, cl_store *store, const char *entity, const char *kind,
                         const char *actor, cl_error *e)
{
    return cl_sql_number(
        seq, NULL, store, e,
        "SELECT coalesce(max(seq), 0) FROM event WHERE entity = ?1 AND kind = ?2 AND actor = ?3"
        " AND seq > (SELECT coalesce(max(seq), 0) FROM event WHERE entity = ?1"
        " AND kind <> ?2 AND kind <> 'refused')",
        "ttt", entity, kind, actor);
}

/* ---- money and hours ---- */

int cl_ledger_balance(int64_t *out, cl_store *store, int64_t award, const char *account,
                      const cl_view *line, int64_t school, cl_error *e)
{
    if (line == NULL)
        return cl_sql_number(out, NULL, store, e,
                             "SELECT coalesce(sum(CASE WHEN to_account = ?2 THEN amount ELSE 0 END"
                             " - CASE WHEN from_account = ?2 THEN amount ELSE 0 END), 0)"
                             " FROM transfer WHERE award = ?1",
                             "it", award, account);
    return cl_sql_number(out, NULL, store, e,
                         "SELECT coalesce(sum(CASE WHEN to_account = ?2 THEN amount ELSE 0 END"
                         " - CASE WHEN from_account = ?2 THEN amount ELSE 0 END), 0)"
                         " FROM transfer WHERE award = ?1 AND line = ?3"
                         " AND coalesce(school, 0) = ?4",
                         "itvi", award, account, *line, school);
}

int cl_claimed_of(int64_t *out, cl_store *store, int64_t award, const char *state, cl_view line,
                  int64_t school, cl_error *e)
{
    return cl_sql_number(out, NULL, store, e,
                         "SELECT coalesce(sum(l.amount), 0) FROM claim_line l"
                         " JOIN clawback c ON c.id = l.clawback WHERE c.award = ?1"
                         " AND c.state <> 'rejected' AND (?2 IS NULL OR c.state = ?2)"
                         " AND l.line = ?3 AND coalesce(l.school, 0) = ?4",
                         "itvi", award, state, line, school);
}

/* What awards hold of a round; the index transfer_round has these moves alone. */
#define TAKEN(round)                                                                               \
    "SELECT coalesce(sum(CASE from_account WHEN 'available' THEN amount ELSE -amount END), 0)"     \
    " FROM transfer WHERE round = " round                                                          \
    " AND (from_account = 'available' OR to_account = 'available')"

int cl_round_available(int64_t *out, bool *limited, cl_store *store, int64_t round, cl_error *e)
{
    return cl_sql_number(out, limited, store, e,
                         "SELECT budget - (" TAKEN("r.id") ") FROM funding_round r"
                                                           " WHERE r.id = ? AND budget IS NOT NULL",
                         "i", round);
}

/* Applications of the round in these states, and the grants of their last decisions: three indexes
 * have all of it, so that a round of 100,000 is added up without a look at a row. */
static int add_up(int64_t *count, int64_t *sum, cl_store *store, const cl_funding_round *round,
                  const char *sql, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    char closes[11] = "";
    bool row = false;
    int rc;

    if (round->closes.known)
        cl_date_format((cl_date)round->closes.value, closes);
    rc = cl_sql_open(&statement, store, e, sql, "vvt", round->programme, round->name, closes);
    if (rc == 0)
        rc = cl_sql_step(store, statement, &row, e);
    if (rc == 0 && row) {
        *count = sqlite3_column_int64(statement, 0);
        *sum = sqlite3_column_int64(statement, 1);
    }
    cl_sql_close(store, statement);
    return rc;
}

#define OF_ROUND(states)                                                                           \
    "SELECT count(*), coalesce(sum((SELECT d.granted FROM decision d WHERE d.application = a.id"   \
    " ORDER BY d.id DESC LIMIT 1)), 0) FROM application a WHERE a.programme = ?1"                  \
    " AND a.round IN (?2, ?3) AND a.state IN (" states ")"

int cl_round_spoken_for(cl_round_money *out, cl_store *store, const cl_funding_round *round,
                        cl_error *e)
{
    int64_t decided = 0;
    int rc;

    *out = (cl_round_money){0};
    rc = cl_sql_number(&out->taken, NULL, store, e, TAKEN("?"), "i", round->id);
    return rc != 0 ? rc
                   : add_up(&decided, &out->promised, store, round,
                            OF_ROUND("'decided_fund', 'decided_conditional'"), e);
}

int cl_round_money_read(cl_round_money *out, cl_store *store, const cl_funding_round *round,
                        cl_error *e)
{
    int rc = cl_round_spoken_for(out, store, round, e);

    return rc != 0 ? rc
                   : add_up(&out->waiting, &out->asked, store, round,
                            OF_ROUND("'submitted', 'in_review', 'info_requested'"), e);
}

int cl_round_find(cl_funding_round *out, bool *found, cl_arena *arena, cl_store *store,
                  cl_view programme, cl_view name, cl_error *e)
{
    return cl_row_read(out, found, arena, store, &cl_table_funding_round, e,
                       "WHERE t.programme = ?1 AND (t.name = ?2 OR t.closes = ?2) ORDER BY t.id",
                       "vv", programme, name);
}

int cl_bulk_item_find(cl_bulk_item *out, bool *found, cl_arena *arena, cl_store *store, cl_view run,
                      cl_view item, cl_error *e)
{
    return cl_row_read(out, found, arena, store, &cl_table_bulk_item, e,
                       "WHERE t.run = ? AND t.item = ?", "vv", run, item);
}
