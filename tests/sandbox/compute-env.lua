-- expect: 1.lua:5: '_ENV' has no place in a programme
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    local _ENV = {}
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
