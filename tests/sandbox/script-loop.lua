-- expect: script.lua:2: interrupted
while true do end
