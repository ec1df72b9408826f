-- expect: attack.lua:5: stopped: a call of a dialect may take …
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    (("x"):rep(300000)):match(("(x"):rep(32) .. (")"):rep(32) .. "-y")
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
