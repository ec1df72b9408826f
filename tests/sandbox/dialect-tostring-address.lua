-- expect: attack.lua:6: tablefunction
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local t = tostring({}) .. tostring(tostring)
    error(t)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
