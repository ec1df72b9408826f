/* SPDX-License-Identifier: MIT
 *
 * The schema for deliveries. The most urgent delivery of one portal is the first of an index: see
 * cl_outbox_next().
 */
#include "schema_texts.h"
#include "schema_words.h"

/* clang-format would set SQL behind the macros that stand in it. */
/* clang-format off */
const char cl_schema_outbox[] =
    "CREATE TABLE delivery(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application INTEGER "
    "NOT NULL REFERENCES application(id), revision INTEGER NOT NULL REFERENCES revision(id), "
    "portal TEXT NOT NULL, kind TEXT NOT NULL, reference TEXT NOT NULL, dialect TEXT NOT NULL, "
    "dialect_digest TEXT, config_digest TEXT, steps TEXT, forms INTEGER REFERENCES personal(id), "
    "state TEXT NOT NULL, memory INTEGER REFERENCES personal(id), next_at INTEGER NOT NULL, "
    "deadline_at INTEGER, alarm TEXT, reason INTEGER REFERENCES personal(id), failures INTEGER "
    "NOT NULL, made_at INTEGER NOT NULL, watch_at INTEGER, portal_id TEXT, portal_number TEXT, "
    "portal_state TEXT) STRICT;\n"
    "CREATE UNIQUE INDEX delivery_once ON delivery(revision, kind) WHERE state <> 'cancelled';\n"
    "CREATE INDEX delivery_application ON delivery(application, id);\n"
    "CREATE INDEX delivery_due ON delivery(portal, min(coalesce(deadline_at, "
    "9223372036854775807), made_at + 604800000), id, next_at) WHERE state IN ('queued', "
    "'unknown');\n"
    "CREATE INDEX delivery_next ON delivery(portal, next_at) WHERE state IN ('queued', "
    "'unknown');\n"
    KEPT("delivery")
    "CREATE TABLE lease(one INTEGER PRIMARY KEY CHECK(one = 1), holder TEXT NOT NULL, until_at "
    "INTEGER NOT NULL) STRICT;\n";

const char cl_schema_exchanges[] =
    "CREATE TABLE exchange(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, delivery INTEGER NOT "
    "NULL REFERENCES delivery(id), n INTEGER NOT NULL, step TEXT NOT NULL, purpose TEXT NOT NULL "
    "CHECK(purpose IN ('step', 'ask', 'watch')), effect TEXT NOT NULL CHECK(effect IN ('read', "
    "'repeat', 'once')), commits INTEGER NOT NULL CHECK(commits IN (0, 1)), harmless INTEGER NOT "
    "NULL CHECK(harmless IN (0, 1)), method TEXT NOT NULL, path TEXT NOT NULL, query TEXT, "
    "headers TEXT, body INTEGER REFERENCES personal(id), body_digest TEXT NOT NULL, expect TEXT, "
    "key TEXT, key_until_at INTEGER, state TEXT NOT NULL CHECK(state IN ('ready', 'sending', "
    "'done', 'not_done', 'unknown')), made_at INTEGER NOT NULL, UNIQUE(delivery, n)) STRICT;\n"
    "CREATE INDEX exchange_sending ON exchange(id) WHERE state = 'sending';\n"
    "CREATE TRIGGER exchange_frozen BEFORE UPDATE OF step, effect, commits, method, path, query, "
    "headers, body, body_digest ON exchange BEGIN SELECT RAISE(ABORT, 'the bytes of a request "
    "never change; make a new exchange'); END;\n"
    KEPT("exchange")
    "CREATE TABLE attempt(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, exchange INTEGER NOT "
    "NULL REFERENCES exchange(id), n INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at "
    "INTEGER, phase TEXT, curl_code INTEGER, status INTEGER, headers INTEGER REFERENCES "
    "personal(id), answer INTEGER REFERENCES personal(id), answer_length INTEGER, answer_digest "
    "TEXT, portal_at INTEGER, UNIQUE(exchange, n)) STRICT;\n"
    "CREATE INDEX attempt_open ON attempt(exchange) WHERE ended_at IS NULL;\n"
    KEPT("attempt")
    "CREATE TABLE receipt(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application INTEGER "
    "NOT NULL REFERENCES application(id), delivery INTEGER REFERENCES delivery(id), revision "
    "INTEGER NOT NULL REFERENCES revision(id), revision_digest TEXT NOT NULL, exchanges TEXT, "
    "digest TEXT NOT NULL, answers_digest TEXT, portal TEXT NOT NULL, portal_id TEXT, "
    "portal_number TEXT, portal_state TEXT, portal_at INTEGER, sent_at INTEGER NOT NULL, "
    "received_at INTEGER NOT NULL, found_by TEXT NOT NULL, head_seq INTEGER NOT NULL, head_hash "
    "TEXT NOT NULL) STRICT;\n"
    "CREATE INDEX receipt_application ON receipt(application);\n"
    KEPT("receipt");
/* clang-format on */
