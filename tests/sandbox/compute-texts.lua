-- expect: 1.lua:6: compute 'f': attempt to index a string value (constant 'x')
-- expect: 1.lua:6: compute 'f': attempt to index a string value (constant 'x')
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    local s = ("x"):rep(1000000000)
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
