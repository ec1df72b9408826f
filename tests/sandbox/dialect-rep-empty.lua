-- expect: GET x
-- expect: answered
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local s = (""):rep(9223372036854775807)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
