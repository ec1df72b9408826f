-- expect: attack.lua:5: there is no file os.lua in FOLDER
return { id = "attack", title = "Attack", kinds = { "submit" },
  steps = function(delivery) return { "send" } end,
  request = function(delivery, step)
    require "os"
    return { method = "GET", effect = "read", expect = { 200 }, path = { "x" } }
  end,
}
