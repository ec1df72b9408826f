-- expect: 1.lua:2: memory limit of 32 MiB reached
local function deeper(n) return deeper(n + 1) + 1 end
deeper(1)
