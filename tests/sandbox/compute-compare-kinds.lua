-- expect: 1.lua:6: compute 'f': number compared with money has no meaning
-- expect: 1.lua:6: compute 'f': number compared with money has no meaning
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    local x = n < total
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
