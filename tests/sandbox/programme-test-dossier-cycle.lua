-- expect: 1.lua:4: test 'x': the tables are nested more than 32 deep
local t = {}
t.activities = t
test "x" { dossier = t, expect = { verdict = "eligible" } }
