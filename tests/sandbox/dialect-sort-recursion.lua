-- expect: attack.lua:6: C stack overflow
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local t
    local function less(a, b) table.sort(t, less) return a < b end
    t = { 2, 1 }
    table.sort(t, less)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
