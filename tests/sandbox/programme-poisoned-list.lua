-- expect: 1.lua:4: there is no fact 'nothing' here
-- expect: 1.lua:4: the members of a list are not known while the edition is read; write :every, :any, :where or :first
-- expect: 1.lua:5: there is no fact 'nothing' here
for i, x in ipairs(F.nothing) do local y = x end
for k in F.nothing do local y = k end
