-- expect: 1.lua:5: the parts of this expression stand more than 300 deep in each other; put conditions side by side in all { … } or any { … }, amounts in a list with :sum(…)
-- expect: 1.lua:5: the programme is too large: at most 100,000 nodes, 1,000 in one word
-- expect: 1.lua:5: stopped: loading an edition may take …
local sum = F.activities
for i = 1, 10000000 do sum = sum + i end
