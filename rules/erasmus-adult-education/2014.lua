-- SPDX-License-Identifier: MIT
--
-- Erasmus+ adult education 2014, Slovenian annex: staff, daily rates by country, cents where they arise.

programme "erasmus-adult-education" {
  edition = "2014", currency = "EUR",
  title = "Erasmus+ adult education: staff mobility, 2014 to 2017",
  in_force = { from = "2014-01-01", to = "2017-12-31" },
}

use "lib.mobility"
use "lib.clauses.erasmus"

-- One-way distance. Below 100 km there is no band, so no amount is known.
local travel = bands "travel_rate" {
  [100] = "180.00", [500] = "275.00", [2000] = "360.00", [3000] = "530.00", [4000] = "820.00", [8000] = "1100.00",
  unit = "km", cite = "W33",
}
local daily = lookup "daily_rate" {
  keys = { "destination" },
  { { "DK", "IE", "NL", "SE", "GB" }, "144.00" },
  { { "AT", "BE", "BG", "CY", "CZ", "GR", "FI", "FR", "HU", "IS", "IT", "LI", "LU", "NO", "PL", "RO", "TR" }, "126.00" },
  { { "DE", "ES", "LV", "MK", "MT", "PT", "SK" }, "108.00" },
  { { "EE", "HR", "LT", "SI" }, "90.00" },
  cite = "W33",
}
local organisational = marginal "organisational_rate" {
  [1] = "350.00", [101] = "200.00", unit = "participants", cite = "W33",
}

param "first_days"   { ["2014-01-01"] = 14, unit = "days", cite = "W33", about = "days at the first rate" }
param "most_days"    { ["2014-01-01"] = 60, unit = "days", cite = "W33", about = "longest stay with a rate" }
param "later_share"  { ["2014-01-01"] = "70%", cite = "W33", about = "share of the rate from day 15 on" }
param "course_rate"  { ["2014-01-01"] = "70.00", cite = "W33", about = "course fee of a day" }
param "course_limit" { ["2014-01-01"] = "700.00", cite = "W33", about = "most course fee of a participant" }

local activities = F.activities
local travellers = activities:where(function(a) return a.participant:is_not "accompanying" end, "activities that count")

rule "length-of-stay" {
  stage = "form", level = "hard", cite = "W33",
  title = "No stay is longer than 60 days",
  needs = activities:every(function(a) return a.days:at_most(P.most_days) end),
}

line "travel" {
  title = "Travel", cite = "W33",
  each   = activities,
  amount = function(a) return a.count * travel(a.distance_km) end,
}

-- Seven tenths of these rates are whole cents; the rounding is named for the day when a rate changes.
line "individual" {
  title = "Individual support", cite = "W33",
  each   = activities,
  amount = function(a)
    local first = least(a.days, P.first_days)
    local rate = daily(a.destination)
    local later = to_cent(share_of(P.later_share, rate), "half_up")
    return a.count * (first * rate + (a.days - first) * later)
  end,
}

line "organisational" {
  title = "Organisational support", cite = "W33",
  amount = organisational(travellers:sum(function(a) return a.count end)),
}

-- The limit is one for a participant in the project, and a dossier counts people without naming them. An
-- activity of the same people (same_participants_as) adds its days to those of the activity that it names.
-- Beyond that the project has as few people as its activities allow, until "participants" says how many.
local courses = activities:where(function(a) return a.course_days:more_than(0) end, "activities with a course")
local groups = activities:where(function(a) return a.same_participants_as:is_absent() end, "groups of participants")
local people = F.participants:otherwise(courses:greatest(function(a) return a.count end):otherwise(0))

line "course" {
  title = "Course fees", cite = "W33",
  amount = least(
    groups:sum(function(a)
      local again = activities:where(function(b) return b.same_participants_as:is(a) end, "further activities")
      local days = a.course_days + again:sum(function(b) return b.course_days end)
      return a.count * least(days * P.course_rate, P.course_limit)
    end),
    people * P.course_limit),
}

instalment "whole" { share = "rest", when = "award accepted", cite = "W33" }

-- Tests ----------------------------------------------------------------------------------------------

local function stay(count, days, destination, km)
  return { date = "2015-03-01", activities = {
    { id = "a1", participant = "staff", count = count, days = days, destination = destination, distance_km = km } } }
end

test "E13 twenty days in Ireland" {
  dossier = stay(1, 20, "IE", 2400),
  expect = { verdict = "eligible", grant = "3330.80", missing = {}, instalments = { whole = "3330.80" },
             lines = { travel = "360.00", individual = "2620.80", organisational = "350.00" } },
}
-- Fifteen days in each country of a list, each with the same amount.
local function countries(list, amount)
  local trips, amounts = {}, {}
  for i, country in ipairs(list) do
    trips[i] = { id = "a" .. i, participant = "staff", count = 1, days = 15, destination = country, distance_km = 500 }
    amounts[i] = amount
  end
  return { dossier = { date = "2015-03-01", activities = trips }, expect = { parts = { individual = amounts } } }
end

