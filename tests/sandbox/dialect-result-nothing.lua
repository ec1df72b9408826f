-- expect: attack.lua:4: request of dialect 'attack': a request expected, found nothing
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    do return end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
