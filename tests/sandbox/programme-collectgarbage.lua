-- expect: 1.lua:2: there is no word 'collectgarbage' here
collectgarbage("stop")
