-- expect: attack.lua:5: argument 2 of the format is missing
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    string.format(("%99d"):rep(1000000), 1)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
