-- expect: script.lua:2: an error without a message was raised (nil)
error(nil)
