-- expect: 1.lua:2: memory limit of 32 MiB reached
for i = 1, 10000000 do param("p" .. i) { ["2021-01-01"] = i, cite = "C1" } end
