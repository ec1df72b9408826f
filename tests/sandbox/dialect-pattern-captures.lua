-- expect: attack.lua:5: too many captures
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    ("x"):find(("()"):rep(33))
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
