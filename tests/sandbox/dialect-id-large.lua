-- expect: attack.lua:2: memory limit of 8 MiB reached
return { id = ("x"):rep(5000000), title = "Attack", kinds = { "submit" }, steps = function() return {} end, request = function() end }
