-- expect: false	script.lua:3: bad argument #1 to '?' (function expected, got nil)
-- expect: ended
print(pcall(coroutine.wrap, nil))
