-- expect: 1.lua:3: rule 'a\x1b[31m': 'a\x1b[31m' is no name for it: a letter, then letters, digits and '-'
clause "C\27[2J" { source = "\27]0;x\7", sense = "y" }
rule "a\27[31m" { stage = "form", level = "hard", cite = "C1", title = "A", needs = F.activities:at_least(1) }
