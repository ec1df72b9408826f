-- expect: script.lua:3: interrupted
local c = coroutine.create(function()
  local x <close> = setmetatable({}, { __close = function() while true do end end })
  coroutine.yield()
end)
coroutine.resume(c)
while true do coroutine.close(c) end
