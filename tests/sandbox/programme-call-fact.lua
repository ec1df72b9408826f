-- expect: 1.lua:2: a fact is no function; its words follow a colon: F.x:is(…)
F.activities()
