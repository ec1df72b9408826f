-- expect: attack.lua:5: stopped: a call of a dialect may take …
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    table.move({}, 1, 9223372036854775806, 2)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
