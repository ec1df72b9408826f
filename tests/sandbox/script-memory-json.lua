-- expect: script.lua:2: memory limit of 24 MiB reached
json.parse("[" .. ("[1],"):rep(1000000) .. "1]")
