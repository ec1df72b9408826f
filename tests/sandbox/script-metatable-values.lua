-- expect: false
-- expect: script.lua:3: bad argument #1 to 'rawset' (table expected, got money)
print(getmetatable(money("1.00", "GBP"))) rawset(money("1.00", "GBP"), 1, 1)
