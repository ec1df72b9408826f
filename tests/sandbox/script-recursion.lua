-- expect: script.lua:2: memory limit of 24 MiB reached
local function f() return 1 + f() end f()
