-- expect: 1.lua:5: test 'x': 'a list of a dossier' is a list { a, b, … }; found keys in it
-- expect: 1.lua:5: test 'x': the tables are nested more than 32 deep
local t = {}
for i = 1, 100000 do t = { t } end
test "x" { dossier = t, expect = { verdict = "eligible" } }
