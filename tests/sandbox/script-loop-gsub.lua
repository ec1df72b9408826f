-- expect: script.lua:2: interrupted
(("x"):rep(1000)):gsub(".", function() while true do end end)
