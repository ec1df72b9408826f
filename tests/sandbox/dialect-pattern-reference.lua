-- expect: attack.lua:5: invalid capture index %9
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    ("x"):find("%9")
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
