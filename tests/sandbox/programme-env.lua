-- expect: 1.lua:2: '_ENV' has no place in a programme
local _ENV = { rule = 1 }
