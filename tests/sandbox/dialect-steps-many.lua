-- expect: attack.lua:3: steps of dialect 'attack': 1 to 16 steps expected
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function() local t = {} for i = 1, 100000 do t[i] = "s" .. i end return t end,
  request = function() end }
