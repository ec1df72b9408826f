-- expect: 1.lua:2: '_ENV' has no place in a programme
local function f(_ENV) return rule end
f({})
