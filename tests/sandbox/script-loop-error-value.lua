-- expect: script.lua:2: a table was raised as an error; raise a text
error(setmetatable({}, { __tostring = function() while true do end end }))
