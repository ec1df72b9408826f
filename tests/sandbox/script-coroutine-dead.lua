-- expect: false	script.lua:3: cannot resume dead coroutine
-- expect: ended
local c = coroutine.create(function() error("x") end) coroutine.resume(c) print(coroutine.resume(c))
