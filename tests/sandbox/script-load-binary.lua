-- expect: nil	attempt to load a binary chunk (mode is 't')
-- expect: ended
print(load("\27Lua\84\0"))
