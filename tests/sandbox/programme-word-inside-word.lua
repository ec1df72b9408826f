-- expect: 1.lua:2: memory limit of 32 MiB reached
local function again() return all { again() } end
rule "a" { stage = "form", level = "hard", cite = "C1", title = "A", needs = again() }
