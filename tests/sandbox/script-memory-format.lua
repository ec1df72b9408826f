-- expect: script.lua:2: memory limit of 24 MiB reached
local s = ("%99d"):rep(300000) local t = {} for i = 1, 300000 do t[i] = 1 end print(pcall(string.format, s, table.unpack(t, 1, 90000)))
