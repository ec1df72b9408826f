-- expect: attack.lua:5: 'string' cannot be changed
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    string.upper = function() end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
