-- expect: 1.lua:6: compute 'f': the rounded result has more digits than can be kept
-- expect: 1.lua:6: compute 'f': the rounded result has more digits than can be kept
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    for i = 1, 100 do total = total * 1000 end
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
