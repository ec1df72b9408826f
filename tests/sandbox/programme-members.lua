-- expect: 1.lua:3: memory limit of 32 MiB reached
local list = {}
for i = 1, 8000000 do list[i] = "visit" end
rule "a" { stage = "form", level = "hard", cite = "C1", title = "A", needs = F.kind:one_of(list) }
