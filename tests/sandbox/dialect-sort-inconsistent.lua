-- expect: GET x
-- expect: answered
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local t, flip = {}, false
    for i = 1, 20000 do t[i] = i % 7 end
    table.sort(t, function(a, b) flip = not flip return flip end)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
