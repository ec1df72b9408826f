-- SPDX-License-Identifier: MIT
--
-- The register of Wales, as the openregister extract has it: seven digits, of which three name the authority.
-- Types are those of its list of school types; a middle school has both ages under one roof.

mapping "wales" {
  title    = "Schools of Wales",
  scheme   = "GB-WALEDU",
  known_by = { "school-wls" },
  country  = "GB",
  nation   = "Wales",
  digits   = 7,

  columns = {
    number     = { "school-wls" },
    name       = { "name" },
    other_name = { "name-cy" },
    la_code    = { "principal-local-authority" },
    phase      = { "school-type-wls" },
    opened     = { "start-date" },
    closed     = { "end-date" },
  },
  other_language = "cy",

  phases = {
    ["1"] = "primary", ["2"] = "primary", ["5"] = "primary", ["6"] = "primary", ["12"] = "primary",
    ["3"] = "secondary", ["7"] = "secondary",
    ["4"] = "asn", ["10"] = "asn",
    ["8"] = "all-through", ["9"] = "all-through", ["13"] = "all-through",
    ["11"] = "early-years",
  },
}
