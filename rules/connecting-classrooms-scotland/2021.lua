-- SPDX-License-Identifier: MIT
--
-- Connecting Classrooms in Scotland, the page of 2020/21: three options and one-to-one partnerships.

programme "connecting-classrooms-scotland" {
  edition = "2021", currency = "GBP",
  title = "Connecting Classrooms through Global Learning: clusters in Scotland, 2021",
  in_force = { from = "2021-01-01", to = "2021-06-30" },
}

use "lib.cluster"
use "lib.clauses.scotland_2021"
local rates = use "lib.connecting_classrooms_rates"

param "minimum_schools"    { ["2021-01-01"] = 4, cite = "Q1", about = "fewest schools of a cluster" }
param "one_to_one_online"  { ["2021-01-01"] = "400.00", cite = "Q10", about = "online grant of one lead and its partner" }
param "online_step"        { unpublished = true, kind = "money", at_least = "0.01", cite = "Q7",
                             about = "more for each further lead or partner school in the UK, under the online model" }

local schools  = F.cluster.schools
local leads    = schools:where(function(s) return s.role:is "lead" end, "lead schools")
local partners = schools:where(function(s) return s.role:is "partner" end, "partner schools")
local networks = schools:where(function(s) return s.role:is "network" end, "network schools")
local paired   = schools:where(function(s) return s.role:one_of { "lead", "partner" } end, "lead and partner schools")
local at_home  = paired:where(function(s) return s.country:is "GB" end, "lead and partner schools in the UK")
local in_uk    = schools:where(function(s) return s.country:is "GB" end, "schools in the UK")
local overseas = schools:where(function(s) return s.country:one_of(P.participating_countries) end,
                               "schools in participating countries")
local paired_overseas = paired:where(function(s) return s.country:one_of(P.participating_countries) end,
                                     "partner schools in participating countries")
local visits   = rates.asked "visit"

local function has_partner_overseas(s)
  return s.partners:any(function(p) return p.country:one_of(P.participating_countries) end)
end

local function has_partner_at_home(s)
  return s.partners:any(function(p) return p.country:is "GB" end)
end

-- Composition of the cluster -------------------------------------------------------------------------

rule "minimum-schools" {
  stage = "form", level = "hard", cite = { "Q1", "Q2", "Q9" },
  title   = "A cluster has at least four schools",
  applies = F.option:is_not "one-to-one",
  needs   = schools:count():at_least(P.minimum_schools),
}

rule "participating-country" {
  stage = "form", level = "hard", cite = { "Q1", "W7" },
  title = "At least one school lies in a participating country overseas",
  needs = overseas:count():at_least(1),
}

rule "four-partner-schools" {
  stage = "form", level = "hard", cite = { "Q4", "Q7" },
  title   = "Options 1 and 2 need four lead and partner schools",
  applies = F.option:one_of { "reciprocal-visits", "online" },
  needs   = paired:count():at_least(P.minimum_schools),
}

rule "equal-numbers" {
  stage = "form", level = "hard", cite = { "Q4", "Q7" },
  title   = "As many lead and partner schools in the UK as overseas",
  applies = F.option:one_of { "reciprocal-visits", "online" },
  needs   = at_home:count():is(paired_overseas:count()),
}

-- The page speaks of one participating country and does not forbid two: a matter for a person.
local several_countries = judge "several_countries" {
  cite     = "Q4",
  about    = "partner schools in more than one country are accepted",
  question = "The overseas schools lie in more than one country, and the page speaks of one. Is that accepted?",
}

rule "one-partner-country" {
  stage = "form", level = "hard", cite = "Q4",
  title   = "The overseas schools lie in one country, or a person accepts several",
  applies = F.option:one_of { "reciprocal-visits", "online" },
  needs   = any { paired_overseas:distinct(function(s) return s.country end):at_most(1), several_countries },
}

rule "one-lead" {
  stage = "form", level = "hard", cite = { "Q5", "Q77" },
  title = "Exactly one school leads",
  needs = leads:count():is(1),
}

rule "lead-in-uk" {
  stage = "form", level = "hard", cite = "Q12",
  title = "The lead school is in the UK",
  needs = leads:every(function(s) return s.country:is "GB" end),
}

rule "lead-is-paired" {
  stage = "form", level = "hard", cite = "Q13",
  title = "The lead school has a partner in a participating country",
  needs = leads:every(has_partner_overseas),
}

