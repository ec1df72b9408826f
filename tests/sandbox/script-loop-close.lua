-- expect: script.lua:2: interrupted
local function f() local x <close> = setmetatable({}, { __close = function() while true do end end }) error("x") end
while true do pcall(f) end
