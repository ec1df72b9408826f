-- expect: script.lua:2: the name of a file holds no NUL byte
print(io.open("attack.lua\0.txt"))
