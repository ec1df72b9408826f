-- expect: 1.lua:3: the parts of this expression stand more than 300 deep in each other; put conditions side by side in all { … } or any { … }, amounts in a list with :sum(…)
local n = F.activities
for i = 1, 30000 do n = n + F.activities * i end
rule "a" { stage = "form", level = "hard", cite = "C1", title = "A", needs = n:at_least(1) }
