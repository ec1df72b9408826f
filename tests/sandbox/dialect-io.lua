-- expect: attack.lua:5: there is no name 'io' here
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    io.open("/etc/passwd")
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
