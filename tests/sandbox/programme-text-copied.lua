-- expect: 1.lua:5: memory limit of 32 MiB reached
-- Texts that words keep lie outside of the Lua state; they have to be counted all the same.
local big = "x"
for i = 1, 17 do big = big .. big end
for i = 1, 1000000 do clause("C" .. i .. "x") { source = big, sense = big } end
