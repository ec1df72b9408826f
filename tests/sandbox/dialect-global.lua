-- expect: attack.lua:5: write local leaked = …: there are no global variables
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    leaked = 1
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
