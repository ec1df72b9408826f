-- expect: script.lua:6: '__index' chain too long; possible loop
-- A chain of __index that goes in a circle.
local a, b = {}, {}
setmetatable(a, { __index = b })
setmetatable(b, { __index = a })
local x = a.x
