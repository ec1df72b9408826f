-- expect: attack.lua:5: there is no name 'kept' here
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    kept = kept or {}
    kept[#kept + 1] = delivery
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
