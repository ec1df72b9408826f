-- expect: 1.lua:6: compute 'f': an error without a message was raised (nil)
-- expect: 1.lua:6: compute 'f': an error without a message was raised (nil)
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    error(nil)
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
