clause "Q1" { source = "a page", sense = "Four." }
param "four" { ["2021-01-01"] = 4, ["2021-06-01"] = 5, cite = "Q1" }
local schools = F.cluster.schools
for _, c in ipairs { "GB", "MW" } do
  rule("in-" .. c) { stage = "form", cite = "Q1", title = c, needs = schools:any(function(s) return s.country:is(c) end) }
end
rule "many" { stage = "form", cite = "Q1", title = "many", needs = all { schools:count():at_least(P.four), none { F.option:is "online" } } }
line "visits" { title = "Visits", cite = "Q1", each = F.requests:where(function(r) return r.item:is "visit" end),
  amount = function(r) return least(r.cost:otherwise("1500.00"), "1500.00") end, not_paid = { { when = repeated "school", cite = "Q1" } } }
cap "c" { at = "35000.00", cite = "Q1" }
instalment "a" { share = "80%", when = "x", cite = "Q1" } instalment "b" { share = "rest", when = "y", cite = "Q1" }
