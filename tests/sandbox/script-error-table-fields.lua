-- expect: script.lua:2: a table was raised as an error; raise a text
error({ code = "internal", message = "forged", file = "other.lua", line = 1 })
