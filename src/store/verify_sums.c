/* SPDX-License-Identifier: MIT
 *
 * What must agree across tables, whoever wrote them: each query gives the records for which a rule
 * of the lifecycle is broken, and what was found there. Amounts are minor units.
 */
#include "auditor.h"
#include "sql.h"
#include "text.h"

/* What a move does to either of its accounts, a row each. */
#define MOVED                                                                                      \
    "WITH moved(id, award, line, school, instalment, account, amount) AS ("                        \
    "SELECT id, award, line, coalesce(school, 0), instalment, to_account, amount FROM transfer"    \
    " UNION ALL SELECT id, award, line, coalesce(school, 0), instalment, from_account, -amount"    \
    " FROM transfer) "
/* What the accounts named in `accounts` hold, of the moves for which `which` is true. */
#define HELD(accounts, which)                                                                      \
    "coalesce((SELECT sum(CASE WHEN to_account IN (" accounts ") THEN amount ELSE 0 END"           \
    " - CASE WHEN from_account IN (" accounts ") THEN amount ELSE 0 END) FROM transfer"            \
    " WHERE " which "), 0)"
/* Moves of a round's budget; transfer_round has these alone. */
#define OF_BUDGET "round = r.id AND (from_account = 'available' OR to_account = 'available')"
#define SETTLED "'paid', 'receivable', 'recovered', 'written off'"
/* The state that the log tells last is the one that is stored. What somebody was refused leads to
 * none. */
#define STATE_OF(table, prefix)                                                                    \
    {                                                                                              \
        "SELECT '" prefix "-' || r.id, r.state, l.state FROM " table " r JOIN (SELECT r.id AS id," \
        " (SELECT \"to\" FROM event WHERE entity = '" prefix "-' || r.id AND \"to\" IS NOT NULL"   \
        " ORDER BY seq DESC LIMIT 1) AS state FROM " table " r) l"                                 \
        " ON l.id = r.id WHERE r.state <> l.state",                                                \
            "its state is ?, the last event of the log leads to ?"                                 \
    }

