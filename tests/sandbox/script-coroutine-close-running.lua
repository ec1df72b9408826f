-- expect: false	script.lua:3: a running coroutine cannot be closed
-- expect: ended
local c c = coroutine.wrap(function() return coroutine.close(coroutine.running()) end) print(pcall(c))
