-- SPDX-License-Identifier: MIT
--
-- The rate card of Connecting Classrooms through Global Learning and its list of countries. Editions that
-- use it declare the clauses W1–W7 and Q41 (lib.clauses.funding_pages, lib.clauses.uk_2020).

use "lib.clauses.funding_pages"

clause "Q41" {
  source = "British Council, cluster groups (UK-wide page)", place = "funding",
  sense  = "All grants to a cluster together reach £35,000 at most.",
}

param "visit_rate"            { ["2018-09-01"] = "1500.00", cite = "W1", about = "most for the visit of one school" }
param "supply_rate"           { ["2018-09-01"] = "200.00", cite = "W2", about = "most for a day of supply cover" }
param "supply_days"           { ["2018-09-01"] = 7, unit = "days", cite = "W2", about = "most days of supply cover" }
param "training_network_rate" { ["2018-09-01"] = "250.00", cite = "W3", about = "most for training a network school" }
param "training_partner_rate" { ["2018-09-01"] = "100.00", cite = "W3", about = "most for training a partner school" }
param "event_rate"            { ["2018-09-01"] = "250.00", cite = "W4", about = "most for an event" }
param "events"                { ["2018-09-01"] = 2, cite = "W4", about = "most events" }
param "project_rate"          { ["2018-09-01"] = "500.00", cite = "W5", about = "most for a project" }
param "projects"              { ["2018-09-01"] = 2, cite = "W5", about = "most projects" }
param "ceiling"               { ["2018-09-01"] = "35000.00", cite = "Q41", about = "most for a cluster" }

param "participating_countries" {
  ["2018-09-01"] = {
    "EG", "IQ", "JO", "LB", "MA", "PS", "TN", "YE",             -- Middle East and North Africa
    "AF", "BD", "IN", "NP", "PK",                               -- South Asia
    "ET", "GH", "KE", "LS", "MW", "MZ", "NG", "RW", "SL", "ZA", -- Sub-Saharan Africa
    "SS", "SD", "TZ", "UG", "ZM", "ZW",
  },
  cite = "W7", about = "countries overseas whose schools take part",
}

local function asked(item)
  return F.requests:where(function(r) return r.item:is(item) end, item .. " requests")
end

local function lower_of_cost_and(rate)
  return function(r) return least(r.cost:otherwise(rate), rate) end
end

-- Visits differ from edition to edition in what is not paid, so each edition writes that line itself.
-- What stands here is the same in all of them.
local rates = { asked = asked, lower_of_cost_and = lower_of_cost_and }

function rates.supply_training_events_projects()
  line "supply" {
    title = "Supply cover for the co-ordinator", cite = "W2",
    each          = asked "supply",
    amount        = function(r) return least(r.cost:otherwise(r.days * P.supply_rate), r.days * P.supply_rate) end,
    units         = function(r) return r.days end,
    units_at_most = P.supply_days, unit_rate = P.supply_rate, units_cite = "W2",
  }

  line "training" {
    title = "Training of network and partner schools", cite = "W3",
    each   = asked "training",
    amount = function(r)
      local rate = pick { { when = r.school.role:is "network", gives = P.training_network_rate },
                          otherwise = P.training_partner_rate }
      return least(r.cost:otherwise(rate), rate)
    end,
    not_paid = {
      { when = function(r) return r.school.role:one_of { "lead", "sponsor" } end, cite = "W3",
        says = "the rate card has training money for network and partner schools only" },
      { when = repeated "school", cite = "W3" },
    },
  }

  line "events" {
    title = "Events", cite = "W4",
    each    = asked "event",
    amount  = lower_of_cost_and(P.event_rate),
    at_most = P.events, at_most_cite = "W4",
  }

  line "projects" {
    title = "Projects", cite = "W5",
    each    = asked "project",
    amount  = lower_of_cost_and(P.project_rate),
    at_most = P.projects, at_most_cite = "W5",
  }
end

return rates
