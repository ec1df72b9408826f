-- expect: attack.lua:5: '%p' would print an address; there are none here
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    string.format("%p", {})
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
