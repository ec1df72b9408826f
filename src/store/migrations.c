/* SPDX-License-Identifier: MIT
 *
 * The steps of the schema. Dates are ISO text, money is whole minor units, times are milliseconds:
 * what another database can hold as well. What lifecycle rules say "by the database itself" are the
 * checks, unique indexes and triggers here; their messages are read by people.
 */
#include "migrations.h"

#include <stdio.h>

#include "schema_calendar.h"
#include "schema_cluster.h"
#include "schema_lifecycle.h"
#include "schema_people.h"
#include "schema_words.h"
#include "sql.h"

/* clang-format would set SQL behind the macros that stand in it. */
/* clang-format off */
static const char log_and_people[] =
    "CREATE TABLE event(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL,"
    " role TEXT, entity TEXT NOT NULL, kind TEXT NOT NULL, \"from\" TEXT, \"to\" TEXT,"
    " effective TEXT NOT NULL, machine TEXT, cause INTEGER REFERENCES event(seq), payload"
    " TEXT NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL) STRICT;\n"
    "CREATE INDEX event_entity ON event(entity);\n"
    "CREATE TRIGGER event_order BEFORE INSERT ON event WHEN NEW.seq <> (SELECT"
    " coalesce(max(seq), 0) + 1 FROM event) BEGIN SELECT RAISE(ABORT, 'events are numbered"
    " without gaps'); END;\n"
    "CREATE TRIGGER event_unchanged BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events"
    " are never changed'); END;\n"
    "CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are"
    " never deleted'); END;\n"
    "CREATE TABLE counter(name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT"
    " ROWID;\n"
    "CREATE TABLE personal(id INTEGER PRIMARY KEY, subject TEXT NOT NULL, field TEXT NOT"
    " NULL, value ANY, salt BLOB) STRICT;\n"
    "CREATE INDEX personal_subject ON personal(subject);\n";

static const char schools[] =
    "CREATE TABLE import(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, scheme TEXT NOT"
    " NULL, file TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL, rows INTEGER NOT"
    " NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL, unchanged INTEGER NOT NULL,"
    " closed INTEGER NOT NULL, reopened INTEGER NOT NULL, missing INTEGER NOT NULL, refused"
    " INTEGER NOT NULL) STRICT;\n"
    "CREATE TABLE school(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT"
    " NULL, country TEXT NOT NULL, nation TEXT, la_code TEXT, phase TEXT, funding TEXT,"
    " pupils INTEGER CHECK(pupils >= 0), town TEXT, postcode TEXT, opened TEXT, closed TEXT,"
    " source TEXT NOT NULL, import INTEGER REFERENCES import(id)) STRICT;\n"
    "CREATE INDEX school_country ON school(country);\n"
    "CREATE VIRTUAL TABLE school_words USING fts5(words, tokenize='unicode61', prefix='2"
    " 3');\n"
    "CREATE VIRTUAL TABLE school_vocabulary USING fts5vocab(school_words, row);\n"
    "CREATE TABLE register_id(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, school"
    " INTEGER NOT NULL REFERENCES school(id), scheme TEXT NOT NULL, value TEXT NOT NULL,"
    " \"from\" TEXT, \"to\" TEXT, UNIQUE(scheme, value)) STRICT;\n"
    "CREATE INDEX register_id_school ON register_id(school);\n";

