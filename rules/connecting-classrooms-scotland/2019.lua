-- SPDX-License-Identifier: MIT
--
-- Connecting Classrooms in Scotland, the page of 2019/20: two and two schools, or a virtual partnership.

programme "connecting-classrooms-scotland" {
  edition = "2019", currency = "GBP",
  title = "Connecting Classrooms through Global Learning: clusters in Scotland, 2019",
  in_force = { from = "2019-07-01", to = "2020-12-31" },
}

use "lib.cluster"
use "lib.clauses.scotland_2019"
local rates = use "lib.connecting_classrooms_rates"

param "minimum_in_uk"    { ["2019-07-01"] = 2, cite = "Q30", about = "fewest lead and partner schools in the UK" }
param "minimum_overseas" { ["2019-07-01"] = 2, cite = "Q30", about = "fewest international partner schools" }
param "virtual_amount"   { unpublished = true, kind = "money", cite = "Q33",
                           about = "grant of a virtual partnership" }

-- The page refers to a list of countries that is not there any more; the list of the funding pages, of the
-- same programme, is used in its place.
local function takes_part(s) return s.country:one_of(P.participating_countries) end

local schools  = F.cluster.schools
local leads    = schools:where(function(s) return s.role:is "lead" end, "lead schools")
local networks = schools:where(function(s) return s.role:is "network" end, "network schools")
local paired   = schools:where(function(s) return s.role:one_of { "lead", "partner" } end, "lead and partner schools")
local at_home  = paired:where(function(s) return s.country:is "GB" end, "lead and partner schools in the UK")
local overseas = paired:where(takes_part, "international partner schools")
local in_uk    = schools:where(function(s) return s.country:is "GB" end, "schools in the UK")
local visits   = rates.asked "visit"

-- Composition of the cluster -------------------------------------------------------------------------

rule "two-uk-schools" {
  stage = "form", level = "hard", cite = { "Q30", "Q32", "Q88" },
  title = "At least two schools in the UK, network schools not counted",
  needs = at_home:count():at_least(P.minimum_in_uk),
}

rule "two-international-partners" {
  stage = "form", level = "hard", cite = { "Q30", "Q88", "Q89", "W7" },
  title = "At least two international partner schools in participating countries",
  needs = overseas:count():at_least(P.minimum_overseas),
}

rule "equal-numbers" {
  stage = "form", level = "advisory", cite = "Q34",
  title = "As many lead and partner schools in the UK as overseas",
  needs = at_home:count():is(overseas:count()),
}

rule "one-lead" {
  stage = "form", level = "hard", cite = "Q38",
  title = "Exactly one school leads",
  needs = leads:count():is(1),
}

rule "lead-in-uk" {
  stage = "form", level = "hard", cite = "Q38",
  title = "The lead school is in the UK",
  needs = leads:every(function(s) return s.country:is "GB" end),
}

rule "network-in-uk" {
  stage = "form", level = "hard", cite = "Q32",
  title = "A network school is in the UK",
  needs = networks:every(function(s) return s.country:is "GB" end),
}

-- Before the application -----------------------------------------------------------------------------

rule "self-evaluations" {
  stage = "apply", level = "hard", cite = "Q39",
  title = "Every school in the UK has evaluated itself",
  needs = in_uk:every(function(s) return s.self_evaluation:is_present() end),
}

-- The page says "should": advice, unlike the page of 2021.
rule "coordinator-in-lead-school" {
  stage = "apply", level = "advisory", cite = "Q38",
  title = "Somebody in the lead school is the co-ordinator",
  needs = all { F.cluster.coordinator:is_present(), F.cluster.coordinator.school.role:is "lead" },
}

rule "virtual-partnership" {
  stage = "apply", level = "hard", cite = "Q33",
  title   = "In a virtual partnership no school travels",
  message = "A school asks for a visit: this is no virtual partnership; apply with funding_model \"visits\".",
  applies = F.funding_model:is "online",
  needs   = visits:count():is(0),
}

-- 15 June 2020 comes from a notice (portal.grantsonlinelocal.uk); later rounds of 2020 are on no page.
deadlines {
  "2020-01-27", "2020-06-15", rounds_until = "2020-12-31",
  cite = "Q35", title = "The application is in time for a round",
}

-- Money ----------------------------------------------------------------------------------------------

rule "lead-is-state-funded" {
  stage = "fund", level = "hard", cite = "W6",
  title = "The lead school, which holds the grant, is a state school",
  needs = leads:every(function(s) return s.funding:is "state" end),
}

line "visits" {
  title = "Reciprocal visits", cite = "W1",
  each     = visits,
  amount   = rates.lower_of_cost_and(P.visit_rate),
  not_paid = {
    { when = F.funding_model:is "online", cite = "Q33", says = "nobody travels in a virtual partnership" },
    { when = function(r) return r.school.role:is "network" end, cite = "Q32",
      says = "a network school gets no visit money" },
    { when = function(r) return r.school.funding:is "fee-paying" end, cite = "W6",
      says = "a fee-paying school pays for its own travel" },
    { when = repeated "school", cite = "W1" },
  },
}

