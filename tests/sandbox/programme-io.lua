-- expect: 1.lua:2: there is no word 'io' here
io.open("/etc/passwd")
