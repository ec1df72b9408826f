-- expect: FOLDER/portals.lua:2: attempt to index a string value (constant 'x')
local s = ("x"):rep(1000000000)
