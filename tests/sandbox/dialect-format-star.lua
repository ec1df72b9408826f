-- expect: attack.lua:5: there is no conversion '%*' in a format
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    string.format("%*d", 100000000, 1)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
