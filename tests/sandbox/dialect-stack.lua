-- expect: attack.lua:5: stopped: a call of a dialect may take …
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local function f(...) return f(1, ...) end f()
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
