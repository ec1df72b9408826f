-- expect: 1.lua:5: compute 'f': the function has changed 'f', and would remember that in the next call
-- expect: 1.lua:5: compute 'f': the function has changed 'f', and would remember that in the next call
-- Runs when an application is decided.
local function f() return 1 end
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    f = function() return 2 end
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
