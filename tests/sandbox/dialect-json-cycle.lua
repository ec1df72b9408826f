-- expect: attack.lua:7: t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t: the value is nested too deeply (found more than 64 levels; is it inside itself?)
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local t = {}
    t.t = t
    json.text(t)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
