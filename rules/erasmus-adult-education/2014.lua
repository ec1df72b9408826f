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

line "course" {
  title = "Course fees", cite = "W33",
  each   = activities:where(function(a) return a.same_participants_as:is_absent() end, "groups of participants"),
  amount = function(a)
    local again = activities:where(function(b) return b.same_participants_as:is(a) end, "further activities")
    local days = a.course_days + again:sum(function(b) return b.course_days end)
    return a.count * least(days * P.course_rate, P.course_limit)
  end,
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
for _, row in ipairs { { "IE", "2116.80" }, { "AT", "1852.20" }, { "DE", "1587.60" }, { "SI", "1323.00" } } do
  test("fifteen days in " .. row[1]) { dossier = stay(1, 15, row[1], 500), expect = { lines = { individual = row[2] } } }
end
test "fourteen days" { dossier = stay(1, 14, "IE", 500), expect = { lines = { individual = "2016.00" } } }
test "sixty days"    { dossier = stay(1, 60, "SI", 500), expect = { verdict = "eligible" } }
test "sixty-one days" {
  dossier = stay(1, 61, "SI", 500), expect = { verdict = "ineligible", rules = { ["length-of-stay"] = "fail" } },
}
for _, row in ipairs {
  { 100, "180.00" }, { 499, "180.00" }, { 500, "275.00" }, { 1999, "275.00" }, { 2000, "360.00" }, { 2999, "360.00" },
  { 3000, "530.00" }, { 3999, "530.00" }, { 4000, "820.00" }, { 7999, "820.00" }, { 8000, "1100.00" },
} do
  test("travel at " .. row[1] .. " km") { dossier = stay(1, 5, "IE", row[1]), expect = { lines = { travel = row[2] } } }
end
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
