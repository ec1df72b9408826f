-- expect: GET a%2F..%2Fb%3Fx%23y
-- expect: answered
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    do return { method = "GET", effect = "read", expect = { 200 }, path = { "a/../b?x#y" } } end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
