-- expect: 1.lua:2: a function was raised as an error; raise a text
error(rule)
