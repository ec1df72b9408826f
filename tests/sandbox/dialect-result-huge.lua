-- expect: attack.lua:4: path: request of dialect 'attack': it is longer than 4096 bytes
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    do return { method = "GET", effect = "read", expect = { 200 }, path = { ("x"):rep(2000000) } } end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
