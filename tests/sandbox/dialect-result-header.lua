-- expect: attack.lua:4: headers: request of dialect 'attack': the value of 'x-a' has characters that a header cannot hold
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    do return { method = "GET", effect = "read", expect = { 200 }, path = { "x" }, headers = { ["x-a"] = "b\r\nhost: c" } } end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
