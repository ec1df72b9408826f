-- expect: 1.lua:5: compute 'f': the function has changed 'calls', and would remember that in the next call
-- expect: 1.lua:5: compute 'f': the function has changed 'calls', and would remember that in the next call
-- Runs when an application is decided.
local calls = 0
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    calls = calls + 1
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
