-- expect: attack.lua:5: stopped: a call of a dialect may take …
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    (("x"):rep(100000)):gsub(".", function(c) while true do end end)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
