-- expect: false	script.lua:3: 16-byte integer does not fit into Lua Integer
-- expect: ended
print(pcall(string.unpack, "!16" .. ("i16"):rep(1000), ("x"):rep(16000)))
