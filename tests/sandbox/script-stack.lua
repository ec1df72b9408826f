-- expect: script.lua:2: interrupted
local function f(...) return f(1, ...) end f()
