-- expect: attack.lua:5: a date moves by a whole number of months
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    date("2021-01-01"):add_months(100000000)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
