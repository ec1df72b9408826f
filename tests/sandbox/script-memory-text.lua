-- expect: script.lua:2: memory limit of 24 MiB reached
local s = "x" while true do s = s .. s end
