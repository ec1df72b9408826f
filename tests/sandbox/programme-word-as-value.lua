-- expect: 1.lua:2: attempt to index a function value (global 'rule')
local x = rule.name
