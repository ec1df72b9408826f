-- expect: ended
local f = io.open("x.luac", "w")
