-- expect: script.lua:2: memory limit of 24 MiB reached
local s = ("x"):rep(1000000000)