line "online" {
  title = "Virtual partnership", cite = "Q33",
  applies = F.funding_model:is "online",
  amount  = P.virtual_amount,
}

rates.supply_training_events_projects()

cap "ceiling" { title = "Ceiling of a cluster grant", at = P.ceiling, cite = "Q41" }

instalment "upfront" { share = "80%",  when = "award accepted",        cite = "Q93" }
instalment "final"   { share = "rest", when = "final report accepted", cite = "Q95" }

-- Tests ----------------------------------------------------------------------------------------------

local sample = use "lib.sample_cluster"

local function application(leads_, partners_, networks_, overseas_)
  return {
    date = "2020-01-20", option = "reciprocal-visits", funding_model = "visits",
    cluster = sample.cluster(leads_, partners_, networks_, overseas_), requests = {},
  }
end

local two_pairs = with(application(1, 1, 0, 2), { requests = sample.visits { "s1", "s2", "o1", "o2" } })
local virtual   = with(application(1, 1, 0, 2), { option = "online", funding_model = "online" })

test "two pairs, all travelling" {
  dossier = two_pairs,
  expect = { verdict = "eligible", grant = "6000.00", missing = {}, round = "2020-01-27",
             instalments = { upfront = "4800.00", final = "1200.00" },
             rules = { ["equal-numbers"] = "pass", ["coordinator-in-lead-school"] = "pass", deadline = "pass" } },
}
test "A16 one international partner" {
  dossier = application(1, 2, 0, 1),
  expect = { stages = { form = "ineligible" }, rules = { ["two-international-partners"] = "fail" } },
}
test "A18 a network school does not count among the two" {
  dossier = application(1, 0, 1, 2),
  expect = { stages = { form = "ineligible" }, rules = { ["two-uk-schools"] = "fail" } },
}
test "A19 three against two is advice" {
  dossier = application(1, 2, 0, 2), expect = { verdict = "eligible", rules = { ["equal-numbers"] = "fail" } },
}
test "A07 is refused under this page: a network school does not count" { dossier = application(1, 0, 2, 1), expect = { stages = { form = "ineligible" } } }
test "three in the UK, three overseas" { dossier = application(1, 2, 0, 3), expect = { verdict = "eligible" } }
test "four in the UK, none overseas" {
  dossier = application(1, 3, 0, 0),
  expect = { verdict = "ineligible", rules = { ["two-international-partners"] = "fail" } },
}
test "two leads" {
  dossier = application(2, 0, 0, 2), expect = { verdict = "ineligible", rules = { ["one-lead"] = "fail" } },
}
test "two leads, one of them overseas and fee-paying" {
  dossier = with(application(2, 0, 0, 2), { ["cluster.schools[s2].country"] = "MW",
                                            ["cluster.schools[s2].funding"] = "fee-paying" }),
  expect = { verdict = "ineligible",
             rules = { ["one-lead"] = "fail", ["lead-in-uk"] = "fail", ["lead-is-state-funded"] = "fail" } },
}
test "no lead" {
  dossier = application(0, 2, 0, 2), expect = { verdict = "ineligible", rules = { ["one-lead"] = "fail" } },
}
test "a lead overseas" {
  dossier = with(application(1, 2, 0, 2), { ["cluster.schools[s1].country"] = "MW" }),
  expect = { verdict = "ineligible", rules = { ["lead-in-uk"] = "fail" } },
}
test "a network school overseas" {
  dossier = with(application(1, 1, 1, 2), { ["cluster.schools[n1].country"] = "MW" }),
  expect = { verdict = "ineligible", rules = { ["network-in-uk"] = "fail" } },
}
test "a partner in France does not count" {
  dossier = with(application(1, 1, 0, 2), { ["cluster.schools[o2].country"] = "FR" }),
  expect = { verdict = "ineligible", rules = { ["two-international-partners"] = "fail" } },
}

test "B09 a virtual partnership" {
  dossier = virtual,
  expect = { verdict = "eligible", grant = null, missing = { "virtual_amount" }, instalments = {} },
}
test "B09 with an amount of 400.00, an assumption" {
  dossier = virtual, set = { virtual_amount = "400.00" },
  expect = { grant = "400.00", lines = { online = "400.00" } },
}
test "B10 a partner asks for a visit" {
  dossier = with(virtual, { requests = sample.visits { "s2" } }), set = { virtual_amount = "400.00" },
  expect = { verdict = "ineligible", rules = { ["virtual-partnership"] = "fail" }, grant = "400.00" },
}

