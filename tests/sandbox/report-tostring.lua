-- expect: rendered tablefunctionoutput
-- expect: 
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  out:line({}, tostring, out)
end }
