-- SPDX-License-Identifier: MIT
--
-- A list of schools that is no register we know, such as schools overseas, taken with --register SCHEME
-- (often 'local') and --country CC. Copy this file, put in your list's names of columns and its words, and give
-- it as --mapping FILE.

mapping "any" {
  title   = "A list of schools",
  columns = {
    number    = { "number", "id", "code" },
    name      = { "name", "school", "school name" },
    country   = { "country" },
    town      = { "town", "city", "place" },
    postcode  = { "postcode", "post code" },
    opened    = { "opened", "open_date", "start-date" },
    closed    = { "closed", "close_date", "end-date" },
    la_code   = { "la_code" },
    authority = { "authority", "district" },
    phase     = { "phase" },
    group     = { "funding" },
    pupils    = { "pupils", "number of pupils" },
  },
  phases = {
    ["early-years"] = "early-years", ["primary"] = "primary", ["secondary"] = "secondary", ["asn"] = "asn",
    ["all-through"] = "all-through",
  },
  fundings = { ["state"] = "state", ["fee-paying"] = "fee-paying" },
}
