-- expect: attack.lua:5: '../../etc/passwd' is no module name: lower-case names joined by dots, at most 8, such as lib.cluster
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    require "../../etc/passwd"
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
