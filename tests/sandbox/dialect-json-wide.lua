-- expect: attack.lua:7: stopped: a call of a dialect may write 1048576 bytes
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    local t = {}
    for i = 1, 40 do t = { t, t } end
    json.text(t)
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
