-- expect: 1.lua:2: '<' and '>' compare nothing in a programme; write :less_than(…), :at_most(…), :at_least(…) or :more_than(…)
local x = F.activities < 3
