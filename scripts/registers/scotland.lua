-- SPDX-License-Identifier: MIT
--
-- The Scottish Government's school contact lists, a sheet of the workbook saved as CSV. What is not known
-- stands there as '.', 'N/A' or '0'. How the digits of a SEED code are made up is in no source, so they are
-- taken as they stand.

mapping "scotland" {
  title    = "Schools of Scotland",
  scheme   = "GB-SCOTEDU",
  known_by = { "seedcode", "Seed Code", "seed_code" },
  country  = "GB",
  nation   = "Scotland",
  nothing  = { ".", "N/A", "0", "No" },

  columns = {
    number    = { "seedcode", "Seed Code", "seed_code" },
    name      = { "school_name", "School Name" },
    town      = { "address_3", "Town" },
    postcode  = { "post_code", "Post Code", "Postcode" },
    authority = { "la_name", "LA Name" },
    la_code   = { "la_code", "LA Code" },
    phase     = { "School Type" },
    is_primary   = { "school_type_primary" },
    is_secondary = { "school_type_secondary" },
    is_special   = { "school_type_special" },
    pupils    = { "school_roll", "total_roll", "Pupil roll" },
    group     = { "centre_type", "School Funding Type" },
  },

  phases = {
    ["Nursery"] = "early-years", ["Primary"] = "primary", ["Secondary"] = "secondary", ["Special"] = "asn",
    ["All-through"] = "all-through",
  },
  fundings = {
    ["Local Authority"] = "state", ["Grant Aided"] = "state", ["Grant aided"] = "state",
    ["Independent"] = "fee-paying",
  },
}
