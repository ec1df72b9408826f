-- expect: 1.lua:2: there is no word 'os' here
os.execute("id")
