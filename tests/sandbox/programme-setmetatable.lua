-- expect: 1.lua:2: there is no word 'setmetatable' here
setmetatable({}, { __gc = function() end })
