-- expect: attack.lua:5: there is no 'string.dump'
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    string.dump(function() end)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
