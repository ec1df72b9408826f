-- expect: attack.lua:5: there is no name 'coroutine' here
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    coroutine.wrap(function() while true do end end)()
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
