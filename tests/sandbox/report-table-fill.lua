-- expect: rendered 1000
-- expect: 
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  local t = {} for i = 1, 1000 do t[i] = ("x"):rep(1000) end out:line(#t)
end }
