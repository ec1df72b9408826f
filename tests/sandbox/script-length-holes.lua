-- expect: true
-- expect: ended
local t = { 1, nil, 3 } print(#t == 1 or #t == 3)
