-- expect: script.lua:2: memory limit of 24 MiB reached
while true do local t = {} for i = 1, 10000000 do t[i] = coroutine.create(function() end) end end
