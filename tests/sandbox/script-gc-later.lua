-- expect: ended
local meta = {}
setmetatable({}, meta)
meta.__gc = function() while true do end end
for i = 1, 100000 do local t = {} end
