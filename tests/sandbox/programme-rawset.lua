-- expect: 1.lua:2: there is no word 'rawset' here
rawset(F, "activities", 1)