rule "partners-are-paired" {
  stage = "form", level = "hard", cite = "Q15",
  title = "Every partner school has a partner across the border",
  needs = partners:every(function(s)
    return all {
      if_then(s.country:is "GB", has_partner_overseas(s)),
      if_then(s.country:is_not "GB", has_partner_at_home(s)),
    }
  end),
}

rule "partner-countries" {
  stage = "form", level = "hard", cite = { "Q27", "W7" },
  title = "Partner schools lie in the UK or in a participating country",
  needs = partners:every(function(s)
    return any { s.country:is "GB", s.country:one_of(P.participating_countries) }
  end),
}

rule "network-not-paired" {
  stage = "form", level = "hard", cite = { "Q14", "Q15", "Q6" },
  title = "A network school has no partner school of its own",
  needs = networks:every(function(s) return s.partners:count():is(0) end),
}

rule "network-in-uk" {
  stage = "form", level = "hard", cite = { "W17", "Q9" },
  title = "A network school is in the UK",
  needs = networks:every(function(s) return s.country:is "GB" end),
}

-- Before the application -----------------------------------------------------------------------------

rule "self-evaluations" {
  stage = "apply", level = "hard", cite = "Q16",
  title = "Every school in the UK has evaluated itself",
  needs = in_uk:every(function(s) return s.self_evaluation:is_present() end),
}

rule "coordinator" {
  stage = "apply", level = "hard", cite = { "Q25", "Q5" },
  title = "The cluster has a co-ordinator",
  needs = F.cluster.coordinator:is_present(),
}

rule "coordinator-in-lead-school" {
  stage = "apply", level = "hard", cite = { "Q5", "Q25" },
  title   = "The co-ordinator works in the lead school",
  applies = F.cluster.coordinator:is_present(),
  needs   = F.cluster.coordinator.school.role:is "lead",
}

rule "visits-model" {
  stage = "apply", level = "hard", cite = "Q11",
  title   = "Lead and partner schools that want to visit apply under the visits model",
  message = "A lead or partner school asks for a visit: apply with funding_model \"visits\", not \"online\".",
  applies = F.funding_model:is "online",
  needs   = visits:none(function(r) return r.school.role:one_of { "lead", "partner" } end),
}

deadlines {
  "2021-04-26", "2021-06-21",
  cite = { "Q18", "Q19" }, title = "The application is in time for a round",
}

-- Money ----------------------------------------------------------------------------------------------

rule "lead-is-state-funded" {
  stage = "fund", level = "hard", cite = { "Q26", "W6" },
  title = "The lead school, which holds the grant, is a state school",
  needs = leads:every(function(s) return s.funding:is "state" end),
}

line "visits" {
  title = "Reciprocal visits", cite = "W1",
  each     = visits,
  amount   = rates.lower_of_cost_and(P.visit_rate),
  not_paid = {
    { when = F.funding_model:is "online", cite = "Q11", says = "visits are paid under the visits model only" },
    { when = function(r) return r.school.role:is "network" end, cite = "Q6",
      says = "a network school gets no visit money" },
    { when = function(r) return r.school.funding:is "fee-paying" end, cite = "W6",
      says = "a fee-paying school pays for its own travel" },
    { when = repeated "school", cite = "W1" },
  },
}

line "online" {
  title = "Online partnership", cite = { "Q10", "Q7", "Q8" },
  applies = F.funding_model:is "online",
  amount  = pick {
    { when = at_home:count():at_most(1), gives = P.one_to_one_online },
    otherwise = P.one_to_one_online + (at_home:count() - 1) * P.online_step,
  },
}

rates.supply_training_events_projects()

cap "ceiling" { title = "Ceiling of a cluster grant", at = P.ceiling, cite = "Q41" }

instalment "upfront" { share = "80%",  when = "award accepted",        cite = "Q20" }
instalment "final"   { share = "rest", when = "final report accepted", cite = "Q22" }

-- Tests: the worked cases, by their ids ----------------------------------------------------------------

local sample = use "lib.sample_cluster"

local function application(leads_, partners_, networks_, overseas_)
  return {
    date = "2021-04-20", option = "reciprocal-visits", funding_model = "visits",
    cluster = sample.cluster(leads_, partners_, networks_, overseas_), requests = {},
  }
end

local function option_3(leads_, partners_, networks_, overseas_)
  return with(application(leads_, partners_, networks_, overseas_), { option = "network" })
