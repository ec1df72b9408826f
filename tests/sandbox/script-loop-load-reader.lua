-- expect: script.lua:2: interrupted
load(function() return " " end)
