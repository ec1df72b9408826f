-- expect: 1.lua:7: is takes two values of one kind; found 'kind' (a word of a table) and 'name' (a text)
-- expect: 1.lua:9: there is no word 'x' for a word of a table
-- The member of a list outside of its function.
local kept
local n = F.activities
rule "a" { stage = "form", level = "hard", cite = "C1", title = "A",
  needs = all { n:at_least(1), F.kind:is(F.name) } }
kept = F.kind
rule "b" { stage = "form", level = "hard", cite = "C1", title = "B", needs = kept.x:is "y" }
