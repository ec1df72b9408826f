-- expect: script.lua:2: memory limit of 24 MiB reached
local s = string.pack("c1000000000", "x")
