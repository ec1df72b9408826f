-- expect: 1.lua:2: attempt to perform arithmetic on a string value (constant '10')
local n = "10" + 5
