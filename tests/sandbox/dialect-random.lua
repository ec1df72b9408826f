-- expect: attack.lua:5: there is no 'math.random'
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    math.random()
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
