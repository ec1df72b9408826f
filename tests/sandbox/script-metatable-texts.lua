-- expect: false
-- expect: ended
print(getmetatable("")) setmetatable(getmetatable("") or {}, {})
