-- expect: 1.lua:2: there is no word 'pcall' here
pcall(error)
