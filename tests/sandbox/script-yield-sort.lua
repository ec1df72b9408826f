-- expect: script.lua:2: attempt to yield across a C-call boundary
local c = coroutine.wrap(function() table.sort({ 2, 1 }, coroutine.yield) end) c()
