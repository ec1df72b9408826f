/* SPDX-License-Identifier: MIT
 *
 * The schema for clusters: members, pairings, board, meetings, contributions, agreements, support;
 * and the directory of linking organisations.
 *
 * The balance of support is never below zero, at any event; credit for one application is given
 * once.
 */
#include "schema_texts.h"
#include "schema_words.h"

/* clang-format would set SQL behind the macros that stand in it. */
/* clang-format off */
const char cl_schema_clusters[] =
    "CREATE TABLE cluster(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT NULL, "
    "structure TEXT CHECK(structure IN ('hub-and-spoke', 'broad-area', 'formal')), formed TEXT, "
    "dissolved TEXT, purpose INTEGER REFERENCES personal(id), annual_cost INTEGER "
    "CHECK(annual_cost >= 0), currency TEXT) STRICT;\n"
    "CREATE INDEX cluster_name ON cluster(name);\n"
    KEPT("cluster")
    "CREATE TABLE cluster_structure(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster "
    "INTEGER NOT NULL REFERENCES cluster(id), structure TEXT NOT NULL, \"from\" TEXT, \"to\" "
    "TEXT, reason INTEGER REFERENCES personal(id), CHECK(structure IN ('hub-and-spoke', "
    "'broad-area', 'formal'))) STRICT;\n"
    "CREATE INDEX cluster_structure_cluster ON cluster_structure(cluster);\n"
    DATED("cluster_structure",
        "o.cluster = NEW.cluster",
        "the cluster has another structure on one of these days")
    KEPT("cluster_structure")
    "CREATE TABLE membership(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster INTEGER "
    "NOT NULL REFERENCES cluster(id), school INTEGER NOT NULL REFERENCES school(id), role TEXT "
    "NOT NULL CHECK(role IN ('lead', 'partner', 'network', 'sponsor')), \"from\" TEXT, \"to\" "
    "TEXT, reason INTEGER REFERENCES personal(id), head_supports TEXT, evidence INTEGER "
    "REFERENCES personal(id)) STRICT;\n"
    "CREATE INDEX membership_cluster ON membership(cluster, school);\n"
    "CREATE INDEX membership_school ON membership(school);\n"
    DATED("membership",
        "o.cluster = NEW.cluster AND o.school = NEW.school",
        "this school is a member of the cluster already on one of these days")
    KEPT("membership");

const char cl_schema_ties[] =
    "CREATE TABLE pairing(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster INTEGER NOT "
    "NULL REFERENCES cluster(id), home INTEGER NOT NULL REFERENCES school(id), overseas INTEGER "
    "NOT NULL REFERENCES school(id), \"from\" TEXT, \"to\" TEXT, asked TEXT, home_agreed TEXT, "
    "overseas_agreed TEXT, CHECK(home <> overseas)) STRICT;\n"
    "CREATE INDEX pairing_cluster ON pairing(cluster, home, overseas);\n"
    DATED("pairing",
        "o.cluster = NEW.cluster AND o.home = NEW.home AND o.overseas = NEW.overseas",
        "these schools are paired already on one of these days")
    KEPT("pairing")
    "CREATE TABLE coordinator(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster INTEGER "
    "NOT NULL REFERENCES cluster(id), school INTEGER NOT NULL REFERENCES school(id), name INTEGER "
    "REFERENCES personal(id), contact INTEGER REFERENCES personal(id), \"from\" TEXT, \"to\" "
    "TEXT, person INTEGER REFERENCES person(id)) STRICT;\n"
    "CREATE INDEX coordinator_cluster ON coordinator(cluster);\n"
    DATED("coordinator",
        "o.cluster = NEW.cluster",
        "the cluster has a co-ordinator already on one of these days")
    KEPT("coordinator");

const char cl_schema_boards[] =
    "CREATE TABLE board_seat(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster INTEGER "
    "NOT NULL REFERENCES cluster(id), school INTEGER NOT NULL REFERENCES school(id), name INTEGER "
    "REFERENCES personal(id), \"from\" TEXT, \"to\" TEXT, person INTEGER REFERENCES person(id)) "
    "STRICT;\n"
    "CREATE INDEX board_seat_cluster ON board_seat(cluster);\n"
    DATED("board_seat",
        "o.cluster = NEW.cluster AND o.school = NEW.school",
        "this school has a seat on the board already on one of these days")
    KEPT("board_seat")
    "CREATE TABLE term(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT NULL, "
    "school INTEGER REFERENCES school(id), authority TEXT, \"from\" TEXT NOT NULL, \"to\" TEXT "
    "NOT NULL, CHECK(\"from\" <= \"to\")) STRICT;\n"
    DATED("term",
        "o.school IS NEW.school AND o.authority IS NEW.authority",
        "two terms of one school or authority overlap")
    KEPT("term")
    "CREATE TABLE meeting(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster INTEGER NOT "
    "NULL REFERENCES cluster(id), date TEXT NOT NULL, present TEXT, minutes TEXT, note INTEGER "
    "REFERENCES personal(id)) STRICT;\n"
    "CREATE INDEX meeting_cluster ON meeting(cluster);\n"
    KEPT("meeting")
    "CREATE TABLE contribution(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster INTEGER "
    "NOT NULL REFERENCES cluster(id), school INTEGER NOT NULL REFERENCES school(id), year INTEGER "
    "NOT NULL, formula TEXT, amount INTEGER, currency TEXT, due TEXT, paid TEXT, kind TEXT, hours "
    "INTEGER, cancelled TEXT, CHECK(amount >= 0), CHECK(amount IS NULL OR currency IS NOT NULL)) "
    "STRICT;\n"
    "CREATE INDEX contribution_cluster ON contribution(cluster);\n"
    KEPT("contribution");

