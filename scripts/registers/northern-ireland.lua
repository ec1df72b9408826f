-- SPDX-License-Identifier: MIT
--
-- Reference lists of the Department of Education, Northern Ireland. The register writes 101-0012, its
-- spreadsheets 1010012: the hyphen is no part of the number.

mapping "northern-ireland" {
  title        = "Schools of Northern Ireland",
  scheme       = "GB-IRN",
  known_by     = { "De ref" },
  country      = "GB",
  nation       = "Northern Ireland",
  digits       = 7,
  without      = "-",

  columns = {
    number    = { "De ref" },
    name      = { "school name" },
    town      = { "town" },
    postcode  = { "postcode" },
    phase     = { "school type" },
    authority = { "district council (2014)" },
  },

  phases = {
    ["Nursery"] = "early-years", ["Primary"] = "primary", ["Preparatory"] = "primary",
    ["Prep Department"] = "primary", ["Secondary"] = "secondary", ["Grammar"] = "secondary",
    ["Special"] = "asn",
  },
}
