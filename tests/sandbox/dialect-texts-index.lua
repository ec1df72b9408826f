-- expect: attack.lua:5: attempt to index a function value (field 'upper')
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local s = ("x").upper.x
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
