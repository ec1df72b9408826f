-- expect: script.lua:2: invalid key to 'next'
next({}, "x")
