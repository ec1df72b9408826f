-- expect: 1.lua:7: stopped: loading an edition may take …
local function many(...) return ... , ... end
local t = { many(1) }
for i = 1, 40 do
  local a, b, c, d = many(many(many(many(1))))
end
local function grow(n, ...) return grow(n, n, ...) end
grow(1)
