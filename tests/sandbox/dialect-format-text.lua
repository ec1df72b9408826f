-- expect: attack.lua:5: memory limit of 8 MiB reached
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    string.format("%-99s", ("x"):rep(10000000))
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
