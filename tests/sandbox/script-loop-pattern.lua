-- expect: script.lua:2: interrupted
(("a"):rep(40)):find(("a?"):rep(40) .. ("a"):rep(40))
