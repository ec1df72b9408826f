-- expect: 1.lua:5: memory limit of 32 MiB reached
local big = "x"
for i = 1, 19 do big = big .. big end
local n = F.name
for i = 1, 100000 do local c = n:is(big .. i) end
