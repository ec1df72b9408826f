-- expect: 199
-- expect: ended
local function f() return pcall(f) end print(select("#", f()))
