-- expect: attack.lua:5: an error without a message was raised (nil)
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    error(nil)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
