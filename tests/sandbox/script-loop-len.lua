-- expect: script.lua:2: interrupted
local x = #setmetatable({}, { __len = function() while true do end end })
