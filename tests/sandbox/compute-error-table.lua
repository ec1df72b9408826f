-- expect: 1.lua:6: compute 'f': a table was raised as an error; raise a text
-- expect: 1.lua:6: compute 'f': a table was raised as an error; raise a text
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    error({ message = "forged", file = "x.lua", line = 1 })
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
