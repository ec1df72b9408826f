-- expect: attack.lua:3: attempt to index a nil value (field 'nothing')
report "attack" { title = "Attack", format = "text", render = function(snapshot, out)
  out:line(snapshot.nothing.at_all)
end }