end

local function online(option, leads_, partners_, networks_, overseas_)
  return with(application(leads_, partners_, networks_, overseas_), { option = option, funding_model = "online" })
end

local A01 = with(application(1, 1, 0, 2), { requests = sample.visits { "s1", "s2", "o1", "o2" } })

test "A01 C01 two pairs, all travelling" {
  dossier = A01,
  expect = { verdict = "eligible", grant = "6000.00", lines = { visits = "6000.00" }, missing = {},
             instalments = { upfront = "4800.00", final = "1200.00" }, round = "2021-04-26",
             stages = { form = "eligible", apply = "eligible", fund = "eligible" } },
}
test "A03 three in the UK against one overseas" {
  dossier = application(1, 2, 0, 1),
  expect = { verdict = "ineligible", stages = { form = "ineligible" },
             rules = { ["equal-numbers"] = "fail", ["minimum-schools"] = "pass" }, instalments = {} },
}
test "A05 a network school stands outside the count" {
  dossier = application(1, 1, 1, 2), expect = { verdict = "eligible", rules = { ["equal-numbers"] = "pass" } },
}
test "A07 option 3, four in all: A08 with one more network school" { dossier = option_3(1, 0, 2, 1), expect = { verdict = "eligible" } }
test "A08 option 3, three in all" {
  dossier = option_3(1, 0, 1, 1),
  expect = { stages = { form = "ineligible" }, rules = { ["minimum-schools"] = "fail" } },
}
for _, option in ipairs { "reciprocal-visits", "online", "network" } do
  test("A09 no overseas school, " .. option) {
    dossier = with(application(1, 3, 0, 0), { option = option }),
    expect = { stages = { form = "ineligible" }, rules = { ["participating-country"] = "fail" } },
  }
  test("A10 the lead is in Malawi, " .. option) {
    dossier = with(application(1, 3, 0, 0), { option = option, ["cluster.schools[s1].country"] = "MW" }),
    expect = { stages = { form = "ineligible" }, rules = { ["lead-in-uk"] = "fail" } },
  }
  test("A11 two leads, " .. option) {
    dossier = with(application(2, 0, 1, 2), { option = option }),
    expect = { stages = { form = "ineligible" }, rules = { ["one-lead"] = "fail" } },
  }
  test("A11 no lead, " .. option) {
    dossier = with(application(0, 2, 0, 2), { option = option }),
    expect = { stages = { form = "ineligible" }, rules = { ["one-lead"] = "fail" } },
  }
  test("A12 the school overseas is in France, " .. option) {
    dossier = with(application(1, 2, 0, 1), { option = option, ["cluster.schools[o1].country"] = "FR" }),
    expect = { stages = { form = "ineligible" }, rules = { ["participating-country"] = "fail" } },
  }
end
test "two leads, one of them overseas, fee-paying and unpaired" {
  dossier = with(application(2, 0, 0, 2), { ["cluster.schools[s2].country"] = "MW", ["cluster.schools[s2].partners"] = {},
                                            ["cluster.schools[s2].funding"] = "fee-paying" }),
  expect = { verdict = "ineligible", rules = { ["one-lead"] = "fail", ["lead-in-uk"] = "fail",
             ["lead-is-paired"] = "fail", ["lead-is-state-funded"] = "fail" } },
}
test "A13 no upper limit" { dossier = application(1, 19, 0, 20), expect = { verdict = "eligible" } }
test "A15 overseas schools in Ghana" {
  dossier = with(application(1, 1, 0, 2),
                 { ["cluster.schools[o1].country"] = "GH", ["cluster.schools[o2].country"] = "GH" }),
  expect = { verdict = "eligible" },
}
local A23 = with(application(1, 1, 0, 2),
                 { ["cluster.schools[o1].country"] = "KE", ["cluster.schools[o2].country"] = "NP" })
