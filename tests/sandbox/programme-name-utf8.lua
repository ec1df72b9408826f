-- expect: 1.lua:4: rule: a text holds a NUL byte or is not UTF-8
-- expect: 1.lua:4: rule '': a text holds a NUL byte or is not UTF-8
-- expect: 1.lua:4: rule '': '' is no name for it: a letter, then letters, digits and '-'
rule "\xff" { stage = "form", level = "hard", cite = "C1", title = "\xc0\xaf", needs = F.activities:at_least(1) }
