-- SPDX-License-Identifier: MIT
--
-- GOV.UK's models of school partnerships: does a partnership conform to the model that it names?

programme "school-partnerships" {
  edition = "2019", currency = "GBP",
  title = "School partnerships: hub and spoke, broad area, formal structures",
  in_force = { from = "2019-10-09" },
}

use "lib.cluster"
use "lib.clauses.govuk_partnerships"

param "largest_hub" { ["2019-10-09"] = 5, cite = "Q50", about = "schools of a hub and spoke partnership, as a rule" }

-- The guide says "fair to all" and no more. 100%: by pupils; 0%: each school the same; or between the two.
param "by_pupils" { ["2019-10-09"] = "100%", cite = "Q52", about = "share of the cost that is split by pupils" }

local schools  = F.cluster.schools
local leads    = schools:where(function(s) return s.role:is "lead" end, "lead schools")
local sponsors = schools:where(function(s) return s.role:is "sponsor" end, "sponsors")

rule "hub-has-one-lead" {
  stage = "form", level = "hard", cite = "Q50",
  title   = "One school leads a hub and spoke partnership",
  applies = F.cluster.structure:is "hub-and-spoke",
  needs   = leads:count():is(1),
}

rule "hub-is-small" {
  stage = "form", level = "advisory", cite = "Q50",
  title   = "A hub and spoke partnership has five schools at most",
  applies = F.cluster.structure:is "hub-and-spoke",
  needs   = schools:count():at_most(P.largest_hub),
}

rule "board-represents-all" {
  stage = "form", level = "hard", cite = "Q51",
  title   = "Every school is represented on the board",
  applies = F.cluster.structure:is "broad-area",
  needs   = schools:every(function(s)
    return F.cluster.board:any(function(m) return m.school:is(s) end)
  end),
}

rule "board-meets-every-term" {
  stage = "form", level = "hard", cite = "Q51",
  title   = "The board meets at least once in every term",
  applies = F.cluster.structure:is "broad-area",
  needs   = F.cluster.terms:every(function(t)
    return F.cluster.meetings:any(function(m) return m.term:is(t) end)
  end),
}

rule "formal-has-sponsor" {
  stage = "form", level = "hard", cite = "Q58",
  title   = "A formal structure has a lead sponsor",
  applies = F.cluster.structure:is "formal",
  needs   = sponsors:count():at_least(1),
}

line "contribution" {
  title = "Yearly contribution of each school", cite = "Q52",
  applies   = F.cluster.structure:is "broad-area",
  each      = schools,
  split     = F.cluster.annual_cost,
  amount    = function(s)
    local pupils = schools:sum(function(x) return x.pupils end)
    return pick {
      { when = pupils:is(0), gives = 1 / schools:count() }, -- no pupils yet: each school the same
      otherwise = s.pupils / pupils * P.by_pupils + (1 - P.by_pupils) / schools:count(),
    }
  end,
}

instalment "yearly" { share = "rest", when = "membership year begins", cite = "Q52" }

-- Tests ----------------------------------------------------------------------------------------------

local function school(id, role, pupils)
  return { id = id, name = "School " .. id, country = "GB", role = role, partners = {}, funding = "state",
           pupils = pupils, holds_grant = false }
end

local function partnership(structure, schools_)
  return {
    date = "2020-07-10", requests = {},
    cluster = {
      name = "Town", structure = structure, schools = schools_, board = {}, meetings = {},
      terms = { "2019-autumn", "2020-spring", "2020-summer" }, annual_cost = "6000.00",
    },
  }
end

local function hub(spokes)
  local list = { school("s1", "lead", 200) }
  for i = 2, spokes + 1 do list[i] = school("s" .. i, "partner", 200) end
  return partnership("hub-and-spoke", list)
end

local function broad(count)
  local list, board = {}, {}
  for i = 1, count do
    list[i] = school("s" .. i, "partner", 200)
    board[i] = { school = "s" .. i, name = "Head " .. i }
  end
  return with(partnership("broad-area", list), {
    ["cluster.board"] = board,
    ["cluster.meetings"] = {
      { date = "2019-10-02", term = "2019-autumn" }, { date = "2020-02-05", term = "2020-spring" },
      { date = "2020-05-13", term = "2020-summer" },
    },
  })
end