static const char clusters[] =
    "CREATE TABLE cluster(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT"
    " NULL, structure TEXT CHECK(structure IN ('hub-and-spoke', 'broad-area', 'formal')),"
    " formed TEXT, dissolved TEXT) STRICT;\n"
    "CREATE INDEX cluster_name ON cluster(name);\n"
    "CREATE TABLE membership(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster"
    " INTEGER NOT NULL REFERENCES cluster(id), school INTEGER NOT NULL REFERENCES"
    " school(id), role TEXT NOT NULL CHECK(role IN ('lead', 'partner', 'network',"
    " 'sponsor')), \"from\" TEXT, \"to\" TEXT, reason INTEGER REFERENCES personal(id))"
    " STRICT;\n"
    "CREATE INDEX membership_cluster ON membership(cluster, school);\n"
    "CREATE INDEX membership_school ON membership(school);\n"
    DATED("membership",
        "o.cluster = NEW.cluster AND o.school = NEW.school",
        "this school is a member of the cluster already on one of these days")
    "CREATE TABLE pairing(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster INTEGER"
    " NOT NULL REFERENCES cluster(id), home INTEGER NOT NULL REFERENCES school(id), overseas"
    " INTEGER NOT NULL REFERENCES school(id), \"from\" TEXT, \"to\" TEXT, CHECK(home <>"
    " overseas)) STRICT;\n"
    "CREATE INDEX pairing_cluster ON pairing(cluster, home, overseas);\n"
    DATED("pairing",
        "o.cluster = NEW.cluster AND o.home = NEW.home AND o.overseas = NEW.overseas",
        "these schools are paired already on one of these days");

static const char people[] =
    "CREATE TABLE coordinator(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster"
    " INTEGER NOT NULL REFERENCES cluster(id), school INTEGER NOT NULL REFERENCES"
    " school(id), name INTEGER REFERENCES personal(id), contact INTEGER REFERENCES"
    " personal(id), \"from\" TEXT, \"to\" TEXT) STRICT;\n"
    "CREATE INDEX coordinator_cluster ON coordinator(cluster);\n"
    DATED("coordinator",
        "o.cluster = NEW.cluster",
        "the cluster has a co-ordinator already on one of these days")
    "CREATE TABLE self_evaluation(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, school"
    " INTEGER NOT NULL REFERENCES school(id), cluster INTEGER REFERENCES cluster(id), date"
    " TEXT NOT NULL, state TEXT NOT NULL CHECK(state IN ('draft', 'submitted',"
    " 'superseded')), answers INTEGER REFERENCES personal(id)) STRICT;\n"
    "CREATE INDEX self_evaluation_school ON self_evaluation(school, date);\n";

static const char applications[] =
    "CREATE TABLE edition(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, programme TEXT"
    " NOT NULL, edition TEXT NOT NULL, digest TEXT NOT NULL, files TEXT, UNIQUE(programme,"
    " edition)) STRICT;\n"
    FROZEN("edition", "an edition that has decided something is frozen")
    "CREATE TABLE application(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster"
    " INTEGER NOT NULL REFERENCES cluster(id), programme TEXT NOT NULL, edition TEXT NOT"
    " NULL, edition_digest TEXT, machine_digest TEXT, state TEXT NOT NULL, option TEXT,"
    " funding_model TEXT, date TEXT NOT NULL, round TEXT, revision INTEGER NOT NULL, follows"
    " INTEGER REFERENCES application(id), answers INTEGER REFERENCES personal(id), outcome"
    " TEXT) STRICT;\n"
    "CREATE UNIQUE INDEX application_live ON application(cluster, programme) WHERE state NOT"
    " IN ('withdrawn', 'closed', 'expired');\n"
    "CREATE INDEX application_cluster ON application(cluster);\n"
    "CREATE TABLE request(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application"
    " INTEGER NOT NULL REFERENCES application(id), item TEXT NOT NULL, school INTEGER"
    " REFERENCES school(id), cost INTEGER CHECK(cost >= 0), currency TEXT, days INTEGER"
    " CHECK(days >= 0), removed TEXT, CHECK(cost IS NULL OR currency IS NOT NULL)) STRICT;\n"
    "CREATE INDEX request_application ON request(application);\n"
    "CREATE TABLE revision(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application"
    " INTEGER NOT NULL REFERENCES application(id), n INTEGER NOT NULL, dossier INTEGER NOT"
    " NULL REFERENCES personal(id), digest TEXT NOT NULL, author TEXT NOT NULL, reason"
    " INTEGER REFERENCES personal(id), made_at INTEGER NOT NULL, UNIQUE(application, n))"
    " STRICT;\n"
    FROZEN("revision", "a revision is frozen; make a new one")
    "CREATE TABLE decision(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application"
    " INTEGER NOT NULL REFERENCES application(id), revision INTEGER REFERENCES revision(id),"
    " programme TEXT NOT NULL, edition TEXT NOT NULL, edition_digest TEXT NOT NULL, files"
    " TEXT, engine TEXT NOT NULL, schema INTEGER NOT NULL, stage TEXT NOT NULL, verdict TEXT"
    " NOT NULL, date TEXT NOT NULL, granted INTEGER, currency TEXT, dossier_digest TEXT NOT"
    " NULL, decision INTEGER NOT NULL REFERENCES personal(id), decision_digest TEXT NOT"
    " NULL, facts INTEGER REFERENCES personal(id), waivers INTEGER REFERENCES personal(id),"
    " cause TEXT NOT NULL, decided_at INTEGER NOT NULL, CHECK(granted IS NULL OR currency IS"
    " NOT NULL)) STRICT;\n"
    "CREATE INDEX decision_application ON decision(application);\n"
    FROZEN("decision", "a recorded decision is frozen");

