/* SPDX-License-Identifier: MIT
 *
 * The step of the schema for what clusters do: structure, board, meetings, contributions,
 * agreements, support; and the directory of linking organisations.
 */
#include "schema_cluster.h"

#include "schema_words.h"

/* clang-format off */
const char cl_schema_cluster[] =
    "ALTER TABLE cluster ADD COLUMN purpose INTEGER REFERENCES personal(id);\n"
    "ALTER TABLE cluster ADD COLUMN annual_cost INTEGER CHECK(annual_cost >= 0);\n"
    "ALTER TABLE cluster ADD COLUMN currency TEXT;\n"
    "ALTER TABLE membership ADD COLUMN head_supports TEXT;\n"
    "ALTER TABLE membership ADD COLUMN evidence INTEGER REFERENCES personal(id);\n"
    "ALTER TABLE pairing ADD COLUMN asked TEXT;\n"
    "ALTER TABLE pairing ADD COLUMN home_agreed TEXT;\n"
    "ALTER TABLE pairing ADD COLUMN overseas_agreed TEXT;\n"
    "ALTER TABLE self_evaluation ADD COLUMN questionnaire TEXT;\n"
    "CREATE TABLE cluster_structure(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
    "cluster INTEGER NOT NULL REFERENCES cluster(id), structure TEXT NOT NULL, "
    "\"from\" TEXT, \"to\" TEXT, reason INTEGER REFERENCES personal(id), "
    "CHECK(structure IN ('hub-and-spoke', 'broad-area', 'formal'))) STRICT;\n"
    "CREATE INDEX cluster_structure_cluster ON cluster_structure(cluster);\n"
    DATED("cluster_structure", "o.cluster = NEW.cluster", "the cluster has another structure on one of these days")
    KEPT("cluster_structure");

const char cl_schema_board[] =
    "CREATE TABLE board_seat(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
    "cluster INTEGER NOT NULL REFERENCES cluster(id), "
    "school INTEGER NOT NULL REFERENCES school(id), "
    "name INTEGER REFERENCES personal(id), \"from\" TEXT, \"to\" TEXT) STRICT;\n"
    "CREATE INDEX board_seat_cluster ON board_seat(cluster);\n"
    DATED("board_seat", "o.cluster = NEW.cluster AND o.school = NEW.school", "this school has a seat on the board already on one of these days")
    KEPT("board_seat")
    "CREATE TABLE term(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT NULL, "
    "school INTEGER REFERENCES school(id), authority TEXT, \"from\" TEXT NOT NULL, "
    "\"to\" TEXT NOT NULL, CHECK(\"from\" <= \"to\")) STRICT;\n"
    DATED("term", "o.school IS NEW.school AND o.authority IS NEW.authority", "two terms of one school or authority overlap")
    KEPT("term")
    "CREATE TABLE meeting(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
    "cluster INTEGER NOT NULL REFERENCES cluster(id), date TEXT NOT NULL, "
    "present TEXT, minutes TEXT, note INTEGER REFERENCES personal(id)) STRICT;\n"
    "CREATE INDEX meeting_cluster ON meeting(cluster);\n"
    KEPT("meeting")
    "CREATE TABLE contribution(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
    "cluster INTEGER NOT NULL REFERENCES cluster(id), "
    "school INTEGER NOT NULL REFERENCES school(id), year INTEGER NOT NULL, "
    "formula TEXT, amount INTEGER, currency TEXT, due TEXT, paid TEXT, kind TEXT, "
    "hours INTEGER, cancelled TEXT, CHECK(amount >= 0), "
    "CHECK(amount IS NULL OR currency IS NOT NULL)) STRICT;\n"
    "CREATE INDEX contribution_cluster ON contribution(cluster);\n"
    KEPT("contribution");

