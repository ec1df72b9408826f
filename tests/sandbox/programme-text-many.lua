-- expect: 1.lua:2: memory limit of 32 MiB reached
local s, t = "xxxxxxxxxxxxxxxx", {} for i = 1, 100000000 do t[i] = s .. i .. s end
