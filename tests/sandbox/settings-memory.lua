-- expect: FOLDER/portals.lua:2: memory limit of 8 MiB reached
local t = {} for i = 1, 1000000000 do t[i] = { i } end
