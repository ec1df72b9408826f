-- expect: false	script.lua:3: in close
-- expect: ended
local function f() local x <close> = setmetatable({}, { __close = function() error("in close") end }) error("first") end
print(pcall(f))
