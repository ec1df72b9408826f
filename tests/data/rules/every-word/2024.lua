-- SPDX-License-Identifier: MIT
--
-- Every word of the language at least once, for the referee of the evaluator (tests/unit/host/referee_test.c).
-- It means nothing; its thresholds are small, so that made dossiers lie on both sides of them.

programme "every-word" {
  edition = "2024", currency = "GBP", title = "Every word, for tests",
  in_force = { from = "2024-01-01", to = "2024-12-31" },
}

clause "T1" { source = "a test", place = "here", sense = "Nothing is meant by it." }

record "leader" {
  field "name"  { kind = "text", about = "name" },
  field "since" { kind = "date", none = true, about = "day" },
}
record "site" {
  field "id"     { kind = "text", about = "id" },
  field "kind"   { kind = "choice", choices = { "town", "farm", "island" }, about = "kind" },
  field "land"   { kind = "country", about = "country" },
  field "size"   { kind = "number", most = 40, unit = "rooms", about = "rooms" },
  field "score"  { kind = "number", least = -9, most = 9, none = true, about = "score" },
  field "cost"   { kind = "money", none = true, most = "900.00", about = "cost" },
  field "paid"   { kind = "money", about = "paid" },
  field "day"    { kind = "date", none = true, about = "day" },
  field "open"   { kind = "yes-no", none = true, about = "open" },
  field "term"   { kind = "text", about = "term" },
  field "grade"  { kind = "choice", choices = { "a", "b" }, none = true, about = "grade" },
  field "twin"   { kind = "reference", to = "site", optional = true, about = "twin" },
  field "leader" { kind = "record", of = "leader", none = true, about = "leader" },
  field "twins"  { kind = "list", of = "reference", to = "site", one = "twin", many = "twins", about = "twins" },
}
record "trip" {
  field "site"  { kind = "reference", to = "site", about = "where" },
  field "days"  { kind = "number", most = 12, unit = "days", about = "days" },
  field "nights" { kind = "number", most = 9, default = 0, about = "nights" },
  field "cost"  { kind = "money", optional = true, about = "cost" },
  field "part"  { kind = "share", most = 1, about = "share" },
  field "kind"  { kind = "choice", choices = { "far", "near" }, about = "kind" },
}
dossier {
  field "model"  { kind = "choice", choices = { "one", "two", "three" }, about = "model" },
  field "start"  { kind = "date", none = true, about = "start" },
  field "budget" { kind = "money", about = "budget" },
  field "part"   { kind = "share", most = 1, about = "share" },
  field "count"  { kind = "number", most = 30, fraction = true, about = "count" },
  field "chair"  { kind = "record", of = "leader", none = true, about = "chair" },
  field "sites"  { kind = "list", of = "site", one = "site", many = "sites", about = "sites" },
  field "trips"  { kind = "list", of = "trip", one = "trip", many = "trips", about = "trips" },
  field "terms"  { kind = "list", of = "text", one = "term", many = "terms", none = true, about = "terms" },
}
fact "distance" { kind = "number", unit = "km", most = 900, about = "distance" }
fact "agreed"   { kind = "yes-no", about = "agreed" }
local good_idea = judge "good_idea" { question = "Is it a good idea?", about = "a good idea" }
local well_kept = judge "well_kept" { question = "Is it well kept?", about = "well kept" }

param "fewest"    { ["2024-01-01"] = 2, ["2024-07-01"] = 3, cite = "T1" }
param "rate"      { ["2024-01-01"] = "100.00", cite = "T1" }
param "day_rate"  { ["2024-01-01"] = "33.33", cite = "T1" }
param "lands"     { ["2024-01-01"] = { "FR", "DE", "MW" }, cite = "T1" }
param "first_day" { ["2024-01-01"] = "2024-03-01", kind = "date", cite = "T1" }
param "portion"   { ["2024-01-01"] = "37.5%", cite = "T1" }
param "extra"     { unpublished = true, kind = "money", at_least = "0.01", cite = "T1" }
param "most_days" { unpublished = true, kind = "number", unit = "days", cite = "T1" }

local by_distance = bands "by_distance" {
  [10] = "5.00", [100] = "20.00", [500] = "11.00", most = 800, unit = "km", cite = "T1",
}
local by_rooms    = marginal "by_rooms" { [1] = "3.50", [5] = "2.00", [9] = "1.25", unit = "rooms", cite = "T1" }
local by_kind     = lookup "by_kind" {
  keys = { "kind", "land" },
  { "town", { "FR", "DE" }, "12.00" }, { "farm", { "FR", "GB" }, "8.00" }, { "island", "GB", "1.00" }, cite = "T1",
}
local by_answer   = lookup "by_answer" { keys = { "agreed" }, { "true", "2.00" }, { "false", "1.00" }, cite = "T1" }

