-- expect: 1.lua:2: invalid escape sequence near '"\q'
local s = "\q"
