/* SPDX-License-Identifier: MIT
 *
 * The schema for schools, their numbers in registers, and the index that finds them by name.
 *
 * A number may pass from one school to another, but two never hold it on the same day.
 */
#include "schema_texts.h"
#include "schema_words.h"

#define ANOTHERS "this number of the register is another school''s on one of these days"

/* New numbers are looked at when they are counted, all of an event at one go: a trigger on each of
 * the rows of a register took as long as the rows. */
#define NUMBERS_APART(when, last)                                                                  \
    "CREATE TRIGGER register_id_apart_" when " AFTER " when " ON counter"                          \
    " WHEN NEW.name = 'register_id' AND EXISTS (SELECT 1 FROM register_id n CROSS JOIN"            \
    " register_id o ON o.value = n.value AND o.scheme = n.scheme AND o.id <> n.id"                 \
    " AND " SAME_DAY("n") " WHERE n.id > " last " AND n.id <= NEW.last)"                           \
                          " BEGIN SELECT RAISE(ABORT, '" ANOTHERS "'); END;\n"

/* clang-format would set SQL behind the macros that stand in it. */
/* clang-format off */
const char cl_schema_schools[] =
    "CREATE TABLE import(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, scheme TEXT NOT NULL, "
    "file TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL, rows INTEGER NOT NULL, added "
    "INTEGER NOT NULL, changed INTEGER NOT NULL, unchanged INTEGER NOT NULL, closed INTEGER NOT "
    "NULL, reopened INTEGER NOT NULL, missing INTEGER NOT NULL, refused INTEGER NOT NULL, moved "
    "INTEGER NOT NULL) STRICT;\n"
    KEPT("import")
    "CREATE TABLE school(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT NULL, "
    "country TEXT NOT NULL, nation TEXT, la_code TEXT, phase TEXT, funding TEXT, pupils INTEGER "
    "CHECK(pupils >= 0), town TEXT, postcode TEXT, opened TEXT, closed TEXT, source TEXT NOT "
    "NULL, import INTEGER REFERENCES import(id), authority TEXT) STRICT;\n"
    KEPT("school")
    "CREATE TABLE school_name(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, school INTEGER "
    "NOT NULL REFERENCES school(id), name TEXT NOT NULL, language TEXT, \"from\" TEXT, \"to\" "
    "TEXT) STRICT;\n"
    "CREATE INDEX school_name_school ON school_name(school);\n"
    KEPT("school_name")
    "CREATE TABLE school_link(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, predecessor "
    "INTEGER NOT NULL REFERENCES school(id), successor INTEGER NOT NULL REFERENCES school(id), "
    "kind TEXT NOT NULL CHECK(kind IN ('successor', 'merged', 'split', 'renamed')), date TEXT, "
    "source TEXT NOT NULL, import INTEGER REFERENCES import(id), UNIQUE(predecessor, successor), "
    "CHECK(predecessor <> successor)) STRICT;\n"
    "CREATE INDEX school_link_successor ON school_link(successor);\n"
    KEPT("school_link")
    "CREATE TABLE register_id(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, school INTEGER "
    "NOT NULL REFERENCES school(id), scheme TEXT NOT NULL, value TEXT NOT NULL, \"from\" TEXT, "
    "\"to\" TEXT) STRICT;\n"
    "CREATE INDEX register_id_number ON register_id(value, scheme);\n"
    "CREATE INDEX register_id_school ON register_id(school);\n"
    NUMBERS_APART("INSERT", "0")
    NUMBERS_APART("UPDATE", "OLD.last")
    NO_OVERLAP("register_id", "UPDATE",
        "o.scheme = NEW.scheme AND o.value = NEW.value",
        ANOTHERS)
    KEPT("register_id");

const char cl_schema_search[] =
    "CREATE VIRTUAL TABLE school_words USING fts5(words, tokenize='ascii');\n"
    "INSERT INTO school_words(school_words, rank) VALUES('hashsize', 67108864);\n"
    "CREATE VIRTUAL TABLE school_vocabulary USING fts5vocab(school_words, row);\n"
    "CREATE TABLE school_term(term TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;\n";
/* clang-format on */
