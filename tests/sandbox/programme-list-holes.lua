-- expect: 1.lua:3: all: the list has a hole: item 2 of 3 is nothing (nil)
rule "a" { stage = "form", level = "hard", cite = "C1", title = "A",
  needs = all { F.activities:at_least(1), nil, F.activities:at_least(2) } }
