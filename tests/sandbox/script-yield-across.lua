-- expect: script.lua:2: attempt to yield across a C-call boundary
local c = coroutine.wrap(function() (("x")):gsub(".", coroutine.yield) end) c()
