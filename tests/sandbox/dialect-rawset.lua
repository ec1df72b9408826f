-- expect: attack.lua:5: there is no name 'rawset' here
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    rawset(string, "x", 1)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