local three = with(broad(3), { ["cluster.schools[s1].pupils"] = 200, ["cluster.schools[s2].pupils"] = 300,
                               ["cluster.schools[s3].pupils"] = 500 })

test "a lead and four" {
  dossier = hub(4), expect = { verdict = "eligible", rules = { ["hub-is-small"] = "pass" }, missing = {} },
}
test "G03 a lead and five" {
  dossier = hub(5), expect = { verdict = "eligible", rules = { ["hub-is-small"] = "fail" } },
}
test "G04 no lead" {
  dossier = with(hub(4), { ["cluster.schools[s1].role"] = "partner" }),
  expect = { verdict = "ineligible", rules = { ["hub-has-one-lead"] = "fail" } },
}
test "G05 broad area" { dossier = broad(8), expect = { verdict = "eligible" } }
test "G06 no meeting in the second term" {
  dossier = with(broad(8), { ["cluster.meetings"] = {
    { date = "2019-10-02", term = "2019-autumn" }, { date = "2019-12-02", term = "2019-autumn" },
    { date = "2020-05-13", term = "2020-summer" } } }),
  expect = { verdict = "ineligible", rules = { ["board-meets-every-term"] = "fail" } },
}
test "a school without a seat on the board" {
  dossier = with(broad(3), { ["cluster.board"] = { { school = "s1", name = "A" }, { school = "s2", name = "B" } } }),
  expect = { verdict = "ineligible", rules = { ["board-represents-all"] = "fail" } },
}
test "the board is not known" {
  dossier = with(broad(3), { ["cluster.board"] = unknown }),
  expect = { verdict = "undetermined", missing = { "cluster.board" } },
}
test "a formal structure with a sponsor" {
  dossier = partnership("formal", { school("s1", "sponsor", 900), school("s2", "partner", 300) }),
  expect = { verdict = "eligible" },
}
test "a formal structure without a sponsor" {
  dossier = partnership("formal", { school("s1", "lead", 900), school("s2", "partner", 300) }),
  expect = { verdict = "ineligible", rules = { ["formal-has-sponsor"] = "fail" } },
}
test "G08 by pupils" {
  dossier = three,
  expect = { grant = "6000.00", parts = { contribution = { "1200.00", "1800.00", "3000.00" } },
             instalments = { yearly = "6000.00" } },
}
test "G08 each school the same" {
  dossier = three, set = { by_pupils = "0%" },
  expect = { grant = "6000.00", parts = { contribution = { "2000.00", "2000.00", "2000.00" } } },
}
test "thirds add up to the penny" {
  dossier = with(three, { ["cluster.annual_cost"] = "100.00" }), set = { by_pupils = "0%" },
  expect = { grant = "100.00", parts = { contribution = { "33.34", "33.33", "33.33" } } },
}
test "no school has pupils yet" {
  dossier = with(three, { ["cluster.schools[s1].pupils"] = 0, ["cluster.schools[s2].pupils"] = 0,
                          ["cluster.schools[s3].pupils"] = 0 }),
  expect = { grant = "6000.00", parts = { contribution = { "2000.00", "2000.00", "2000.00" } } },
}
test "the pupils of a school are not known" {
  dossier = with(three, { ["cluster.schools[s2].pupils"] = unknown }),
  expect = { verdict = "eligible", grant = "6000.00" },
}
cases "outside the days in force" {
  dossier = three, given = "date", expect = "refused",
  { "2019-10-08", "in force from 2019-10-09" },
}

property "sums, signs, the order of lists and the names of records" { dossier = three }

unnoticed "1 plus one: 1 / the number of schools" {
  because = "weights that are equal share the cost alike, whatever their size",
}

test "nothing is known of the partnership" {
  dossier = { date = "2020-07-10", cluster = {} },
  expect = { verdict = "undetermined", rules = {
    ["hub-has-one-lead"] = "unknown", ["hub-is-small"] = "unknown", ["board-represents-all"] = "unknown",
    ["board-meets-every-term"] = "unknown", ["formal-has-sponsor"] = "unknown" } },
}
unreachable "line 'contribution' turns on 'the sum over the schools of pupils is 0' where it holds" {
  because = "without pupils the other formula divides by nothing",
}
unreachable "line 'contribution' turns on 'the sum over the schools of pupils is 0' where it does not hold" {
  because = "the formula changes what a school pays, and never what all pay together",
}
