-- expect: attack.lua:5: C stack overflow
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local function again(s) return s:gsub(".", again) end
    again("x")
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
