-- expect: script.lua:2: there is no file socket/core.lua in 
require "socket.core"
