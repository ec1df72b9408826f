-- expect: 1.lua:4: compute 'f': it returns a number with a fraction; it gives money in the currency of the programme
-- expect: 1.lua:4: compute 'f': it returns a number with a fraction; it gives money in the currency of the programme
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    do return 0 / 0 end
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
