-- SPDX-License-Identifier: MIT
--
-- Lists that go to compute functions: plain ones, a value of each record, the words of a param. They arrive sorted,
-- so that the order in which they were written never matters, and only when they are wholly known.

programme "computed-lists" {
  edition = "2021", currency = "GBP", title = "Lists in compute functions", in_force = { from = "2021-01-01" },
}
clause "C1" { source = "made for a test", sense = "Nothing but lists in compute functions is tried." }

record "school" {
  field "id" { kind = "text" }, field "pupils" { kind = "number", none = true }, field "cost" { kind = "money" },
  field "role" { kind = "choice", choices = { "lead", "partner" } }, field "country" { kind = "country" },
  field "state" { kind = "yes-no" }, field "opened" { kind = "date" },
  field "partners" { kind = "list", of = "reference", to = "school", one = "partner", many = "partners" },
}
dossier {
  field "schools" { kind = "list", of = "school", one = "school", many = "schools" },
  field "terms" { kind = "list", of = "text", none = true, one = "term", many = "terms" },
}
param "near" { ["2021-01-01"] = { "IE", "GB", "FR" }, cite = "C1" }

local schools = F.schools
local leads = schools:where(function(s) return s.role:is "lead" end, "leading schools")

-- The middle one; of two the smaller. A school without pupils counts as 0.
local median = compute "median" { from = { schools:values(function(s) return s.pupils end) }, gives = "number",
  cite = "C1", with = function(pupils)
    local middle = pupils[(#pupils + 1) // 2]
    if #pupils < 1 or is_absent(middle) then return 0 end
    return middle
  end }
local spread = compute "spread" { from = { leads:values "cost" }, gives = "money", cite = "C1",
  with = function(costs)
    if #costs < 1 then return money "0.00" end
    return costs[#costs] - costs[1]
  end }
-- The words of a list, as one text in their order.
local joined = compute "joined" { from = { schools:values "role", schools:values "country", P.near, F.terms },
  gives = "yes-no", cite = "C1", with = function(roles, countries, near, terms)
    if #roles < 1 then return false end
    return is(roles[1], "lead") and is(roles[#roles], "partner") and is(countries[1], "FR") and is(near[1], "FR")
      and is(near[3], "IE") and is(#terms, 2) and is(terms[1], "2020-autumn")
  end }
-- Of each school: with whom it is paired, by id.
local function paired(s)
  return compute "paired" { from = { s.partners, schools:values(function(o) return o end) }, gives = "yes-no", cite = "C1",
    with = function(partners, all)
      for _, partner in ipairs(partners) do
        for i = 1, #all do
          if is(partner, all[i]) and i > 1 then return true end
        end
      end
      return false
    end }
end
local truths = compute "truths" { from = schools:values(function(s) return all { s.state, s.opened:before "2000-01-01" } end),
  gives = "number", cite = "C1", with = function(each)
    local count = 0
    for _, yes in ipairs(each) do if yes then count = count + 1 end end
    return count
  end }

rule "median" { stage = "form", cite = "C1", title = "Half of the schools have 100 pupils", needs = median:at_least(100) }
rule "joined" { stage = "form", cite = "C1", title = "Words come in their order", needs = joined }
rule "paired" { stage = "form", cite = "C1", title = "Every lead is paired", needs = leads:every(paired) }
rule "truths" { stage = "form", cite = "C1", title = "Two old state schools", needs = truths:at_least(2) }
line "spread" { title = "What the dearest lead costs more", cite = "C1", amount = spread }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }

local known = { date = "2021-02-01", terms = { "2021-spring", "2020-autumn" }, schools = {
  { id = "s1", role = "lead", country = "GB", pupils = 90, cost = "10.00", state = true, opened = "1950-01-01",
    partners = { "s3", "s2" } },
  { id = "s2", role = "partner", country = "FR", pupils = 200, cost = "99.00", state = true, opened = "1999-12-31",
    partners = { "s1" } },
  { id = "s3", role = "lead", country = "IE", pupils = 100, cost = "4.50", state = false, opened = "1900-01-01",
    partners = { "s2" } } } }
local turned = with(known, { terms = { "2020-autumn", "2021-spring" },
  schools = { known.schools[3], known.schools[1], known.schools[2] } })
local passed = { verdict = "eligible", grant = "5.50",
  rules = { median = "pass", joined = "pass", paired = "pass", truths = "pass" } }

test "all is known" { dossier = known, expect = passed }
test "in another order" { dossier = turned, expect = passed }
test "a school less" { dossier = with(known, { ["schools[s3].pupils"] = 99, ["schools[s2].opened"] = "2000-01-01" }),
  expect = { rules = { median = "fail", truths = "fail" } } }
test "one has none" { dossier = with(known, { ["schools[s3].pupils"] = null }), expect = { rules = { median = "fail" } } }
test "two have none" { dossier = with(known, { ["schools[s3].pupils"] = null, ["schools[s1].pupils"] = null }),
  expect = { rules = { median = "fail" } } }
test "other words" { dossier = with(known, { ["schools[s2].role"] = "lead" }),
  expect = { rules = { joined = "fail", paired = "fail" }, grant = "94.50" } }
test "there are no terms" { dossier = with(known, { terms = null }), expect = { rules = { joined = "fail" } } }
test "an empty list" { dossier = with(known, { schools = {} }),
  expect = { grant = "0.00", rules = { median = "fail", paired = "pass", truths = "fail" } } }
test "one value is unknown" { dossier = with(known, { ["schools[s2].pupils"] = unknown, ["schools[s2].state"] = unknown }),
  expect = { grant = "5.50", rules = { median = "unknown", truths = "unknown" },
    missing = { "schools[s2].pupils", "schools[s2].state" } } }
test "who is in is unknown" { dossier = with(known, { ["schools[s2].role"] = unknown }),
  expect = { grant = null, rules = { joined = "unknown" }, missing = { "schools[s2].role" } } }
test "no matter who is not in" { dossier = with(known, { ["schools[s2].cost"] = unknown }), expect = { grant = "5.50" } }
test "the list is unknown" { dossier = with(known, { schools = unknown }),
  expect = { verdict = "undetermined", grant = null, missing = { "schools" } } }
test "partners are unknown" { dossier = with(known, { ["schools[s1].partners"] = unknown }),
  expect = { rules = { paired = "unknown" }, missing = { "schools[s1].partners" } } }
test "the day before it is in force" { dossier = { date = "2020-12-31" }, expect = { refused = "in force from 2021-01-01" } }
