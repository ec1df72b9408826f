-- expect: 1.lua:3: memory limit of 32 MiB reached
-- The function of a list word calls the word again, through C each time.
local function again() return F.activities:otherwise(again()) end
rule "a" { stage = "form", level = "hard", cite = "C1", title = "A", needs = again() }