const char cl_schema_agreements[] =
    "CREATE TABLE agreement(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
    "cluster INTEGER REFERENCES cluster(id), "
    "home INTEGER NOT NULL REFERENCES school(id), "
    "overseas INTEGER NOT NULL REFERENCES school(id), "
    "terms INTEGER REFERENCES personal(id), state TEXT NOT NULL, signed_on TEXT, "
    "home_signed TEXT, overseas_signed TEXT, every INTEGER NOT NULL, "
    "next_review TEXT, ended TEXT, CHECK(state IN ('draft', 'signed', 'ended')), "
    "CHECK(home <> overseas), CHECK(every > 0)) STRICT;\n"
    "CREATE INDEX agreement_cluster ON agreement(cluster);\n"
    KEPT("agreement")
    "CREATE TABLE agreement_review(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
    "agreement INTEGER NOT NULL REFERENCES agreement(id), date TEXT NOT NULL, "
    "took_part TEXT NOT NULL, outcome TEXT NOT NULL, "
    "note INTEGER REFERENCES personal(id), "
    "CHECK(outcome IN ('kept', 'changed', 'ended'))) STRICT;\n"
    "CREATE INDEX agreement_review_agreement ON agreement_review(agreement);\n"
    KEPT("agreement_review")
    "CREATE TABLE cluster_evaluation(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
    "cluster INTEGER NOT NULL REFERENCES cluster(id), date TEXT NOT NULL, "
    "used TEXT NOT NULL, result INTEGER REFERENCES personal(id)) STRICT;\n"
    "CREATE INDEX cluster_evaluation_cluster ON cluster_evaluation(cluster);\n"
    KEPT("cluster_evaluation")
    "CREATE TABLE advisor(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
    "name INTEGER REFERENCES personal(id), "
    "contact INTEGER REFERENCES personal(id), areas TEXT, languages TEXT, "
    "\"from\" TEXT, \"to\" TEXT) STRICT;\n"
    KEPT("advisor");

/* The balance of support is never below zero, at any event; credit for one application is given
 * once. */
const char cl_schema_support[] =
    "CREATE TABLE support_entry(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
    "cluster INTEGER NOT NULL REFERENCES cluster(id), minutes INTEGER NOT NULL, "
    "purpose TEXT NOT NULL, date TEXT NOT NULL, "
    "advisor INTEGER REFERENCES advisor(id), "
    "application INTEGER REFERENCES application(id), "
    "entry INTEGER REFERENCES support_entry(id), "
    "note INTEGER REFERENCES personal(id), "
    "CHECK(purpose IN ('introduction', 'reapply', 'use', 'release')), "
    "CHECK(minutes <> 0)) STRICT;\n"
    "CREATE INDEX support_entry_cluster ON support_entry(cluster);\n"
    KEPT("support_entry")
    "CREATE TABLE acknowledgement(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
    "cluster INTEGER NOT NULL REFERENCES cluster(id), programme TEXT NOT NULL, "
    "date TEXT NOT NULL) STRICT;\n"
    "CREATE INDEX acknowledgement_cluster ON acknowledgement(cluster);\n"
    KEPT("acknowledgement")
    "CREATE TABLE organisation(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT NULL, "
    "offers TEXT, countries TEXT, phases TEXT, themes TEXT, languages TEXT, "
    "website TEXT, contact TEXT, source TEXT NOT NULL, checked TEXT NOT NULL, "
    "ended TEXT) STRICT;\n"
    KEPT("organisation")
    "CREATE TRIGGER support_balance AFTER INSERT ON support_entry"
    " WHEN (SELECT sum(minutes) FROM support_entry WHERE cluster = NEW.cluster) < 0"
    " BEGIN SELECT RAISE(ABORT, 'the cluster has not so much support left'); END;\n"
    "CREATE TRIGGER support_unchanged BEFORE UPDATE ON support_entry"
    " BEGIN SELECT RAISE(ABORT, 'an entry is never changed; enter another that takes it back');"
    " END;\n"
    "CREATE UNIQUE INDEX support_once ON support_entry(application, purpose)"
    " WHERE purpose = 'reapply';\n"
    "CREATE UNIQUE INDEX support_introduced ON support_entry(cluster)"
    " WHERE purpose = 'introduction';\n"
    "CREATE UNIQUE INDEX support_released ON support_entry(entry) WHERE entry IS NOT NULL;\n";
/* clang-format on */
