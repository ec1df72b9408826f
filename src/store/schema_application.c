/* SPDX-License-Identifier: MIT
 *
 * The schema for applications and for what is said of them before an award: revisions, decisions,
 * waivers, signatures, conditions, extensions, votes and letters.
 *
 * What was set aside or signed stays as it was said; it can be taken back, once.
 */
#include "schema_texts.h"
#include "schema_words.h"

/* clang-format would set SQL behind the macros that stand in it. */
/* clang-format off */
const char cl_schema_applications[] =
    "CREATE TABLE application(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster INTEGER "
    "NOT NULL REFERENCES cluster(id), programme TEXT NOT NULL, edition TEXT NOT NULL, "
    "edition_digest TEXT, machine_digest TEXT, state TEXT NOT NULL, option TEXT, funding_model "
    "TEXT, date TEXT NOT NULL, round TEXT, revision INTEGER NOT NULL, follows INTEGER REFERENCES "
    "application(id), answers INTEGER REFERENCES personal(id), outcome TEXT, informed TEXT, "
    "question INTEGER REFERENCES personal(id), answer_by TEXT) STRICT;\n"
    "CREATE UNIQUE INDEX application_live ON application(cluster, programme) WHERE state NOT IN "
    "('withdrawn', 'closed', 'expired');\n"
    "CREATE INDEX application_cluster ON application(cluster);\n"
    "CREATE INDEX application_state ON application(state);\n"
    "CREATE INDEX application_round ON application(programme, round, state);\n"
    KEPT("application")
    "CREATE TABLE request(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application INTEGER "
    "NOT NULL REFERENCES application(id), item TEXT NOT NULL, school INTEGER REFERENCES "
    "school(id), cost INTEGER CHECK(cost >= 0), currency TEXT, days INTEGER CHECK(days >= 0), "
    "removed TEXT, CHECK(cost IS NULL OR currency IS NOT NULL)) STRICT;\n"
    "CREATE INDEX request_application ON request(application);\n"
    KEPT("request")
    "CREATE TABLE revision(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application INTEGER "
    "NOT NULL REFERENCES application(id), n INTEGER NOT NULL, dossier INTEGER NOT NULL REFERENCES "
    "personal(id), digest TEXT NOT NULL, author TEXT NOT NULL, reason INTEGER REFERENCES "
    "personal(id), made_at INTEGER NOT NULL, UNIQUE(application, n)) STRICT;\n"
    FROZEN("revision", "a revision is frozen; make a new one")
    KEPT("revision")
    "CREATE TABLE decision(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application INTEGER "
    "NOT NULL REFERENCES application(id), revision INTEGER REFERENCES revision(id), programme "
    "TEXT NOT NULL, edition TEXT NOT NULL, edition_digest TEXT NOT NULL, files TEXT, engine TEXT "
    "NOT NULL, schema INTEGER NOT NULL, stage TEXT NOT NULL, verdict TEXT NOT NULL, date TEXT NOT "
    "NULL, granted INTEGER, currency TEXT, dossier_digest TEXT NOT NULL, decision INTEGER NOT "
    "NULL REFERENCES personal(id), decision_digest TEXT NOT NULL, facts INTEGER REFERENCES "
    "personal(id), waivers INTEGER REFERENCES personal(id), cause TEXT NOT NULL, decided_at "
    "INTEGER NOT NULL, CHECK(granted IS NULL OR currency IS NOT NULL)) STRICT;\n"
    "CREATE INDEX decision_application ON decision(application, id, granted);\n"
    FROZEN("decision", "a recorded decision is frozen")
    KEPT("decision");

const char cl_schema_judging[] =
    "CREATE TABLE waiver(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application INTEGER "
    "NOT NULL REFERENCES application(id), rule TEXT NOT NULL, person TEXT NOT NULL, reason "
    "INTEGER REFERENCES personal(id), until TEXT, ended TEXT, given_at INTEGER NOT NULL) STRICT;\n"
    "CREATE UNIQUE INDEX waiver_once ON waiver(application, rule) WHERE ended IS NULL;\n"
    "CREATE TRIGGER waiver_said BEFORE UPDATE OF application, rule, person, until ON waiver WHEN "
    "NEW.application <> OLD.application OR NEW.rule <> OLD.rule OR NEW.person <> OLD.person OR "
    "NEW.until IS NOT OLD.until BEGIN SELECT RAISE(ABORT, 'a waiver is never changed; end it and "
    "give another'); END;\n"
    "CREATE TRIGGER waiver_ended BEFORE UPDATE OF ended ON waiver WHEN OLD.ended IS NOT NULL "
    "BEGIN SELECT RAISE(ABORT, 'the waiver has ended already'); END;\n"
    KEPT("waiver")
    "CREATE TABLE signature(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application INTEGER "
    "NOT NULL REFERENCES application(id), revision INTEGER NOT NULL REFERENCES revision(id), "
    "digest TEXT NOT NULL, person TEXT NOT NULL, day TEXT NOT NULL, voided TEXT) STRICT;\n"
    "CREATE INDEX signature_revision ON signature(revision);\n"
    "CREATE UNIQUE INDEX signature_once ON signature(revision, person) WHERE voided IS NULL;\n"
    "CREATE TRIGGER signature_digest BEFORE INSERT ON signature WHEN NEW.digest <> (SELECT digest "
    "FROM revision WHERE id = NEW.revision) BEGIN SELECT RAISE(ABORT, 'a signature is for the "
    "digest of its revision'); END;\n"
    KEPT("signature")
    "CREATE TABLE condition(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application INTEGER "
    "NOT NULL REFERENCES application(id), text INTEGER REFERENCES personal(id), due TEXT NOT "
    "NULL, met TEXT) STRICT;\n"
    "CREATE INDEX condition_application ON condition(application);\n"
    KEPT("condition")
    "CREATE TABLE extension(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application INTEGER "
    "NOT NULL REFERENCES application(id), until TEXT NOT NULL, granted_by TEXT NOT NULL, reason "
    "INTEGER REFERENCES personal(id), report INTEGER REFERENCES report(id)) STRICT;\n"
    "CREATE INDEX extension_application ON extension(application);\n"
    KEPT("extension")
    "CREATE TABLE vote(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application INTEGER NOT "
    "NULL REFERENCES application(id), person TEXT NOT NULL, event TEXT NOT NULL, reason INTEGER "
    "REFERENCES personal(id), day TEXT NOT NULL, voided TEXT) STRICT;\n"
    "CREATE UNIQUE INDEX vote_once ON vote(application, person) WHERE voided IS NULL;\n"
    KEPT("vote")
    "CREATE TABLE notice(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, about TEXT NOT NULL, "
    "kind TEXT NOT NULL, form TEXT NOT NULL CHECK(form IN ('letter', 'notice')), day TEXT NOT "
    "NULL, sent TEXT) STRICT;\n"
    "CREATE INDEX notice_open ON notice(day) WHERE sent IS NULL;\n"
    KEPT("notice");
/* clang-format on */
