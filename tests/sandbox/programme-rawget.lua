-- expect: 1.lua:2: there is no word 'rawget' here
rawget(F, 1)