/* Each gives an id and what stands for the ? of the message. */
static const struct {
    const char *sql, *message;
} sums[] = {
    {"SELECT 'AWD-' || a.id, s.sum, a.amount FROM award a JOIN (SELECT award, sum(amount) AS sum"
     " FROM share GROUP BY award) s ON s.award = a.id WHERE s.sum <> a.amount",
     "the shares do not add up to the award: ? in shares, ? awarded"},
    {"SELECT 'AWD-' || a.id, i.sum, a.amount FROM award a JOIN (SELECT award, sum(amount) AS sum"
     " FROM instalment WHERE state <> 'cancelled' GROUP BY award) i ON i.award = a.id"
     " WHERE i.sum <> a.amount",
     "the instalments do not add up to the award: ? in instalments, ? awarded"},
    {"SELECT 'INS-' || i.id, i.currency, a.currency FROM instalment i JOIN award a"
     " ON a.id = i.award WHERE i.currency <> a.currency",
     "the instalment is in ?, its award in ?"},

    /* the ledger */
    {"SELECT 'TRF-' || t.id, t.currency, a.currency FROM transfer t JOIN award a ON a.id = t.award"
     " WHERE t.currency <> a.currency",
     "the move is in ?, its award in ?"},
    {MOVED "SELECT 'TRF-' || id, account, held FROM (SELECT id, account, amount, sum(amount) OVER"
           " (PARTITION BY award, line, school, account ORDER BY id) AS held FROM moved"
           " WHERE account <> 'available') WHERE amount < 0 AND held < 0",
     "the move takes more from the account ? than it held: ? are left"},
    {"SELECT 'AWD-' || id, held, amount FROM (SELECT id, amount, -" HELD(
         "'available'", "award = a.id") " AS held FROM award a WHERE machine_digest IS NOT NULL)"
                                        " WHERE held <> amount",
     "the accounts do not add up to the award: ? in the ledger, ? awarded"},
    {"SELECT 'SHA-' || id, held, amount FROM (SELECT s.id AS id, s.amount AS amount, -" HELD(
         "'available'",
         "award = s.award AND line = s.line"
         " AND coalesce(school, 0) = coalesce(s.school, 0)") " AS held FROM share s"
                                                             " JOIN award a ON a.id = s.award "
                                                             "WHERE a.machine_digest IS NOT NULL) "
                                                             "WHERE held <> amount",
     "the accounts do not add up to the share: ? in the ledger, the share is ?"},
    {"SELECT 'INS-' || id, gone, whole FROM (SELECT i.id AS id, -" HELD(
         "'committed'",
         "award = i.award AND instalment = i.id") " AS gone, CASE WHEN state IN"
                                                  " ('sent', 'paid') THEN amount ELSE 0 END AS "
                                                  "whole FROM instalment i"
                                                  " WHERE machine_digest IS NOT NULL AND state <> "
                                                  "'cancelled') WHERE gone <> whole",
     "? of the instalment have left the award, ? should have"},
    {"SELECT 'INS-' || id, away, whole FROM (SELECT i.id AS id, " HELD(
         "'in transit'",
         "award = i.award AND instalment = i.id") " AS away, CASE WHEN state ="
                                                  " 'sent' THEN amount ELSE 0 END AS whole FROM "
                                                  "instalment i WHERE machine_digest IS NOT NULL)"
                                                  " WHERE away <> whole",
     "? of the instalment are on their way to the bank, ? should be"},
    {"SELECT 'AWD-' || id, held, paid FROM (SELECT id, " HELD(
         SETTLED, "award = a.id") " AS held,"
                                  " (SELECT coalesce(sum(amount), 0) FROM instalment WHERE award = "
                                  "a.id AND state = 'paid')"
                                  " AS paid FROM award a WHERE machine_digest IS NOT NULL) WHERE "
                                  "held <> paid",
     "paid, claimed and recovered money do not add up to the instalments that are paid: ? in the"
     " ledger, ? in instalments"},
    {"SELECT 'AWD-' || a.id, i.gone, a.amount FROM award a JOIN (SELECT award, sum(amount) AS gone"
     " FROM instalment WHERE state IN ('sent', 'paid') GROUP BY award) i ON i.award = a.id"
     " WHERE i.gone > a.amount",
     "? are paid or on their way, more than the ? awarded"},
    {MOVED
     "SELECT 'AWD-' || award, group_concat(DISTINCT line || CASE school WHEN 0 THEN '' ELSE"
     " ' of SCH-' || school END), sum(over) FROM (SELECT award, line, school, -sum(amount) AS over"
     " FROM moved WHERE account = 'paid' GROUP BY award, line, school) WHERE over > 0"
     " GROUP BY award",
     "more was claimed back than paid (?): by ?"},
    {"SELECT 'AWD-' || id, held, claimed FROM (SELECT id, " HELD(
         "'receivable', 'recovered', 'written off'",
         "award = a.id") " AS held,"
                         " (SELECT coalesce(sum(l.amount), 0) FROM claim_line l JOIN clawback c ON "
                         "c.id = l.clawback"
                         " WHERE c.award = a.id AND c.state NOT IN ('proposed', 'rejected')) AS "
                         "claimed FROM award a)"
                         " WHERE held <> claimed",
     "? are receivable, recovered or written off, the claims that were approved come to ?"},
    {"SELECT 'RND-' || id, taken, budget FROM (SELECT id, budget, -" HELD(
         "'available'", OF_BUDGET) " AS taken FROM funding_round r) WHERE taken > budget",
     "? of the round are awarded, its budget is ?"},

    /* what has ended */
    {"SELECT 'INS-' || i.id, i.state, a.state FROM instalment i JOIN award a ON a.id = i.award"
     " WHERE a.state IN ('declined', 'lapsed', 'terminated')"
     " AND i.state IN ('planned', 'due', 'approved', 'held')",
     "it is ?, although its award is ?"},
    {"SELECT 'AWD-' || id, open, NULL FROM (SELECT id, " HELD(
         "'reserved', 'committed', 'in transit', 'receivable'",
         "award = a.id") " AS open"
                         " FROM award a WHERE state = 'closed') WHERE open <> 0",
     "the award is closed, yet ? are open in its accounts"},

    /* payments */
    {"SELECT 'RUN-' || r.id, l.count || ' lines of ' || l.sum, r.lines || ' of ' || r.total"
     " FROM payment_run r JOIN (SELECT run, count(*) AS count, sum(amount) AS sum FROM payment_line"
     " GROUP BY run) l ON l.run = r.id WHERE l.count <> r.lines OR l.sum <> r.total",
     "the run has ? in all, its control count and total are ?"},
    {"SELECT 'PAY-' || p.id, p.amount, i.amount FROM payment_line p JOIN instalment i"
     " ON i.id = p.instalment WHERE p.result IN ('sent', 'paid') AND p.amount <> i.amount",
     "the line pays ? for an instalment of ?"},
    {"SELECT 'PAY-' || p.id, p.result, i.state FROM payment_line p JOIN instalment i"
     " ON i.id = p.instalment WHERE i.machine_digest IS NOT NULL"
     " AND p.result IN ('sent', 'paid') AND p.result <> i.state",
     "the line is ?, its instalment is ?"},
    {"SELECT 'INS-' || instalment, count(*), NULL FROM payment_line"
     " WHERE result IN ('sent', 'paid') GROUP BY instalment HAVING count(*) > 1",
     "the instalment is paid ? times"},

    /* hours, signatures, revisions, deliveries */
    {"SELECT 'SUP-' || id, held, NULL FROM (SELECT id, minutes, sum(minutes) OVER"
     " (PARTITION BY cluster ORDER BY id) AS held FROM support_entry) WHERE held < 0",
     "the cluster has ? minutes of support left after it"},
    {"SELECT 'SIG-' || s.id, s.digest, r.digest FROM signature s JOIN revision r"
     " ON r.id = s.revision WHERE s.digest <> r.digest",
     "it signs ?, the digest of its revision is ?"},
    {"SELECT 'APP-' || a.id, a.revision, r.last FROM application a JOIN (SELECT a.id AS id,"
     " (SELECT coalesce(max(n), 0) FROM revision WHERE application = a.id) AS last"
     " FROM application a) r ON r.id = a.id WHERE a.revision <> r.last",
     "the current revision is not the last one: it is ?, the last is ?"},
    {"SELECT 'DEL-' || d.id, d.state, NULL FROM delivery d"
     " WHERE d.state IN ('acknowledged', 'validated', 'received', 'numbered')"
     " AND NOT EXISTS (SELECT 1 FROM receipt WHERE delivery = d.id)",
     "the delivery was acknowledged (?), yet there is no receipt"},
    {"SELECT 'REC-' || r.id, r.revision_digest, v.digest FROM receipt r JOIN revision v"
     " ON v.id = r.revision WHERE r.revision_digest <> v.digest",
     "the receipt is for another text than its revision: ?, not ?"},
    {"SELECT 'REC-' || r.id, r.head_seq, r.head_hash FROM receipt r WHERE r.head_seq > 0"
     " AND NOT EXISTS (SELECT 1 FROM event WHERE seq = r.head_seq AND lower(hex(hash)) ="
     " r.head_hash)",
     "the receipt knows the head of another log: event ? was ?"},

    /* states */
    STATE_OF("application", "APP"),
    STATE_OF("award", "AWD"),
    STATE_OF("instalment", "INS"),
    STATE_OF("report", "RPT"),
    STATE_OF("variation", "VAR"),
    STATE_OF("clawback", "CLB"),
    STATE_OF("accreditation", "ACC"),
};

