-- expect: 1.lua:2: stop here
error("stop here")
