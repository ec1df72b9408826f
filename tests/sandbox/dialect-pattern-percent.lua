-- expect: attack.lua:5: malformed pattern (ends with '%')
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    ("x"):find("%")
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