static const char awards[] =
    "CREATE TABLE award(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application"
    " INTEGER NOT NULL REFERENCES application(id), decision INTEGER REFERENCES decision(id),"
    " state TEXT NOT NULL, original INTEGER NOT NULL CHECK(original >= 0), amount INTEGER"
    " NOT NULL CHECK(amount >= 0), currency TEXT NOT NULL, answer_by TEXT, starts TEXT, ends"
    " TEXT, offer_digest TEXT, reference TEXT) STRICT;\n"
    "CREATE INDEX award_application ON award(application);\n"
    "CREATE TRIGGER award_original BEFORE UPDATE OF original, currency ON award WHEN"
    " NEW.original <> OLD.original OR NEW.currency <> OLD.currency BEGIN SELECT RAISE(ABORT,"
    " 'the amount of an offer is frozen'); END;\n"
    "CREATE TABLE share(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, award INTEGER NOT"
    " NULL REFERENCES award(id), line TEXT NOT NULL, school INTEGER REFERENCES school(id),"
    " amount INTEGER NOT NULL) STRICT;\n"
    "CREATE INDEX share_award ON share(award);\n"
    "CREATE TABLE instalment(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, award INTEGER"
    " NOT NULL REFERENCES award(id), n INTEGER NOT NULL, name TEXT NOT NULL, due_when TEXT"
    " NOT NULL, amount INTEGER NOT NULL CHECK(amount >= 0), currency TEXT NOT NULL, due"
    " TEXT, state TEXT NOT NULL, UNIQUE(award, n)) STRICT;\n"
    "CREATE TRIGGER instalment_currency BEFORE INSERT ON instalment WHEN NEW.currency <>"
    " (SELECT currency FROM award WHERE id = NEW.award) BEGIN SELECT RAISE(ABORT, 'an award"
    " has one currency'); END;\n";

