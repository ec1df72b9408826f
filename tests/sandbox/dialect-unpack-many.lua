-- expect: attack.lua:5: bad argument #1 to 'char' (number expected, got nil)
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    string.char(table.unpack({}, 1, 99999))
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
