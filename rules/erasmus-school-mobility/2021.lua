-- SPDX-License-Identifier: MIT
--
-- Erasmus+ school education, mobility of staff and learners: the table of unit costs of 2021 to 2023.

programme "erasmus-school-mobility" {
  edition = "2021", currency = "EUR",
  title = "Erasmus+ school education: mobility of staff and learners, 2021 to 2023",
  in_force = { from = "2021-01-01", to = "2023-12-31" },
}

use "lib.mobility"
use "lib.clauses.erasmus"

local group_1 = { "NO", "DK", "LU", "IS", "SE", "IE", "FI", "LI" }
local group_2 = { "NL", "AT", "BE", "FR", "DE", "IT", "ES", "CY", "GR", "MT", "PT" }
local group_3 = { "SI", "EE", "LV", "HR", "SK", "CZ", "LT", "TR", "HU", "RO", "BG", "MK", "RS" }

-- One-way distance. Below 10 km there is no band, so no amount is known.
local travel = bands "travel_rate" {
  [10] = "23.00", [100] = "180.00", [500] = "275.00", [2000] = "360.00", [3000] = "530.00",
  [4000] = "820.00", [8000] = "1500.00",
  unit = "km", cite = "W30",
}

-- The rates from day 15 are printed in whole euro: they are not seven tenths of the first ones.
local to_day_14 = lookup "daily_rate" {
  keys = { "destination", "participant" },
  { group_1, { "staff", "accompanying" }, "117.00" }, { group_1, "learner", "64.00" },
  { group_2, { "staff", "accompanying" }, "104.00" }, { group_2, "learner", "56.00" },
  { group_3, { "staff", "accompanying" }, "91.00" },  { group_3, "learner", "48.00" },
  cite = "W30",
}
local from_day_15 = lookup "daily_rate_from_day_15" {
  keys = { "destination", "participant" },
  { group_1, { "staff", "accompanying" }, "82.00" }, { group_1, "learner", "45.00" },
  { group_2, { "staff", "accompanying" }, "73.00" }, { group_2, "learner", "39.00" },
  { group_3, { "staff", "accompanying" }, "64.00" }, { group_3, "learner", "34.00" },
  cite = "W30",
}
local organisational = marginal "organisational_rate" {
  [1] = "350.00", [101] = "200.00", unit = "participants", cite = { "W30", "W31" },
}

param "first_days"        { ["2021-01-01"] = 14, unit = "days", cite = "W30", about = "days at the first rate" }
param "inclusion_rate"    { ["2021-01-01"] = "100.00", cite = "W30", about = "for a participant with fewer opportunities" }
param "course_rate"       { ["2021-01-01"] = "70.00", cite = "W30", about = "course fee of a day" }
param "course_limit"      { ["2021-01-01"] = "700.00", cite = "W30", about = "most course fee of a participant in the project" }

local activities = F.activities
local travellers = activities:where(function(a) return a.participant:one_of { "staff", "learner" } end,
                                    "activities of staff and learners")

rule "fewer-opportunities" {
  stage = "form", level = "hard", cite = "W30",
  title = "No activity has more participants with fewer opportunities than participants",
  needs = activities:every(function(a) return a.fewer_opportunities:at_most(a.count) end),
}

line "travel" {
  title = "Travel", cite = "W30",
  each   = activities,
  amount = function(a) return a.count * travel(a.distance_km) end,
}

line "individual" {
  title = "Individual support", cite = "W30",
  each   = activities,
  amount = function(a)
    local first = least(a.days, P.first_days)
    return pick {
      { when = a.days:at_most(P.first_days), gives = a.count * (first * to_day_14(a.destination, a.participant)) },
      otherwise = a.count * (first * to_day_14(a.destination, a.participant)
                             + (a.days - first) * from_day_15(a.destination, a.participant)),
    }
  end,
}

line "organisational" {
  title = "Organisational support", cite = { "W30", "W31" },
  amount = organisational(travellers:sum(function(a) return a.count end)),
}

line "inclusion" {
  title = "Inclusion support", cite = "W30",
  each   = activities:where(function(a) return a.fewer_opportunities:more_than(0) end,
                            "activities with participants with fewer opportunities"),
  amount = function(a) return a.fewer_opportunities * P.inclusion_rate end,
}

-- The limit is one for a participant in the project, and a dossier counts people without naming them. An
-- activity of the same people (same_participants_as) adds its days to those of the activity that it names.
-- Beyond that the project has as few people as its activities allow, until "participants" says how many.
local courses = activities:where(function(a) return a.course_days:more_than(0) end, "activities with a course")
local groups = activities:where(function(a) return a.same_participants_as:is_absent() end, "groups of participants")
local people = F.participants:otherwise(courses:greatest(function(a) return a.count end):otherwise(0))

