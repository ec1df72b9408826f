-- expect: script.lua:2: interrupted
xpcall(error, function() while true do end end)
