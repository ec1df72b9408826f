-- expect: 1.lua:6: compute 'f': memory limit of 16 MiB reached
-- expect: 1.lua:6: compute 'f': memory limit of 16 MiB reached
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    local s = "x" for i = 1, 60 do s = s .. s end
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
