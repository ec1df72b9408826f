-- expect: 1.lua:2: memory limit of 32 MiB reached
for i = 1, 10000000 do local x = rule("r" .. i) end
