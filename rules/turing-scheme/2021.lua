-- SPDX-License-Identifier: MIT
--
-- Turing Scheme 2021/22: short placements with weekly rates, organisational support of schools.

programme "turing-scheme" {
  edition = "2021", currency = "GBP",
  title = "Turing Scheme 2021/22: short placements",
  in_force = { from = "2021-09-01", to = "2022-08-31" },
}

use "lib.mobility"
use "lib.clauses.turing"

-- One-way distance. The source puts exactly 12,000 km into two bands; this edition takes the upper one,
-- because "12,000 km and more" names that distance as its first.
local travel = bands "travel_rate" {
  [10] = "20.00", [100] = "165.00", [500] = "250.00", [2000] = "325.00", [3000] = "480.00", [4000] = "745.00",
  [8000] = "905.00", [12000] = "1360.00",
  unit = "km", cite = { "W40", "W41" },
}
local weekly = lookup "weekly_rate" {
  keys = { "group", "widening_access" },
  { 1, false, "136.25" }, { { 2, 3 }, false, "120.00" },
  { 1, true, "163.75" },  { { 2, 3 }, true, "147.50" },
  cite = "W40",
}
local organisational = marginal "organisational_rate" {
  [1] = "315.00", [101] = "180.00", unit = "participants", cite = "W41",
}

param "fewest_weeks"   { ["2021-09-01"] = 2, unit = "weeks", cite = "W40" }
param "most_weeks"     { ["2021-09-01"] = 8, unit = "weeks", cite = "W40" }
param "widening_weeks" { ["2021-09-01"] = 4, unit = "weeks", cite = "W40", about = "fewest weeks with a widening access rate" }

-- Widening access below four weeks has no weekly rate in the source: the amount is unknown, not nothing.
param "widening_rate_below_four_weeks" { unpublished = true, kind = "money", cite = "W40",
                                         about = "weekly rate of widening access for two or three weeks" }

local activities = F.activities

rule "length-of-placement" {
  stage = "form", level = "hard", cite = "W40",
  title = "A short placement lasts two to eight weeks",
  needs = activities:every(function(a) return a.weeks:between(P.fewest_weeks, P.most_weeks) end),
}

line "travel" {
  title = "Travel, for widening access", cite = { "W40", "W41" },
  each   = activities:where(function(a) return a.widening_access:is_true() end, "widening access activities"),
  amount = function(a) return a.count * travel(a.distance_km) end,
}

line "individual" {
  title = "Living costs", cite = "W40",
  each   = activities,
  amount = function(a)
    return pick {
      { when  = all { a.widening_access:is_true(), a.weeks:less_than(P.widening_weeks) },
        gives = a.count * (a.weeks * P.widening_rate_below_four_weeks) },
      otherwise = a.count * (a.weeks * weekly(a.group, a.widening_access)),
    }
  end,
}

line "organisational" {
  title = "Organisational support", cite = "W41",
  amount = organisational(activities:sum(function(a) return a.count end)),
}

instalment "whole" { share = "rest", when = "award accepted", cite = "W41" }

-- Tests ----------------------------------------------------------------------------------------------

local function placement(count, weeks, group, widening, km)
  return { date = "2021-10-01", activities = { {
    id = "a1", participant = "learner", count = count, weeks = weeks, group = group, widening_access = widening,
    distance_km = km } } }
end

test "T01 base, group 1, eight weeks" {
  dossier = placement(1, 8, 1, false, 5000),
  expect = { verdict = "eligible", lines = { individual = "1090.00", organisational = "315.00" },
             grant = "1405.00", instalments = { whole = "1405.00" }, missing = {} },
}
test "T02 widening access, group 1, eight weeks" {
  dossier = placement(1, 8, 1, true, 12500),
  expect = { lines = { individual = "1310.00", travel = "1360.00", organisational = "315.00" }, grant = "2985.00" },
}
test "base, group 3"  { dossier = placement(1, 2, 3, false, 500), expect = { lines = { individual = "240.00" } } }
test "base, group 2"  { dossier = placement(1, 2, 2, false, 500), expect = { lines = { individual = "240.00" } } }
test "widening access, group 2" {
  dossier = placement(1, 4, 2, true, 500), expect = { lines = { individual = "590.00", travel = "250.00" } },
}
cases "T05 weeks" {
  dossier = placement(1, 2, 1, false, 500), given = "activities[a1].weeks",
  expect = { "verdict", "rules.length-of-placement" },
  { 1, "ineligible", "fail" }, { 2, "eligible", "pass" }, { 8, "eligible", "pass" }, { 9, "ineligible", "fail" },
}
test "T06 widening access for three weeks has no rate" {
  dossier = placement(1, 3, 1, true, 500),
  expect = { verdict = "eligible", grant = null, missing = { "widening_rate_below_four_weeks" } },
}
test "T06 with a rate of 150.00, an assumption" {
  dossier = placement(1, 3, 1, true, 500), set = { widening_rate_below_four_weeks = "150.00" },
  expect = { lines = { individual = "450.00", travel = "250.00" } },
}
local function distances(list)
  local trips = {}
  for i, km in ipairs(list) do
    trips[i] = { id = "a" .. i, participant = "learner", count = 1, weeks = 4, group = 1, widening_access = true,
                      distance_km = km }
  end
  return { date = "2021-10-01", activities = trips }
end

test "T07 travel on both sides of every bound" {
  dossier = distances { 10, 99, 100, 499, 500, 1999, 2000, 2999, 3000, 3999, 4000, 7999, 8000, 11000, 11999, 12000 },
  expect = { parts = { travel = {
    "20.00", "20.00", "165.00", "165.00", "250.00", "250.00", "325.00", "325.00", "480.00", "480.00", "745.00", "745.00",
    "905.00", "905.00", "905.00", "1360.00" } } },
}
test "below 10 km there is no band" { dossier = placement(1, 4, 1, true, 9), expect = { verdict = "eligible", grant = null } }
test "one placement of two is too short" {
  dossier = with(distances { 500, 500 }, { ["activities[a2].weeks"] = 1 }),
  expect = { verdict = "ineligible", rules = { ["length-of-placement"] = "fail" } },
}
test "widening access, group 3" { dossier = placement(1, 4, 3, true, 500), expect = { lines = { individual = "590.00" } } }
cases "T08 participants" {
  dossier = placement(1, 2, 1, false, 500), given = "activities[a1].count", expect = "lines.organisational",
  { 1, "315.00" }, { 100, "31500.00" }, { 101, "31680.00" },
}
test "the length of a placement is not known" {
  dossier = with(placement(1, 2, 1, false, 500), { ["activities[a1].weeks"] = unknown }),
  expect = { verdict = "undetermined", rules = { ["length-of-placement"] = "unknown" } },
}
cases "outside the days in force" {
  dossier = placement(1, 8, 1, false, 5000), given = "date", expect = "refused",
  { "2021-08-31", "in force from 2021-09-01 to 2022-08-31" }, { "2022-09-01", "in force from 2021-09-01 to 2022-08-31" },
}

property "sums, signs, the order of lists and the names of records" { dossier = distances { 500, 12000 } }
