-- expect: 1.lua:2: memory limit of 32 MiB reached
local t = {} for i = 1, 100000000 do t["k" .. i] = i end
