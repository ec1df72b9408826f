-- expect: rendered table
-- expect: 
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  local t = {} t[1] = t out:row(t)
end }
