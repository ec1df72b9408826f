-- expect: 1.lua:7: compute 'f': 'all' is a word for reading an edition; a compute function cannot use it
-- expect: 1.lua:7: compute 'f': 'all' is a word for reading an edition; a compute function cannot use it
-- Runs when an application is decided.
local kept = all
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    kept { n }
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
