-- expect: 1.lua:4: the programme is too large: at most 100,000 nodes, 1,000 in one word
-- expect: 1.lua:4: the programme is too large to go on
local parts = {}
for i = 1, 2000000 do parts[i] = F.activities:at_least(i) end
rule "a" { stage = "form", level = "hard", cite = "C1", title = "A", needs = all(parts) }
