-- expect: attack.lua:5: string.byte gives at most 100000 bytes at once
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    (("x"):rep(1000000)):byte(1, -1)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
