-- expect: attack.lua:5: the weights add up to 0, so nobody gets a part
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    money("1.00", "GBP"):split({ 0, 0 })
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
