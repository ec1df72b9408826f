-- expect: 1.lua:6: test 'x': the tables are nested more than 32 deep
-- expect: 1.lua:6: the tables of a test take more than 1024 KiB of JSON
-- 2 to the power of 31 values, out of 31 small tables.
local t = { name = "x" }
for i = 1, 31 do t = { t, t } end
test "x" { dossier = { list = t }, expect = { verdict = "eligible" } }
