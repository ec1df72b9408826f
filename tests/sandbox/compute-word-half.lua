-- expect: 1.lua:3: rule 'x' needs { … } after the name
-- Runs when an application is decided.
local half = rule "x"
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    half { stage = "form" }
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