const char cl_schema_agreements[] =
    "CREATE TABLE agreement(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster INTEGER "
    "REFERENCES cluster(id), home INTEGER NOT NULL REFERENCES school(id), overseas INTEGER NOT "
    "NULL REFERENCES school(id), terms INTEGER REFERENCES personal(id), state TEXT NOT NULL, "
    "signed_on TEXT, home_signed TEXT, overseas_signed TEXT, every INTEGER NOT NULL, next_review "
    "TEXT, ended TEXT, CHECK(state IN ('draft', 'signed', 'ended')), CHECK(home <> overseas), "
    "CHECK(every > 0)) STRICT;\n"
    "CREATE INDEX agreement_cluster ON agreement(cluster);\n"
    KEPT("agreement")
    "CREATE TABLE agreement_review(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, agreement "
    "INTEGER NOT NULL REFERENCES agreement(id), date TEXT NOT NULL, took_part TEXT NOT NULL, "
    "outcome TEXT NOT NULL, note INTEGER REFERENCES personal(id), CHECK(outcome IN ('kept', "
    "'changed', 'ended'))) STRICT;\n"
    "CREATE INDEX agreement_review_agreement ON agreement_review(agreement);\n"
    KEPT("agreement_review")
    "CREATE TABLE self_evaluation(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, school "
    "INTEGER NOT NULL REFERENCES school(id), cluster INTEGER REFERENCES cluster(id), date TEXT "
    "NOT NULL, state TEXT NOT NULL CHECK(state IN ('draft', 'submitted', 'superseded')), answers "
    "INTEGER REFERENCES personal(id), questionnaire TEXT) STRICT;\n"
    "CREATE INDEX self_evaluation_school ON self_evaluation(school, date);\n"
    KEPT("self_evaluation")
    "CREATE TABLE cluster_evaluation(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster "
    "INTEGER NOT NULL REFERENCES cluster(id), date TEXT NOT NULL, used TEXT NOT NULL, result "
    "INTEGER REFERENCES personal(id)) STRICT;\n"
    "CREATE INDEX cluster_evaluation_cluster ON cluster_evaluation(cluster);\n"
    KEPT("cluster_evaluation");

const char cl_schema_support[] =
    "CREATE TABLE advisor(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, name INTEGER "
    "REFERENCES personal(id), contact INTEGER REFERENCES personal(id), areas TEXT, languages "
    "TEXT, \"from\" TEXT, \"to\" TEXT, person INTEGER REFERENCES person(id)) STRICT;\n"
    KEPT("advisor")
    "CREATE TABLE support_entry(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster INTEGER "
    "NOT NULL REFERENCES cluster(id), minutes INTEGER NOT NULL, purpose TEXT NOT NULL, date TEXT "
    "NOT NULL, advisor INTEGER REFERENCES advisor(id), application INTEGER REFERENCES "
    "application(id), entry INTEGER REFERENCES support_entry(id), note INTEGER REFERENCES "
    "personal(id), CHECK(purpose IN ('introduction', 'reapply', 'use', 'release')), CHECK(minutes "
    "<> 0)) STRICT;\n"
    "CREATE INDEX support_entry_cluster ON support_entry(cluster);\n"
    "CREATE TRIGGER support_balance AFTER INSERT ON support_entry WHEN (SELECT sum(minutes) FROM "
    "support_entry WHERE cluster = NEW.cluster) < 0 BEGIN SELECT RAISE(ABORT, 'the cluster has "
    "not so much support left'); END;\n"
    "CREATE TRIGGER support_unchanged BEFORE UPDATE ON support_entry BEGIN SELECT RAISE(ABORT, "
    "'an entry is never changed; enter another that takes it back'); END;\n"
    "CREATE UNIQUE INDEX support_once ON support_entry(application, purpose) WHERE purpose = "
    "'reapply';\n"
    "CREATE UNIQUE INDEX support_introduced ON support_entry(cluster) WHERE purpose = "
    "'introduction';\n"
    "CREATE UNIQUE INDEX support_released ON support_entry(entry) WHERE entry IS NOT NULL;\n"
    KEPT("support_entry")
    "CREATE TABLE acknowledgement(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, cluster "
    "INTEGER NOT NULL REFERENCES cluster(id), programme TEXT NOT NULL, date TEXT NOT NULL) "
    "STRICT;\n"
    "CREATE INDEX acknowledgement_cluster ON acknowledgement(cluster);\n"
    KEPT("acknowledgement")
    "CREATE TABLE organisation(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT "
    "NULL, offers TEXT, countries TEXT, phases TEXT, themes TEXT, languages TEXT, website TEXT, "
    "contact TEXT, source TEXT NOT NULL, checked TEXT NOT NULL, ended TEXT) STRICT;\n"
    KEPT("organisation");
/* clang-format on */
