-- expect: attack.lua:5: stopped: a call of a dialect may take …
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    (("a"):rep(20000)):match(".*.*.*.*.*.*b")
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