static const char outbox[] =
    "CREATE TABLE delivery(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application"
    " INTEGER NOT NULL REFERENCES application(id), revision INTEGER NOT NULL REFERENCES"
    " revision(id), portal TEXT NOT NULL, kind TEXT NOT NULL, reference TEXT NOT NULL,"
    " dialect TEXT NOT NULL, dialect_digest TEXT, config_digest TEXT, steps TEXT, forms"
    " INTEGER REFERENCES personal(id), state TEXT NOT NULL, memory INTEGER REFERENCES"
    " personal(id), next_at INTEGER NOT NULL, deadline_at INTEGER, alarm TEXT, reason"
    " INTEGER REFERENCES personal(id), failures INTEGER NOT NULL, made_at INTEGER NOT NULL,"
    " watch_at INTEGER, portal_id TEXT, portal_number TEXT, portal_state TEXT) STRICT;\n"
    "CREATE UNIQUE INDEX delivery_once ON delivery(revision, kind) WHERE state <>"
    " 'cancelled';\n"
    "CREATE INDEX delivery_due ON delivery(coalesce(deadline_at, 9223372036854775807), id)"
    " WHERE state IN ('queued', 'unknown');\n"
    "CREATE INDEX delivery_next ON delivery(next_at) WHERE state IN ('queued', 'unknown');\n"
    "CREATE INDEX delivery_application ON delivery(application, id);\n"
    "CREATE TABLE exchange(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, delivery"
    " INTEGER NOT NULL REFERENCES delivery(id), n INTEGER NOT NULL, step TEXT NOT NULL,"
    " purpose TEXT NOT NULL CHECK(purpose IN ('step', 'ask', 'watch')), effect TEXT NOT NULL"
    " CHECK(effect IN ('read', 'repeat', 'once')), commits INTEGER NOT NULL CHECK(commits IN"
    " (0, 1)), harmless INTEGER NOT NULL CHECK(harmless IN (0, 1)), method TEXT NOT NULL,"
    " path TEXT NOT NULL, query TEXT, headers TEXT, body INTEGER REFERENCES personal(id),"
    " body_digest TEXT NOT NULL, expect TEXT, key TEXT, key_until_at INTEGER, state TEXT NOT"
    " NULL CHECK(state IN ('ready', 'sending', 'done', 'not_done', 'unknown')), made_at"
    " INTEGER NOT NULL, UNIQUE(delivery, n)) STRICT;\n"
    "CREATE INDEX exchange_sending ON exchange(id) WHERE state = 'sending';\n"
    "CREATE TRIGGER exchange_frozen BEFORE UPDATE OF step, effect, commits, method, path,"
    " query, headers, body, body_digest ON exchange BEGIN SELECT RAISE(ABORT, 'the bytes of"
    " a request never change; make a new exchange'); END;\n"
    "CREATE TABLE attempt(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, exchange INTEGER"
    " NOT NULL REFERENCES exchange(id), n INTEGER NOT NULL, started_at INTEGER NOT NULL,"
    " ended_at INTEGER, phase TEXT, curl_code INTEGER, status INTEGER, headers INTEGER"
    " REFERENCES personal(id), answer INTEGER REFERENCES personal(id), answer_length"
    " INTEGER, answer_digest TEXT, portal_at INTEGER, UNIQUE(exchange, n)) STRICT;\n"
    "CREATE INDEX attempt_open ON attempt(exchange) WHERE ended_at IS NULL;\n"
    "CREATE TABLE receipt(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application"
    " INTEGER NOT NULL REFERENCES application(id), delivery INTEGER REFERENCES delivery(id),"
    " revision INTEGER NOT NULL REFERENCES revision(id), revision_digest TEXT NOT NULL,"
    " exchanges TEXT, digest TEXT NOT NULL, answers_digest TEXT, portal TEXT NOT NULL,"
    " portal_id TEXT, portal_number TEXT, portal_state TEXT, portal_at INTEGER, sent_at"
    " INTEGER NOT NULL, received_at INTEGER NOT NULL, found_by TEXT NOT NULL, head_seq"
    " INTEGER NOT NULL, head_hash TEXT NOT NULL) STRICT;\n"
    "CREATE INDEX receipt_application ON receipt(application);\n"
    "CREATE TABLE lease(one INTEGER PRIMARY KEY CHECK(one = 1), holder TEXT NOT NULL,"
    " until_at INTEGER NOT NULL) STRICT;\n";

static const char kept[] =
    KEPT("import")
    KEPT("school")
    KEPT("register_id")
    KEPT("cluster")
    KEPT("membership")
    KEPT("pairing")
    KEPT("coordinator")
    KEPT("self_evaluation")
    KEPT("edition")
    KEPT("application")
    KEPT("request")
    KEPT("revision")
    KEPT("decision")
    KEPT("award")
    KEPT("share")
    KEPT("instalment")
    KEPT("delivery")
    KEPT("exchange")
    KEPT("attempt")
    KEPT("receipt");
