-- expect: 1.lua:5: the parts of this expression stand more than 300 deep in each other; put conditions side by side in all { … } or any { … }, amounts in a list with :sum(…)
-- expect: 1.lua:5: the programme is too large: at most 100,000 nodes, 1,000 in one word
-- expect: 1.lua:5: the programme is too large to go on
local c = F.activities:at_least(1)
for i = 1, 100000 do c = all { c, F.activities:at_least(i) } end
rule "a" { stage = "form", level = "hard", cite = "C1", title = "A", needs = c }