local sites   = F.sites
local abroad  = sites:where(function(s) return s.land:one_of(P.lands) end, "sites abroad")
local open    = sites:where(function(s) return s.open:is_true() end, "open sites")
local towns   = open:where(function(s) return s.kind:is "town" end, "open towns")
local trips   = F.trips

rule "all-and-any" {
  stage = "form", title = "all, any, none", cite = "T1",
  needs = any { all { F.model:is "one", F.agreed:is_true() }, none { F.model:is "two", F.agreed:is_false() } },
}
rule "some-of" {
  stage = "form", level = "waivable", title = "at least two of", cite = "T1",
  needs = at_least_of(2, F.agreed:is_true(), good_idea, F.count:more_than(3), sites:count():at_least(P.fewest)),
}
rule "if-then" {
  stage = "form", title = "if then", cite = "T1",
  applies = F.model:is_not "three",
  needs   = if_then(F.agreed:is_true(), F.count:between(2, 20)),
}
rule "replaced" {
  stage = "form", title = "an exception takes its place", cite = "T1", needs = abroad:count():more_than(1),
}
rule "in-its-place" {
  stage = "form", title = "the exception", cite = "T1", exception_to = "replaced",
  applies = F.model:is "two", needs = abroad:count():less_than(5),
}
rule "instead-too" {
  stage = "form", level = "advisory", title = "another exception", cite = "T1", exception_to = "replaced",
  applies = F.count:more_than(4), needs = open:first().kind:is "farm",
}
rule "tried" {
  stage = "form", title = "on trial", cite = "T1", trial = true, needs = F.budget:at_most("500.00"),
}
rule "judged" {
  stage = "apply", title = "a person judges", cite = "T1", applies = well_kept:is_true(),
  needs = any { good_idea, F.agreed:is_true() },
}
rule "days" {
  stage = "apply", title = "dates", cite = "T1",
  needs = all {
    F.date:on_or_after(P.first_day), F.start:is_present(), F.start:after "2024-02-01",
    F.start:within(60, F.date), F.start:otherwise("2024-05-05"):before(F.date:plus_months(3)),
  },
}
rule "dated-step" {
  stage = "apply", level = "advisory", title = "days between", cite = "T1",
  needs = (F.start:otherwise(P.first_day) - F.date):at_most(90),
}
rule "records" {
  stage = "apply", title = "records and references", cite = "T1",
  needs = sites:every(function(s)
    return any {
      s.leader:is_absent(), s.leader.since:is_absent(), s.twin.kind:is(s.kind), s.twin:is_absent(),
      s.twins:any(function(t) return t:is(s.twin) end), s.twins:none(function(t) return t.open:is_true() end),
    }
  end),
}
rule "chair" {
  stage = "apply", title = "first", cite = "T1",
  needs = any { F.chair:is_present(), towns:first().land:is "GB", open:first().size:otherwise(90):at_most(40) },
}
rule "numbers" {
  stage = "fund", title = "numbers over lists", cite = "T1",
  needs = all {
    sites:sum(function(s) return s.size end):at_least(9),
    open:least("size"):otherwise(5):at_least(2), open:greatest("size"):otherwise(0):at_most(35),
    sites:distinct("land"):at_most(3), towns:distinct("twin"):at_most(1),
    sites:least(function(s) return s.score:otherwise(0) end):otherwise(0):at_least(-6),
  },
}
rule "terms" {
  stage = "fund", title = "texts", cite = "T1",
  needs = F.terms:every(function(t) return sites:any(function(s) return s.term:is(t) end) end),
}
rule "text-words" {
  stage = "fund", level = "advisory", title = "text among texts", cite = "T1",
  needs = sites:none(function(s) return s.term:one_of { "autumn", "pool" } end),
}
rule "perhaps" {
  stage = "fund", level = "advisory", title = "what may be none", cite = "T1",
  needs = at_least_of(3,
    sites:every(function(s) return s.score:at_least(-9) end),
    sites:every(function(s) return s.score:otherwise(s.twin.score):at_least(-9) end),
    sites:any(function(s) return s.grade:one_of { "a", "b" } end),
    sites:distinct("kind"):at_least(1)),
}
rule "judged-members" {
  stage = "fund", title = "members that a person judges", cite = "T1",
  needs = sites:where(function(s) return any { s.open:is_true(), well_kept } end, "kept sites"):count():at_most(3),
}
rule "judged-every" {
  stage = "fund", title = "a person judges what every member needs", cite = "T1",
  needs = sites:every(function(s) return any { s.open:is_true(), well_kept } end),
}
rule "no-open-twin" {
  stage = "fund", title = "one that is sure beside one that is not", cite = "T1",
  needs = sites:every(function(s) return s.twins:none(function(t) return t.kind:is "town" end) end),
}
deadlines { "2024-04-01", "2024-09-30", rounds_until = "2024-11-15", cite = "T1" }

