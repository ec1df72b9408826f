-- expect: script.lua:2: attempt to call a nil value (field 'popen')
io.popen("id")
