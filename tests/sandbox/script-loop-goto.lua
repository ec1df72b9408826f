-- expect: script.lua:2: interrupted
::again:: goto again
