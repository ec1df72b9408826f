-- expect: attack.lua: body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.body.: the value is nested too deeply (found more than 64 levels; is it inside itself?)
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local body = {}
    body.body = body
    do return { method = "POST", effect = "once", expect = { 200 }, path = { "x" }, body = body } end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
