-- expect: 1.lua:4: compute 'f': its function uses 't', which is a table, which could change from call to call; make it a param, bands or lookup
-- Runs when an application is decided.
local t = {}
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    t[1] = n
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
