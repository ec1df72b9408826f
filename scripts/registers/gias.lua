-- SPDX-License-Identifier: MIT
--
-- Get Information About Schools, the register of England: the full extract (edubasealldata), the two short
-- lists, and the links between schools. It also holds the schools of Wales as they once were (numbers from
-- 400000) and British schools overseas (type 37).

mapping "gias" {
  title    = "Get Information About Schools (England)",
  scheme   = "GB-EDU",
  known_by = { "URN" },
  country  = "GB",
  nation   = "England",

  columns = {
    number    = { "URN" },
    name      = { "EstablishmentName", "name" },
    town      = { "Town" },
    postcode  = { "Postcode" },
    opened    = { "OpenDate", "open_date" },
    closed    = { "CloseDate", "close_date" },
    la_code   = { "LA (code)" },
    authority = { "LA (name)" },
    phase     = { "PhaseOfEducation (name)" },
    pupils    = { "NumberOfPupils" },
    group     = { "EstablishmentTypeGroup (name)" },
    type      = { "TypeOfEstablishment (code)" },
    country   = { "Country (name)" },
    status    = { "EstablishmentStatus (name)" },
  },

  -- Of a British school overseas the country is read; without a postcode the nation is not known.
  overseas_types       = { "37" },
  nation_needs         = "postcode",
  nation_of_number     = { ["4"] = "Wales" },
  closed_status        = { "Closed" },

  phases = {
    ["Nursery"]                 = "early-years",
    ["Primary"]                 = "primary",
    ["Middle deemed primary"]   = "primary",
    ["Secondary"]               = "secondary",
    ["Middle deemed secondary"] = "secondary",
    ["16 plus"]                 = "secondary",
    ["All-through"]             = "all-through",
    ["All through"]             = "all-through",
  },
  -- The kind of establishment says more than the phase where it says anything.
  phase_of_group = { ["Special schools"] = "asn" },
  fundings = {
    ["Independent schools"]                = "fee-paying",
    ["Local authority maintained schools"] = "state",
    ["Academies"]                          = "state",
    ["Free Schools"]                       = "state",
    ["Special schools"]                    = "state",
    ["Colleges"]                           = "state",
  },
}

mapping "gias-links" {
  title    = "Get Information About Schools: links between schools",
  holds    = "links",
  scheme   = "GB-EDU",
  known_by = { "LinkURN" },

  columns = {
    number = { "URN" },
    other  = { "LinkURN" },
    link   = { "LinkType" },
    date   = { "LinkEstablishedDate" },
  },

  -- What the other school is to this one.
  successors = {
    ["Successor"]                = "successor",
    ["Successor - merged"]       = "merged",
    ["Successor - amalgamated"]  = "merged",
    ["Successor - Split School"] = "split",
  },
  predecessors = {
    ["Predecessor"]                = "successor",
    ["Predecessor - merged"]       = "merged",
    ["Predecessor - amalgamated"]  = "merged",
    ["Predecessor - Split School"] = "split",
  },
  -- Of these no side follows the other, or the file does not say which.
  passed = {
    "Sixth Form Centre School", "Sixth Form Centre Link", "Result of Amalgamation", "Other", "Expansion",
    "Closure", "Merged - change in age range", "Merged - expansion of school capacity",
    "Merged - expansion in school capacity and changer in age range",
  },
}
