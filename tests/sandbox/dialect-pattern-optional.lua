-- expect: attack.lua:6: stopped: a call of a dialect may take …
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local s, pattern = ("a"):rep(30), ("a?"):rep(30) .. ("a"):rep(30)
    s:find(pattern)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
