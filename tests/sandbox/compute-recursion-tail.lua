-- expect: 1.lua:4: compute 'f': stopped: a compute function may take …
-- expect: 1.lua:4: compute 'f': stopped: a compute function may take …
-- Runs when an application is decided.
local function again(n) return again(n) end
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    do return again(n) end
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
