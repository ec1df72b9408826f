-- expect: 1.lua:3: '#' counts nothing in a programme; write :count()
-- expect: 1.lua:3: bad 'for' limit (number expected, got a value of the edition)
for i = 1, #F do end