/* A number may pass from one school to another, but two never hold it on the same day. The index
 * finds the holder; the trigger looks only where the number has been somebody's before. */

static const char registers[] =
    "ALTER TABLE import ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;\n"
    "ALTER TABLE school ADD COLUMN authority TEXT;\n"
    "CREATE TABLE register_id_dated(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, school"
    " INTEGER NOT NULL REFERENCES school(id), scheme TEXT NOT NULL, value TEXT NOT NULL,"
    " \"from\" TEXT, \"to\" TEXT) STRICT;\n"
    "INSERT INTO register_id_dated SELECT * FROM register_id;\n"
    "DROP TABLE register_id;\n"
    "ALTER TABLE register_id_dated RENAME TO register_id;\n"
    "CREATE INDEX register_id_number ON register_id(value, scheme);\n"
    "CREATE INDEX register_id_school ON register_id(school);\n"
    DATED("register_id",
        "o.scheme = NEW.scheme AND o.value = NEW.value",
        "this number of the register is another school''s on one of these days")
    KEPT("register_id");

static const char school_history[] =
    "CREATE TABLE school_link(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, predecessor"
    " INTEGER NOT NULL REFERENCES school(id), successor INTEGER NOT NULL REFERENCES"
    " school(id), kind TEXT NOT NULL CHECK(kind IN ('successor', 'merged', 'split',"
    " 'renamed')), date TEXT, source TEXT NOT NULL, import INTEGER REFERENCES import(id),"
    " UNIQUE(predecessor, successor), CHECK(predecessor <> successor)) STRICT;\n"
    "CREATE INDEX school_link_successor ON school_link(successor);\n"
    "CREATE TABLE school_name(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, school"
    " INTEGER NOT NULL REFERENCES school(id), name TEXT NOT NULL, language TEXT, \"from\""
    " TEXT, \"to\" TEXT) STRICT;\n"
    "CREATE INDEX school_name_school ON school_name(school);\n"
    "CREATE TABLE school_term(term TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;\n"
    "INSERT INTO school_term SELECT term FROM school_vocabulary;\n"
    KEPT("school_link")
    KEPT("school_name");
/* A record keeps the machine under which it began, whatever becomes of the file. */

static const char machines[] =
    "CREATE TABLE machine(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, noun TEXT NOT"
    " NULL, edition TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, source TEXT NOT NULL)"
    " STRICT;\n"
    FROZEN("machine", "the text of a pinned machine never changes")
    KEPT("machine");
/* What was set aside stays so as it was said; it can be taken back, once. */

static const char waivers[] =
    "CREATE TABLE waiver(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application"
    " INTEGER NOT NULL REFERENCES application(id), rule TEXT NOT NULL, person TEXT NOT NULL,"
    " reason INTEGER REFERENCES personal(id), until TEXT, ended TEXT, given_at INTEGER NOT"
    " NULL) STRICT;\n"
    "CREATE UNIQUE INDEX waiver_once ON waiver(application, rule) WHERE ended IS NULL;\n"
    "CREATE TRIGGER waiver_said BEFORE UPDATE OF application, rule, person, until ON waiver"
    " WHEN NEW.application <> OLD.application OR NEW.rule <> OLD.rule OR NEW.person <>"
    " OLD.person OR NEW.until IS NOT OLD.until BEGIN SELECT RAISE(ABORT, 'a waiver is never"
    " changed; end it and give another'); END;\n"
    "CREATE TRIGGER waiver_ended BEFORE UPDATE OF ended ON waiver WHEN OLD.ended IS NOT NULL"
    " BEGIN SELECT RAISE(ABORT, 'the waiver has ended already'); END;\n"
    KEPT("waiver");

