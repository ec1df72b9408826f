-- SPDX-License-Identifier: MIT
--
-- UK-German Connection, Flexible Funding Scheme: the lower of a share and a limit.

programme "uk-german-connection" {
  edition = "2024", currency = "GBP",
  title = "UK-German Connection: Flexible Funding Scheme",
  in_force = { from = "2024-01-01" },
}

use "lib.clauses.uk_german"

dossier {
  field "visit"      { kind = "choice", choices = { "reciprocal", "one-way" }, about = "visits there and back, or one way",
                       question = "Do both sides visit, or one only?" },
  field "total_cost" { kind = "money", about = "total cost of the project", question = "What does the project cost in all?" },
  field "joint_days" { kind = "number", unit = "days", most = 366, about = "days of joint activity, travel not counted",
                       question = "On how many days do the young people work together, travel not counted?" },
}

param "share_paid"    { ["2024-01-01"] = "75%", cite = "W50", about = "most of the total cost" }
param "limit"         { ["2024-01-01"] = "10000.00", cite = "W50", about = "most for a project" }
param "one_way_limit" { ["2024-01-01"] = "5000.00", cite = "W51", about = "most for one-way visits" }
param "fewest_days"   { ["2024-01-01"] = 3, unit = "days", cite = "W52", about = "fewest days of joint activity" }

-- Exceptions can be asked for: the rule may be waived, by a named person.
rule "joint-days" {
  stage = "form", level = "waivable", cite = "W52",
  title = "At least three days of joint activity, travel not counted",
  needs = F.joint_days:at_least(P.fewest_days),
}

-- "Up to 75%": rounded down, so that the share is never above it.
line "share" {
  title = "Share of the total cost", cite = "W50",
  amount = to_cent(share_of(P.share_paid, F.total_cost), "down"),
}

cap "limit" {
  title = "Limit of a grant", cite = { "W50", "W51" },
  at = pick { { when = F.visit:is "one-way", gives = P.one_way_limit }, otherwise = P.limit },
}

instalment "whole" { share = "rest", when = "award accepted", cite = "W50" }

-- Tests ----------------------------------------------------------------------------------------------

local function project(visit, total, days)
  return { date = "2024-05-01", visit = visit, total_cost = total, joint_days = days }
end

test "U01 three quarters" {
  dossier = project("reciprocal", "12000.00", 3),
  expect = { verdict = "eligible", grant = "9000.00", lines = { share = "9000.00" }, missing = {},
             instalments = { whole = "9000.00" } },
}
test "U02 the limit" {
  dossier = project("reciprocal", "16000.00", 3),
  expect = { grant = "10000.00", lines = { share = "12000.00", limit = "-2000.00" } },
}
test "U04 the limit of one-way visits" {
  dossier = project("one-way", "8000.00", 3), expect = { grant = "5000.00", lines = { limit = "-1000.00" } },
}
test "U05 two days of joint activity" {
  dossier = project("reciprocal", "12000.00", 2),
  expect = { verdict = "ineligible", rules = { ["joint-days"] = "fail" }, instalments = {} },
}
test "a fraction of a penny is rounded down" {
  dossier = project("one-way", "100.01", 3), expect = { grant = "75.00" },
}
test "the kind of visit is not known" {
  dossier = with(project("one-way", "8000.00", 3), { visit = unknown }),
  expect = { verdict = "eligible", grant = null, grant_between = { "5000.00", "6000.00" }, missing = { "visit" } },
}
test "below both limits the kind of visit does not matter" {
  dossier = with(project("one-way", "6000.00", 3), { visit = unknown }), expect = { grant = "4500.00", missing = {} },
}
test "an exception was made" {
  dossier = project("reciprocal", "12000.00", 2), waive = { ["joint-days"] = "the trains were on strike" },
  expect = { verdict = "eligible", rules = { ["joint-days"] = "waived" }, instalments = { whole = "9000.00" } },
}
test "the joint days are not known" {
  dossier = with(project("reciprocal", "12000.00", 3), { joint_days = unknown }),
  expect = { verdict = "undetermined", missing = { "joint_days" }, rules = { ["joint-days"] = "unknown" } },
}
cases "outside the days in force" {
  dossier = project("reciprocal", "12000.00", 3), given = "date", expect = "refused",
  { "2023-12-31", "in force from 2024-01-01" },
}

property "sums, signs, the order of lists and the names of records" { dossier = project("one-way", "8000.00", 3), at_most = "10000.00" }
