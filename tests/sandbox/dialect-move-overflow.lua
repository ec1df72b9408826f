-- expect: attack.lua:5: too many items to move
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    table.move({ 1 }, -9223372036854775807, 9223372036854775807, 1)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
