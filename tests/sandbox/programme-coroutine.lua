-- expect: 1.lua:2: there is no word 'coroutine' here
coroutine.wrap(function() end)()
