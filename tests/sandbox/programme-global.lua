-- expect: 1.lua:4: 'all' is a word and cannot be replaced
-- expect: 1.lua:5: write local everything = …: there are no global variables
-- A comment in place of the head, which is put where the first line stands.
all = 3
everything = 4
