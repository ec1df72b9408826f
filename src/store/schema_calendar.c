/* SPDX-License-Identifier: MIT
 *
 * The schema for calendars: the rounds of a programme, and the bank holidays of the divisions of
 * the United Kingdom. A year without a row in holiday_year is not known.
 */
#include "schema_texts.h"
#include "schema_words.h"

/* clang-format would set SQL behind the macros that stand in it. */
/* clang-format off */
const char cl_schema_rounds[] =
    "CREATE TABLE funding_round(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, programme TEXT "
    "NOT NULL, name TEXT NOT NULL, opens TEXT, closes TEXT, budget INTEGER CHECK(budget >= 0), "
    "currency TEXT, grace INTEGER CHECK(grace >= 0), decides TEXT, holidays TEXT CHECK(holidays "
    "IN ('next', 'previous')), UNIQUE(programme, name), CHECK(budget IS NULL OR currency IS NOT "
    "NULL)) STRICT;\n"
    KEPT("funding_round")
    "CREATE TABLE holiday(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, division TEXT NOT "
    "NULL, day TEXT NOT NULL, title TEXT NOT NULL, ended TEXT) STRICT;\n"
    "CREATE UNIQUE INDEX holiday_day ON holiday(division, day) WHERE ended IS NULL;\n"
    KEPT("holiday")
    "CREATE TABLE holiday_year(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, division TEXT "
    "NOT NULL, year INTEGER NOT NULL, digest TEXT NOT NULL, UNIQUE(division, year)) STRICT;\n"
    KEPT("holiday_year");
/* clang-format on */
