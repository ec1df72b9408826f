-- expect: true	false	script.lua:3: cannot resume non-suspended coroutine
-- expect: ended
local c c = coroutine.create(function() return coroutine.resume(c) end) print(coroutine.resume(c))
