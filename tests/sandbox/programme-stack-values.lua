-- expect: 1.lua:5: stopped: loading an edition may take …
-- More values at once than the stack holds.
local function twice(...) return ... end
local function grow(n, ...)
  return grow(n - 1, ..., ...)
end
grow(100000000)