/* What was folded already needs no tokenizer that folds again, and lists of words that begin alike
 * made up half of the index: the terms stand sorted, so that it is a range of them anyway. The hash
 * is as large as a whole register, so that an import is written down once. */
static const char search[] =
    "DROP TABLE school_vocabulary;\n"
    "ALTER TABLE school_words RENAME TO school_words_before;\n"
    "CREATE VIRTUAL TABLE school_words USING fts5(words, tokenize='ascii');\n"
    "INSERT INTO school_words(school_words, rank) VALUES('hashsize', 67108864);\n"
    "INSERT INTO school_words(rowid, words) SELECT rowid, words FROM school_words_before;\n"
    "DROP TABLE school_words_before;\n"
    "CREATE VIRTUAL TABLE school_vocabulary USING fts5vocab(school_words, row);\n";

/* The most urgent delivery of one portal is the first of an index: see cl_outbox_next(). */

static const char queues[] =
    "DROP INDEX delivery_due;\n"
    "DROP INDEX delivery_next;\n"
    "CREATE INDEX delivery_due ON delivery(portal, min(coalesce(deadline_at,"
    " 9223372036854775807), made_at + 604800000), id, next_at) WHERE state IN ('queued',"
    " 'unknown');\n"
    "CREATE INDEX delivery_next ON delivery(portal, next_at) WHERE state IN ('queued',"
    " 'unknown');\n";

/* The database looks whether any event waits for the new one as its cause, each time one is added:
 * without an index it read the whole log. */

static const char causes[] = "CREATE INDEX event_cause ON event(cause);\n";

/* clang-format on */

/* A step is a list of texts, since a compiler need not take a string of more than 4,095 bytes. */
enum { TEXTS = 8 };
static const char *const steps[][TEXTS] = {
    {log_and_people, schools, clusters, people, applications, awards, outbox, kept},
    {registers, school_history},
    {machines},
    {cl_schema_cluster, cl_schema_board, cl_schema_agreements, cl_schema_support},
    {cl_schema_people, cl_schema_bulk},
    {waivers},
    {cl_schema_moves, cl_schema_ledger, cl_schema_payments, cl_schema_lifecycle_kept},
    {cl_schema_variations, cl_schema_clawbacks, cl_schema_accreditations, cl_schema_changes_kept},
    {search},
    {queues},
    {cl_schema_calendar},
    {causes},
};

int cl_migrations_newest(void)
{
    return (int)(sizeof steps / sizeof *steps);
}

static int present(int *out, cl_store *store, cl_error *e)
{
    int64_t number = 0;
    int rc = cl_sql_number(&number, NULL, store, e, "PRAGMA user_version", "");

    *out = (int)number;
    return rc;
}

static int run_texts(cl_store *store, int step, cl_error *e)
{
    char sql[64];

    for (size_t i = 0; i < TEXTS && steps[step][i] != NULL; i++) {
        int rc = cl_sql_script(store, steps[step][i], e);

        if (rc != 0)
            return rc;
    }
    snprintf(sql, sizeof sql, "PRAGMA user_version=%d", step + 1);
    return cl_sql_script(store, sql, e);
}

/* One step. Another process may have taken it between our look and our lock, so the lock comes
 * first. */
static int run_step(cl_store *store, cl_error *e)
{
    int from = 0;
    int rc = cl_store_begin(store, e);

    if (rc != 0)
        return rc;
    rc = present(&from, store, e);
    if (rc == 0 && from < cl_migrations_newest())
        rc = run_texts(store, from, e);
    if (rc != 0) {
        cl_store_rollback(store);
        return rc;
    }
    return cl_store_commit(store, e);
}

int cl_migrations_run(cl_store *store, cl_error *e)
{
    int rc = present(&store->schema, store, e);

    while (rc == 0 && store->schema < cl_migrations_newest()) {
        rc = run_step(store, e);
        if (rc == 0)
            rc = present(&store->schema, store, e);
    }
    return rc;
}
