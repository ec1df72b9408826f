-- expect: attack.lua:5: the exact result has more digits than can be kept
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local n = number("3") for i = 1, 100 do n = n * n end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
