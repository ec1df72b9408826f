-- expect: 1.lua:2: 'repeat' has no place in a programme; write for i = 1, n do … end
repeat until false
