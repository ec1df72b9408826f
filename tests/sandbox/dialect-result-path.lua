-- expect: attack.lua:4: path: request of dialect 'attack': segment 1 is empty or climbs
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    do return { method = "GET", effect = "read", expect = { 200 }, path = { "..", "..", "admin" } } end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
