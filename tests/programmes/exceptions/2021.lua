-- SPDX-License-Identifier: MIT
--
-- What decides: levels, waivers, trials, exceptions, judgements, stages, combinations, levels of an award.

programme "exceptions" {
  edition = "2021", currency = "GBP", title = "What decides", in_force = { from = "2021-01-01" },
}

clause "C1" { source = "made for a test", sense = "Nothing but the words is tried." }
clause "C2" { source = "made for a test", sense = "What is told of a place overrides what is told of all." }

dossier {
  field "a" { kind = "yes-no" }, field "b" { kind = "yes-no" }, field "c" { kind = "yes-no" },
  field "island" { kind = "yes-no" }, field "schools" { kind = "number" },
}
local worth_it = judge "worth_it" { about = "the plan is worth its money", question = "Is the plan worth its money?" }
local a, b, c = F.a:is_true(), F.b:is_true(), F.c:is_true()

rule "four-schools" {
  stage = "form", cite = "C1", title = "At least four schools", needs = F.schools:at_least(4),
}
rule "two-on-an-island" {
  stage = "form", cite = "C2", title = "At least two schools on an island", exception_to = "four-schools",
  applies = F.island:is_true(), needs = F.schools:at_least(2),
}
rule "can-be-waived" {
  stage = "apply", level = "waivable", cite = "C1", title = "a holds", needs = a,
}
rule "advice" {
  stage = "apply", level = "advisory", cite = "C1", title = "b holds", needs = b,
}
rule "trial" {
  stage = "apply", trial = true, cite = "C1", title = "c holds", needs = c,
}
rule "judged" {
  stage = "fund", cite = "C1", title = "Worth its money", applies = F.schools:more_than(9), needs = worth_it,
}
for _, row in ipairs {
  { "all", all { a, b, c } }, { "any", any { a, b, c } }, { "none", none { a, b, c } },
  { "two", at_least_of(2, a, b, c) }, { "then", if_then(a, b) },
} do
  rule(row[1]) { stage = "fund", level = "advisory", cite = "C1", title = row[1], needs = row[2] }
end

level "one" { title = "One", needs = a, cite = "C1" }
level "two" { title = "Two", needs = all { a, b }, cite = "C1" }

local base = { date = "2021-04-20", a = true, b = true, c = true, island = false, schools = 4 }
local p, f, u = "pass", "fail", "unknown"

test "everything holds" {
  dossier = base,
  expect = { verdict = "eligible", level = "two", missing = {}, rules = {
    ["four-schools"] = p, ["two-on-an-island"] = p, ["can-be-waived"] = p, advice = p, trial = p, judged = p } },
}
test "advice and trials decide nothing" {
  dossier = with(base, { b = false, c = false }),
  expect = { verdict = "eligible", level = "one", rules = { advice = f, trial = f } },
}
test "nor do they when they are not known" {
  dossier = with(base, { b = unknown, c = unknown }),
  expect = { verdict = "eligible", rules = { advice = u, trial = u } },
}
test "a rule that may be waived decides" {
  dossier = with(base, { a = false }),
  expect = { verdict = "ineligible", stages = { form = "eligible", apply = "ineligible" }, level = null,
             rules = { ["can-be-waived"] = f } },
}
test "until somebody waives it" {
  dossier = with(base, { a = false }), waive = { ["can-be-waived"] = "B. Head was ill" },
  expect = { verdict = "eligible", rules = { ["can-be-waived"] = "waived" } },
}
test "not known" {
  dossier = with(base, { a = unknown }),
  expect = { verdict = "undetermined", stages = { form = "eligible" }, missing = { "a" },
             rules = { ["can-be-waived"] = u } },
}
for _, row in ipairs {
  { 1, false, "ineligible", f, p }, { 3, false, "ineligible", f, p }, { 4, false, "eligible", p, p },
  { 1, true, "ineligible", p, f }, { 2, true, "eligible", p, p }, { 3, true, "eligible", p, p },
} do
  test("schools, an island, what comes of it: " .. row[1] .. " " .. row[3] .. " " .. row[5]) {
    dossier = with(base, { schools = row[1], island = row[2] }),
    expect = { verdict = row[3], rules = { ["four-schools"] = row[4], ["two-on-an-island"] = row[5] } },
  }
end
test "not known whether it is an island" {
  dossier = with(base, { schools = 3, island = unknown }),
  expect = { verdict = "undetermined", missing = { "island" }, rules = { ["four-schools"] = u, ["two-on-an-island"] = p } },
}
test "either way" {
  dossier = with(base, { schools = 5, island = unknown }), expect = { verdict = "eligible", missing = {} },
}
test "schools not known" {
  dossier = with(base, { schools = unknown, island = true }),
  expect = { verdict = "undetermined", rules = { ["two-on-an-island"] = u, judged = u } },
}
test "nobody has judged" {
  dossier = with(base, { schools = 10 }),
  expect = { verdict = "needs-judgement", stages = { apply = "eligible" }, rules = { judged = "judgement" } },
}
test "nine schools need no judgement" {
  dossier = with(base, { schools = 9, answers = { worth_it = { verdict = "fail", by = "B. Head", reason = "no" } } }),
  expect = { verdict = "eligible", rules = { judged = p } },
}
for _, row in ipairs { { "pass", "eligible" }, { "fail", "ineligible" } } do
  test("judged: " .. row[1]) {
    dossier = with(base, { schools = 10, answers = { worth_it = { verdict = row[1], by = "B. Head", reason = "read it" } } }),
    expect = { verdict = row[2], rules = { judged = row[1] } },
  }
end

--  a, b, c and what all, any, none, two of them, and "if a then b" are
local t, n = true, false
for i, row in ipairs {
  { t, t, t,   p, p, f, p, p }, { t, t, n,   f, p, f, p, p }, { t, n, n,   f, p, f, f, f }, { n, n, n,   f, f, p, f, p },
  { n, t, n,   f, p, f, f, p }, { n, n, t,   f, p, f, f, p },  { t, n, t,   f, p, f, p, f },
  { t, t, unknown,         u, p, f, p, p }, { n, n, unknown,             f, u, u, f, p },
  { t, n, unknown,         f, p, f, u, f }, { unknown, unknown, n,       f, u, u, u, u },
  { unknown, n, t,         f, p, f, u, u }, { n, unknown, unknown,       f, u, u, u, p },
  { unknown, t, unknown,   u, p, f, u, p }, { unknown, unknown, unknown, u, u, u, u, u },
} do
  test("combinations " .. i) {
    dossier = with(base, { a = row[1], b = row[2], c = row[3] }),
    expect = { rules = { all = row[4], any = row[5], none = row[6], two = row[7], ["then"] = row[8] } },
  }
end
test "the day before it is in force" { dossier = { date = "2020-12-31" }, expect = { refused = "in force from 2021-01-01" } }
