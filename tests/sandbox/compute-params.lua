-- expect: 1.lua:6: compute 'f': a compute function sees no params; name the value in 'from' and take it as an argument
-- expect: 1.lua:6: compute 'f': a compute function sees no params; name the value in 'from' and take it as an argument
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    local x = P.rate
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
