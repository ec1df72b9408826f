-- expect: 1.lua:2: attempt to index a string value (constant 'x')
local s = ("x").y
