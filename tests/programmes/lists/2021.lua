-- SPDX-License-Identifier: MIT
--
-- Every word of a list: empty, with members that hold and do not, and with members of which something is
-- not known.

programme "lists" {
  edition = "2021", currency = "GBP", title = "Words of lists", in_force = { from = "2021-01-01" },
}
local outcomes = use "lib.outcomes"

record "school" {
  field "id"      { kind = "text" },
  field "country" { kind = "country" },
  field "pupils"  { kind = "number" },
  field "friends" { kind = "list", of = "reference", to = "school", one = "friend", many = "friends" },
}
record "visit" {
  field "to"   { kind = "reference", to = "school" },
  field "cost" { kind = "money" },
}
dossier {
  field "schools" { kind = "list", of = "school", one = "school", many = "schools" },
  field "visits"  { kind = "list", of = "visit", one = "visit", many = "visits" },
}

local schools = F.schools
local at_home = schools:where(function(s) return s.country:is "GB" end, "schools at home")
local big     = at_home:where(function(s) return s.pupils:more_than(100) end, "big schools at home")

outcomes.rules {
  { "count", schools:count():is(2) }, { "where", at_home:count():is(1) }, { "where-where", big:count():at_least(1) },
  { "every", schools:every(function(s) return s.pupils:at_most(200) end) },
  { "any", schools:any(function(s) return s.pupils:more_than(200) end) },
  { "none", schools:none(function(s) return s.pupils:more_than(200) end) },
  { "sum", schools:sum(function(s) return s.pupils end):is(300) },
  { "least", schools:least(function(s) return s.pupils end):is(100) },
  { "greatest", schools:greatest(function(s) return s.pupils end):is(200) },
  { "distinct", schools:distinct(function(s) return s.country end):is(2) },
  { "first", at_home:first().pupils:is(100) },
  { "nested", schools:every(function(s) return s.friends:any(function(f) return f.country:is "MW" end) end) },
  { "by-reference", F.visits:every(function(v) return v.to.country:is "MW" end) },
  { "money", F.visits:sum(function(v) return v.cost end):at_most "100.00" },
}

local p, f, u = "pass", "fail", "unknown"
local here  = { id = "a", country = "GB", pupils = 100, friends = { "b" } }
local there = { id = "b", country = "MW", pupils = 200, friends = { "b" } }
local both  = { schools = { here, there }, visits = { { to = "b", cost = "60.00" }, { to = "b", cost = "40.00" } } }

--  the groups are: count, where, where of where; every, any, none; sum, least, greatest; distinct, first;
--  nested, by reference, money
outcomes.cases {
  { "two schools", both, { { p, p, f }, { p, f, p }, { p, p, p }, { p, p }, { p, p, p } } },
  { "no school", { schools = {}, visits = {} }, { { f, f, f }, { p, f, p }, { f, f, f }, { f, f }, { p, p, p } } },
  { "one that is big",
    { schools = { with(here, { pupils = 201, friends = { "a" } }) }, visits = { { to = "a", cost = "100.01" } } },
    { { f, p, p }, { f, p, f }, { f, f, f }, { f, f }, { f, f, f } } },
  { "pupils and a cost are not known",
    with(both, { ["schools[b].pupils"] = unknown, ["visits[1].cost"] = unknown }),
    { { p, p, f }, { u, u, u }, { u, u, u }, { p, p }, { p, p, u } } },
  { "countries are not known", with(both, { ["schools[a].country"] = unknown, ["schools[b].country"] = unknown }),
    { { p, u, u }, { p, f, p }, { p, p, p }, { u, u }, { u, u, p } } },
  { "pupils are not known, and another is too big",
    with(both, { ["schools[a].pupils"] = unknown, ["schools[b].pupils"] = 301 }),
    { { p, p, u }, { f, p, f }, { f, u, f }, { p, u }, { p, p, p } } },
  { "the first is abroad",
    with(both, { ["schools[a].country"] = "MW", ["schools[a].friends"] = { "a", "b" }, ["schools[b].country"] = "GB",
                 ["schools[b].friends"] = { "a" }, ["schools[b].pupils"] = 101 }),
    { { p, p, p }, { p, f, p }, { f, p, f }, { p, f }, { p, f, p } } },
  { "nothing is known", {}, { { u, u, u }, { u, u, u }, { u, u, u }, { u, u }, { u, u, u } } },
}
test "the day before it is in force" { dossier = { date = "2020-12-31" }, expect = { refused = "in force from 2021-01-01" } }
