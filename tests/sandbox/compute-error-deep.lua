-- expect: 1.lua:6: compute 'f': deep
-- expect: 1.lua:6: compute 'f': deep
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    local function f(k) if k < 1 then error("deep") end f(k - 1) end
    f(100000)
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
