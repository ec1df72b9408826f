-- expect: 1.lua:5: compute 'f': it returns a function; it gives money in the currency of the programme
-- expect: 1.lua:5: compute 'f': it returns a function; it gives money in the currency of the programme
-- Runs when an application is decided.
local function again() end
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    do return again end
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