test "D06 a later round, on an unknown day" {
  dossier = with(two_pairs, { date = "2020-01-28" }), expect = { verdict = "eligible", round = "2020-06-15" },
}
test "the day of the second deadline" {
  dossier = with(two_pairs, { date = "2020-06-15" }), expect = { verdict = "eligible", round = "2020-06-15" },
}
test "after the deadlines that are known" {
  dossier = with(two_pairs, { date = "2020-06-16" }), expect = { verdict = "eligible" },
}
test "the last day" { dossier = with(two_pairs, { date = "2020-12-31" }), expect = { verdict = "eligible" } }
test "D08 a network school without a self-evaluation" {
  dossier = with(application(1, 1, 1, 2), { ["cluster.schools[n1].self_evaluation"] = null }),
  expect = { stages = { form = "eligible", apply = "ineligible" }, rules = { ["self-evaluations"] = "fail" } },
}
test "an unknown self-evaluation" {
  dossier = with(two_pairs, { ["cluster.schools[s2].self_evaluation"] = unknown }),
  expect = { verdict = "undetermined", missing = { "cluster.schools[s2].self_evaluation" } },
}
test "no co-ordinator is a warning here" {
  dossier = with(two_pairs, { ["cluster.coordinator"] = null }),
  expect = { verdict = "eligible", rules = { ["coordinator-in-lead-school"] = "fail" } },
}
test "a co-ordinator in a partner school is a warning here" {
  dossier = with(two_pairs, { ["cluster.coordinator.school"] = "s2" }),
  expect = { verdict = "eligible", rules = { ["coordinator-in-lead-school"] = "fail" } },
}

test "a network school's visit" {
  dossier = with(application(1, 1, 1, 2), { requests = sample.visits { "s1", "n1" } }),
  expect = { grant = "1500.00" },
}
test "a fee-paying partner's visit" {
  dossier = with(two_pairs, { ["cluster.schools[s2].funding"] = "fee-paying" }), expect = { grant = "4500.00" },
}
test "a fee-paying lead" {
  dossier = with(two_pairs, { ["cluster.schools[s1].funding"] = "fee-paying" }),
  expect = { stages = { apply = "eligible", fund = "ineligible" }, rules = { ["lead-is-state-funded"] = "fail" } },
}
test "a second visit of a school" {
  dossier = with(two_pairs, { ["requests[+]"] = { item = "visit", school = "o2" } }), expect = { grant = "6000.00" },
}
use "lib.rate_card_tests".tests(application(1, 1, 2, 2), "two-international-partners", { virtual_amount = "400.00" })
cases "D07 outside the days in force" {
  dossier = two_pairs, given = "date", expect = "refused",
  { "2019-06-30", "in force from 2019-07-01 to 2020-12-31" }, { "2021-01-01", "in force from 2019-07-01 to 2020-12-31" },
}

unnoticed "31 December 2020 plus one: date is at most 31 December 2020" {
  because = "the edition itself ends on that day, so no later date is decided under it",
}

test "nothing is known of the cluster" {
  dossier = { date = "2020-01-20", cluster = {} },
  expect = { verdict = "undetermined", rules = {
    ["two-uk-schools"] = "unknown", ["two-international-partners"] = "unknown", ["equal-numbers"] = "unknown",
    ["one-lead"] = "unknown", ["lead-in-uk"] = "unknown", ["network-in-uk"] = "unknown", ["self-evaluations"] = "unknown",
    ["coordinator-in-lead-school"] = "unknown", ["virtual-partnership"] = "unknown", ["lead-is-state-funded"] = "unknown" } },
}
test "a network school in a participating country is no international partner" {
  dossier = with(application(1, 1, 0, 2), { ["cluster.schools[o2].role"] = "network" }),
  expect = { verdict = "ineligible", rules = { ["two-international-partners"] = "fail" } },
}
test "a school overseas without a self-evaluation" {
  dossier = with(application(1, 1, 0, 2), { ["cluster.schools[o2].self_evaluation"] = null }),
  expect = { verdict = "eligible", rules = { ["self-evaluations"] = "pass" } },
}
test "supply teaching in a virtual partnership" {
  dossier = with(virtual, { requests = { { item = "supply", days = 2 } } }), set = { virtual_amount = "400.00" },
  expect = { rules = { ["virtual-partnership"] = "pass" } },
}

unreachable "rule 'deadline' is unknown" { because = "no dossier is without a date" }
for _, what in ipairs { "rule 'deadline' fails", "rule 'deadline' turns on 'date is at most 31 December 2020' where it does not hold" } do
  unreachable(what) { because = "the edition itself ends on that day, so no later date is decided under it" }
end
unreachable "rule 'coordinator-in-lead-school' turns on 'coordinator is there' where it does not hold" {
  because = "a co-ordinator who is not there works in no school, so that two conditions fail at once",
}
