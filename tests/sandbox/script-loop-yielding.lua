-- expect: script.lua:3: interrupted
local function spin() while true do for i = 1, 3000 do end coroutine.yield() end end
local function nest(f) return function() local c = coroutine.wrap(f) while true do for i = 1, 1500 do c() end coroutine.yield() end end end
local c = coroutine.wrap(nest(nest(spin)))
while true do c() end
