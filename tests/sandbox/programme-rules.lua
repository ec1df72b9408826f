-- expect: 1.lua:3: memory limit of 32 MiB reached
for i = 1, 10000000 do
  rule("r" .. i) { stage = "form", level = "hard", cite = "C1", title = "A", needs = F.activities:at_least(1) }
end
