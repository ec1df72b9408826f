-- expect: attack.lua:5: memory limit of 8 MiB reached
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local s = "x" for i = 1, 40 do s = s .. s end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
