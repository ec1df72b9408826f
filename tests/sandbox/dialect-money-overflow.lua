-- expect: attack.lua:5: the amount has more digits than can be kept
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local m = money("90000000000000000.00", "GBP") for i = 1, 100 do m = m + m end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
