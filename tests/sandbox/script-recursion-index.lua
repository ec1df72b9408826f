-- expect: script.lua:2: C stack overflow
local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k .. "x"] end local x = t.x
