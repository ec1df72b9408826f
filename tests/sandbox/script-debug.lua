-- expect: script.lua:2: 'debug' was never assigned
debug.getregistry()
