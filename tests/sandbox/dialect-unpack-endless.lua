-- expect: attack.lua:5: 'unpack' gives at most 100000 values
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    table.unpack({}, 1, 9223372036854775807)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
