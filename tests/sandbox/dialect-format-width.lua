-- expect: attack.lua:5: there is no conversion '%0' in a format
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    string.format("%100d", 1)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
