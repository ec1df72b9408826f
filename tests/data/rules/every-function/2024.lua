-- SPDX-License-Identifier: MIT
--
-- Compute functions over lists, for the referee of the evaluator (tests/unit/host/referee_test.c). Apart from the
-- edition of every other word, because a function allocates. It means nothing.

programme "every-function" {
  edition = "2024", currency = "GBP", title = "Functions of lists, for tests",
  in_force = { from = "2024-01-01", to = "2024-12-31" },
}

clause "T1" { source = "a test", place = "here", sense = "Nothing is meant by it." }

record "site" {
  field "id"    { kind = "text", about = "id" },
  field "kind"  { kind = "choice", choices = { "town", "farm" }, about = "kind" },
  field "land"  { kind = "country", about = "country" },
  field "size"  { kind = "number", most = 40, about = "rooms" },
  field "grade" { kind = "choice", choices = { "a", "b" }, none = true, about = "grade" },
  field "paid"  { kind = "money", about = "paid" },
  field "twin"  { kind = "reference", to = "site", optional = true, about = "twin" },
}
dossier {
  field "model" { kind = "choice", choices = { "one", "two" }, about = "model" },
  field "sites" { kind = "list", of = "site", one = "site", many = "sites", about = "sites" },
  field "terms" { kind = "list", of = "text", one = "term", many = "terms", none = true, about = "terms" },
}
param "lands" { ["2024-01-01"] = { "FR", "DE" }, cite = "T1" }

local sites  = F.sites
local abroad = sites:where(function(s) return s.land:one_of(P.lands) end, "sites abroad")
local towns  = sites:where(function(s) return s.kind:is "town" end, "towns")

-- Places in the sorted lists are multiplied, so that another order gives another number.
local weighed = compute "weighed" { gives = "number", cite = "T1",
  from = { sites:values "size", abroad:values(function(s) return s.grade end), F.terms, sites:values "twin" },
  with = function(sizes, grades, terms, twins)
    local sum = 0
    for i, size in ipairs(sizes) do sum = sum + size * i end
    for i, grade in ipairs(grades) do
      if is_absent(grade) then sum = sum - i elseif is(grade, "b") then sum = sum + 3 * i end
    end
    return sum + #terms + #twins
  end }
local named = compute "named" { gives = "yes-no", cite = "T1",
  from = { towns:values(function(s) return s.land end), sites:values(function(s) return s.size:more_than(20) end),
    F.model },
  with = function(lands, long, model)
    for i, land in ipairs(lands) do if is(land, "GB") and i < 2 then return true end end
    return #long > 0 and long[#long] and not is(model, "one")
  end }
rule "weighed" { stage = "form", title = "a function of lists", cite = "T1", needs = weighed:at_least(60) }
rule "named"   { stage = "form", title = "a condition of lists", cite = "T1", needs = named }

line "dearest" { title = "dearest and cheapest", cite = "T1",
  amount = compute "dearest" { from = abroad:values "paid", gives = "money", cite = "T1",
    with = function(paid)
      if #paid < 1 then return money "0.00" end
      return paid[1] + paid[#paid]
    end },
}
instalment "all" { share = "rest", when = "later", cite = "T1" }