line "course" {
  title = "Course fees", cite = "W30",
  amount = least(
    groups:sum(function(a)
      local again = activities:where(function(b) return b.same_participants_as:is(a) end, "further activities")
      local days = a.course_days + again:sum(function(b) return b.course_days end)
      return a.count * least(days * P.course_rate, P.course_limit)
    end),
    people * P.course_limit),
}

instalment "whole" { share = "rest", when = "award accepted", cite = "W30" }

-- Tests ----------------------------------------------------------------------------------------------

local function project(list) return { date = "2022-10-01", activities = list } end

local function activity(id, participant, count, days, destination, km)
  return { id = id, participant = participant, count = count, days = days, destination = destination,
           distance_km = km }
end

local function flight(km) return project { activity("a1", "staff", 1, 5, "ES", km) } end
local function distances(list)
  local trips = {}
  for i, km in ipairs(list) do trips[i] = activity("a" .. i, "staff", 1, 5, "ES", km) end
  return project(trips)
end

local function course(days) return with(flight(1850), { ["activities[a1].course_days"] = days }) end

local function two_courses(count_1, days_1, count_2, days_2)
  return with(distances { 500, 500 }, {
    ["activities[a1].count"] = count_1, ["activities[a1].course_days"] = days_1,
    ["activities[a2].count"] = count_2, ["activities[a2].course_days"] = days_2 })
end

test "a week in Spain" {
  dossier = flight(1850),
  expect = { verdict = "eligible", grant = "1145.00", missing = {}, instalments = { whole = "1145.00" },
             lines = { travel = "275.00", individual = "520.00", organisational = "350.00" } },
}
test "E02 twenty days in Ireland" {
  dossier = project { activity("a1", "staff", 1, 20, "IE", 2400) },
  expect = { grant = "2840.00",
             lines = { travel = "360.00", individual = "2130.00", organisational = "350.00" } },
}
test "E03 a class in Latvia" {
  dossier = project { activity("a1", "learner", 10, 5, "LV", 450), activity("a2", "accompanying", 2, 5, "LV", 450) },
  expect = { grant = "8970.00",
             lines = { travel = "2160.00", individual = "3310.00", organisational = "3500.00" } },
}
cases "E06 participants" {
  dossier = flight(1850), given = "activities[a1].count", expect = "lines.organisational",
  { 1, "350.00" }, { 100, "35000.00" }, { 101, "35200.00" },
}
cases "E07 days of a course" {
  dossier = flight(1850), given = "activities[a1].course_days", expect = "lines.course",
  { 0, "0.00" }, { 9, "630.00" }, { 10, "700.00" }, { 12, "700.00" },
}
test "E07 two courses of six days" {
  dossier = with(course(6), { ["activities[+]"] = {
    id = "a2", participant = "staff", count = 1, days = 6, destination = "FR", distance_km = 900,
    course_days = 6, same_participants_as = "a1" } }),
  expect = { lines = { course = "700.00" } },
}
test "E07 two courses of six days, by as few people as can be" {
  dossier = two_courses(1, 6, 1, 6), expect = { lines = { course = "700.00" } },
}
test "two people with a course of six days each" {
  dossier = with(two_courses(1, 6, 1, 6), { participants = 2 }), expect = { lines = { course = "840.00" } },
}
test "the larger group without a course does not count" {
  dossier = with(two_courses(1, 6, 1, 6), { ["activities[+]"] = activity("a3", "learner", 10, 5, "ES", 500) }),
  expect = { lines = { course = "700.00" } },
}
test "a group of two with a course of one day" {
  dossier = two_courses(1, 12, 2, 1), expect = { lines = { course = "840.00" } },
}
test "two people with courses of six days" {
  dossier = with(course(6), { ["activities[a1].count"] = 2 }), expect = { lines = { course = "840.00" } },
}
test "E08 four with fewer opportunities" {
  dossier = with(project { activity("a1", "learner", 10, 5, "ES", 1850) },
                 { ["activities[a1].fewer_opportunities"] = 4 }),
  expect = { verdict = "eligible", lines = { inclusion = "400.00" } },
}
test "E08 inclusion support only where there is somebody" {
  dossier = with(distances { 500, 500 }, { ["activities[a2].fewer_opportunities"] = 1 }),
  expect = { parts = { inclusion = { "100.00" } } },
}
test "one activity of two has more with fewer opportunities than participants" {
  dossier = with(distances { 500, 500 }, { ["activities[a2].fewer_opportunities"] = 2 }),
  expect = { verdict = "ineligible", rules = { ["fewer-opportunities"] = "fail" } },
}
test "more with fewer opportunities than participants" {
  dossier = with(flight(1850), { ["activities[a1].fewer_opportunities"] = 2 }),
  expect = { verdict = "ineligible", rules = { ["fewer-opportunities"] = "fail" } },
}
test "as many with fewer opportunities as participants" {
  dossier = with(flight(1850), { ["activities[a1].fewer_opportunities"] = 1 }), expect = { verdict = "eligible" },
}
test "E09 there is no rate for the United Kingdom" {
  dossier = project { activity("a1", "staff", 1, 5, "GB", 1400) }, expect = { verdict = "eligible", grant = null },
}
test "E11 travel on both sides of every bound" {
  dossier = distances { 10, 99, 100, 499, 500, 1999, 2000, 2999, 3000, 3999, 4000, 7999, 8000 },
  expect = { parts = { travel = {
    "23.00", "23.00", "180.00", "180.00", "275.00", "275.00", "360.00", "360.00", "530.00", "530.00", "820.00", "820.00",
    "1500.00" } } },
}
test "E11 nine kilometres have no band" { dossier = flight(9), expect = { verdict = "eligible", grant = null } }

