-- expect: 1.lua:4: memory limit of 32 MiB reached
local big = "x"
for i = 1, 16 do big = big .. big end
for i = 1, 1000000 do test(big .. i) { dossier = "d.json", expect = { verdict = "eligible" } } end
