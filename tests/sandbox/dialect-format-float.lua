-- expect: GET x
-- expect: answered
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    string.format("%99.99f", 1e308)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
