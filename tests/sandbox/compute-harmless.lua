-- expect: grant 10000
-- expect: grant 10000
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    local x = 1
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
