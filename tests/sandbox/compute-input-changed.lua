-- expect: 1.lua:6: compute 'f': number cannot be changed
-- expect: 1.lua:6: compute 'f': number cannot be changed
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    n.numerator = 1
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
