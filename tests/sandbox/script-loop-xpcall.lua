-- expect: script.lua:2: interrupted
while true do xpcall(function() while true do end end, function() while true do end end) end
