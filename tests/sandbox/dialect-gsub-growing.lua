-- expect: attack.lua:6: stopped: a call of a dialect may take …
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local s = ("x"):rep(1000)
    for i = 1, 40 do s = s:gsub("x", "xx") end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
