/* SPDX-License-Identifier: MIT
 *
 * The step of the schema for calendars: what a round says of its days, and the bank holidays of the
 * divisions of the United Kingdom. A year without a row in holiday_year is not known.
 */
#include "schema_calendar.h"

#include "schema_words.h"

const char cl_schema_calendar[] =
    "ALTER TABLE funding_round ADD COLUMN grace INTEGER CHECK(grace >= 0);\n"
    "ALTER TABLE funding_round ADD COLUMN decides TEXT;\n"
    "ALTER TABLE funding_round ADD COLUMN holidays TEXT CHECK(holidays IN ('next', 'previous'));\n"
    "ALTER TABLE extension ADD COLUMN report INTEGER REFERENCES report(id);\n"
    "CREATE TABLE holiday(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, division TEXT NOT NULL,"
    " day TEXT NOT NULL, title TEXT NOT NULL, ended TEXT) STRICT;\n"
    "CREATE UNIQUE INDEX holiday_day ON holiday(division, day) WHERE ended IS NULL;\n"
    "CREATE TABLE holiday_year(id INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
    " division TEXT NOT NULL, year INTEGER NOT NULL, digest TEXT NOT NULL,"
    " UNIQUE(division, year)) STRICT;\n" KEPT("holiday") KEPT("holiday_year");
