-- expect: attack.lua:5: stopped: a call of a dialect may take …
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    for i = 1, 1000000000 do html.escape(("<"):rep(1000000)) end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
