-- expect: 1.lua:6: compute 'f': stopped: a compute function may take …
-- expect: 1.lua:6: compute 'f': stopped: a compute function may take …
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    for i = 1, 1000000000000 do end
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
