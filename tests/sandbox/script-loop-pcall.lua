-- expect: script.lua:2: interrupted
while true do pcall(function() while true do end end) end
