-- expect: 1.lua:4: 'goto' has no place in a programme
::again::
local x = 1
goto again
