-- expect: 1.lua:6: compute 'f': write local leaked = …: there are no global variables
-- expect: 1.lua:6: compute 'f': write local leaked = …: there are no global variables
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    leaked = n
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