-- One of each kind of participant in every country of a group, for so many days.
local function stays(days, amounts)
  local rates = {
    { "NO", "DK", "LU", "IS", "SE", "IE", "FI", "LI" },
    { "NL", "AT", "BE", "FR", "DE", "IT", "ES", "CY", "GR", "MT", "PT" },
    { "SI", "EE", "LV", "HR", "SK", "CZ", "LT", "TR", "HU", "RO", "BG", "MK", "RS" },
  }
  local trips, expected = {}, {}
  for number, countries in ipairs(rates) do
    for _, country in ipairs(countries) do
      for _, kind in ipairs { { "staff", 1 }, { "accompanying", 1 }, { "learner", 2 } } do
        local next = #trips + 1
        trips[next] = activity("a" .. next, kind[1], 1, days, country, 450)
        expected[next] = amounts[number][kind[2]]
      end
    end
  end
  return { dossier = project(trips), expect = { parts = { individual = expected } } }
end

test "no day"(stays(0, { { "0.00", "0.00" }, { "0.00", "0.00" }, { "0.00", "0.00" } }))
test "one day"(stays(1, { { "117.00", "64.00" }, { "104.00", "56.00" }, { "91.00", "48.00" } }))
test "fourteen days"(stays(14, { { "1638.00", "896.00" }, { "1456.00", "784.00" }, { "1274.00", "672.00" } }))
test "fifteen days"(stays(15, { { "1720.00", "941.00" }, { "1529.00", "823.00" }, { "1338.00", "706.00" } }))
test "the distance is not known" {
  dossier = with(flight(1850), { ["activities[a1].distance_km"] = unknown }),
  expect = { verdict = "eligible", grant = null, missing = { "activities[a1].distance_km" } },
}
cases "outside the days in force" {
  dossier = flight(1850), given = "date", expect = "refused",
  { "2020-12-31", "in force from 2021-01-01 to 2023-12-31" }, { "2024-01-01", "in force from 2021-01-01 to 2023-12-31" },
}

property "sums, signs, the order of lists and the names of records" { dossier = with(two_courses(1, 6, 2, 6), { ["activities[a1].fewer_opportunities"] = 1 }) }

unnoticed "less_than in place of at_most: days is at most first days" {
  because = "on day 14 both formulas pay fourteen days at the first rate and none at the later one",
}
unnoticed "0 plus one: the greatest among the activities with a course of count, else 0" {
  because = "without a course there is no fee that a limit could lower",
}
test "it is not known how many travel" {
  dossier = with(flight(1850), { ["activities[a1].count"] = unknown, ["activities[a1].fewer_opportunities"] = 1 }),
  expect = { verdict = "undetermined", rules = { ["fewer-opportunities"] = "unknown" } },
}
test "two courses of one person, in a project of two people" {
  dossier = with(course(6), { participants = 2, ["activities[+]"] = {
    id = "a2", participant = "staff", count = 1, days = 5, destination = "FR", distance_km = 900, course_days = 6,
    same_participants_as = "a1" } }),
  expect = { lines = { course = "700.00" } },
}
unreachable "line 'individual' turns on 'days is at most first days' where it holds" {
  because = "up to that day the other formula adds no day at the later rate",
}
unreachable "line 'inclusion' turns on 'fewer opportunities is more than 0' where it does not hold" {
  because = "an activity without such participants adds nothing",
}
