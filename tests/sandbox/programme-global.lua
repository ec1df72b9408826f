-- expect: 1.lua:2: 'all' is a word and cannot be replaced
all = 3
everything = 4
