-- expect: 1.lua:3: table index is nil
local t = {}
t[nil] = 1
