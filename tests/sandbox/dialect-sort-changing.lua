-- expect: GET x
-- expect: answered
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local t = {}
    for i = 1, 1000 do t[i] = i end
    table.sort(t, function(a, b) t[#t + 1] = 1 return a < b end)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
