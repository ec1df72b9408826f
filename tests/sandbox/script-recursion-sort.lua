-- expect: script.lua:2: C stack overflow
local t = { 2, 1 } local function f() table.sort(t, f) return true end table.sort(t, f)
