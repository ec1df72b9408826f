-- expect: attack.lua:5: attempt to compare string with number
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    table.sort({ 1, "a", {}, false })
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
