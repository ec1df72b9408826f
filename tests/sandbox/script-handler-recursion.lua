-- expect: script.lua:2: memory limit of 24 MiB reached
print(select("#", xpcall(error, function() local function f() return 1 + f() end return f() end)))