/* The message with the columns after the first in the place of each '?'. */
static void print_message(cl_text *out, const char *message, sqlite3_stmt *statement)
{
    int column = 0;

    for (; *message != '\0'; message++)
        if (*message == '?')
            cl_text_add_view(out, cl_sql_view(statement, ++column));
        else
            cl_text_add_char(out, *message);
}

static int report(cl_auditor *auditor, const char *message, sqlite3_stmt *statement, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    int rc;

    print_message(&text, message, statement);
    rc = cl_text_check(&text, e);
    if (rc == 0)
        cl_audit_fault(auditor, CL_FAULT_INVARIANT, 0,
                       (const char *)sqlite3_column_text(statement, 0), "%s", text.at);
    cl_text_clear(&text);
    return rc;
}

static int check(cl_auditor *auditor, const char *sql, const char *message, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    int rc = cl_sql_open(&statement, auditor->store, e, sql, "");

    while (rc == 0) {
        rc = cl_sql_step(auditor->store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        rc = report(auditor, message, statement, e);
    }
    cl_sql_close(auditor->store, statement);
    return rc;
}

int cl_audit_sums(cl_auditor *auditor, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof sums / sizeof *sums; i++)
        rc = check(auditor, sums[i].sql, sums[i].message, e);
    return rc;
}
