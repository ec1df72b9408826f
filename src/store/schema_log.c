/* SPDX-License-Identifier: MIT
 *
 * The schema of what everything stands on: the event log, which is never changed, the counters of
 * ids, and the texts that are pinned so that an old decision can be made again.
 */
#include "schema_texts.h"
#include "schema_words.h"

/* clang-format would set SQL behind the macros that stand in it. */
/* clang-format off */
const char cl_schema_events[] =
    "CREATE TABLE event(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, role "
    "TEXT, entity TEXT NOT NULL, kind TEXT NOT NULL, \"from\" TEXT, \"to\" TEXT, effective TEXT "
    "NOT NULL, machine TEXT, cause INTEGER REFERENCES event(seq), payload TEXT NOT NULL, prev "
    "BLOB NOT NULL, hash BLOB NOT NULL) STRICT;\n"
    "CREATE INDEX event_entity ON event(entity);\n"
    "CREATE TRIGGER event_order BEFORE INSERT ON event WHEN NEW.seq <> (SELECT coalesce(max(seq), "
    "0) + 1 FROM event) BEGIN SELECT RAISE(ABORT, 'events are numbered without gaps'); END;\n"
    "CREATE TRIGGER event_unchanged BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are "
    "never changed'); END;\n"
    "CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never "
    "deleted'); END;\n"
    "CREATE INDEX event_cause ON event(cause);\n"
    "CREATE TABLE counter(name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;\n";

const char cl_schema_pins[] =
    "CREATE TABLE edition(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, programme TEXT NOT "
    "NULL, edition TEXT NOT NULL, digest TEXT NOT NULL, files TEXT, UNIQUE(programme, edition)) "
    "STRICT;\n"
    FROZEN("edition", "an edition that has decided something is frozen")
    KEPT("edition")
    "CREATE TABLE machine(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, noun TEXT NOT NULL, "
    "edition TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, source TEXT NOT NULL) STRICT;\n"
    FROZEN("machine", "the text of a pinned machine never changes")
    KEPT("machine")
    "CREATE TABLE bulk_item(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, run TEXT NOT NULL, "
    "command TEXT NOT NULL, item TEXT NOT NULL, line INTEGER NOT NULL, result TEXT NOT NULL, "
    "UNIQUE(run, command, item)) STRICT;\n"
    KEPT("bulk_item");
/* clang-format on */
