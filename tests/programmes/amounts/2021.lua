-- SPDX-License-Identifier: MIT
--
-- Every word of money: rates, tables, shares and their rounding, what is paid and what is not, the ceiling,
-- the least amount, rounding, instalments that add up.

programme "amounts" {
  edition = "2021", currency = "GBP", title = "Words of money", in_force = { from = "2021-01-01" },
}
clause "C1" { source = "made for a test", sense = "Nothing but the words is tried." }

record "trip" {
  field "id" { kind = "text" }, field "km" { kind = "number" }, field "people" { kind = "number" },
  field "country" { kind = "country" }, field "group" { kind = "number" },
  field "own_cost" { kind = "money", optional = true }, field "private" { kind = "yes-no" },
}
dossier {
  field "trips" { kind = "list", of = "trip", one = "trip", many = "trips" },
  field "cost" { kind = "money" }, field "hours" { kind = "number" },
}

param "day_rate" { ["2021-01-01"] = "10.00", ["2021-07-01"] = "12.50", cite = "C1" }
param "bonus"    { unpublished = true, kind = "money", at_least = "1.00", cite = "C1" }

local by_distance = bands "by_distance" { [10] = "20.00", [100] = "165.00", unit = "km", most = 500, cite = "C1" }
local by_people   = marginal "by_people" { [1] = "350.00", [101] = "200.00", unit = "people", cite = "C1" }
local daily       = lookup "daily" { keys = { "country", "group" }, file = "rates.csv", cite = "C1" }

line "travel" {
  title = "Travel", cite = "C1", each = F.trips,
  amount = function(t) return least(t.own_cost:otherwise(by_distance(t.km)), by_distance(t.km)) end,
  not_paid = {
    { when = function(t) return t.private:is_true() end, cite = "C1" },
    { when = repeated "country", cite = "C1" },
  },
  at_most = 2, at_most_cite = "C1",
}
line "stay" {
  title = "Stay", cite = "C1", each = F.trips, amount = function(t) return daily(t.country, t.group) end,
}
line "support" { title = "Support", cite = "C1", amount = by_people(F.trips:sum(function(t) return t.people end)) }
line "half"    { title = "Half the cost", cite = "C1", amount = to_cent(share_of("1/2", F.cost), "half_even") }
line "pounds"  { title = "A tenth, whole pounds", cite = "C1", amount = to_whole(F.cost * "10%", "up") }
line "fives"   { title = "A tenth, in fives", cite = "C1", amount = to_multiple(F.cost / 10, "5.00", "half_up") }
line "hours"   {
  title = "Hours", cite = "C1",
  amount = pick { { when = F.hours:more_than(10), gives = P.day_rate * 2 }, { when = F.hours:more_than(0), gives = P.day_rate },
                  otherwise = F.cost - F.cost },
}
line "extra"   {
  title = "Extra", cite = "C1", applies = F.hours:more_than(100), amount = greatest(P.bonus, P.day_rate),
}
cap           "ceiling"  { at = "2000.00", cite = "C1" }
nothing_below "smallest" { at = "50.00", cite = "C1" }
rounding      "shillings" { to = "0.05", mode = "down", cite = "C1" }
instalment "first"  { share = "1/3", when = "award accepted", cite = "C1" }
instalment "second" { share = "1/3", when = "interim report accepted", cite = "C1" }
instalment "last"   { share = "rest", when = "final report accepted", cite = "C1" }

local base = { date = "2021-04-20", trips = {}, cost = "0.00", hours = 0 }
local function trip(id, km, country, more)
  return with({ id = id, km = km, people = 1, country = country, group = 1, private = false }, more)
end

test "nothing is asked for" {
  dossier = base, expect = { grant = "0.00", lines = { support = "0.00", half = "0.00", pounds = "0.00", fives = "0.00" } },
}
for _, row in ipairs { { 9, null }, { 10, "20.00" }, { 99, "20.00" }, { 100, "165.00" }, { 500, "165.00" }, { 501, null } } do
  test("band of " .. row[1] .. " km") {
    dossier = with(base, { trips = { trip("a", row[1], "IE", {}) } }), expect = { lines = { travel = row[2] } },
  }
end
for _, row in ipairs { { "19.99", "19.99" }, { "20.01", "20.00" } } do
  test("own cost " .. row[1]) {
    dossier = with(base, { trips = { trip("a", 10, "IE", { own_cost = row[1] }) } }), expect = { lines = { travel = row[2] } },
  }
