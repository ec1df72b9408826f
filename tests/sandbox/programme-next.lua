-- expect: 1.lua:2: there is no word 'next' here
for k, v in next, {} do end
