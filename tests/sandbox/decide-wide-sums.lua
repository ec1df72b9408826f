-- expect: 1.lua:4: this expression has more than 100000 parts, one that is used again counted each time
-- Doubling a tree by sharing: small in memory, and each node is evaluated once.
local n = F.activities
for i = 1, 60 do n = least(n, n + i) end
rule "a" { stage = "form", level = "hard", cite = "C1", title = "A", needs = n:at_least(1) }
