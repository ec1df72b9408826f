-- expect: 1.lua:6: compute 'f': 'use' is a word for reading an edition; a compute function cannot use it
-- expect: 1.lua:6: compute 'f': 'use' is a word for reading an edition; a compute function cannot use it
-- Runs when an application is decided.
line "f" { title = "F", cite = "C1", amount = compute "f" { from = { F.activities, F.total }, gives = "money", cite = "C1",
  with = function(n, total)
    use "lib.self"
    return total
  end } }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