end
test "the dearest two are paid, one a country, none that is private" {
  dossier = with(base, { trips = {
    trip("a", 10, "IE", {}), trip("b", 100, "IE", {}), trip("c", 100, "DK", { private = true }), trip("d", 20, "DK", {}),
    trip("e", 100, "FR", { own_cost = "19.00" }),
  } }),
  expect = { parts = { travel = { "0.00", "165.00", "0.00", "20.00", "0.00" } }, lines = { travel = "185.00" } },
}
for _, row in ipairs { { "IE", 1, "117.00" }, { "IE", 2, "100.00" }, { "DK", 1, "110.50" }, { "DK", 2, null } } do
  test("daily rate of " .. row[1] .. " " .. row[2]) {
    dossier = with(base, { trips = { trip("a", 10, row[1], { group = row[2] }) } }), expect = { lines = { stay = row[3] } },
  }
end
test "a rate that is not in the table is named" {
  dossier = with(base, { trips = { trip("a", 10, "DK", { group = 2 }) } }),
  expect = { verdict = "eligible", grant = null, missing = { "daily[DK,2]" } },
}
for _, row in ipairs { { 100, "35000.00" }, { 101, "35200.00" } } do
  test("support of " .. row[1]) {
    dossier = with(base, { trips = { trip("a", 10, "IE", { people = row[1] }) } }),
    expect = { lines = { support = row[2] }, grant = "2000.00" },
  }
end

--  cost; a half, half a penny to even; a tenth in whole pounds, up; a tenth in fives, half up
for _, row in ipairs {
  { "0.01", "0.00", "1.00", "0.00" }, { "0.02", "0.01", "1.00", "0.00" }, { "0.03", "0.02", "1.00", "0.00" },
  { "10.00", "5.00", "1.00", "0.00" }, { "24.99", "12.50", "3.00", "0.00" }, { "25.00", "12.50", "3.00", "5.00" },
  { "100.10", "50.05", "11.00", "10.00" },
} do
  test("cost of " .. row[1]) {
    dossier = with(base, { cost = row[1] }), expect = { lines = { half = row[2], pounds = row[3], fives = row[4] } },
  }
end

test "below the least amount" {
  dossier = with(base, { cost = "73.98" }), expect = { grant = "0.00", lines = { smallest = "-49.99" }, instalments = { last = "0.00" } },
}
test "exactly the least amount" {
  dossier = with(base, { cost = "74.00" }),
  expect = { grant = "50.00", instalments = { first = "16.66", second = "16.66", last = "16.68" } },
}
test "rounded down, and instalments that add up" {
  dossier = with(base, { cost = "75.08" }),
  expect = { grant = "55.50", lines = { half = "37.54", shillings = "-0.04" },
             instalments = { first = "18.50", second = "18.50", last = "18.50" } },
}
test "the ceiling" {
  dossier = with(base, { trips = { trip("a", 10, "IE", { people = 10 }) } }),
  expect = { grant = "2000.00", lines = { travel = "20.00", stay = "117.00", support = "3500.00", ceiling = "-1637.00" } },
}
test "the rate of the day" { dossier = with(base, { hours = 1 }), expect = { lines = { hours = "10.00" } } }
test "twice the rate"      { dossier = with(base, { hours = 11 }), expect = { lines = { hours = "20.00" } } }
test "ten hours"           { dossier = with(base, { hours = 10 }), expect = { lines = { hours = "10.00" } } }
test "the rate of July"    { dossier = with(base, { hours = 1, date = "2021-07-01" }), expect = { lines = { hours = "12.50" } } }
test "the last of June"    { dossier = with(base, { hours = 1, date = "2021-06-30" }), expect = { lines = { hours = "10.00" } } }
test "nobody says how much more it is" {
  dossier = with(base, { hours = 101 }), expect = { verdict = "eligible", grant = null, missing = { "bonus" } },
}
test "100 hours get no more" { dossier = with(base, { hours = 100 }), expect = { verdict = "eligible", grant = "0.00", missing = {} } }
test "more, of 9.99" { dossier = with(base, { hours = 101 }), set = { bonus = "9.99" }, expect = { lines = { extra = "10.00" } } }
test "more, of 10.01" { dossier = with(base, { hours = 101 }), set = { bonus = "10.01" }, expect = { lines = { extra = "10.01" } } }
test "the dearest request may not be known" {
  dossier = with(base, { trips = { trip("a", 10, "IE", { private = unknown }) } }),
  expect = { grant = null, missing = { "trips[a].private" } },
}
test "the day before it is in force" { dossier = { date = "2020-12-31" }, expect = { refused = "in force from 2021-01-01" } }
