-- expect: attack.lua:5: bad argument #1 to '?' (value out of range)
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    utf8.char(9223372036854775807)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
