-- expect: attack.lua: x: write the number as text, so that it stays exact (found a number with a fraction)
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    return { method = "POST", effect = "once", expect = { 200 }, path = { "x" }, body = { x = 0 / 0 } }
  end,
}
