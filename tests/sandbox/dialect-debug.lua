-- expect: attack.lua:5: there is no name 'debug' here
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    debug.getregistry()
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
