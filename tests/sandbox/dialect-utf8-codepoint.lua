-- expect: attack.lua:5: stack overflow (string slice too long)
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    utf8.codepoint(("x"):rep(1000000), 1, -1)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
