-- expect: script.lua:2: interrupted
local x = setmetatable({}, { __concat = function() while true do end end }) .. "x"
