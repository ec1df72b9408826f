-- expect: 1.lua:6: compute 'f': memory limit of 16 MiB reached
-- expect: 1.lua:6: compute 'f': memory limit of 16 MiB reached
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    local t = {} for i = 1, 100000000 do t[i] = function() return t, i end end
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
