-- expect: 1.lua:2: memory limit of 32 MiB reached
local s = "x" for i = 1, 60 do s = s .. s end
