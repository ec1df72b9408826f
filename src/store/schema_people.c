/* SPDX-License-Identifier: MIT
 *
 * The schema for people. Personal values stand in a table of their own, so that they can be erased
 * while every other row, and the chain of events, stays as it is.
 */
#include "schema_texts.h"
#include "schema_words.h"

/* clang-format would set SQL behind the macros that stand in it. */
/* clang-format off */
const char cl_schema_people[] =
    "CREATE TABLE personal(id INTEGER PRIMARY KEY, subject TEXT NOT NULL, field TEXT NOT NULL, "
    "value ANY, salt BLOB) STRICT;\n"
    "CREATE INDEX personal_subject ON personal(subject);\n"
    "CREATE TABLE person(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, name INTEGER "
    "REFERENCES personal(id), contact INTEGER REFERENCES personal(id), basis TEXT, consent_given "
    "TEXT, consent_how INTEGER REFERENCES personal(id), consent_withdrawn TEXT, keep_until TEXT, "
    "erased TEXT, account TEXT) STRICT;\n"
    "CREATE UNIQUE INDEX person_account ON person(account) WHERE account IS NOT NULL;\n"
    KEPT("person")
    "CREATE TABLE purpose(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, person INTEGER NOT "
    "NULL REFERENCES person(id), purpose TEXT NOT NULL, \"from\" TEXT, \"to\" TEXT) STRICT;\n"
    "CREATE INDEX purpose_person ON purpose(person);\n"
    DATED("purpose",
        "o.person = NEW.person AND o.purpose = NEW.purpose",
        "this purpose stands already on one of these days")
    KEPT("purpose");

const char cl_schema_posts[] =
    "CREATE TABLE post(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, person INTEGER NOT NULL "
    "REFERENCES person(id), school INTEGER NOT NULL REFERENCES school(id), post TEXT NOT NULL, "
    "\"from\" TEXT, \"to\" TEXT, CHECK(post IN ('head', 'teacher', 'co-ordinator', 'bursar'))) "
    "STRICT;\n"
    "CREATE INDEX post_person ON post(person);\n"
    "CREATE INDEX post_school ON post(school);\n"
    DATED("post",
        "o.person = NEW.person AND o.school = NEW.school AND o.post = NEW.post",
        "the person has this post already on one of these days")
    KEPT("post")
    "CREATE TABLE role_grant(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, person INTEGER NOT "
    "NULL REFERENCES person(id), role TEXT NOT NULL, scope TEXT NOT NULL, \"from\" TEXT, \"to\" "
    "TEXT, granted_by TEXT NOT NULL) STRICT;\n"
    "CREATE INDEX role_grant_person ON role_grant(person);\n"
    DATED("role_grant",
        "o.person = NEW.person AND o.role = NEW.role AND o.scope = NEW.scope",
        "the person has this role already on one of these days")
    KEPT("role_grant");
/* clang-format on */
