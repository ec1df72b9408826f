-- expect: attack.lua:5: a table was raised as an error; raise a text
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    error({ __tostring = function() while true do end end })
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
