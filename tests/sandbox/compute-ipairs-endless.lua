-- expect: 1.lua:6: compute 'f': money has no members by a whole number
-- expect: 1.lua:6: compute 'f': money has no members by a whole number
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    for i, x in ipairs(total) do end
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
