-- expect: 1.lua:4: table index is NaN
local zero = 0
local t = {}
t[zero / zero] = 1
