-- expect: false	script.lua:3: bad argument #2 to '?' (data string too short)
-- expect: ended
print(pcall(string.unpack, "s8", ("\xff"):rep(8)))
