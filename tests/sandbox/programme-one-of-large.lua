-- expect: 1.lua:5: the programme is too large: at most 100,000 nodes, 1,000 in one word
-- expect: 1.lua:5: the programme is too large to go on
local list = {}
for i = 1, 100000 do list[i] = "word" .. i end
for i = 1, 1000 do local c = F.name:one_of(list) end