test "A23 two countries overseas need a person" {
  dossier = A23,
  expect = { verdict = "needs-judgement", rules = { ["one-partner-country"] = "judgement" } },
}
test "A23 a person accepts two countries" {
  dossier = with(A23, { answers = { several_countries = {
    verdict = "pass", by = "B. Officer", reason = "Kenya and Nepal share the theme" } } }),
  expect = { verdict = "eligible", rules = { ["one-partner-country"] = "pass" } },
}
test "A23 a person does not accept two countries" {
  dossier = with(A23, { answers = { several_countries = {
    verdict = "fail", by = "B. Officer", reason = "no common theme" } } }),
  expect = { verdict = "ineligible", rules = { ["one-partner-country"] = "fail" } },
}
test "a school overseas may lie in a second country" {
  dossier = with(A01, { ["cluster.schools[o1].country"] = unknown }),
  expect = { verdict = "undetermined", missing = { "cluster.schools[o1].country", "answers.several_countries" } },
}
test "A24 a network school with a partner" {
  dossier = with(application(1, 1, 1, 2), { ["cluster.schools[n1].partners"] = { "o1" } }),
  expect = { stages = { form = "ineligible" }, rules = { ["network-not-paired"] = "fail" } },
}
test "A25 a partner in the UK without a partner" {
  dossier = with(A01, { ["cluster.schools[s2].partners"] = {} }),
  expect = { stages = { form = "ineligible" }, rules = { ["partners-are-paired"] = "fail" } },
}
test "A25 a partner overseas without a partner" {
  dossier = with(A01, { ["cluster.schools[o2].partners"] = {} }),
  expect = { stages = { form = "ineligible" }, rules = { ["partners-are-paired"] = "fail" } },
}
test "A26 the lead without a partner" {
  dossier = with(A01, { ["cluster.schools[s1].partners"] = {} }),
  expect = { stages = { form = "ineligible" }, rules = { ["lead-is-paired"] = "fail" } },
}
test "a partner school outside the list of countries" {
  dossier = with(option_3(1, 2, 0, 2), { ["cluster.schools[o2].country"] = "FR",
                                         ["cluster.schools[s2].partners"] = { "o1" },
                                         ["cluster.schools[s3].partners"] = { "o1" } }),
  expect = { verdict = "ineligible", rules = { ["partner-countries"] = "fail", ["partners-are-paired"] = "pass" } },
}
test "a network school overseas" {
  dossier = with(application(1, 1, 1, 2), { ["cluster.schools[n1].country"] = "MW" }),
  expect = { verdict = "ineligible", rules = { ["network-in-uk"] = "fail" } },
}
test "option 1 with two partner schools and two network schools" {
  dossier = application(1, 0, 2, 1),
  expect = { verdict = "ineligible", rules = { ["four-partner-schools"] = "fail", ["equal-numbers"] = "pass" } },
}
test "option 3 of the table: three in the UK, one overseas" {
  dossier = option_3(1, 2, 0, 1), expect = { verdict = "eligible" },
}
test "A03 with two more overseas partners" { dossier = application(1, 2, 0, 3), expect = { verdict = "eligible" } }
test "three in the UK, two overseas" {
  dossier = application(1, 2, 0, 2), expect = { verdict = "ineligible", rules = { ["equal-numbers"] = "fail" } },
}
test "three in the UK, two overseas, one partner made a network school" {
  dossier = with(application(1, 2, 0, 2), { ["cluster.schools[s3].role"] = "network",
                                            ["cluster.schools[s3].partners"] = {} }),
  expect = { verdict = "eligible" },
}

test "B01 one lead online" {
  dossier = online("network", 1, 0, 2, 1),
  expect = { verdict = "eligible", grant = "400.00", lines = { online = "400.00" },
             instalments = { upfront = "320.00", final = "80.00" } },
}
test "B03 one-to-one online" {
  dossier = online("one-to-one", 1, 0, 0, 1), expect = { verdict = "eligible", grant = "400.00" },
}
test "B04 the step of the online amount is in no source" {
  dossier = online("online", 1, 1, 0, 2),
  expect = { verdict = "eligible", grant = null, missing = { "online_step" }, instalments = {} },
}
test "B04 with a step of 400.00, an assumption" {
  dossier = online("online", 1, 1, 0, 2), set = { online_step = "400.00" }, expect = { grant = "800.00" },
}
test "B06 with a step of 400.00" {
  dossier = online("online", 1, 2, 0, 3), set = { online_step = "400.00" }, expect = { grant = "1200.00" },
}
test "B07 option 2 is built as option 1" {
  dossier = online("online", 1, 0, 0, 1),
  expect = { stages = { form = "ineligible" }, rules = { ["four-partner-schools"] = "fail" } },
}
test "B08 the lead asks for a visit under the online model" {
  dossier = with(online("network", 1, 0, 2, 1), { requests = sample.visits { "s1" } }),
  expect = { verdict = "ineligible", rules = { ["visits-model"] = "fail" }, lines = { visits = "0.00" } },
}
test "a network school's visit under the online model" {
  dossier = with(online("network", 1, 0, 2, 1), { requests = sample.visits { "n1" } }),
  expect = { verdict = "eligible", grant = "400.00", rules = { ["visits-model"] = "pass" } },
}

