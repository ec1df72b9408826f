-- expect: 1.lua:4: compute 'f': its function uses 'rates', which is a value of the edition; name it in 'from' and take it as an argument
-- Runs when an application is decided.
local rates = bands "rates" { [1] = "1.00", cite = "C1" }
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    do return rates(n) end
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
