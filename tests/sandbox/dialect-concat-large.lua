-- expect: attack.lua:6: memory limit of 8 MiB reached
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local t = {}
    for i = 1, 1000 do t[i] = ("x"):rep(100000) end
    table.concat(t)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
