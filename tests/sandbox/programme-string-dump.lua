-- expect: 1.lua:2: there is no word 'string' here
string.dump(rule)
