-- expect: 1.lua:2: there is no word 'debug' here
debug.getregistry()
