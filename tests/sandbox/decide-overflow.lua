-- expect: 1.lua:4: the exact result has more digits than can be kept
-- expect: 1.lua:4: the exact result has more digits than can be kept
local m = F.total
for i = 1, 40 do m = m * 1000 end
line "a" { title = "A", cite = "C1", amount = m }
instalment "all" { share = "rest", when = "award accepted", cite = "C1" }
