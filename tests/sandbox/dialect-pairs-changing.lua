-- expect: GET x
-- expect: answered
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local t = { 1 } for k in pairs(t) do t[k + 1] = 1 end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
