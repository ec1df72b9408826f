-- SPDX-License-Identifier: MIT
--
-- What days do: dated values that end, deadlines and rounds, an edition that is in force from one day to
-- another.

programme "days" {
  edition = "2021", currency = "EUR", title = "What days do", in_force = { from = "2021-01-01", to = "2021-12-31" },
}
clause "C1" { source = "made for a test", sense = "Nothing but the words is tried." }

dossier { field "schools" { kind = "number" } }

param "fewest" { ["2021-01-01"] = 2, ["2021-03-01"] = 3, cite = "C1" }
param "rate"   { ["2021-01-01"] = "100.00", ["2021-06-01"] = "120.00", cite = "C1" }

rule "enough" { stage = "form", title = "Enough schools", cite = "C1", needs = F.schools:at_least(P.fewest) }
deadlines { "2021-04-26", "2021-06-21", cite = "C1", rounds_until = "2021-09-30" }
line "schools" { title = "Schools", cite = "C1", amount = F.schools * P.rate }
instalment "whole" { share = "rest", when = "award accepted", cite = "C1" }

local function on(date, schools) return { date = date, schools = schools } end

for _, row in ipairs {
  { "2021-01-01", 2, "eligible", "200.00", "2021-04-26" }, { "2021-02-28", 2, "eligible", "200.00", "2021-04-26" },
  { "2021-01-01", 1, "ineligible", "100.00", "2021-04-26" },
  { "2021-03-01", 2, "ineligible", "200.00", "2021-04-26" }, { "2021-03-01", 3, "eligible", "300.00", "2021-04-26" },
  { "2021-04-26", 3, "eligible", "300.00", "2021-04-26" }, { "2021-04-27", 3, "eligible", "300.00", "2021-06-21" },
  { "2021-05-31", 3, "eligible", "300.00", "2021-06-21" }, { "2021-06-01", 3, "eligible", "360.00", "2021-06-21" },
  { "2021-06-21", 3, "eligible", "360.00", "2021-06-21" }, { "2021-06-22", 3, "eligible", "360.00" },
  { "2021-09-30", 3, "eligible", "360.00" }, { "2021-10-01", 3, "ineligible", "360.00", null },
} do
  test(row[2] .. " schools on " .. row[1]) {
    dossier = on(row[1], row[2]), expect = { verdict = row[3], grant = row[4], round = row[5] },
  }
end
test "too late fails the rule of the deadline, and nothing else" {
  dossier = on("2021-10-01", 3), expect = { stages = { form = "eligible", apply = "ineligible" }, rules = { deadline = "fail" } },
}
test "not known" { dossier = { date = "2021-04-20" }, expect = { verdict = "undetermined", missing = { "schools" } } }
for _, date in ipairs { "2020-12-31", "2022-01-01" } do
  test("not in force on " .. date) { dossier = on(date, 3), expect = { refused = "in force from 2021-01-01 to 2021-12-31" } }
end
test "31 February" { dossier = on("2021-02-31", 3), expect = { refused = "date" } }
unreachable "rule 'deadline' is unknown" { because = "no dossier is without a date" }
