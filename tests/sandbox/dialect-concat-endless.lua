-- expect: attack.lua:5: item 1 of the table is no text (found nothing)
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    table.concat({}, "x", 1, 9223372036854775807)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
