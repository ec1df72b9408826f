-- expect: attack.lua:5: the resulting text would be too long
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local s = ("x"):rep(9223372036854775807, "y")
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
