-- expect: 1.lua:6: compute 'f': whole numbers beyond 1,000,000,000,000,000 may have wrapped around; write number "…"
-- expect: 1.lua:6: compute 'f': whole numbers beyond 1,000,000,000,000,000 may have wrapped around; write number "…"
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    do return money("0.01") * (9223372036854775807 + 1) end
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
