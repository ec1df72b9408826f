-- expect: 1.lua:6: compute 'f': there is no 'pcall' in a compute function
-- expect: 1.lua:6: compute 'f': there is no 'pcall' in a compute function
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    pcall(error)
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
