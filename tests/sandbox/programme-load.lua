-- expect: 1.lua:2: there is no word 'load' here
load("return 1")()
