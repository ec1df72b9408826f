-- expect: 1.lua:2: 9.lua:1: made up
error("9.lua:1: made up", 2)
