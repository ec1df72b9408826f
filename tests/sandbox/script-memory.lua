-- expect: script.lua:2: memory limit of 24 MiB reached
local t = {} for i = 1, 100000000 do t[i] = { i } end
