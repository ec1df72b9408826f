-- SPDX-License-Identifier: MIT
--
-- Connecting Classrooms, UK-wide: four schools make a cluster, two and two may ask for money.

programme "connecting-classrooms" {
  edition = "2020", currency = "GBP",
  title = "Connecting Classrooms through Global Learning: cluster groups",
  in_force = { from = "2018-09-01", to = "2021-06-30" },
}

use "lib.cluster"
use "lib.clauses.uk_2020"
local rates = use "lib.connecting_classrooms_rates"

param "minimum_schools"          { ["2018-09-01"] = 4, cite = "Q40", about = "fewest schools of a cluster" }
param "minimum_in_uk_to_fund"    { ["2018-09-01"] = 2, cite = "W8", about = "fewest schools in the UK to ask for money" }
param "minimum_overseas_to_fund" { ["2018-09-01"] = 2, cite = "W8", about = "fewest schools overseas to ask for money" }
param "online_amount"            { unpublished = true, kind = "money", cite = "Q99",
                                   about = "grant of a cluster that works online" }

local schools  = F.cluster.schools
local leads    = schools:where(function(s) return s.role:is "lead" end, "lead schools")
local in_uk    = schools:where(function(s) return s.country:is "GB" end, "schools in the UK")
local overseas = schools:where(function(s) return s.country:one_of(P.participating_countries) end,
                               "schools in participating countries")

-- Composition of the cluster -------------------------------------------------------------------------

rule "minimum-schools" {
  stage = "form", level = "hard", cite = { "Q40", "Q48" },
  title = "A cluster has at least four schools",
  needs = schools:count():at_least(P.minimum_schools),
}

rule "participating-country" {
  stage = "form", level = "hard", cite = { "Q40", "Q48", "W7" },
  title = "At least one school lies in a participating country overseas",
  needs = overseas:count():at_least(1),
}

rule "lead-school" {
  stage = "form", level = "hard", cite = "Q43",
  title = "Exactly one school leads",
  needs = leads:count():is(1),
}

rule "lead-in-uk" {
  stage = "form", level = "hard", cite = "Q44",
  title = "The lead school is in the UK",
  needs = leads:every(function(s) return s.country:is "GB" end),
}

-- Before the application -----------------------------------------------------------------------------

rule "self-evaluations" {
  stage = "apply", level = "hard", cite = "W12",
  title = "Every school in the UK has evaluated itself",
  needs = in_uk:every(function(s) return s.self_evaluation:is_present() end),
}

rule "coordinator" {
  stage = "apply", level = "hard", cite = "Q42",
  title = "The cluster has a co-ordinator",
  needs = F.cluster.coordinator:is_present(),
}

rule "coordinator-in-uk" {
  stage = "apply", level = "hard", cite = "Q42",
  title   = "The co-ordinator works in the UK",
  applies = F.cluster.coordinator:is_present(),
  needs   = F.cluster.coordinator.school.country:is "GB",
}

rule "coordinator-in-lead-school" {
  stage = "apply", level = "advisory", cite = "Q49",
  title   = "The co-ordinator works in the lead school",
  applies = F.cluster.coordinator:is_present(),
  needs   = F.cluster.coordinator.school.role:is "lead",
}

-- Money ----------------------------------------------------------------------------------------------

rule "two-uk-schools" {
  stage = "fund", level = "hard", cite = "W8",
  title = "To apply for money a cluster needs two schools in the UK",
  needs = in_uk:count():at_least(P.minimum_in_uk_to_fund),
}

rule "two-overseas-schools" {
  stage = "fund", level = "hard", cite = "W8",
  title = "To apply for money a cluster needs two schools in participating countries",
  needs = overseas:count():at_least(P.minimum_overseas_to_fund),
}

rule "lead-is-state-funded" {
  stage = "fund", level = "hard", cite = { "Q43", "W6" },
  title = "The lead school, which holds the grant, is a state school",
  needs = leads:every(function(s) return s.funding:is "state" end),
}

rule "one-grant" {
  stage = "fund", level = "hard", cite = "W9",
  title = "No school holds another grant",
  needs = schools:every(function(s) return s.holds_grant:is_false() end),
}

line "visits" {
  title = "Reciprocal visits", cite = "W1",
  each     = rates.asked "visit",
  amount   = rates.lower_of_cost_and(P.visit_rate),
  not_paid = {
    { when = F.funding_model:is "online", cite = "Q99", says = "visits are paid under the visits model only" },
    { when = function(r) return r.school.role:is "network" end, cite = "Q6",
      says = "a network school gets no visit money" },
    { when = function(r) return r.school.funding:is "fee-paying" end, cite = "W6",
      says = "a fee-paying school pays for its own travel" },
    { when = repeated "school", cite = "W1" },
  },
}

line "online" {
  title = "Online partnership", cite = "Q99",
  applies = F.funding_model:is "online",
  amount  = P.online_amount,
}

rates.supply_training_events_projects()

cap "ceiling" { title = "Ceiling of a cluster grant", at = P.ceiling, cite = "Q41" }

instalment "upfront" { share = "80%",  when = "award accepted",        cite = "W16" }
instalment "final"   { share = "rest", when = "final report accepted", cite = "W16" }

-- Tests ----------------------------------------------------------------------------------------------

local sample = use "lib.sample_cluster"

local function application(leads_, partners_, networks_, overseas_)
  return {
    date = "2020-10-01", option = "reciprocal-visits", funding_model = "visits",
    cluster = sample.cluster(leads_, partners_, networks_, overseas_), requests = {},
  }
end

local two_pairs = with(application(1, 1, 0, 2), { requests = sample.visits { "s1", "s2", "o1", "o2" } })

