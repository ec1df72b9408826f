-- expect: 1.lua:5: 'while' has no place in a programme; write for i = 1, n do … end
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    while true do end
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
