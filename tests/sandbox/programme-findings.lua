-- expect: 1.lua:10: there is no fact 'x1' here
-- expect: 1.lua:10: there is no fact 'x2' here
-- expect: 1.lua:10: there is no fact 'x3' here
-- expect: 1.lua:10: there is no fact 'x4' here
-- expect: 1.lua:10: there is no fact 'x5' here
-- expect: 1.lua:10: there is no fact 'x6' here
-- expect: 1.lua:10: there is no fact 'x7' here
-- expect: 1.lua:10: there is no fact 'x8' here
-- expect: and more
for i = 1, 10000000 do local x = F["x" .. i] end
