-- SPDX-License-Identifier: MIT
--
-- The older Connecting Classrooms: partnerships of two or three schools, £1,500 a school.

programme "connecting-classrooms" {
  edition = "2013", currency = "GBP",
  title = "Connecting Classrooms: bilateral and trilateral partnerships",
  in_force = { from = "2012-09-01", to = "2018-08-31" },
}

use "lib.cluster"
use "lib.clauses.school_links"

param "visit_rate"    { ["2012-09-01"] = "1500.00", cite = "Q60", about = "most for the visits of one school" }
param "fewest"        { ["2012-09-01"] = 2, cite = "Q61", about = "schools of a bilateral partnership" }
param "most_schools"  { ["2012-09-01"] = 3, cite = "Q61", about = "schools of a trilateral partnership" }

local schools  = F.cluster.schools
local in_uk    = schools:where(function(s) return s.country:is "GB" end, "schools in the UK")
local overseas = schools:where(function(s) return s.country:is_not "GB" end, "schools overseas")

rule "two-or-three-schools" {
  stage = "form", level = "hard", cite = "Q61",
  title = "A partnership has two or three schools",
  needs = schools:count():between(P.fewest, P.most_schools),
}

rule "school-in-uk" {
  stage = "form", level = "hard", cite = "Q61",
  title = "At least one school is in the UK",
  needs = in_uk:count():at_least(1),
}

rule "school-overseas" {
  stage = "form", level = "hard", cite = "Q61",
  title = "At least one school is overseas",
  needs = overseas:count():at_least(1),
}

line "visits" {
  title = "Reciprocal visits", cite = "Q60",
  each     = F.requests:where(function(r) return r.item:is "visit" end, "visit requests"),
  amount   = function(r) return least(r.cost:otherwise(P.visit_rate), P.visit_rate) end,
  not_paid = { { when = repeated "school", cite = "Q60" } },
}

-- What else is asked for stays visible, with its reason.
line "other" {
  title = "Other requests", cite = "Q60",
  each     = F.requests:where(function(r) return r.item:is_not "visit" end, "other requests"),
  amount   = function(r) return r.cost:otherwise("0.00") end,
  not_paid = { { when = function(r) return r.item:is_not "visit" end, cite = "Q60",
                 says = "the grant pays for visits only" } },
}

instalment "whole" { share = "rest", when = "agreement signed", cite = "W18" }

-- Tests ----------------------------------------------------------------------------------------------

local sample = use "lib.sample_cluster"

local function partnership(in_uk_, overseas_)
  return { date = "2013-01-15", cluster = sample.cluster(1, in_uk_ - 1, 0, overseas_), requests = {} }
end

test "C11 bilateral, both travel" {
  dossier = with(partnership(1, 1), { requests = sample.visits { "s1", "o1" } }),
  expect = { verdict = "eligible", grant = "3000.00", lines = { visits = "3000.00" }, missing = {},
             instalments = { whole = "3000.00" } },
}
test "trilateral, all travel" {
  dossier = with(partnership(1, 2), { requests = sample.visits { "s1", "o1", "o2" } }),
  expect = { verdict = "eligible", grant = "4500.00" },
}
test "four schools" {
  dossier = partnership(2, 2), expect = { verdict = "ineligible", rules = { ["two-or-three-schools"] = "fail" } },
}
test "one school" {
  dossier = with(partnership(1, 0), { requests = sample.visits { "s1" } }),
  expect = { verdict = "ineligible", rules = { ["two-or-three-schools"] = "fail", ["school-overseas"] = "fail" } },
}
test "no school overseas" {
  dossier = partnership(2, 0),
  expect = { verdict = "ineligible", rules = { ["two-or-three-schools"] = "pass", ["school-overseas"] = "fail" } },
}
test "no school in the UK" {
  dossier = with(partnership(1, 1), { ["cluster.schools[s1].country"] = "KE" }),
  expect = { verdict = "ineligible", rules = { ["school-in-uk"] = "fail" } },
}
test "the country of a school is not known" {
  dossier = with(partnership(1, 1), { ["cluster.schools[o1].country"] = unknown }),
  expect = { verdict = "undetermined", missing = { "cluster.schools[o1].country" } },
}
test "the lower of cost and rate, once a school" {
  dossier = with(partnership(1, 1), { requests = {
    { item = "visit", school = "s1", cost = "1499.99" }, { item = "visit", school = "s1", cost = "20.00" },
    { item = "visit", school = "o1", cost = "1500.01" } } }),
  expect = { grant = "2999.99" },
}
test "what else is asked for is shown, and not paid" {
  dossier = with(partnership(1, 1), { requests = {
    { item = "visit", school = "s1" }, { item = "supply", days = 2 }, { item = "event", cost = "250.00" } } }),
  expect = { grant = "1500.00", parts = { other = { "0.00", "0.00" } } },
}
cases "outside the days in force" {
  dossier = partnership(1, 1), given = "date", expect = "refused",
  { "2012-08-31", "in force from 2012-09-01 to 2018-08-31" }, { "2018-09-01", "in force from 2012-09-01 to 2018-08-31" },
}

property "sums, signs, the order of lists and the names of records" { dossier = with(partnership(1, 2), { requests = sample.visits { "s1", "o1", "o2" } }) }

unnoticed "£0.00 plus one: cost, else £0.00" { because = "none of these requests is paid, whatever it costs" }
unnoticed "£0.00 minus one: cost, else £0.00" { because = "none of these requests is paid, whatever it costs" }

test "nothing is known of the partnership" {
  dossier = { date = "2013-01-15" },
  expect = { verdict = "undetermined", rules = {
    ["two-or-three-schools"] = "unknown", ["school-in-uk"] = "unknown", ["school-overseas"] = "unknown" } },
}
for _, what in ipairs {
  "line 'other' turns on 'item is not visit' where it holds", "line 'other' turns on 'item is not visit' where it does not hold",
  "line 'other' is paid",
} do
  unreachable(what) { because = "what this line shows is never paid" }
end
