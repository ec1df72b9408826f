-- expect: attack.lua:5: stopped: a call of a dialect may take …
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    for i = 1, 1000000000 do for p, c in utf8.codes(("x"):rep(1000000)) do end end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