line "trips" {
  title = "Trips", cite = "T1", each = trips,
  amount = function(r) return to_cent(least(r.cost:otherwise(r.days * P.day_rate), r.days * P.day_rate), "half_up") end,
  units = function(r) return r.days end, units_at_most = 14, unit_rate = P.day_rate,
  not_paid = {
    { when = function(r) return r.site.open:is_false() end, cite = "T1" },
    { when = function(r) return r.kind:is "far" end, cite = "T1", says = "too far" },
    { when = F.model:is "three", cite = "T1" },
  },
}
line "nights" {
  title = "Nights", cite = "T1", each = trips, amount = function(r) return P.extra * r.nights end,
  units = function(r) return r.days end, units_at_most = P.most_days, unit_rate = P.rate,
  at_most = 3,
}
line "towns" {
  title = "Towns", cite = "T1", each = towns, applies = F.budget:at_least "100.00",
  amount = function(s) return greatest(s.cost:otherwise(P.rate) - "20.00", "10.00") end,
  not_paid = { { when = repeated "land", cite = "T1" }, { when = repeated "twin", cite = "T1" } },
  at_most = P.fewest,
}
line "lower" {
  title = "The lower of a cost and a rate", cite = "T1", each = abroad,
  amount = function(s) return least(s.cost:otherwise(P.rate), P.rate) end,
}
line "rates" {
  title = "Rates", cite = "T1", each = sites,
  amount = function(s) return by_kind(s.kind, s.land) + by_rooms(s.size) end,
}
line "distance" {
  title = "Distance", cite = "T1", applies = F.agreed:is_true(),
  amount = by_distance(F.distance) + by_answer(F.agreed) + by_answer(true),
}
line "portion" {
  title = "Portion", cite = "T1",
  amount = pick {
    { when = F.part:less_than "25%", gives = to_cent(share_of(F.part, F.budget), "half_even") },
    { when = F.part:more_than(P.portion), gives = to_multiple(share_of(P.portion, F.budget), "5.00", "up") },
    otherwise = to_cent(F.budget / (greatest(F.count, 0) + 1), "down"),
  },
}
line "open-pick" {
  title = "A choice without an end", cite = "T1",
  amount = pick { { when = F.model:is "one", gives = "7.00" }, { when = F.agreed:is_true(), gives = "3.00" } },
}
line "shares" {
  title = "Split", cite = "T1", each = sites, applies = F.model:is "two",
  amount = function(s) return s.size + 1 end, split = to_whole(F.budget / 3, "half_up"),
  not_paid = { { when = function(s) return s.open:is_false() end, cite = "T1" } },
}
line "more" {
  title = "What is above a threshold", cite = "T1",
  amount = greatest(F.budget, "30.00") - "30.00",
}
line "less" {
  title = "Less what was paid", cite = "T1",
  amount = -least(sites:sum(function(s) return s.paid end), "50.00"),
}

cap "ceiling" {
  at = pick { { when = F.agreed:is_true(), gives = "900.00" }, otherwise = "700.00" }, cite = "T1",
}
cap "lower"              { at = "450.00", applies = F.start:is_absent(), cite = "T1" }
nothing_below "smallest" { at = "40.00", cite = "T1" }
rounding "whole-pounds"  { to = "1.00", mode = "half_even", cite = "T1" }

instalment "first"  { share = "2/3", when = "now", applies = well_kept:is_true(), cite = "T1" }
instalment "second" { share = "rest", when = "later", cite = "T1" }

level "low"  { title = "Low", needs = sites:count():at_least(1), cite = "T1" }
level "high" { title = "High", needs = all { abroad:count():at_least(2), good_idea }, cite = "T1" }
