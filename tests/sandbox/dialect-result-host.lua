-- expect: attack.lua:4: url: request of dialect 'attack': unknown key
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    do return { method = "GET", effect = "read", expect = { 200 }, url = "https://elsewhere.example/x" } end
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
