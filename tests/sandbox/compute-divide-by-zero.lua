-- expect: 1.lua:6: compute 'f': division by zero
-- expect: 1.lua:6: compute 'f': division by zero
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    local x = n / 0
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
