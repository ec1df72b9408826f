-- expect: attack.lua:5: argument 1 of 'select': index out of range
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    select(-9223372036854775808, 1)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
