-- expect: 1.lua:3: the members of a list are not known while the edition is read; write :every, :any, :where or :first
-- F answers any index, so a list that never ends could hide here.
for i, x in ipairs(F) do local y = x end
