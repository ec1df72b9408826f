-- expect: attack.lua:4: headers: request of dialect 'attack': a dialect may not set 'authorization'
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    do return { method = "GET", effect = "read", expect = { 200 }, path = { "x" }, headers = { authorization = "Bearer x" } } end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
