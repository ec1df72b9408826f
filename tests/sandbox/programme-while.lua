-- expect: 1.lua:2: 'while' has no place in a programme; write for i = 1, n do … end
while true do end