test "C05 a network school's visit" {
  dossier = with(application(1, 1, 3, 2), { requests = sample.visits { "s1", "s2", "o1", "o2", "n1" } }),
  expect = { verdict = "eligible", grant = "6000.00" },
}
test "C06 a second visit of the lead" {
  dossier = with(A01, { ["requests[+]"] = { item = "visit", school = "s1" } }),
  expect = { verdict = "eligible", grant = "6000.00" },
}
test "C06 the dearer of two visits is paid, whatever their order" {
  dossier = with(application(1, 1, 0, 2), { requests = {
    { item = "visit", school = "s1", cost = "700.00" }, { item = "visit", school = "s1", cost = "900.00" } } }),
  expect = { grant = "900.00" },
}
test "C07 a fee-paying partner" {
  dossier = with(A01, { ["cluster.schools[s2].funding"] = "fee-paying" }),
  expect = { verdict = "eligible", grant = "4500.00", instalments = { upfront = "3600.00", final = "900.00" } },
}
test "C08 a fee-paying lead" {
  dossier = with(A01, { ["cluster.schools[s1].funding"] = "fee-paying" }),
  expect = { verdict = "ineligible", stages = { form = "eligible", apply = "eligible", fund = "ineligible" },
             rules = { ["lead-is-state-funded"] = "fail" } },
}
test "C09 the lower of cost and rate" {
  dossier = with(application(1, 1, 0, 2), { requests = {
    { item = "visit", school = "s1", cost = "1320.50" }, { item = "visit", school = "o1", cost = "1610.00" } } }),
  expect = { grant = "2820.50", instalments = { upfront = "2256.40", final = "564.10" } },
}

