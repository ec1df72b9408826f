-- expect: script.lua:2: attempt to call a nil value (field 'execute')
os.execute("id")
