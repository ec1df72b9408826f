-- expect: script.lua:2: interrupted
print(setmetatable({}, { __tostring = function() while true do end end }))
