-- expect: attack.lua:4: method: request of dialect 'attack': GET, HEAD, POST, PUT, PATCH or DELETE expected, found 'TRACE'
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    do return { method = "TRACE", effect = "read", expect = { 200 }, path = { "x" } } end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
