-- SPDX-License-Identifier: MIT
--
-- Turing Scheme 2024/25: daily rates. From day 57 the lower rate holds for the whole placement, so that the
-- total falls there: the source says so, and it is no mistake to be put right.

programme "turing-scheme" {
  edition = "2024", currency = "GBP",
  title = "Turing Scheme 2024/25: living costs by day",
  in_force = { from = "2024-09-01", to = "2025-08-31" },
}

use "lib.mobility"
use "lib.clauses.turing"

local short_stay = lookup "daily_rate_short" {
  keys = { "group", "widening_access" },
  { 1, false, "19.00" }, { 2, false, "17.00" }, { 1, true, "23.00" }, { 2, true, "21.00" },
  cite = "W42",
}
local long_stay = lookup "daily_rate_long" {
  keys = { "group", "widening_access" },
  { 1, false, "14.00" }, { 2, false, "12.00" }, { 1, true, "18.00" }, { 2, true, "16.00" },
  cite = "W42",
}

param "fewest_days" { ["2024-09-01"] = 28, unit = "days", cite = "W42" }
param "short_days"  { ["2024-09-01"] = 56, unit = "days", cite = "W42", about = "longest stay at the short rate" }
param "most_days"   { ["2024-09-01"] = 365, unit = "days", cite = "W42" }

-- Travel is paid for widening access; its amounts of this year are in no source.
param "travel_amount" { unpublished = true, kind = "money", cite = "W42", about = "travel of a participant" }

local activities = F.activities

rule "length-of-placement" {
  stage = "form", level = "hard", cite = "W42",
  title = "A placement lasts 28 to 365 days",
  needs = activities:every(function(a) return a.days:between(P.fewest_days, P.most_days) end),
}

line "travel" {
  title = "Travel, for widening access", cite = "W42",
  each   = activities:where(function(a) return a.widening_access:is_true() end, "widening access activities"),
  amount = function(a) return a.count * P.travel_amount end,
}

line "individual" {
  title = "Living costs", cite = "W42",
  each   = activities,
  amount = function(a)
    return pick {
      { when = a.days:at_most(P.short_days), gives = a.count * (a.days * short_stay(a.group, a.widening_access)) },
      otherwise = a.count * (a.days * long_stay(a.group, a.widening_access)),
    }
  end,
}

instalment "whole" { share = "rest", when = "award accepted", cite = "W42" }

-- A stay of 57 days is paid less than one of 56: the source says so.
intended "more activity.days lowers the grant" {
  because = "W42: from day 57 the lower rate holds for the whole placement",
}

-- Tests ----------------------------------------------------------------------------------------------

local function placement(days, group, widening)
  return { date = "2024-10-01", activities = { {
    id = "a1", participant = "learner", count = 1, days = days, group = group, widening_access = widening } } }
end

test "T09 27 days" {
  dossier = placement(27, 1, false), expect = { verdict = "ineligible", rules = { ["length-of-placement"] = "fail" } },
}
test "T09 28 days" {
  dossier = placement(28, 1, false), expect = { verdict = "eligible", grant = "532.00", instalments = { whole = "532.00" } },
}
test "56 days" { dossier = placement(56, 1, false), expect = { grant = "1064.00" } }
test "T09 57 days, the lower rate for every day" { dossier = placement(57, 1, false), expect = { grant = "798.00" } }
test "365 days" { dossier = placement(365, 2, false), expect = { verdict = "eligible", grant = "4380.00" } }
test "366 days" { dossier = placement(366, 1, false), expect = { verdict = "ineligible" } }
test "group 2"  { dossier = placement(28, 2, false), expect = { grant = "476.00" } }
test "T10 widening access, 56 days" {
  dossier = placement(56, 1, true),
  expect = { lines = { individual = "1288.00" }, grant = null, missing = { "travel_amount" } },
}
test "T10 widening access, 57 days" { dossier = placement(57, 1, true), expect = { lines = { individual = "1026.00" } } }
test "widening access, group 2, short" { dossier = placement(28, 2, true), expect = { lines = { individual = "588.00" } } }
test "widening access, group 2, long" {
  dossier = placement(57, 2, true), set = { travel_amount = "100.00" },
  expect = { lines = { individual = "912.00", travel = "100.00" }, grant = "1012.00" },
}
test "one placement of two is too short" {
  dossier = with(placement(28, 1, false), { ["activities[+]"] = {
    id = "a2", participant = "learner", count = 1, days = 27, group = 1, widening_access = false } }),
  expect = { verdict = "ineligible", rules = { ["length-of-placement"] = "fail" } },
}
test "group 3 has no rate" { dossier = placement(28, 3, false), expect = { verdict = "eligible", grant = null } }
test "the length of a placement is not known" {
  dossier = with(placement(28, 1, false), { ["activities[a1].days"] = unknown }),
  expect = { verdict = "undetermined", rules = { ["length-of-placement"] = "unknown" } },
}
cases "outside the days in force" {
  dossier = placement(28, 1, false), given = "date", expect = "refused",
  { "2024-08-31", "in force from 2024-09-01 to 2025-08-31" }, { "2025-09-01", "in force from 2024-09-01 to 2025-08-31" },
}

property "sums, signs, the order of lists and the names of records" { dossier = placement(56, 1, false) }
