-- expect: 1.lua:3: division by zero
-- expect: 1.lua:3: division by zero
line "a" { title = "A", cite = "C1", amount = to_cent(F.total / (F.activities - 5), "down") }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