test "fifteen days at 144"(countries({ "DK", "IE", "NL", "SE", "GB" }, "2116.80"))
test "fifteen days at 126"(countries({ "AT", "BE", "BG", "CY", "CZ", "GR", "FI", "FR", "HU", "IS", "IT", "LI", "LU", "NO",
                                       "PL", "RO", "TR" }, "1852.20"))
test "fifteen days at 108"(countries({ "DE", "ES", "LV", "MK", "MT", "PT", "SK" }, "1587.60"))
test "fifteen days at 90"(countries({ "EE", "HR", "LT", "SI" }, "1323.00"))
test "a later share that does not come to whole cents, an assumption" {
  dossier = with(stay(1, 15, "IE", 500), { ["activities[+]"] = {
    id = "a2", participant = "staff", count = 1, days = 15, destination = "SI", distance_km = 500 } }),
  set = { later_share = "50.05%" }, -- 72.072 and 45.045
  expect = { parts = { individual = { "2088.07", "1305.05" } } },
}
test "fourteen days" { dossier = stay(1, 14, "IE", 500), expect = { lines = { individual = "2016.00" } } }
test "sixty days"    { dossier = stay(1, 60, "SI", 500), expect = { verdict = "eligible" } }
test "sixty-one days" {
  dossier = stay(1, 61, "SI", 500), expect = { verdict = "ineligible", rules = { ["length-of-stay"] = "fail" } },
}
local function distances(list)
  local trips = {}
  for i, km in ipairs(list) do
    trips[i] = { id = "a" .. i, participant = "staff", count = 1, days = 5, destination = "IE", distance_km = km }
  end
  return { date = "2015-03-01", activities = trips }
end

test "travel on both sides of every bound" {
  dossier = distances { 100, 499, 500, 1999, 2000, 2999, 3000, 3999, 4000, 7999, 8000 },
  expect = { parts = { travel = {
    "180.00", "180.00", "275.00", "275.00", "360.00", "360.00", "530.00", "530.00", "820.00", "820.00", "1100.00" } } },
}
test "one stay of two is too long" {
  dossier = with(distances { 500, 500 }, { ["activities[a2].days"] = 61 }),
  expect = { verdict = "ineligible", rules = { ["length-of-stay"] = "fail" } },
}
test "below 100 km there is no band" { dossier = stay(1, 5, "IE", 99), expect = { grant = null } }
test "no rate for Serbia" { dossier = stay(1, 5, "RS", 500), expect = { verdict = "eligible", grant = null } }
test "one hundred and one participants" {
  dossier = stay(101, 5, "IE", 500), expect = { lines = { organisational = "35200.00" } },
}
test "accompanying persons do not count" {
  dossier = with(stay(1, 5, "IE", 500), { ["activities[a1].participant"] = "accompanying" }),
  expect = { lines = { organisational = "0.00" } },
}
test "a course of eleven days" {
  dossier = with(stay(1, 12, "IE", 500), { ["activities[a1].course_days"] = 11 }),
  expect = { lines = { course = "700.00" } },
}
test "a course of nine days" {
  dossier = with(stay(1, 12, "IE", 500), { ["activities[a1].course_days"] = 9 }), expect = { lines = { course = "630.00" } },
}
test "a second course of the same people" {
  dossier = with(stay(1, 5, "IE", 500), { ["activities[a1].course_days"] = 4, ["activities[+]"] = {
    id = "a2", participant = "staff", count = 1, days = 5, destination = "FR", distance_km = 900, course_days = 4,
    same_participants_as = "a1" } }),
  expect = { lines = { course = "560.00" } },
}
test "two courses, by as few people as can be" {
  dossier = with(distances { 500, 500 }, { ["activities[a1].course_days"] = 12, ["activities[a2].course_days"] = 1,
                                           ["activities[a2].count"] = 2 }),
  expect = { lines = { course = "840.00" } },
}
test "two courses, by the people that are said" {
  dossier = with(distances { 500, 500 }, { ["activities[a1].course_days"] = 6, ["activities[a2].course_days"] = 6,
                                           participants = 2 }),
  expect = { lines = { course = "840.00" } },
}
test "the larger group without a course does not count" {
  dossier = with(distances { 500, 500, 500 }, { ["activities[a1].course_days"] = 6, ["activities[a2].course_days"] = 6,
                                                ["activities[a3].count"] = 10 }),
  expect = { lines = { course = "700.00" } },
}
cases "outside the days in force" {
  dossier = stay(1, 5, "IE", 500), given = "date", expect = "refused",
  { "2013-12-31", "in force from 2014-01-01 to 2017-12-31" }, { "2018-01-01", "in force from 2014-01-01 to 2017-12-31" },
}

property "sums, signs, the order of lists and the names of records" { dossier = with(distances { 500, 2400 }, { ["activities[a1].course_days"] = 6 }) }

unnoticed "0 plus one: the greatest among the activities with a course of count, else 0" {
  because = "without a course there is no fee that a limit could lower",
}
test "the length of a stay is not known" {
  dossier = with(stay(1, 5, "IE", 500), { ["activities[a1].days"] = unknown }),
  expect = { verdict = "undetermined", rules = { ["length-of-stay"] = "unknown" } },
}
