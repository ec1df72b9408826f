-- expect: attack.lua:4: effect: request of dialect 'attack': a POST is not 'read'
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    do return { method = "POST", effect = "read", expect = { 200 }, path = { "x" } } end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
