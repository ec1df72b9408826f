-- expect: 1.lua:5: rule 'a' is there twice; the first is in line 4
-- The second half of a word is kept and used again.
local half = rule "a"
half { stage = "form", level = "hard", cite = "C1", title = "A", needs = F.activities:at_least(1) }
half { stage = "form", level = "hard", cite = "C1", title = "A", needs = F.activities:at_least(1) }
