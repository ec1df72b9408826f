-- expect: attack.lua:5: place 9223372036854775807 is outside 1 to 1
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    table.insert({}, 9223372036854775807, 1)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
