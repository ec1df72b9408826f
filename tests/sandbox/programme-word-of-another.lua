-- expect: 1.lua:4: call 'is' with a colon behind a value: value:is(…)
-- The method of one value, called on a thing that is none.
local is = F.kind.is
is({}, "visit")