local function training(prefix, first, last, requests)
  for i = first, last do requests[#requests + 1] = { item = "training", school = prefix .. i } end
end

local function many(item, count, requests)
  for _ = 1, count do requests[#requests + 1] = { item = item } end
end

local function rate_card(pairs_, networks_, days, trained, net, events, projects)
  local requests = {}
  for i = 1, pairs_ do
    requests[#requests + 1] = { item = "visit", school = "s" .. i }
    requests[#requests + 1] = { item = "visit", school = "o" .. i }
  end
  requests[#requests + 1] = { item = "supply", days = days }
  training("s", 2, trained + 1, requests)
  training("n", 1, net, requests)
  many("event", events, requests)
  many("project", projects, requests)
  return with(application(1, 9, networks_, 10), { requests = requests })
end

test "H03 the ceiling" {
  dossier = rate_card(10, 5, 7, 9, 5, 2, 2),
  expect = { verdict = "eligible", grant = "35000.00",
             lines = { visits = "30000.00", supply = "1400.00", training = "2150.00", events = "500.00",
                       projects = "1000.00", ceiling = "-50.00" },
             instalments = { upfront = "28000.00", final = "7000.00" } },
}
test "H04 nine supply days and three events" {
  dossier = rate_card(3, 2, 9, 2, 2, 3, 1),
  expect = { grant = "12100.00", instalments = { upfront = "9680.00", final = "2420.00" },
             lines = { visits = "9000.00", supply = "1400.00", training = "700.00", events = "500.00",
                       projects = "500.00" } },
}
test "H05 nothing asked" { dossier = application(1, 1, 0, 2), expect = { verdict = "eligible", grant = "0.00" } }
use "lib.rate_card_tests".tests(application(1, 1, 2, 2), "partner-countries", { online_step = "123.45" })

test "D01 the day of the first deadline" {
  dossier = with(A01, { date = "2021-04-26" }), expect = { verdict = "eligible", round = "2021-04-26" },
}
test "the day after the first deadline" {
  dossier = with(A01, { date = "2021-04-27" }), expect = { verdict = "eligible", round = "2021-06-21" },
}
test "the day of the last deadline" {
  dossier = with(A01, { date = "2021-06-21" }), expect = { verdict = "eligible", round = "2021-06-21" },
}
test "D04 after the last deadline" {
  dossier = with(A01, { date = "2021-06-22" }),
  expect = { verdict = "ineligible", stages = { form = "eligible", apply = "ineligible" }, round = null },
}
test "D08 a network school without a self-evaluation" {
  dossier = with(application(1, 1, 1, 2), { ["cluster.schools[n1].self_evaluation"] = null }),
  expect = { stages = { form = "eligible", apply = "ineligible" }, rules = { ["self-evaluations"] = "fail" } },
}
test "an overseas school without a self-evaluation" {
  dossier = with(A01, { ["cluster.schools[o1].self_evaluation"] = null }), expect = { verdict = "eligible" },
}
test "D10 no co-ordinator" {
  dossier = with(A01, { ["cluster.coordinator"] = null }),
  expect = { stages = { form = "eligible", apply = "ineligible" }, rules = { coordinator = "fail" } },
}
test "D10 the co-ordinator is not known" {
  dossier = with(A01, { ["cluster.coordinator"] = unknown }),
  expect = { verdict = "undetermined", stages = { form = "eligible", apply = "undetermined" } },
}
test "D11 the co-ordinator works in a partner school" {
  dossier = with(A01, { ["cluster.coordinator.school"] = "s2" }),
  expect = { stages = { apply = "ineligible" }, rules = { ["coordinator-in-lead-school"] = "fail" } },
}

test "F01 an award of 9,750.00" {
  dossier = with(application(1, 3, 0, 4), { requests = {
    { item = "visit", school = "s1" }, { item = "visit", school = "s2" }, { item = "visit", school = "s3" },
    { item = "visit", school = "o1" }, { item = "visit", school = "o2" }, { item = "visit", school = "o3" },
    { item = "visit", school = "s4", cost = "750.00" } } }),
  expect = { grant = "9750.00", instalments = { upfront = "7800.00", final = "1950.00" } },
}
test "F07 an award of 1,234.57" {
  dossier = with(application(1, 1, 0, 2), { requests = { { item = "visit", school = "s1", cost = "1234.57" } } }),
  expect = { grant = "1234.57", instalments = { upfront = "987.65", final = "246.92" } },
}
test "F08 an award of 0.01" {
  dossier = with(application(1, 1, 0, 2), { requests = { { item = "visit", school = "s1", cost = "0.01" } } }),
  expect = { grant = "0.01", instalments = { upfront = "0.00", final = "0.01" } },
}

test "K01 the self-evaluation of a UK school is not known" {
  dossier = with(A01, { ["cluster.schools[s2].self_evaluation"] = unknown }),
  expect = { verdict = "undetermined", stages = { form = "eligible", apply = "undetermined" },
             rules = { ["self-evaluations"] = "unknown" }, missing = { "cluster.schools[s2].self_evaluation" } },
}
test "K02 the self-evaluation of an overseas school is not known" {
  dossier = with(A01, { ["cluster.schools[o2].self_evaluation"] = unknown }),
  expect = { verdict = "eligible", missing = {} },
}
test "K03 a missing fact that cannot matter any more" {
  dossier = with(application(1, 2, 0, 1), { ["cluster.schools[s2].self_evaluation"] = unknown }),
  expect = { verdict = "ineligible", stages = { form = "ineligible" } },
}
test "K04 the funding of a partner is not known" {
  dossier = with(A01, { ["cluster.schools[s2].funding"] = unknown }),
  expect = { verdict = "eligible", grant = null, grant_between = { "4500.00", "6000.00" },
             missing = { "cluster.schools[s2].funding" } },
}
test "K05 the funding of the lead is not known" {
  dossier = with(A01, { ["cluster.schools[s1].funding"] = unknown }),
  expect = { verdict = "undetermined",
             stages = { form = "eligible", apply = "eligible", fund = "undetermined" },
             rules = { ["lead-is-state-funded"] = "unknown" } },
}
test "K06 a misspelt key" {
  dossier = with(A01, { ["cluster.schools[s2].rol"] = "partner", ["cluster.schools[s2].role"] = unknown }),
  expect = { refused = "cluster.schools[s2].rol: unknown field; did you mean 'role'?" },
}
test "K07 an amount as a number" {
  dossier = "k07-amount-as-number.json", expect = { refused = "requests[1].cost: write the amount as text" },
}
test "K08 a visit of a school that is not there" {
  dossier = with(A01, { ["requests[+]"] = { item = "visit", school = "s9" } }),
  expect = { refused = "there is no school 's9' in this dossier" },
}
test "K09 a day that does not exist" {
  dossier = with(A01, { date = "2021-02-30" }), expect = { refused = "February 2021 has 28 days" },
}
cases "outside the days in force" {
  dossier = A01, given = "date", expect = "refused",
  { "2020-12-31", "in force from 2021-01-01 to 2021-06-30" }, { "2021-07-01", "in force from 2021-01-01 to 2021-06-30" },
}

-- Several countries are accepted, so that the further pair may lie in another one.
local accepted = with(A01, { answers = { several_countries = {
  verdict = "pass", by = "B. Officer", reason = "a common theme" } } })

property "a further pair keeps an eligible option 1 cluster eligible" {
  dossier = accepted, given = { verdict = "eligible" }, expect = { verdict = "eligible" },
  changed = with(with(accepted, { ["cluster.schools[+]"] = sample.school("x1", "Further", "GB", "partner", { "x2" }) }),
                 { ["cluster.schools[+]"] = sample.school("x2", "Further", "MW", "partner", { "x1" }) }),
}

unnoticed "less_than in place of at_most: the number of lead and partner schools in the UK is at most 1" {
  because = "with one school both formulas give the £400: no step is added to it",
}
unnoticed "1 minus one: the number of lead and partner schools in the UK is at most 1" {
  because = "with one school both formulas give the £400: no step is added to it",
}

test "nothing is known of the cluster" {
  dossier = { date = "2021-04-20", cluster = {} },
  expect = { verdict = "undetermined", rules = {
    ["minimum-schools"] = "unknown", ["participating-country"] = "unknown", ["four-partner-schools"] = "unknown",
    ["equal-numbers"] = "unknown", ["one-partner-country"] = "unknown", ["one-lead"] = "unknown",
    ["lead-in-uk"] = "unknown", ["lead-is-paired"] = "unknown", ["partners-are-paired"] = "unknown",
    ["partner-countries"] = "unknown", ["network-not-paired"] = "unknown", ["network-in-uk"] = "unknown",
    ["self-evaluations"] = "unknown", coordinator = "unknown", ["visits-model"] = "unknown",
    ["lead-is-state-funded"] = "unknown" } },
}
test "three lead and partner schools and a network school" {
  dossier = application(1, 1, 1, 1),
  expect = { verdict = "ineligible", rules = { ["four-partner-schools"] = "fail", ["minimum-schools"] = "pass" } },
}
test "option 3 takes schools of two countries" {
  dossier = with(option_3(1, 1, 0, 2), { answers = { several_countries = { verdict = "fail", by = "A. Officer", reason = "no" } },
                                         ["cluster.schools[o2].country"] = "GH" }),
  expect = { verdict = "eligible", rules = { ["one-partner-country"] = "pass" } },
}
local refused = { several_countries = { verdict = "fail", by = "A. Officer", reason = "the page speaks of one" } }
test "nobody has to accept one country" {
  dossier = with(application(1, 1, 0, 2), { answers = refused }),
  expect = { verdict = "eligible", rules = { ["one-partner-country"] = "pass" } },
}
test "the country of a network school does not count" {
  dossier = with(application(1, 1, 1, 2), { answers = refused, ["cluster.schools[n1].country"] = "GH" }),
  expect = { rules = { ["one-partner-country"] = "pass", ["network-in-uk"] = "fail" } },
}
test "a school in France is no partner of a school in the UK" {
  dossier = with(application(1, 1, 0, 2), { answers = refused, ["cluster.schools[o2].country"] = "FR" }),
  expect = { rules = { ["one-partner-country"] = "pass", ["partners-are-paired"] = "fail", ["partner-countries"] = "fail" } },
}
test "a network school in France is no partner school" {
  dossier = with(application(1, 1, 1, 2), { ["cluster.schools[n1].country"] = "FR" }),
  expect = { rules = { ["partner-countries"] = "pass", ["network-in-uk"] = "fail" } },
}
test "training under the online model" {
  dossier = with(application(1, 1, 0, 2), { funding_model = "online", requests = { { item = "training", school = "s2" } } }),
  expect = { rules = { ["visits-model"] = "pass" } },
}

unreachable "rule 'deadline' is unknown" { because = "no dossier is without a date" }
unreachable "line 'online' turns on 'the number of lead and partner schools in the UK is at most 1' where it holds" {
  because = "with one school both formulas give the £400: no step is added to it",
}