test "two pairs, all travelling" {
  dossier = two_pairs,
  expect = { verdict = "eligible", grant = "6000.00", missing = {}, round = null,
             instalments = { upfront = "4800.00", final = "1200.00" } },
}
test "A21 A22 one school overseas: a cluster, but no money" {
  dossier = application(1, 2, 0, 1),
  expect = { verdict = "ineligible", stages = { form = "eligible", apply = "eligible", fund = "ineligible" },
             rules = { ["two-overseas-schools"] = "fail", ["two-uk-schools"] = "pass" } },
}
test "three schools" {
  dossier = application(1, 0, 0, 2),
  expect = { stages = { form = "ineligible" },
             rules = { ["minimum-schools"] = "fail", ["two-uk-schools"] = "fail" } },
}
test "three in the UK, three overseas" { dossier = application(1, 2, 0, 3), expect = { verdict = "eligible" } }
test "four in the UK, none overseas" {
  dossier = application(1, 3, 0, 0),
  expect = { stages = { form = "ineligible" }, rules = { ["participating-country"] = "fail" } },
}
test "no lead" {
  dossier = application(0, 2, 0, 2), expect = { verdict = "ineligible", rules = { ["lead-school"] = "fail" } },
}
test "two leads" {
  dossier = application(2, 0, 0, 2), expect = { verdict = "ineligible", rules = { ["lead-school"] = "fail" } },
}
test "two leads, one of them overseas and fee-paying" {
  dossier = with(application(2, 0, 0, 2), { ["cluster.schools[s2].country"] = "MW",
                                            ["cluster.schools[s2].funding"] = "fee-paying" }),
  expect = { verdict = "ineligible",
             rules = { ["lead-school"] = "fail", ["lead-in-uk"] = "fail", ["lead-is-state-funded"] = "fail" } },
}
test "a lead overseas" {
  dossier = with(application(1, 2, 0, 2), { ["cluster.schools[s1].country"] = "MW" }),
  expect = { verdict = "ineligible", rules = { ["lead-in-uk"] = "fail" } },
}
test "a UK school without a self-evaluation" {
  dossier = with(two_pairs, { ["cluster.schools[s2].self_evaluation"] = null }),
  expect = { stages = { apply = "ineligible" }, rules = { ["self-evaluations"] = "fail" } },
}
test "an overseas school without a self-evaluation" {
  dossier = with(two_pairs, { ["cluster.schools[o2].self_evaluation"] = null }), expect = { verdict = "eligible" },
}
test "no co-ordinator" {
  dossier = with(two_pairs, { ["cluster.coordinator"] = null }),
  expect = { stages = { apply = "ineligible" }, rules = { coordinator = "fail" } },
}
test "D11 the co-ordinator works overseas" {
  dossier = with(two_pairs, { ["cluster.coordinator.school"] = "o1" }),
  expect = { stages = { form = "eligible", apply = "ineligible" }, rules = { ["coordinator-in-uk"] = "fail" } },
}
test "a co-ordinator in a partner school is a warning" {
  dossier = with(two_pairs, { ["cluster.coordinator.school"] = "s2" }),
  expect = { verdict = "eligible", rules = { ["coordinator-in-lead-school"] = "fail" } },
}
test "C10 a school holds another grant" {
  dossier = with(two_pairs, { ["cluster.schools[o2].holds_grant"] = true }),
  expect = { stages = { apply = "eligible", fund = "ineligible" }, rules = { ["one-grant"] = "fail" } },
}
test "it is not known whether a school holds another grant" {
  dossier = with(two_pairs, { ["cluster.schools[o2].holds_grant"] = unknown }),
  expect = { verdict = "undetermined", missing = { "cluster.schools[o2].holds_grant" } },
}
test "a fee-paying lead" {
  dossier = with(two_pairs, { ["cluster.schools[s1].funding"] = "fee-paying" }),
  expect = { stages = { apply = "eligible", fund = "ineligible" }, rules = { ["lead-is-state-funded"] = "fail" } },
}
test "what is not paid" {
  dossier = with(application(1, 1, 1, 2), {
    ["cluster.schools[s2].funding"] = "fee-paying", requests = sample.visits { "s1", "s2", "n1", "o1", "o1" } }),
  expect = { verdict = "eligible", grant = "3000.00" },
}
test "the amount of an online cluster is in no source" {
  dossier = with(application(1, 1, 0, 2), { funding_model = "online" }),
  expect = { verdict = "eligible", grant = null, missing = { "online_amount" } },
}
test "an online cluster with an amount, an assumption" {
  dossier = with(two_pairs, { funding_model = "online" }), set = { online_amount = "800.00" },
  expect = { grant = "800.00", lines = { visits = "0.00", online = "800.00" } },
}
use "lib.rate_card_tests".tests(application(1, 1, 2, 2), "two-overseas-schools", { online_amount = "800.00" })


test "nothing is known of the cluster" {
  dossier = { date = "2020-10-01", cluster = {} },
  expect = { verdict = "undetermined", rules = {
    ["minimum-schools"] = "unknown", ["participating-country"] = "unknown", ["lead-school"] = "unknown",
    ["lead-in-uk"] = "unknown", ["self-evaluations"] = "unknown", coordinator = "unknown",
    ["coordinator-in-uk"] = "unknown", ["coordinator-in-lead-school"] = "unknown", ["two-uk-schools"] = "unknown",
    ["two-overseas-schools"] = "unknown", ["lead-is-state-funded"] = "unknown", ["one-grant"] = "unknown" } },
}
cases "outside the days in force" {
  dossier = two_pairs, given = "date", expect = "refused",
  { "2018-08-31", "in force from 2018-09-01 to 2021-06-30" }, { "2021-07-01", "in force from 2018-09-01 to 2021-06-30" },
}
